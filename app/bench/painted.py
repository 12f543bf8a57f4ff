"""Tells when a window has been painted; what it loads counts as the window's, so it loads next to nothing (P1)."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

READY = b"ready\n"


class FirstPaint(QObject):
    """Calls back once, when the first window of the program has been painted."""

    def __init__(self, app: QApplication, painted: Callable[[], None]) -> None:
        super().__init__(app)
        self._app, self._painted = app, painted
        app.installEventFilter(self)

    def eventFilter(self, seen: QObject, event: QEvent) -> bool:
        """Paint events of a window are what counts."""
        if event.type() == QEvent.Type.Paint and isinstance(seen, QWidget) and seen.isWindow():
            self._app.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False


def say(line: bytes = READY) -> None:
    """One line to whoever started this process, at once."""
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
