"""A whole screen by keyboard: what it shows, saves, refuses and keeps."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.example import ExampleScreen, ReferralDesk
from tests.ui.show import Signed, themed
from ui.shell.screen import ScreenSpec


@pytest.fixture
def signed(qtbot: QtBot) -> Iterator[Signed]:
    with themed():
        signed = Signed([ScreenSpec("referrals", "Referrals", "inbox", ExampleScreen)], ReferralDesk())
        qtbot.addWidget(signed.window)
        yield signed


def test_a_referral_typed_by_keyboard_stands_in_the_list(signed: Signed) -> None:
    screen = signed.window.screen
    screen.form.editor("name").setFocus()

    QTest.keyClicks(screen.form.editor("name").edit, "Femi A.")
    QTest.keyClicks(screen.form.editor("born").edit, "14 feb 1991")
    QTest.keyClick(screen.form.editor("born").edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    assert [screen.table.rows.index(row, 1).data() for row in range(3)] == ["Daniel O.", "Marek B.", "Femi A."]
    assert not screen.is_edited()


def test_a_refused_field_says_why_and_gets_the_keyboard(signed: Signed) -> None:
    screen = signed.window.screen
    QTest.keyClicks(screen.form.editor("name").edit, "Nobody")

    screen.save.click()

    edit = screen.form.editor("name").edit
    assert edit.accessibleDescription() == "Nobody cannot be referred."
    assert edit.hasFocus()
    assert edit.text() == "Nobody"


def test_what_cannot_be_read_as_a_date_is_not_sent(signed: Signed) -> None:
    screen = signed.window.screen
    QTest.keyClicks(screen.form.editor("name").edit, "Femi A.")
    QTest.keyClicks(screen.form.editor("born").edit, "31 February 1991")

    screen.save.click()

    assert "Write a year" in screen.form.editor("born").edit.accessibleDescription()
    assert screen.table.rows.rowCount() == 2
