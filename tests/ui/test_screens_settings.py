"""Every setting of the programme desk can be read and changed at a window, each by the question that fits it."""

import re

import pytest
from pytestqt.qtbot import QtBot

from app.core.settings import HER_KEYS, SETTINGS
from app.desk.catalogue import perform
from app.start.programme import screens
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, press
from ui.programme.settings.screen import SettingsScreen, part_of, parts


def changed(screen: SettingsScreen, key: str, typed: object) -> None:
    screen.table.choose(key)
    screen.form.editor("value").fill(typed)
    press("Ctrl+S", screen)


def value_of(office: Office, key: str) -> object:
    return perform(office.desk("jo"), "settings.show", {"key": key})[0].value


def test_each_kind_of_setting_is_changed_by_its_own_question(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "settings") as signed:
        screen = here(signed)
        assert isinstance(screen, SettingsScreen)
        changed(screen, "waiting.limit_days", 42)
        changed(screen, "screening.suitable_needs_second", "yes")
        changed(screen, "office.region", "SCT")
        changed(screen, "risk.bands.ovp", "0 low\n25 medium\n55 high")
        changed(screen, "office.on_call_number", "07700 900123")

        assert value_of(office, "waiting.limit_days") == 42
        assert value_of(office, "screening.suitable_needs_second") is True
        assert value_of(office, "office.region") == "SCT"
        assert value_of(office, "risk.bands.ovp") == ["0 low", "25 medium", "55 high"]
        assert value_of(office, "office.on_call_number") == "07700 900123"
        assert len(perform(office.desk("jo"), "audit.show", {"act": "settings.set"})) == 5


def test_what_does_not_fit_is_said_beside_the_field_and_kept(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "settings") as signed:
        screen = here(signed)
        assert isinstance(screen, SettingsScreen)
        changed(screen, "waiting.limit_days", 5000)
        assert "does not fit" in screen.form.editor("value").inner.accessibleDescription()
        screen.table.choose("report.due_days")
        assert screen.table.chosen_id() == "waiting.limit_days"

        press("Ctrl+Shift+D", screen)
        press("Ctrl+S", screen)
        assert value_of(office, "waiting.limit_days") == 56


def test_every_setting_of_this_desk_has_a_place_and_none_of_hers(qtbot: QtBot, office: Office) -> None:
    """UX-1, NEV-1: no setting about her stands at this desk."""
    with opened(qtbot, office.desk("jo"), "settings", scale=1.5) as signed:
        screen = here(signed)
        assert isinstance(screen, SettingsScreen)
        shown = set(screen._rows)
        assert set(parts()) >= {part_of(key) for key in shown}
        told = {word for row in screen._rows.values() for word in re.findall(r"\w+", row.words.casefold())}
        assert not told & {"her", "hers", "she", "partner", "survivor", "marac", "dash"}
        assert not shown & HER_KEYS
        assert len(shown) >= 40
        assert {one.key for one in SETTINGS if one.key.startswith(("report.", "measure.", "waiting."))} <= shown
        assert check_screen(signed.window, screen) == []


@pytest.mark.parametrize("role", ["facilitator", "peer_worker", "auditor"])
def test_whoever_may_not_change_them_has_no_such_page(role: str) -> None:
    """UX-13."""
    page = next(one for one in screens() if one.key == "settings")

    assert not page.is_for(role)
    assert page.is_for("manager")
    assert page.is_for("administrator")
