"""Is the storage of one desk: its databases' backups made, listed and proved again (SEC-57 to SEC-59)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.core.errors import NotAllowed
from app.core.language import _
from app.core.paths import make_private
from app.crypto.backup import Header, read_front
from app.crypto.backup_header import BACKUP_KEY
from app.crypto.chain import parse
from app.crypto.files import put_file
from app.desk.storage import OVERDUE_DAYS, BackupProved, BackupRestored, BackupRow, BackupState, EvidenceSaved, Progress
from app.ops.backup import OLDEST, Made, backups_in, make
from app.ops.ballast import give_up
from app.ops.evidence import Trouble, save_evidence
from app.ops.proof import AWAY, HIS, Proof, prove
from app.ops.records import PROVED, Records, disk_words
from app.store.copies import shrink, traces_left

Names = Callable[[Iterable[str]], Mapping[str, str]]


PutBackBy = Callable[[Path, str], BackupRestored]
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Proved:
    """One proof in the log: when, and whether the file lay elsewhere."""

    backup_id: str
    at: datetime
    place: str


@dataclass
class OfficeStorage:
    """What this desk backs up, its own database first; `names` says who somebody is, `erased` what was erased.

    `trouble` stands while the desk is open for reading only.
    """

    records: tuple[Records, ...]
    names: Names
    progress: Progress
    put_back: PutBackBy | None = None
    erased: Callable[[], bytes] | None = None
    ballast: Path | None = None
    trouble: Trouble | None = None

    def state(self) -> BackupState:
        """What lies in the office's own folder, when it was proved, what is due."""
        own = self.records[0]
        now, zone = own.clock.now(), own.clock.zone
        proofs = tuple(_proofs(own, now - OLDEST)) if own.store.is_embedded else ()
        found = [(file, header) for records in self.records for file, header in self._lying(records)]
        holds = {one.store.name: one.holds for one in self.records}
        seen = {one.backup_id: one.at for one in reversed(proofs)}
        names = self.names(header.by for _file, header in found)
        rows = [
            BackupRow(
                file=file.name, db=header.label.db, holds=holds[header.label.db], made_at=header.label.created,
                by=names.get(header.by, ""), size=file.stat().st_size, proved_at=seen.get(header.label.backup_id),
                is_own=header.label.db == own.store.name,
            )
            for file, header in found
        ]  # fmt: skip
        mine = [one for one in proofs if one.place != HIS]
        proved_at = mine[0].at if mine else None
        today = now.astimezone(zone).date()
        is_due = not any(
            head.label.created.astimezone(zone).date() == today and head.is_sealed_to(own.user, own.ledger.seed)
            for _file, head in found if head.label.db == own.store.name
        )  # fmt: skip
        return BackupState(
            folder=str(own.home), rows=tuple(sorted(rows, key=lambda one: one.made_at, reverse=True)),
            proved_at=proved_at, away_at=next((one.at for one in mine if one.place == AWAY), None),
            is_due=own.store.is_embedded and is_due, is_overdue=_is_overdue(own, proved_at, now),
            is_short=self.ballast is not None and not self.ballast.exists(),
            may_restore=self.put_back is not None and own.store.is_embedded,
        )  # fmt: skip

    def make(self, folder: Path | None, /) -> tuple[BackupProved, ...]:
        """One file for each database, each proved."""
        self.progress.begin()
        if folder is None:
            with disk_words():
                make_private(self.records[0].home)
        return tuple(self._made(records, folder or records.home) for records in self.records)

    def prove(self, file: str, /) -> BackupProved:
        """Prove a backup again, by its name in the list or its path."""
        self.progress.begin()
        path = self.records[0].home / file
        records = self._records_of(path)
        return self._told(records, path, prove(records, path))

    def restore(self, file: str, second: str, /) -> BackupRestored:
        """Check a backup and let it wait: the next sign-in finds it in place.

        Whoever shows *Stop* begins the steps: one that is pressed while the other person is asked counts.
        """
        if self.put_back is None:
            raise NotAllowed(_("This is done by a program that holds the office open on its own disk."))
        return self.put_back(self.records[0].home / file, second)

    def evidence(self, folder: Path, /) -> EvidenceSaved:
        """Copy the records as they lie, while this desk is open for reading only."""
        return save_evidence(self.trouble, folder, self.records[0].clock.now())

    def make_room(self) -> bool:
        """Give up the room that was set aside."""
        return self.ballast is not None and give_up(self.ballast)

    def clean(self) -> None:
        """Drop copies of before and give pages back; the list beside the records comes last: then all is done."""
        own = self.records[0]
        try:
            for kept in own.home.glob(f"{own.store.name}-before-*"):
                kept.unlink(missing_ok=True)
            shrink(own.store)
            if self.erased is not None:
                put_file(own.tombstones, self.erased())
        except OSError as failed:
            raise traces_left() from failed

    def _made(self, records: Records, folder: Path) -> BackupProved:
        made = make(records, folder)
        return self._told(records, made.file, made.proof, made)

    def _records_of(self, path: Path) -> Records:
        """Which database a file is of, as it says itself; what is none of ours is refused by the proof."""
        with disk_words():
            if not path.is_file() or len(self.records) == 1:
                return self.records[0]
            with path.open("rb") as stream:
                db = read_front(stream).label.db
        return next((one for one in self.records if one.store.name == db), self.records[0])

    def _told(self, records: Records, file: Path, proof: Proof, made: Made | None = None) -> BackupProved:
        people = self.names({proof.by, *proof.readers} - {BACKUP_KEY})
        names = {BACKUP_KEY: _("two trustees together"), **people}
        opened_by = tuple(sorted(names.get(user, user) for user in proof.readers))
        return BackupProved(
            file=str(file), db=records.store.name, holds=records.holds, made_at=proof.made_at,
            by=names.get(proof.by, proof.by), opened_by=opened_by, tables=proof.tables,
            rows=proof.rows, entries=proof.entries, size=file.stat().st_size, sha256=made.sha256 if made else "",
            removed=made.removed if made else (), is_frozen=made.is_frozen if made else False,
        )  # fmt: skip

    @staticmethod
    def _lying(records: Records) -> Iterator[tuple[Path, Header]]:
        return backups_in(records, records.home) if records.store.is_embedded else iter(())


def _proofs(records: Records, since: datetime) -> Iterator[Proved]:
    """The proofs that stand in the log this desk writes, the newest first."""
    store, ledger = records.pen or (records.store, records.ledger)
    events = ledger.tables.event
    newest = select(events.bytes).order_by(events.seq.desc()).execution_options(yield_per=LOOKED_AT)
    with store.work(reading=True) as work:
        for data in work.session.scalars(newest):
            event = parse(bytes(data))
            if event.ts < since:
                return
            said = ledger.unwrap(event)
            if said.act == PROVED and said.note:
                place, _dot, backup_id = said.note.partition(".")
                yield Proved(backup_id, event.ts, place)


def _is_overdue(records: Records, proved_at: datetime | None, now: datetime) -> bool:
    """Eight days without a proved restore, counted from the office's first entry where there was none (SEC-59)."""
    if not records.store.is_embedded:
        return False
    since = proved_at
    if since is None:
        events = records.ledger.tables.event
        with records.store.work(reading=True) as work:
            first = select(events.bytes).where(events.seq == select(func.min(events.seq)).scalar_subquery())
            data = work.session.scalar(first)
        since = parse(bytes(data)).ts if data is not None else now
    return now - since > timedelta(days=OVERDUE_DAYS)
