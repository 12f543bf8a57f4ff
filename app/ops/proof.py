"""Proves a backup by restoring it into a scratch folder and checking all of it (SEC-59)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.core.errors import Damaged, InvalidInput
from app.core.language import _
from app.crypto.backup import Header, Inside, read_backup, read_front
from app.crypto.chain import parse
from app.desk.ledger import Ledger
from app.ops.records import PROVED, Records, disk_words, heads_of, not_as_written, opened, rows_of, scratch_in
from app.store.copies import check_file
from app.store.migrate import bring_up_to_date
from app.store.work import Store

LOOKED_AT = 200
HERE, AWAY, HIS = "here", "away", "his"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found when a backup was restored beside: when and by whom it was made, and how much it holds."""

    backup_id: str
    made_at: datetime
    by: str
    readers: tuple[str, ...]
    tables: int
    rows: int
    entries: int


def prove(records: Records, file: Path, key: bytes | None = None) -> Proof:
    """Restore a backup into a scratch folder and check all of it (SEC-59); the log says that it was proved, and where.

    `key` is the file's own, known to whoever just wrote it. Raises Damaged, Newer, Locked, Unavailable, InvalidInput
    for no file or one of another office. Nothing of it stays.
    """
    with disk_words(), unpacked(records, file, key) as (header, inside, restored):
        proof = _checked(records, header, inside, restored)
        place = HERE if file.parent.resolve() == records.home.resolve() else AWAY
        place = HIS if records.pen is not None else place
        records.note(PROVED, f"{place}.{header.label.backup_id}")
        return proof


@contextmanager
def unpacked(records: Records, file: Path, key: bytes | None = None) -> Iterator[tuple[Header, Inside, Path]]:
    """A backup of these records, restored into a scratch folder, its maker checked by today's list of staff (E8)."""

    def unlock(header: Header) -> bytes:
        found = key or header.unlock(records.user, records.ledger.seed.bundle[:32])
        with records.store.work(reading=True) as work:
            header.check_maker(records.ledger.roster(work))
        return found

    records.progress.at(3)
    with scratch_in(records.scratch) as folder:
        yield unpack(file, records.ledger.inst, records.store.name, folder, unlock)


def unpack(
    file: Path, inst: str, db: str, folder: Path, unlock: Callable[[Header], bytes]
) -> tuple[Header, Inside, Path]:
    """Restore a backup of this office and database into a folder. Raises Damaged, Locked, InvalidInput."""
    if not file.is_file():
        raise InvalidInput({"file": _("There is no such file.")})
    with file.open("rb") as stream:
        header = read_front(stream)
        if (header.inst, header.label.db) != (inst, db):
            raise InvalidInput({"file": _("This backup is of another office, or of the other desk.")})
        key, restored = unlock(header), folder / "restored.db"
        with restored.open("xb") as out:
            inside = read_backup(stream, header, key, out)
    if inside.db_key is None:
        raise InvalidInput({"file": _("This backup comes from a database server. It is proved there.")})
    return header, inside, restored


def check_restored(records: Records, inside: Inside, restored: Path) -> None:
    """Every check of SEC-59 on a restored file, and every record against the log (SEC-17). Raises Damaged, Newer.

    An older copy has this version's shape afterwards.
    """
    key = inside.db_key or b""
    records.progress.at(4)
    check_file(restored, key)
    records.progress.at(5)
    with opened(records, restored, key) as (store, ledger):
        found = heads_of(store, ledger, Ledger.verify)
        if ledger.read_roster is not None:  # hers stands in his database, which may be of another hour (SEC-60)
            found["roster"] = inside.heads["roster"]
        if found != dict(inside.heads) or rows_of(store) != dict(inside.rows):
            raise not_as_written()
        if not _holds_marker(store, ledger, inside.marker):
            raise not_as_written()
        bring_up_to_date(store, records.metadata)
        with store.work(reading=True) as work:
            problem = records.check_rows(work, ledger)
    if problem is not None:
        raise Damaged(problem)


def _checked(records: Records, header: Header, inside: Inside, restored: Path) -> Proof:
    check_restored(records, inside, restored)
    with records.store.work(reading=True) as work:
        records.ledger.roster(work).check_pin(inside.heads["roster"])
    entries = inside.heads[records.ledger.tables.name].seq
    readers = tuple(one.to for one in header.recipients)
    label = header.label
    return Proof(
        label.backup_id, label.created, header.by, readers, len(inside.rows), sum(inside.rows.values()), entries
    )


def _holds_marker(store: Store, ledger: Ledger, marker: str) -> bool:
    """Whether the entry written just before the copy was made is in it."""
    events = ledger.tables.event
    newest = select(events.bytes).order_by(events.seq.desc()).execution_options(yield_per=LOOKED_AT)
    with store.work(reading=True) as work:
        return any(parse(bytes(data)).hash.startswith(marker) for data in work.session.scalars(newest))
