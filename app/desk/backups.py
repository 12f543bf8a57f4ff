"""Makes and proves backups of what this desk holds, the same acts at both desks (SEC-57 to SEC-59)."""

from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Nothing
from app.desk.act import Kind, act
from app.desk.seat import Noun, Seat
from app.desk.storage import BackupProved, BackupRestored, BackupState, EvidenceSaved
from app.store.work import Work


class Keep(StrEnum):
    """The rights on backups, named alike in both matrices: of those whose keys open one, and of a second person."""

    BACKUP = "backup"
    SECOND = "own_login"


class BackupWanted(Draft):
    """Where the new backup is put: the office's own folder when none is named."""

    to: str | None = None


class EvidenceWanted(Draft):
    """Where the records are copied as they lie."""

    to: str


class BackupNamed(Draft):
    """Which backup: a name from the list, or the path of a file elsewhere."""

    file: str


class BackupChosen(Draft):
    """Which backup is put in place, and who agrees."""

    file: str
    second: str


class Backups(Noun):
    """Backups. Each writes its own entries into the log, one when it begins and one when it is proved."""

    @act("backup.list", Keep.BACKUP, kind=Kind.LIST)
    def show(self, _work: Work, _draft: Nothing) -> BackupState:
        """List the backups in the office's own folder, when each was proved, and what is due."""
        return self.seat.storage.state()

    @act("backup.make", Keep.BACKUP, is_apart=True)
    def make(self, _work: Work, draft: BackupWanted) -> tuple[BackupProved, ...]:
        """Make a backup of each database of this desk and prove it by restoring it beside."""
        return self.seat.storage.make(_folder(draft.to))

    @act("backup.prove", Keep.BACKUP, is_apart=True)
    def prove(self, _work: Work, draft: BackupNamed) -> BackupProved:
        """Restore a backup beside, check all of it, and write into the log that it was proved (UX-21)."""
        return self.seat.storage.prove(draft.file)

    @act("backup.evidence", Keep.BACKUP, is_apart=True, in_need=True)
    def evidence(self, _work: Work, draft: EvidenceWanted) -> EvidenceSaved:
        """Copy the records as they lie to a folder, where they are not as this computer saw them; changes nothing."""
        return self.seat.storage.evidence(_folder(draft.to) or Path())

    @act("backup.restore", Keep.BACKUP, is_apart=True, in_need=True)
    def restore(self, _work: Work, draft: BackupChosen) -> BackupRestored:
        """Check a backup whole and put it in place of the records, with a second person; the desk is opened anew."""
        return self.seat.storage.restore(draft.file, self.seat.second(draft.second, Keep.SECOND).id)


@runtime_checkable
class HasBackups(Protocol):
    """Any desk: each backs up what it holds."""

    @property
    def seat(self) -> Seat:
        """Who sits there, over which files."""

    @property
    def backups(self) -> Backups:
        """The acts."""


def _folder(typed: str | None) -> Path | None:
    if typed is None:
        return None
    folder = Path(typed).expanduser()
    if not folder.is_absolute():
        raise InvalidInput({"to": _("Give the whole path of the folder.")})
    return folder
