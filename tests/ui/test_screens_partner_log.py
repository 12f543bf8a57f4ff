"""The access log by real events: every look in words, and one key from there to its check (W15)."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bridge.desk import BridgeDesk
from app.desk.catalogue import acts_of, perform
from tests.bridge.samples import HER_NUMBER
from tests.offices import Office
from tests.ui.accessibility import check_screen, settle
from tests.ui.her_desk import CTRL, a_story, her_window, press, spoken
from tests.ui.programme_screens import shown_words, write
from ui.kit.tokens import Look
from ui.partner.access_log.screen import AccessLogScreen, act_words


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5)])
def test_each_look_stands_in_words_with_its_reason_and_the_log_is_checked(
    qtbot: QtBot, office: Office, look: Look, scale: float
) -> None:
    story = a_story(office)
    shown = {"partner": story.planned, "reason": "the first call", "rules_read": True}
    perform(office.partner_desk(), "safe_plan.show_number", shown)
    with her_window(office, look, scale) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("access_log", story.planned)
        settle()
        screen = signed.window.screen
        assert isinstance(screen, AccessLogScreen)
        said = spoken(screen.table)
        for words in ("Showed her number", "the first call", "Maya Okafor", "S-0001"):
            assert words in said
        assert HER_NUMBER not in spoken(signed.window)
        assert check_screen(signed.window, screen) == []
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()
        assert signed.window.desk_page is not None
        assert signed.window.desk_page.key_of(signed.window.screen) == "vault"


def test_every_act_of_this_desk_has_words_of_its_own_and_one_of_a_later_version_is_still_readable() -> None:
    assert [name for name in acts_of(BridgeDesk) if act_words(name) == name.replace(".", ": ").replace("_", " ")] == []
    assert act_words("later.new_thing") == "later: new thing"


def test_the_log_is_taken_out_as_a_list_without_the_reasons_and_says_so_of_itself(
    qtbot: QtBot, office: Office, tmp_path: Path
) -> None:
    story = a_story(office)
    shown = {"partner": story.planned, "reason": "=she asked for it", "rules_read": True}
    perform(office.partner_desk(), "safe_plan.show_number", shown)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("access_log")
        settle()
        screen = signed.window.screen
        assert isinstance(screen, AccessLogScreen)
        screen.take.click()
        settle()
        assert "Fill this in." in shown_words(screen)
        write(screen.form.editor("to_folder"), str(tmp_path / "gone"))
        write(screen.form.editor("why"), "The board asked")
        screen.take.click()
        settle()
        assert "could not be written there" in shown_words(screen)
        screen.form.editor("to_folder").fill(str(tmp_path))
        screen.take.click()
        settle()
        assert not screen.is_edited()

    (file,) = tmp_path.glob("Table-??????.csv")
    said = file.read_text("utf-8-sig")
    assert '"Maya Okafor","safe_plan.show_number","S-0001",""' in said
    assert "she asked" not in said
    assert HER_NUMBER not in said
    newest = perform(office.partner_desk(), "access_log.show", {})[0]
    assert (newest.act, newest.reason) == ("access_log.export", "The board asked")
