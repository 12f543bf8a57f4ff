"""Opens the programme desk's own screens on an invented office, and presses what a person would press."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.clock import FrozenClock
from app.domain.roles import role_words
from app.programme.desk import ProgrammeDesk
from app.start.programme import screens
from tests.ui.show import EVENING, Signed, themed
from ui.kit.dialogs import StopCard
from ui.kit.tokens import Look
from ui.programme.post import batch, sending
from ui.shell import printing
from ui.shell.printing import PrintCard
from ui.shell.screen import Person, Screen


@contextmanager
def opened(
    qtbot: QtBot,
    desk: ProgrammeDesk,
    key: str,
    subject: str | None = None,
    look: Look = Look.LIGHT,
    scale: float = 1.0,
) -> Iterator[Signed]:
    """The window with one screen open, and whoever sits at this desk signed in."""
    someone, clock = desk.seat.person, desk.seat.clock
    assert isinstance(clock, FrozenClock)
    if clock.now() < EVENING:
        clock.move_to(EVENING)
    role = min(someone.roles)
    with themed(look=look, scale=scale):
        sits = Person(someone.label, role_words(role), role.value)
        signed = Signed(screens(), desk, person=sits, start=key, about=subject)
        qtbot.addWidget(signed.window)
        signed.window.resize(1366, 768)
        QApplication.processEvents()
        yield signed
        for card in cards():
            card.reject()


def here(signed: Signed) -> Screen[ProgrammeDesk]:
    """The screen that is shown."""
    assert signed.window.screen is not None
    return signed.window.screen  # type: ignore[return-value]


def place(signed: Signed) -> tuple[str, str | None]:
    """The key of the screen that is shown, and what it was opened with."""
    page = signed.window.desk_page
    assert page is not None
    return page.key_of(page.screen), page.screen.subject


def press(keys: str, target: QWidget | None = None) -> None:
    """A key or chord where the keyboard is."""
    focus = target or QApplication.activeModalWidget() or QApplication.focusWidget()
    combination = QKeySequence(keys)[0]
    inside = QApplication.focusWidget()
    if target is None and inside is not None and focus is not inside and focus.isAncestorOf(inside):
        focus = inside
    QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())
    QApplication.processEvents()


def write(editor: QWidget, text: str) -> None:
    """Type into a field of a form, and leave it."""
    edit = editor.focusProxy() or editor
    assert isinstance(edit, QLineEdit | QPlainTextEdit)
    edit.setFocus()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    QApplication.processEvents()


def a_printer(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One printer for paper at this computer; gives how many pages each paper had that came out of it."""
    printed: list[int] = []
    monkeypatch.setattr(printing, "paper_printers", lambda: ("Front office",))
    for place in (printing, sending, batch):
        monkeypatch.setattr(place, "has_printer", lambda: True)
    monkeypatch.setattr(printing, "print_pages", lambda pages, _name: printed.append(len(pages)) or True)
    return printed


def confirm(qtbot: QtBot, printing: PrintCard) -> None:
    """Press Print, read on which printer it comes out, and say yes."""
    printing.print.click()
    (card,) = cards()
    assert "Front office" in shown_words(card)
    card.act.click()
    qtbot.waitUntil(lambda: not printing._queue)


def cards() -> list[StopCard]:
    """The cards that ask something now."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, StopCard) and one.isVisible()]


def shown_words(root: QWidget) -> str:
    """Everything that can be read on a page: labels, fields, names and descriptions."""
    found = [label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root)]
    for one in root.findChildren(QWidget):
        found += [one.accessibleName(), one.accessibleDescription(), one.toolTip()]
        if isinstance(one, QLineEdit):
            found.append(one.text())
        if isinstance(one, QPlainTextEdit):
            found.append(one.toPlainText())
    return "\n".join(text for text in found if text)
