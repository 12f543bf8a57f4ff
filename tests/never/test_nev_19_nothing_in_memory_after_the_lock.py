"""NEV-19: two seconds after her desk locked no process holds a mark, a key or a password of hers (SEC-6)."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.house.floors import TOP
from tests.never.lived import Lived
from tests.never.marked import NUMBER, WORD, open_office
from tests.start.profiles import PASSWORDS, quiet

pytestmark = pytest.mark.xdist_group("lived")
AFTER_S, PIECE = 2.0, 16 * 1024 * 1024
REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")  # what a program writes, it writes here

PROGRAM = """
import os, sys
from app.start.profile import harden
harden()
from pathlib import Path
from PySide6.QtCore import QSocketNotifier, QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.core.paths import Profile
from app.start.application import application
from ui.kit.tokens import Accent
side, folder, login, password = sys.argv[1], sys.argv[2], sys.argv[3], sys.stdin.readline().strip()
if side == "partner":
    from app.start.partner import screens
    from app.start.partner_window import PartnerWindow
    app = application(Accent.PLUM)
    running = PartnerWindow(Profile(Path(folder)), screens)
else:
    from app.start.programme import screens
    from app.start.programme_window import Making, ProgrammeWindow
    app = application(Accent.TEAL)
    running = ProgrammeWindow(Profile(Path(folder)), screens, Making(None, None))
running.show()
page = running.window.centralWidget()
page.user.setText(login)
page.password.setText(password)
page.button.click()
del password

def when_quiet(then):
    if running.desk is None or not running.jobs.is_idle():
        return QTimer.singleShot(50, lambda: when_quiet(then))
    then()

def told():
    line = sys.stdin.readline().strip()
    if line.startswith("go "):
        running.window.go(*line.split()[1:])
        when_quiet(lambda: QTimer.singleShot(200, lambda: when_quiet(lambda: print("there", flush=True))))
    elif line == "lock":
        QTest.keyClick(running.window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    else:
        os._exit(0)

ear = QSocketNotifier(0, QSocketNotifier.Type.Read)
ear.activated.connect(told)
when_quiet(lambda: print("ready", flush=True))
app.exec()
"""


class Running:
    """One of the two programs, with somebody signed in."""

    def __init__(self, side: str, lived: Lived, login: str) -> None:
        words = [sys.executable, "-c", PROGRAM, side, str(lived.profile.folder), login]
        self.child = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**quiet(), "PYTHONPATH": str(TOP)},
        )  # fmt: skip
        self.tell(PASSWORDS[login])
        self.hear("ready")

    def tell(self, line: str) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write(f"{line}\n")
        self.child.stdin.flush()

    def hear(self, word: str) -> None:
        assert self.child.stdout is not None
        assert self.child.stdout.readline().strip() == word

    def end(self) -> None:
        """Whatever it does."""
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def running(side: str, lived: Lived, login: str) -> Iterator[Running]:
    with ExitStack() as stack:
        one = Running(side, lived, login)
        stack.callback(one.end)
        yield one


def of_the_product(folder: Path) -> list[int]:
    """Every process that was started on this office."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in words and int(place.name) != os.getpid():
            found.append(int(place.name))
    return found


def held(process: int, needles: dict[str, bytes]) -> set[str]:
    """Which of these bytes stand anywhere in the memory of a process that may be read."""
    longest = max(map(len, needles.values()))
    found: set[str] = set()
    regions = [REGION.match(line) for line in Path(f"/proc/{process}/maps").read_text("utf-8").splitlines()]
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for start, end in ((int(one[1], 16), int(one[2], 16)) for one in regions if one):
            for at in range(start, end, PIECE):
                try:
                    memory.seek(at)
                    piece = memory.read(min(PIECE + longest, end - at))
                except (OSError, OverflowError, ValueError):  # what the kernel keeps to itself
                    break
                found |= {name for name, needle in needles.items() if needle in piece}
    return found


def locked_memory(process: int) -> int:
    """How many kB of a process may never be written to a disk."""
    told = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(re.search(r"VmLck:\s+(\d+)", told)[1])  # type: ignore[index]


def secrets_of_hers(lived: Lived) -> dict[str, bytes]:
    """Marks of her record as programs hold texts, and every key that opens it."""
    marks = {"a mark": WORD, "a number": NUMBER}
    needles = {f"{name}, {way}": text.encode(way) for name, text in marks.items() for way in ("utf-8", "utf-16-le")}
    needles["a mark, latin-1"] = WORD.encode("latin-1")
    needles["her officer's password"] = PASSWORDS["maya"].encode()
    needles["her officer's password, utf-16-le"] = PASSWORDS["maya"].encode("utf-16-le")
    with open_office(lived.profile, lived.ends) as office:
        seat = office.partner_desk("maya").seat
        needles["the team's key"] = seat.vault.team.value
        needles |= {f"the box's key {version}": key for version, key in seat.vault.box_keys.items()}
        needles["her officer's seed"] = seat.ledger.seed.bundle
    return needles


def her_record_of(lived: Lived) -> str:
    with open_office(lived.profile, lived.ends) as office:
        from app.core.shapes import Nothing

        return str(office.partner_desk("maya").partners.list(Nothing())[0].partner)


@pytest.mark.timeout(900)
def test_after_the_lock_no_process_holds_a_mark_a_key_or_a_password_of_hers(lived_copy: Lived) -> None:
    needles, record = secrets_of_hers(lived_copy), her_record_of(lived_copy)

    with running("programme", lived_copy, "priya") as his, running("partner", lived_copy, "maya") as hers:
        hers.tell(f"go partner {record}")
        hers.hear("there")
        if os.geteuid() != 0:
            for one in (his, hers):
                with pytest.raises(PermissionError):
                    held(one.child.pid, needles)
            return
        mine, others = locked_memory(hers.child.pid), locked_memory(his.child.pid)
        assert mine > 10 * others, "hers never goes to a swap, of his only the keys (SEC-31)"
        before = held(hers.child.pid, needles)
        assert {"a mark, utf-16-le", "the team's key", "her officer's seed"} <= before, "the hunt finds what is there"

        hers.tell("lock")
        hers.child.wait(timeout=30)
        time.sleep(AFTER_S)

        left = of_the_product(lived_copy.profile.folder)
        assert his.child.pid in left
        assert hers.child.pid not in left
        assert {one: held(one, needles) for one in left} == {one: set() for one in left}
