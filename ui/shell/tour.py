"""Drives the real windows as a person would: finds by name, presses keys, waits, looks, and keeps pictures."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

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

from ui.kit import theme
from ui.kit.choice import SegmentedChoice
from ui.kit.tokens import Look

PATIENCE_S, JOB_S, BREATH_MS = 20.0, 180.0, 5
WHEEL = 360
PLAIN = Qt.KeyboardModifier.NoModifier


class Lost(Exception):
    """The tour could not find what it was told to use, or waited in vain."""


@dataclass
class Step:
    """One step of the tour: what it was, keys and clicks it took, how long, and what was checked."""

    name: str
    keys: int = 0
    ms: float = 0.0
    checks: list[dict[str, object]] = field(default_factory=list)

    pictures: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """True when something was checked and every check held."""
        return bool(self.checks) and all(bool(check["ok"]) for check in self.checks)

    def told(self) -> dict[str, object]:
        """The step as the summary lists it."""
        kept = {"keys": self.keys, "ms": self.ms, "pictures": self.pictures}
        return {"name": self.name, **kept, "checked": self.checks, "ok": self.is_good}


class Driver:
    """Posts real key and mouse events to widgets found by accessible name in the window that has the keyboard."""

    def __init__(self, app: QApplication, is_idle: Callable[[], bool], out: Path) -> None:
        self._app = app
        self._is_idle = is_idle
        self.out = out
        self.steps: list[Step] = []
        self.prefix = ""

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Record what happens inside under one name."""
        step = Step(name)
        self.steps.append(step)
        begun = time.perf_counter()
        try:
            yield step
            self.wait()
        finally:
            step.ms = round((time.perf_counter() - begun) * 1000, 1)

    def window(self) -> QWidget:
        """The window that would get a key now: a dialog before the page behind it."""
        found = self._app.activeModalWidget() or self._app.activeWindow()
        if found is None:
            shown = [one for one in self._app.topLevelWidgets() if one.isVisible()]
            found = shown[0] if shown else None
        if found is None:
            raise Lost("no window is open")
        if self._app.activeWindow() is None:
            found.activateWindow()
            QTest.qWaitForWindowActive(found)
        return found

    def all_named(self, name: str) -> list[QWidget]:
        """Every visible widget of this name."""
        here = self.window()
        return [one for one in here.findChildren(QWidget) if one.isVisible() and name_of(one) == name]

    def find(self, name: str, *kinds: type[QWidget]) -> QWidget:
        """The first widget of this name, of these kinds first, that can be used; waits for it a little."""
        until = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < until:
            found = [one for one in self.all_named(name) if not isinstance(one, QLabel)]
            usable = [one for one in found if one.isEnabled() and one.focusPolicy() != Qt.FocusPolicy.NoFocus]
            if usable:
                return next((one for one in usable if isinstance(one, kinds)), usable[0])
            QTest.qWait(BREATH_MS)
        raise Lost(f"nothing called {name!r} can be used here; there is: {', '.join(self.names()[:60])}")

    def names(self) -> list[str]:
        """The names of everything that can have the keyboard here."""
        children = self.window().findChildren(QWidget)
        return [
            name_of(one)
            for one in children
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and name_of(one)
        ]

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

    def wait(self) -> None:
        """Until no job runs and everything is painted."""
        until = time.perf_counter() + JOB_S
        QTest.qWait(BREATH_MS)
        while not self._is_idle():
            if time.perf_counter() > until:
                raise Lost("a job did not come back")
            QTest.qWait(BREATH_MS)
        QTest.qWait(BREATH_MS)

    def seen(self) -> list[str]:
        """All words a person can see in this window, one text a widget or cell."""
        found = []
        for one in [self.window(), *self.window().findChildren(QWidget)]:
            if one.isVisible():
                found += texts_of(one)
        return [text for text in found if text]

    def texts(self) -> str:
        """All words a person can see in this window, table cells included."""
        return "\n".join(self.seen())

    def text_after(self, caption: str) -> str:
        """What stands below or beside a caption."""
        seen = self.seen()
        if caption not in seen[:-1]:
            raise Lost(f"nothing stands after {caption!r}")
        return seen[seen.index(caption) + 1]

    def check(self, what: str, is_true: bool) -> bool:
        """Record whether something held."""
        if self.steps:
            self.steps[-1].checks.append({"check": what, "ok": is_true})
        return is_true

    def sees(self, text: str) -> bool:
        """Record whether a person sees these words; waits for them a little."""
        until = time.perf_counter() + PATIENCE_S / 4
        while text not in self.texts() and time.perf_counter() < until:
            QTest.qWait(BREATH_MS)
        return self.check(f"shows “{text}”", text in self.texts())

    def sees_not(self, text: str) -> bool:
        """Record that these words are nowhere in the window."""
        return self.check(f"does not show “{text}”", text not in self.texts())

    def picture(self, name: str) -> None:
        """Keep the window as PNG, light and dark; the look it ends in is the one the next picture begins with."""
        self.wait()
        now = theme.current()
        for look in (now.look, Look.LIGHT if now.look is Look.DARK else Look.DARK):
            if now.look is not look:
                now.choose(look)
                QTest.qWait(BREATH_MS)
            file = self.out / f"{self.prefix}{name}-{look.value}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            self.window().grab().save(str(file))
            if self.steps:
                self.steps[-1].pictures.append(file.name)

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


def name_of(widget: QWidget) -> str:
    """The name a screen reader would say: the given one, else the button's or label's words."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton | QLabel):
        return widget.text().replace("&", "")
    return ""


def texts_of(widget: QWidget) -> list[str]:
    """The words one widget shows."""
    if isinstance(widget, QLabel | QAbstractButton):
        return [widget.text().replace("&", "")]
    if isinstance(widget, QLineEdit):
        return [widget.displayText()]
    if isinstance(widget, QPlainTextEdit):
        return [widget.toPlainText()]
    if isinstance(widget, QComboBox):
        return [widget.currentText()]
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        return [
            str(model.index(row, column).data() or "")
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        ]
    return [widget.accessibleName(), widget.accessibleDescription()]
