"""Drives the real windows as a person would: finds by name, presses keys, clicks, and plays the scenes of a tour."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from ui.kit.choice import SegmentedChoice
from ui.shell.witness import PATIENCE_S, Lost, Witness, name_of, pause, texts_of

WHEEL = 360
PLAIN = Qt.KeyboardModifier.NoModifier


class Driver(Witness):
    """Posts real key and mouse events to widgets found by accessible name in the window that has the keyboard."""

    def find(self, name: str, *kinds: type[QWidget]) -> QWidget:
        """The first widget of this name, of these kinds first, that can be used; waits for it a little."""
        until = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < until:
            found = [one for one in self.all_named(name) if not isinstance(one, QLabel)]
            usable = [one for one in found if one.isEnabled() and one.focusPolicy() != Qt.FocusPolicy.NoFocus]
            if usable:
                return next((one for one in usable if isinstance(one, kinds)), usable[0])
            pause()
        raise Lost(f"nothing called {name!r} can be used here; there is: {', '.join(self.names()[:60])}")

    def press(self, keys: str) -> None:
        """Press a key or chord where the keyboard is: "Ctrl+S", "Down", "y"."""
        here = self.window()
        target = self._app.activePopupWidget() or self._app.focusWidget() or here
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        self._count(1)
        self.wait()

    def go_to(self, name: str) -> None:
        """Put the keyboard somewhere, which brings it into view."""
        self.find(name).setFocus(Qt.FocusReason.TabFocusReason)
        self.wait()

    def read_to_the_end(self) -> None:
        """Turn the wheel over the page until its last line has been in sight."""
        for area in self.window().findChildren(QScrollArea):
            bar = area.verticalScrollBar()
            if area.isVisible() and bar.maximum() > 0 and area.parentWidget() is not None:
                while bar.value() < bar.maximum():
                    before = bar.value()
                    spot = QPointF(area.viewport().rect().center())
                    turn = QPoint(0, -WHEEL)
                    glob = QPointF(area.viewport().mapToGlobal(spot.toPoint()))
                    phase = Qt.ScrollPhase.NoScrollPhase
                    event = QWheelEvent(spot, glob, QPoint(), turn, Qt.MouseButton.NoButton, PLAIN, phase, False)
                    QApplication.sendEvent(area.viewport(), event)
                    self._count(1)
                    self.wait()
                    if bar.value() == before:
                        break

    def type_into(self, name: str, text: str) -> None:
        """Put the keyboard into a field and type, replacing what is there."""
        edit = self.find(name, QLineEdit, QPlainTextEdit)
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(edit, QLineEdit | QPlainTextEdit):
            QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for part in text:
            if part.isascii():
                QTest.keyClicks(edit, part)
            else:  # what a keyboard of another land, or a dead key, sends
                QApplication.sendEvent(edit, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown.value, PLAIN, part))
        self._count(len(text) + 1)
        QTest.keyClick(edit, Qt.Key.Key_Tab)
        self.wait()

    def type_here(self, text: str) -> None:
        """Type where the keyboard is."""
        QTest.keyClicks(self._app.focusWidget() or self.window(), text)
        self._count(len(text))
        self.wait()

    def click(self, name: str) -> None:
        """Click a button, a tick, a place."""
        target = self.find(name, QAbstractButton)
        at = (
            QPoint(min(12, target.width() // 2), target.height() // 2)
            if isinstance(target, QAbstractButton)
            else target.rect().center()
        )
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, PLAIN, at)
        self._count(1)
        self.wait()

    def choose(self, name: str, words: str) -> None:
        """Choose by words, with keys: in a drop-down or a choice in one row."""
        target = self.find(name, QComboBox, SegmentedChoice)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(target, QComboBox):
            self._choose_in_box(target, words)
        elif isinstance(target, SegmentedChoice):
            values = {option.words: option.value for option in target.options}
            if words not in values:
                raise Lost(f"{name!r} has no choice {words!r}")
            QTest.mouseClick(target, Qt.MouseButton.LeftButton, PLAIN, target.middle_of(values[words]))
        else:
            raise Lost(f"{name!r} is nothing to choose in")
        self._count(1)
        self.wait()

    def _choose_in_box(self, box: QComboBox, words: str) -> None:
        wanted = box.findText(words)
        if wanted < 0:
            there = ", ".join(box.itemText(at) for at in range(box.count()))
            raise Lost(f"{name_of(box)!r} has no choice {words!r}; there is: {there}")
        while box.currentIndex() != wanted:
            QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < wanted else Qt.Key.Key_Up)
            self._count(1)

    def choose_tab(self, name: str, words: str) -> None:
        """Click a tab of a page in parts."""
        bar = self.find(name, QTabBar)
        at = [bar.tabText(one).replace("&", "") for one in range(bar.count())] if isinstance(bar, QTabBar) else []
        if not isinstance(bar, QTabBar) or words not in at:
            raise Lost(f"{name!r} has no part {words!r}")
        middle = bar.tabRect(at.index(words)).center()
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, PLAIN, middle)
        self._count(1)
        self.wait()

    def choose_row(self, name: str, *texts: str) -> None:
        """Walk with the arrow keys to the row of a table whose cells say all of `texts`."""
        table = self.find(name, QAbstractItemView)
        if not isinstance(table, QAbstractItemView):
            raise Lost(f"{name!r} is no table")
        table.setFocus(Qt.FocusReason.TabFocusReason)
        wanted = self._row_saying(table, set(texts))
        QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        while table.currentIndex().row() < wanted:
            before = table.currentIndex().row()
            QTest.keyClick(table, Qt.Key.Key_Down)
            self._count(1)
            if table.currentIndex().row() == before:
                raise Lost(f"the keyboard does not get to row {wanted + 1} of {name!r}")
        self.wait()

    @staticmethod
    def _row_saying(table: QAbstractItemView, texts: set[str]) -> int:
        model = table.model()
        for row in range(model.rowCount()):
            if texts <= {str(model.index(row, column).data() or "") for column in range(model.columnCount())}:
                return row
        raise Lost(f"no row says {sorted(texts)}; there is: {', '.join(texts_of(table))[:400]}")

    def _count(self, keys: int) -> None:
        if self.steps:
            self.steps[-1].keys += keys


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of a story: its name, and what a person does and looks at."""

    name: str
    play: Callable[[Driver], None]


def play_scene(see: Driver, scene: Scene, number: int) -> bool:
    """Play one scene under its number; a scene that is lost keeps a picture of where it was."""
    see.prefix = f"{number:02d}-"
    try:
        with see.step(scene.name) as step:
            scene.play(see)
    except Lost as lost:
        see.check(str(lost), False)
    if not step.is_good:
        see.picture("not-as-it-should-be")
    return step.is_good


def sign_in(see: Driver, login: str, passwords: Mapping[str, str]) -> None:
    """Type name and password, press Enter, and wait for the desk."""
    see.type_into("User name", login)
    see.type_into("Password", passwords[login])
    see.click("Sign in")
    see.wait()
    see.check("the desk is open", not see.all_named("Password"))


def put_away(*things: QObject) -> None:
    """End what a visit made here and now, in the thread that made it: a later sweep in a job's thread is too late."""
    for one in things:
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
