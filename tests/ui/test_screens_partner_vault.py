"""An officer asks whether all still is as the logs left it, and is told what is not (SEC-17)."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import a_story, her_window
from tests.ui.show import Signed
from ui.partner.vault.screen import VaultScreen


@pytest.fixture
def signed(qtbot: QtBot, office: Office) -> Iterator[Signed]:
    a_story(office)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("vault")
        yield signed


def test_all_holds_and_then_a_changed_record_is_named(signed: Signed, office: Office) -> None:
    screen = signed.window.screen
    assert isinstance(screen, VaultScreen)
    assert check_screen(signed.window, screen) == []

    screen.check.click()
    well = screen.says.accessibleName()
    with office.partner.engine.begin() as connection:
        connection.execute(text("UPDATE safe_plan SET doc = zeroblob(182)"))
    screen.check.click()

    assert well == "Everything is as the logs left it."
    assert screen.says.accessibleName() == "A record of “safe_plan” was changed outside the program."
    assert screen.check.isEnabled()
    assert check_screen(signed.window, screen) == []
