"""Looks at the real windows for the tour: what can be seen, what was checked, and the pictures that are kept."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ui.kit import theme
from ui.kit.bands import Toast
from ui.kit.tokens import Look

PATIENCE_S, JOB_S, BREATH_S, AT_WORK_S = 20.0, 180.0, 0.001, 0.005


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


class Witness:
    """Sees the window that has the keyboard as a person does, and records under each step what held."""

    def __init__(self, app: QApplication, is_idle: Callable[[], bool], out: Path) -> None:
        self._app = app
        self._is_idle = is_idle
        self.out = out
        self.steps: list[Step] = []
        self.prefix = ""
        self._heard: list[str] = []

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

    def names(self) -> list[str]:
        """The names of everything that can have the keyboard here."""
        children = self.window().findChildren(QWidget)
        return [
            name_of(one)
            for one in children
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and name_of(one)
        ]

    def wait(self, *, forget: bool = True) -> None:
        """Until no job runs and everything is painted; what was said before the last key is forgotten."""
        until = time.perf_counter() + JOB_S
        if forget:
            self._heard = []
        self._breathe()
        while not self._is_idle():
            if time.perf_counter() > until:
                raise Lost("a job did not come back")
            self._breathe(AT_WORK_S)
        self._breathe()

    def _breathe(self, seconds: float = BREATH_S) -> None:
        """Let the window work; what it says for a moment is remembered, for a slow computer outlasts it."""
        pause(seconds)
        for window in self._app.topLevelWidgets():
            for toast in window.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly):
                if toast.isVisible():
                    self._heard += [one.text() for one in toast.findChildren(QLabel) if one.text() not in self._heard]

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
        while not (shown := self._shows(text)) and time.perf_counter() < until:
            pause()
        return self.check(f"shows “{text}”", shown)

    def _shows(self, text: str) -> bool:
        return text in self.texts() or any(text in said for said in self._heard)

    def sees_not(self, text: str) -> bool:
        """Record that these words are nowhere in the window."""
        return self.check(f"does not show “{text}”", text not in self.texts())

    def picture(self, name: str) -> None:
        """Keep the window as PNG, light and dark; the look it ends in is the one the next picture begins with."""
        self.wait(forget=False)
        now = theme.current()
        for look in (now.look, Look.LIGHT if now.look is Look.DARK else Look.DARK):
            if now.look is not look:
                now.choose(look)
                pause()
            file = self.out / f"{self.prefix}{name}-{look.value}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            self.window().grab().save(str(file))
            if self.steps:
                self.steps[-1].pictures.append(file.name)


def pause(seconds: float = BREATH_S) -> None:
    """Let the window and its jobs work: a longer `QTest.qWait` sleeps with Python's lock, and no job gets on."""
    QTest.qWait(0)
    time.sleep(seconds)
    QTest.qWait(0)


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
