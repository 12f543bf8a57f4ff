"""Opens a kit window off screen for tests and pictures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.changes import Changes
from app.core.clock import Clock, FrozenClock
from tests.doubles import InlineJobs
from ui.kit.theme import Theme
from ui.kit.tokens import Accent, Look
from ui.shell.desk_page import Bands
from ui.shell.screen import Person, ScreenSpec
from ui.shell.window import Kept, Program, ShellWindow

EVENING = datetime(2026, 11, 24, 20, 40, tzinfo=UTC)


class Signed:
    """A window with somebody signed in, and what its program was told."""

    def __init__(
        self,
        specs: Sequence[ScreenSpec[object]],
        desk: object,
        jobs: object | None = None,
        bands: Bands | None = None,
        *,
        clock: Clock | None = None,
        person: Person | None = None,
        desk_name: str = "Programme desk",
        start: str = "",
        about: str | None = None,
    ) -> None:
        self.kept: list[tuple[Kept, ...]] = []
        self.unlocks = 0
        self.changes = Changes()
        program = Program(
            desk_name,
            clock or FrozenClock(EVENING),
            jobs or InlineJobs(),
            self.kept.append,
            self._unlock,
            bands or Bands(),
        )
        self.window = ShellWindow(program)
        self.window.show()
        self.person = person or Person("Priya Nair", "Facilitator", "facilitator")
        self.window.enter(specs, desk, self.person, self.changes, start, about)
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)

    def _unlock(self) -> None:
        self.unlocks += 1


@contextmanager
def themed(accent: Accent = Accent.TEAL, look: Look = Look.LIGHT, scale: float = 1.0) -> Iterator[Theme]:
    """The application in one theme."""
    app = QApplication.instance() or QApplication([])
    theme = app.property("theme")
    if theme is None:
        theme = Theme(app, accent, look, scale)
    if (theme.accent, theme.chosen, theme.scale) != (accent, look, scale):  # a sheet is worked out for every part anew
        theme.accent = accent
        theme.choose(look, scale)
    yield theme


def key_at_window(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key as the system brings it: to the window that has the keyboard, which hands it to whatever has the focus.

    The key is let go at the window that has the keyboard then: the lock may have closed the first.
    """
    window = QGuiApplication.focusWindow()
    if window is None:  # without a screen nobody brings a window to the front
        (*_others, front) = (one for one in QGuiApplication.topLevelWindows() if one.isVisible())
        front.requestActivate()
        QTest.qWaitForWindowActive(front)
        window = front
    QTest.keyPress(window, key, held)
    QTest.qWait(1)
    if (window := QGuiApplication.focusWindow()) is not None:
        QTest.keyRelease(window, key, held)
