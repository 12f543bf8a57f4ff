"""Says what a desk may ask of the files its records lie in: backups made and proved, the same at both desks."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.core.errors import NotAllowed, Stopped
from app.core.language import _
from app.core.shapes import Row

OVERDUE_DAYS = 8
READING, BESIDE = 3, 6


@dataclass
class Progress:
    """How far a long step is, for a window to look at now and then; `stop` ends it at its next step.

    A backup takes steps 1 to 5; putting one back begins with READING it and ends with laying it BESIDE the records.
    """

    step: int = 0
    is_stopped: bool = False

    def at(self, step: int) -> None:
        """The next step begins. Raises Stopped when it was stopped meanwhile."""
        if self.is_stopped:
            raise Stopped
        self.step = step

    def begin(self) -> None:
        """Something new begins."""
        self.step, self.is_stopped = 0, False

    def stop(self) -> None:
        """The desk locks: no further step."""
        self.is_stopped = True


@dataclass
class Stretch(Progress):
    """Part of something longer: its steps are told `shift` further on, and it stops when that is stopped."""

    whole: Progress = field(default_factory=Progress)
    shift: int = 0

    def at(self, step: int) -> None:
        """The next step of the whole begins. Raises Stopped when that was stopped meanwhile."""
        self.whole.at(step + self.shift)


class BackupRow(Row):
    """One backup that lies in the office's own folder; `db` is the code of the database it holds, `holds` its words.

    `is_own`: of this desk's own records, so that this desk may put it back.
    """

    file: str
    db: str
    holds: str
    made_at: datetime
    by: str
    size: int
    proved_at: datetime | None = None
    is_own: bool = True


class BackupState(Row):
    """The office's own backups, the newest first, and whether it is time to make or to worry (SEC-58, SEC-59)."""

    folder: str
    rows: tuple[BackupRow, ...]
    proved_at: datetime | None
    away_at: datetime | None
    is_due: bool
    is_overdue: bool
    may_restore: bool
    is_short: bool = False


class BackupProved(Row):
    """A backup that was restored beside and found whole; `sha256` only of one that was just made."""

    file: str
    db: str
    holds: str
    made_at: datetime
    by: str
    opened_by: tuple[str, ...]
    tables: int
    rows: int
    entries: int
    size: int
    sha256: str = ""
    removed: tuple[str, ...] = ()
    is_frozen: bool = False


class BackupRestored(Row):
    """A backup that waits for the next sign-in: from when, up to which entry, and how far one had been."""

    made_at: datetime
    entries: int
    had: int


class EvidenceSaved(Row):
    """Where the records were copied as they lie, and which files."""

    folder: str
    files: tuple[str, ...]


class Storage(Protocol):
    """The files this desk's records lie in."""

    progress: Progress

    def state(self) -> BackupState:
        """What lies there and when it was proved."""

    def make(self, folder: Path | None, /) -> tuple[BackupProved, ...]:
        """One proved file for each database that this desk backs up; in the office's own folder when none is named."""

    def prove(self, file: str, /) -> BackupProved:
        """Prove a backup again: a name in the office's own folder, or a path."""

    def restore(self, file: str, second: str, /) -> BackupRestored:
        """Check a backup whole and let it wait for the next sign-in; a refused check restores nothing.

        `second` is the id of who confirmed beside one.
        """

    def evidence(self, folder: Path, /) -> EvidenceSaved:
        """Copy the records as they lie, where they are not as this computer saw them."""

    def make_room(self) -> bool:
        """The disk is full: give up what was set aside; True when there was something, so that one may try again."""

    def clean(self) -> None:
        """After an erasure: no page, no older copy on this disk and no list beside the records is left behind."""


class NoStorage:
    """A seat over records that no program holds the files of."""

    progress = Progress()

    def state(self) -> BackupState:
        """Nothing is known."""
        return BackupState(
            folder="", rows=(), proved_at=None, away_at=None, is_due=False, is_overdue=False, may_restore=False
        )

    def make(self, _folder: Path | None, /) -> tuple[BackupProved, ...]:
        """Refused."""
        raise _no_files()

    def prove(self, _file: str, /) -> BackupProved:
        """Refused."""
        raise _no_files()

    def restore(self, _file: str, _second: str, /) -> BackupRestored:
        """Refused."""
        raise _no_files()

    def evidence(self, _folder: Path, /) -> EvidenceSaved:
        """Refused."""
        raise _no_files()

    def make_room(self) -> bool:
        """Nothing was set aside."""
        return False

    def clean(self) -> None:
        """There are no files."""


def _no_files() -> NotAllowed:
    return NotAllowed(_("This is done by a program that holds the office open on its own disk."))
