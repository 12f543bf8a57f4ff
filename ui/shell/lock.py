"""Locks: one chord, Esc twice, or nobody there; the page is replaced, so that no name stays behind (UX-7, UX-38)."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from app.core.clock import Clock
from app.core.language import _
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock as clock_words
from ui.kit.layouts import vertical
from ui.kit.widgets import words

TWICE_MS = 600
SIGNS_OF_LIFE = {QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.ShortcutOverride, QEvent.Type.TouchBegin}


@dataclass(frozen=True)
class Idle:
    """After how many seconds without a key or click to lock, and how long before to warn (A19)."""

    after: int = 300
    warn: int = 20


class Watch(QObject):
    """Sees every key of the program first: Ctrl+L and Esc Esc work from any state, dialogs and menus included.

    It stands before the windows of the program, where the system brings each key, click and touch once, and not before
    every widget: whatever a page says to itself while it is put together goes by unheard. A new window is met when the
    keyboard goes to it, after the key or click that opened it, and with every second.
    """

    lock_wanted = Signal()
    seconds_left = Signal(int)
    warned = Signal()

    def __init__(self, app: QApplication, idle: Idle, parent: QObject) -> None:
        super().__init__(parent)
        self._idle = idle
        self._left = idle.after
        self._held = 0
        self._since_escape = QElapsedTimer()
        self._is_on = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        app.focusWindowChanged.connect(self._stand_before)
        self._meet_windows()

    def start(self) -> None:
        """Somebody signed in."""
        self._is_on = True
        self._left = self._idle.after
        self._held = 0
        self._since_escape.invalidate()
        self._meet_windows()
        self._timer.start()

    def hold(self, seconds: int) -> None:
        """Somebody talks and touches nothing: wait so long before idle time counts; no other lock waits (SEC-48)."""
        self._held = seconds

    def lock_after(self, seconds: int) -> None:
        """From now on this long without a key or click."""
        self._idle = Idle(seconds, self._idle.warn)
        self._left = seconds

    def stop(self) -> None:
        """Nobody is signed in."""
        self._is_on = False
        self._timer.stop()

    def tick(self) -> None:
        """One second without a sign of life."""
        self._meet_windows()
        if self._held > 0:
            self._held -= 1
            self.seconds_left.emit(self._held + self._left)
            return
        self._left -= 1
        self.seconds_left.emit(max(0, self._left))
        if self._left == self._idle.warn:
            self.warned.emit()
        if self._left <= 0:
            self.stop()
            self.lock_wanted.emit()

    def _meet_windows(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            self._stand_before(window)

    def _stand_before(self, window: QWindow | None) -> None:
        """Hear what the system brings to a window; said twice, it counts once."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        kind = event.type()
        if not self._is_on or kind not in SIGNS_OF_LIFE:
            return False
        self._left = self._idle.after
        QTimer.singleShot(0, self, self._meet_windows)
        return kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_lock(event)

    def _is_lock(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            return self._lock_soon()
        if event.key() != Qt.Key.Key_Escape or event.isAutoRepeat():
            self._since_escape.invalidate()
            return False
        if self._since_escape.isValid() and self._since_escape.elapsed() <= TWICE_MS:
            return self._lock_soon()
        self._since_escape.start()
        return False

    def _lock_soon(self) -> bool:
        self._since_escape.invalidate()
        QTimer.singleShot(0, self.lock_wanted.emit)
        return True


class LockedPage(QWidget):
    """Product name and time of day only: no names, no counts (P29)."""

    def __init__(self, clock: Clock, unlock: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._clock = clock
        box = vertical(self, gap=8)
        self._time = words("", "display", wraps=False)
        self.unlock = KeyButton(_("Unlock"), "Enter", "lock", look="filled")
        self.unlock.setAutoDefault(True)
        self.unlock.clicked.connect(lambda _on: unlock())
        box.addStretch(1)
        for part in (words("Handrail", "h1", wraps=False), self._time, self.unlock):
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._show_time)
        self._timer.start(10_000)
        self._show_time()

    def _show_time(self) -> None:
        self._time.setText(clock_words(self._clock.local()))
