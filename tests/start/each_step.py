"""Breaks a deed at a step of its own: the n-th file written, synced, renamed or removed, the n-th row, each commit.

The deed runs in a child that is forked from the test, so that a kill is a kill and a full disk stays full to its end.
"""

import errno
import json
import os
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

from app.core.errors import AppError

KILLED, FULL = "killed", "full"
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
