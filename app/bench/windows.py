"""Measures a window, each sample in a process of its own: paint, unlock, lock, memory (P1, P2, P16, P17)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.bench.harness import Budget, Contest, Measured, Milliseconds, compared
from app.bench.painted import READY, say
from app.core.errors import Unavailable
from app.core.language import _

TYPING_MS = 2_500  # a person types a user name and a password; what can be loaded meanwhile costs no waiting
LOOK_EVERY_MS = 2
LONGEST_S = 20
EMPTY_TABLE = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

class FirstPaint(QObject):
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and seen is window:
            app.removeEventFilter(self)
            QTimer.singleShot(0, told)
        return False

def told():
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    app.quit()

app = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QTableView())
window.resize(1366, 768)
watch = FirstPaint()
app.installEventFilter(watch)
window.show()
app.exec()
"""
LIBRARIES_SHOWN = """
import os
import sys
import sqlalchemy.orm
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

def tell():
    pages = int(open("/proc/self/statm", encoding="ascii").read().split()[1])
    print('{"ms": %f}' % (pages * os.sysconf("SC_PAGE_SIZE") / 1e6), flush=True)
    app.quit()

app = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QTableView())
window.resize(1366, 768)
window.show()
window.repaint()
QTimer.singleShot(0, tell)
app.exec()
"""


class Waiting(QObject):
    """Looks again every moment and calls back once, when what was waited for is there."""

    def __init__(self, parent: QObject, is_there: Callable[[], bool], then: Callable[[], None]) -> None:
        super().__init__(parent)
        self._is_there, self._then = is_there, then
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if self._is_there():
            self._timer.stop()
            self._then()


def press(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Post one key, down and up, to the window that has the keyboard, the question for shortcuts first, as Qt does."""
    owner = QGuiApplication.focusWindow() or widget.window().windowHandle()
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.postEvent(owner, QKeyEvent(kind, key, held))


def say_time(milliseconds: Milliseconds) -> None:
    """A time measured in this process, to whoever started it."""
    say(json.dumps({"ms": milliseconds}).encode() + b"\n")


def megabytes() -> float:
    """The memory of this process that is really there; 0 where the system does not say."""
    told = Path("/proc/self/statm")
    return int(told.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if told.exists() else 0.0


def until_ready(command: Sequence[str], given: Mapping[str, str]) -> Milliseconds:
    """From the start of a process to the line with which it says that its window is painted."""
    begun = perf_counter()
    with started(command, given) as process:
        line = process.stdout.readline() if process.stdout else b""
        took = (perf_counter() - begun) * 1000
    return checked(took, process, line == READY)


def told_time(command: Sequence[str], given: Mapping[str, str]) -> Milliseconds:
    """The time that a process measured itself."""
    with started(command, given) as process:
        line = process.stdout.readline() if process.stdout else b""
    checked(0, process, line.startswith(b"{"))
    return float(json.loads(line)["ms"])


def until_gone(command: Sequence[str], given: Mapping[str, str]) -> Milliseconds:
    """From the line that a process writes at its lock key to its end."""
    with started(command, given) as process:
        line = process.stdout.readline() if process.stdout else b""
        begun = perf_counter()
        ended(process)
        took = (perf_counter() - begun) * 1000
    return checked(took, process, line == READY)


def started(command: Sequence[str], given: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process of our own, with passwords through a pipe and nowhere else (SEC-52)."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603  our own programs
    if process.stdin is not None:
        process.stdin.write(json.dumps(dict(given)).encode())
        process.stdin.close()
        process.stdin = None
    return process


def ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for its end; one that never comes is no result."""
    try:
        process.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        process.kill()


def checked(took: Milliseconds, process: subprocess.Popen[bytes], is_right: bool) -> Milliseconds:
    """The time, unless the process did not do what was to be timed. Raises Unavailable."""
    if process.returncode != 0 or not is_right:
        raise Unavailable(_("A program that was to be timed did not get that far. Nothing was measured."))
    return took


def paint(window: Sequence[str]) -> Contest:
    """P1: from process start to the first paint of the sign-in window."""
    budget = Budget(
        "P1", _("first paint of the sign-in window, from process start"), _("an empty table in a window"), 1.5
    )
    floor = [sys.executable, "-c", EMPTY_TABLE]
    return Contest(budget, lambda: until_ready(window, {}), lambda: until_ready(floor, {}))


def unlock(window: Sequence[str], bare: Sequence[str], given: Mapping[str, str]) -> Contest:
    """P2: from the Enter key of the sign-in page to Today painted with its rows."""
    budget = Budget(
        "P2", _("unlock to Today usable"), _("Argon2id at the same cost, the database opened, one query"), 1.6
    )
    return Contest(budget, lambda: told_time(window, given), lambda: told_time(bare, given))


def memory(window: Sequence[str], given: Mapping[str, str]) -> Measured:
    """P17: what the program holds once Today stands there, against its two largest libraries with a bare window."""
    work, floor = _("memory after the sign-in, in MB, in place of ms"), _("PySide6 and SQLAlchemy, a window shown")
    bare = [sys.executable, "-c", LIBRARIES_SHOWN]
    return compared(Budget("P17", work, floor, 1.5), [told_time(window, given)], [told_time(bare, {})])


def lock(window: Sequence[str], given: Mapping[str, str]) -> Contest:
    """P16: from the lock key to the end of the process."""
    budget = Budget("P16", _("lock: the partner desk's process is gone"), "", 300)
    return Contest(budget, lambda: until_gone(window, given))
