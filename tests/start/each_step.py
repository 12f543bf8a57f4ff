"""Breaks a deed at a step of its own: the n-th file written, synced, renamed or removed, the n-th row, each commit.

The deed runs in a child that is forked from the test, so that a kill is a kill and a full disk stays full to its end.
"""

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.errors import AppError, Locked
from app.core.paths import Profile
from app.crypto.keyring.keyslots import KeyslotFile
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice
from app.store.copies import check_file

DISK_IS_FULL = "Not saved. The disk is full. Your draft is kept. Make room, then save again."
COMES_LATER = "The disk is full. Nothing is lost. Make room, then try again."
NO_BACKUP = "The backup could not be read or written. Is the disk there, with room? Nothing half-made is kept."
NO_ROOM = "The folder of this office cannot be written. Is the disk there, and is there room?"
STEPS_EACH = int(os.environ.get("HANDRAIL_STEPS_EACH", "3"))  # 0: every step there is
KILLED, FULL = "killed", "full"
FAULTS = (KILLED, FULL)
MOVES = {"os.rename": "rename", "os.remove": "remove", "os.mkdir": "mkdir"}
WRITES = ("INSERT", "UPDATE", "DELETE")
NEVER_FULL = ("remove", "saved")  # a full disk still lets go of a file; what is saved is saved

Begin = Callable[[], None]
Deed = Callable[[Path, Begin], object]


@dataclass(frozen=True, slots=True)
class Told:
    """What a child did before it ended: its steps, what it acknowledged, and the kind and words of its error."""

    steps: tuple[str, ...]
    done: object
    error: str
    words: str
    was_killed: bool


@dataclass(slots=True)
class Breaker:
    """Counts the steps of this process in one folder, tells each, and breaks the one that is meant."""

    folder: Path
    out: BinaryIO
    at: int
    fault: str
    counted: int = 0
    is_on: bool = False

    def install(self) -> None:
        """From `begin` on every step is counted. For a process that ends soon: a hook is never taken away again."""
        sync = os.fsync

        def synced(file: Any) -> None:
            self.step("sync")
            sync(file)

        os.fsync = synced
        sys.addaudithook(self._heard)
        event.listen(Engine, "before_cursor_execute", self._row)
        event.listen(Engine, "commit", lambda _connection: self.step("commit", in_records=True))
        event.listen(Session, "after_commit", lambda _session: self.step("saved"))

    def begin(self) -> None:
        """The deed begins here."""
        self.is_on = True

    def say(self, **told: object) -> None:
        """A line to the test; nothing of it waits in a buffer."""
        self.is_on, before = False, self.is_on
        self.out.write(json.dumps(told).encode("utf-8") + b"\n")
        self.out.flush()
        self.is_on = before

    def step(self, name: str, *, in_records: bool = False) -> None:
        """One step of the deed: told, counted, and broken when it is the one, and every later one on a full disk."""
        if not self.is_on:
            return
        self.say(step=name)
        self.counted += 1
        if self.fault == KILLED and self.counted == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == FULL and self.counted >= self.at and not name.startswith(NEVER_FULL):
            self._is_full(in_records=in_records)

    def _is_full(self, *, in_records: bool) -> NoReturn:
        if in_records:
            full = sqlcipher.OperationalError("database or disk is full")
            raise DBAPIError.instance(None, None, full, sqlcipher.Error)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _heard(self, what: str, given: tuple[object, ...]) -> None:
        if not self.is_on:
            return
        if what == "open":
            path, _mode, flags = given
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) and self._is_ours(path):
                self.step(f"open {_plain(path)}")
        elif what in MOVES and self._is_ours(given[0]):
            self.step(f"{MOVES[what]} {_plain(given[0])}")

    def _row(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(WRITES):
            self.step(" ".join(statement.split()[:3]), in_records=True)

    def _is_ours(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and str(path).startswith(str(self.folder))


def _plain(path: object) -> str:
    """A file's name without what is new each time."""
    name = Path(str(path)).name
    return name.partition("-2")[0] if name.startswith(("programme-2", "partner-2")) else name.partition("-")[0]


def run(folder: Path, deed: Deed, at: int = 0, fault: str = "") -> Told:
    """Do the deed in a child and break it at this step, counted from 1; 0 breaks nothing and tells the steps."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _in_child(folder, deed, os.fdopen(theirs, "wb"), at, fault)
    os.close(theirs)
    with os.fdopen(ours, "rb") as lines:
        told = [json.loads(line) for line in lines]
    _pid, status = os.waitpid(child, 0)
    last: dict[str, object] = {key: value for line in told for key, value in line.items() if key != "step"}
    return Told(
        tuple(line["step"] for line in told if "step" in line), last.get("done"), str(last.get("error", "")),
        str(last.get("words", "")), os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
    )  # fmt: skip


def _in_child(folder: Path, deed: Deed, out: BinaryIO, at: int, fault: str) -> NoReturn:
    breaker = Breaker(folder, out, at, fault)
    breaker.install()
    try:
        breaker.say(done=deed(folder, breaker.begin))
    except AppError as told:
        breaker.is_on = False
        breaker.say(error=type(told).__name__, words=str(told))
    except BaseException as wrong:  # noqa: BLE001 -- a child of a test must not go on as a second test
        breaker.is_on = False
        breaker.say(error=f"not ours: {type(wrong).__name__}", words=str(wrong))
    finally:
        os._exit(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what stands before, what is done, what holds after, and what a full disk may say."""

    before: Callable[[Profile], None]
    deed: Deed
    holds: Callable[[Any, Told], None]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Who opens which desk again after a break, what she checks there, and the databases that she has keys of."""

    office: type[ProgrammeOffice | PartnerOffice]
    login: str
    new: str
    verify: str
    sides: tuple[str, ...]

    def opened_again(self, profile: Profile, told: Told) -> tuple[Any, Any]:
        """As the same person next morning: the desk opens, by the new password where that was acknowledged.

        And by the old one where it was said that it was not saved: she believes it.
        """
        office, old = self.office(profile), f"pw-{self.login}"
        for password in (self.new,) if told.done == self.new else (old,) if told.error else (old, self.new):
            try:
                office.have_seen(self.login, password)
            except Locked:
                continue
            return office, office.sign_in(self.login, password)
        raise AssertionError(told)

    def broken(self, row: Row, base: Path, folder: Path, at: int = 0, fault: str = "") -> Told:
        """The deed on a copy of the office, broken there; then the office is opened, looked through and closed."""
        shutil.copytree(base, folder)
        profile = Profile(folder)
        told = run(folder, row.deed, at, fault)
        office, desk = self.opened_again(profile, told)
        try:
            row.holds(desk, told)
            assert perform(desk, self.verify, {}).ok, (at, fault, told)
            begun = (".new", ".restored", ".part", *((".tmp",) if fault == FULL else ()))
            left = [one.name for one in folder.rglob("*") if one.name.endswith(begun)]
            assert left == [], (at, fault, told)
        finally:
            office.close()
        for side in self.sides:
            opened = KeyslotFile.read(profile.keyslots(side)).open_dbkey(desk.seat.person.id, desk.seat.ledger.seed)
            check_file(profile.database(side), opened.db_key.value)
        shutil.rmtree(folder)
        return told

    def hold(self, row: Row, base: Path, beside: Path) -> None:
        """Break the deed by a kill and by a full disk, at steps from its first to its last; each time the row holds."""
        whole = self.broken(row, base, beside / "whole")
        assert not whole.error, whole.words
        assert len(whole.steps) >= 2 * len(FAULTS), "there is something to break"
        said = set()
        for fault in FAULTS:
            for at in spread(len(whole.steps)):
                told = self.broken(row, base, beside / f"{fault}-{at}", at, fault)
                assert told.was_killed == (fault == KILLED), (fault, at, told)
                assert told.error in ("", "Unavailable"), (fault, at, told)
                assert told.words in ("", *row.says), (fault, at, told)
                said.add(told.words)
        assert said - {""}, "a full disk is told"


def spread(count: int) -> list[int]:
    """Steps from the first to the last; all of them when asked."""
    if not STEPS_EACH or count <= STEPS_EACH:
        return list(range(1, count + 1))
    return sorted({1 + round(at * (count - 1) / (STEPS_EACH - 1)) for at in range(STEPS_EACH)})
