"""NEV-19: a locked window holds no name in any text, no title ever does, and a locked partner desk is really gone."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.start.partner import screens as partner_screens
from app.start.partner_window import PartnerWindow
from app.start.programme import screens
from app.start.programme_window import ProgrammeWindow
from tests.house.floors import TOP
from tests.never.hunt import Hunt, Sighting, told
from tests.never.lived import Lived
from tests.never.marked import HUNT, mark
from tests.never.windows import everything_said, outside, sign_in, visit, wait
from tests.start.profiles import PASSWORDS, quiet
from tests.start.test_windows import no_making
from tests.ui.show import key_at_window, themed
from ui.kit.tokens import Accent
from ui.shell.lock import LockedPage, Watch
from ui.shell.sign_in import SignInPage
from ui.shell.window import ShellWindow

pytestmark = pytest.mark.xdist_group("lived")
NAMES = Hunt("Okoro", "Daniel", "Hart", "Ewan", "Priya", "Nair", "Adeyemi", "P-0001", "P-0002", "TUE-1", "Marsh")
CONTROL = Qt.KeyboardModifier.ControlModifier


def control_l(_window: ShellWindow) -> None:
    key_at_window(Qt.Key.Key_L, CONTROL)


def twice_escape(_window: ShellWindow) -> None:
    key_at_window(Qt.Key.Key_Escape)
    key_at_window(Qt.Key.Key_Escape)


def nobody_there(window: ShellWindow) -> None:
    watch = window.findChild(Watch)
    for _second in range(301):
        watch.tick()


def from_the_palette(window: ShellWindow) -> None:
    window.open_palette()
    control_l(window)


def with_a_window_of_its_own(window: ShellWindow) -> None:
    """Something else shows a name, as a dialog may: the lock closes it."""
    label = QLabel("Daniel Okoro", window, Qt.WindowType.Dialog)
    label.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    label.show()
    control_l(window)


WAYS: dict[str, Callable[[ShellWindow], None]] = {
    "Ctrl+L": control_l, "Esc Esc": twice_escape, "nobody there": nobody_there, "palette": from_the_palette,
    "dialog": with_a_window_of_its_own,
}  # fmt: skip


def seen(hunt: Hunt) -> list[Sighting]:
    """What a hunt finds in every widget of this process, in the clipboard and in the settings."""
    said: dict[str, set[str]] = {}
    for place, text in (*everything_said(), *outside()):
        said.setdefault(place, set()).add(text)
    return [one for place, some in said.items() for one in hunt.in_value(place, sorted(some))]


def settle() -> None:
    """What was thrown away is really gone."""
    for _turn in range(4):
        QTest.qWait(20)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def at_his_desk(qtbot: QtBot, lived: Lived) -> Iterator[ProgrammeWindow]:
    """Priya at the programme desk."""
    with themed():
        running = ProgrammeWindow(lived.profile, screens, no_making(), lived.ends)
        running.show()
        try:
            sign_in(qtbot, running, "priya")
            yield running
        finally:
            running.close()


def shell(running: ProgrammeWindow | PartnerWindow) -> ShellWindow:
    """Its window."""
    assert running.window is not None
    return running.window


def type_a_name(window: ShellWindow) -> None:
    """A name typed and not saved."""
    for field in window.findChildren(QWidget):
        if isinstance(field, QLineEdit) and not isinstance(field.parent(), QComboBox) and field.isVisible():
            field.setText("Daniel Okoro")
        if isinstance(field, QPlainTextEdit) and field.isVisible():
            field.setPlainText("Daniel Okoro")


class TestTheProgrammeDesk:
    """After any lock from any screen."""

    @pytest.mark.parametrize("way", WAYS)
    def test_a_locked_window_holds_no_name_in_any_widget_or_accessible_word(
        self, qtbot: QtBot, lived_copy: Lived, way: str
    ) -> None:
        with at_his_desk(qtbot, lived_copy) as running:
            window, titles = shell(running), titles_now()
            if way == "Ctrl+L":
                visit(qtbot, running, lived_copy.subjects, lambda _screen: titles.update(titles_now()))
            window.go("case", lived_copy.subjects["case"][0])
            wait(qtbot, running)
            window.go("referral")
            wait(qtbot, running)
            type_a_name(window)
            assert {one.place.split(".")[0].split(" ")[0] for one in seen(NAMES)} >= {
                "accessible",
                "QLabel",
                "QLineEdit",
            }

            WAYS[way](window)
            qtbot.waitUntil(lambda: isinstance(window.centralWidget(), LockedPage), timeout=5_000)
            settle()

            found = seen(NAMES)
            assert not found, told(found)
            assert running.desk is None
            assert titles | titles_now() == {"Handrail"}
            texts = [one.text() for one in window.centralWidget().findChildren(QLabel)]
            assert "Handrail" in texts
            assert len(texts) == 2, "the product's name and the time of day, nothing else"

    def test_the_sign_in_page_after_a_lock_names_nobody(self, qtbot: QtBot, lived_copy: Lived) -> None:
        with at_his_desk(qtbot, lived_copy) as running:
            window = shell(running)
            control_l(window)
            qtbot.waitUntil(lambda: isinstance(window.centralWidget(), LockedPage), timeout=5_000)
            window.centralWidget().unlock.click()  # type: ignore[attr-defined]
            settle()

            assert isinstance(window.centralWidget(), SignInPage)
            found = seen(NAMES)
            assert not found, told(found)


class TestThePartnerDesk:
    """What the task bar shows of her program, and what its lock leaves in the window."""

    def test_every_window_of_the_partner_desk_is_called_handrail_and_it_shows_nothing_once_locked(
        self, qtbot: QtBot, lived_copy: Lived
    ) -> None:
        titles: set[str] = set()
        ended: list[bool] = []
        with themed(Accent.PLUM):
            running = PartnerWindow(lived_copy.profile, partner_screens, lived_copy.ends, lambda: ended.append(True))
            running.show()
            titles |= titles_now()
            enter_hers(qtbot, running)
            assert running.desk is not None
            (line,) = perform(running.desk, "partner.list", {})  # type: ignore[misc]
            for spec in partner_screens():
                running.window.go(spec.key, line.partner if spec.key in ("contact", "partner", "plan") else None)
                qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)
                QTest.qWait(20)
                titles |= titles_now()
            running.window.go("partner", line.partner)
            qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)
            QTest.qWait(20)
            assert Hunt(mark("chosen")).in_value("her window", [text for _place, text in everything_said()])

            running.window.lock()
            settle()

            assert ended == [True]
            assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]
            left = [f"{place}: {text}" for place, text in (*everything_said(), *outside())]
            found = HUNT.in_value("after the lock", left)
            assert not found, told(found)
            running.close()

        assert titles == {"Handrail"}


def titles_now() -> set[str]:
    """The titles of all windows that show now, and the name the system knows the program by."""
    showing = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()]
    return {one.windowTitle() for one in showing if one.windowType() != Qt.WindowType.ToolTip}


def enter_hers(qtbot: QtBot, running: PartnerWindow) -> None:
    """Maya signs in at her desk."""
    page = running.window.centralWidget()
    assert isinstance(page, SignInPage)
    page.user.setText("maya")
    page.password.setText(PASSWORDS["maya"])
    page.button.click()
    qtbot.waitUntil(lambda: running.desk is not None, timeout=30_000)
    qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)


CHILD = """
import json, os, resource, sys
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
from app.start.profile import harden
harden()
from pathlib import Path
from PySide6.QtCore import QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.core.paths import Profile
from app.start.application import application
from app.start.partner import screens
from app.start.partner_window import PartnerWindow
from ui.kit.tokens import Accent
app = application(Accent.PLUM)
running = PartnerWindow(Profile(Path(sys.argv[1])), screens)
running.show()
page = running.window.centralWidget()
page.user.setText("maya")
page.password.setText(sys.stdin.readline().strip())
page.button.click()

def ready():
    if running.desk is None or not running.jobs.is_idle():
        return QTimer.singleShot(50, ready)
    import ctypes
    told = {"core": resource.getrlimit(resource.RLIMIT_CORE), "dumpable": ctypes.CDLL(None).prctl(3),
            "title": running.window.windowTitle(), "screen": type(running.window.screen).__name__}
    print(json.dumps(told), flush=True)
    if sys.argv[2] == "fall over":
        os.abort()
    QTest.keyClick(running.window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTimer.singleShot(4000, lambda: (print("still here", flush=True), os._exit(7)))

QTimer.singleShot(50, ready)
app.exec()
print("came back", flush=True)
"""


def her_program(lived: Lived, cwd: Path, end: str) -> tuple[list[str], int]:
    """Her program in a process of its own until it ends; what it printed, and how it ended as the system tells."""
    words = [sys.executable, "-c", CHILD, str(lived.profile.folder), end]
    places = {**quiet(), "PYTHONPATH": str(TOP)}
    child = subprocess.Popen(
        words, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=places
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(PASSWORDS["maya"] + "\n")
    child.stdin.flush()
    printed = child.stdout.read().splitlines()
    status = os.waitpid(child.pid, 0)[1]
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdin.close()
    child.stdout.close()
    assert not Path(f"/proc/{child.pid}").exists(), "nothing of it runs any more"
    return printed, status


class TestThePartnerProcess:
    """Lock means exit: clearing memory was not enough (SEC-6)."""

    def test_a_lock_ends_the_process_at_once_and_writes_nothing_down(self, lived_copy: Lived, tmp_path: Path) -> None:
        place = tmp_path / "here"
        place.mkdir()
        began = time.monotonic()

        printed, status = her_program(lived_copy, place, "lock")

        assert len(printed) == 1, "it said where it stood, and then nothing more: neither later nor on its way out"
        told_by_it = json.loads(printed[0])
        assert (told_by_it["core"], told_by_it["dumpable"]) == ([0, 0], 0)
        assert (told_by_it["title"], told_by_it["screen"]) == ("Handrail", "TodayScreen")
        assert os.WIFEXITED(status)
        assert os.WEXITSTATUS(status) == 0
        assert time.monotonic() - began < 120
        assert list(place.iterdir()) == []
        found = HUNT.in_folder(lived_copy.profile.folder)
        assert not found, told(found)

    def test_even_when_it_falls_over_there_is_no_core_dump(self, lived_copy: Lived, tmp_path: Path) -> None:
        place = tmp_path / "here"
        place.mkdir()

        printed, status = her_program(lived_copy, place, "fall over")

        assert len(printed) == 1
        assert os.WTERMSIG(status) == signal.SIGABRT
        assert not os.WCOREDUMP(status)
        assert list(place.iterdir()) == []
