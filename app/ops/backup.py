"""Makes a backup of one database and proves it by restoring it beside: unproved, it gets no name (SEC-57 to SEC-59)."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, inspect, select, table

from app.core.clock import Clock
from app.core.errors import AppError, Damaged, InvalidInput, NotAllowed, Unavailable
from app.core.language import _
from app.core.paths import make_private
from app.core.shapes import new_id
from app.crypto.backup import Header, Inside, Label, describe, read_backup, read_front, write_backup
from app.crypto.backup_header import readers_of
from app.crypto.chain import parse
from app.crypto.statements import Head
from app.desk.ledger import Ledger
from app.ops.keeping import kept
from app.store.copies import check_file, copy_file
from app.store.engine import embedded
from app.store.migrate import revision_of
from app.store.work import Store, Work

MADE, PROVED = "backup.make", "backup.prove"
ENDING = ".hrb"
SCRATCH = "scratch-"
MARKER_LENGTH = 32
THIS_SESSION, CLOCK_AHEAD, CLOCK_BEHIND = timedelta(hours=1), timedelta(hours=48), timedelta(minutes=5)
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Records:
    """One open database as its program hands it in, with what lies beside it and whose key proves a backup.

    `check_rows` names the first record that is not as the log left it, or nothing.
    """

    store: Store
    ledger: Ledger
    clock: Clock
    keyslots: Path
    recovery: Path
    tombstones: Path
    scratch: Path
    check_rows: Callable[[Work], str | None]

    @property
    def user(self) -> str:
        """Who makes it, and whose key opens it for the proof."""
        return self.ledger.user


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found when a backup was restored beside: when and by whom it was made, and how much it holds."""

    made_at: datetime
    by: str
    readers: tuple[str, ...]
    tables: int
    rows: int
    entries: int


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and proved, and what was removed because it is kept no longer."""

    file: Path
    size: int
    sha256: str
    proof: Proof
    removed: tuple[str, ...]
    is_frozen: bool


def make(records: Records, folder: Path) -> Made:
    """Make a backup in this folder, prove it, then remove what is kept no longer (SEC-58).

    Raises NotAllowed for somebody whose key would not open it, InvalidInput for a folder that is not there,
    Unavailable for a disk that fails, Damaged when what was read back is not what was written.
    """
    if not folder.is_dir():
        raise InvalidInput({"to": _("There is no such folder. Make it, or connect the disk it is on.")})
    with records.store.work(reading=True) as work:
        _check_reader(records, work)
    now = records.clock.now()
    file = folder / f"{records.store.name}-{now.astimezone(UTC):%Y%m%d-%H%M%S}-{new_id()[:8]}{ENDING}"
    part = file.with_name(file.name + ".part")
    with _disk_words(), _scratch(records) as scratch:
        try:
            _write(records, part, scratch, now)
            proof = prove(records, part)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        with file.open("rb") as written:
            digest = file_digest(written, "sha256").hexdigest()
        is_frozen = not _clock_is_steady(records, now)
        removed = () if is_frozen else _tidy(records, folder, now)
        return Made(file, file.stat().st_size, digest, proof, removed, is_frozen)


def prove(records: Records, file: Path) -> Proof:
    """Restore a backup into a scratch folder and check all of it (SEC-59); the log says that it was proved.

    Raises Damaged, Newer, Locked, Unavailable, InvalidInput for no file or one of another office. Nothing of it stays.
    """
    if not file.is_file():
        raise InvalidInput({"file": _("There is no such file.")})
    with _disk_words(), _scratch(records) as scratch, file.open("rb") as stream:
        header = read_front(stream)
        if (header.inst, header.label.db) != (records.ledger.inst, records.store.name):
            raise InvalidInput({"file": _("This backup is of another office, or of the other desk.")})
        key = header.unlock(records.user, records.ledger.seed.bundle[:32])
        with records.store.work(reading=True) as work:
            header.check_maker(records.ledger.roster(work))
        restored = scratch / "restored.db"
        with restored.open("xb") as out:
            inside = read_backup(stream, header, key, out)
        proof = _checked(records, header, inside, restored)
        with records.store.work() as work:
            records.ledger.append(work, PROVED, records.clock.now())
        return proof


def _write(records: Records, part: Path, scratch: Path, now: datetime) -> None:
    """The backup under a name that says it is not finished: copy, describe, seal, fsync."""
    marker, key = _leave_marker(records, now), os.urandom(32)
    copy = copy_file(records.store, scratch / "copy.db", key)
    with _opened(records, copy, key) as (store, ledger):
        rows, heads = _rows_of(store), _heads_of(store, ledger, Ledger.head)
        schema = revision_of(store) or ""
    label = Label(
        new_id(), records.store.name, "embedded", now, version("handrail"), schema,
        *(_beside(path) for path in (records.keyslots, records.recovery, records.tombstones)),
    )  # fmt: skip
    with records.store.work(reading=True) as work:
        maker, roster = records.ledger.signer(work), records.ledger.roster(work)
    with copy.open("rb") as content, part.open("xb") as out:
        inside = describe(content, key, heads, marker, rows)
        write_backup(out, content, inside, label, maker, roster)
        out.flush()
        os.fsync(out.fileno())


def _checked(records: Records, header: Header, inside: Inside, restored: Path) -> Proof:
    """Every check of SEC-59 on a restored file, and every record against the log (SEC-17)."""
    if inside.db_key is None:
        raise InvalidInput({"file": _("This backup comes from a database server. It is proved there.")})
    check_file(restored, inside.db_key)
    with _opened(records, restored, inside.db_key) as (store, ledger):
        if _heads_of(store, ledger, Ledger.verify) != dict(inside.heads) or _rows_of(store) != dict(inside.rows):
            raise _not_as_written()
        with store.work(reading=True) as work:
            if not _holds_marker(work, ledger, inside.marker):
                raise _not_as_written()
            problem = records.check_rows(work)
    if problem is not None:
        raise Damaged(problem)
    with records.store.work(reading=True) as work:
        records.ledger.roster(work).check_pin(inside.heads["roster"])
    entries = inside.heads[ledger.tables.name].seq
    readers = tuple(one.to for one in header.recipients)
    return Proof(header.label.created, header.by, readers, len(inside.rows), sum(inside.rows.values()), entries)


def _check_reader(records: Records, work: Work) -> None:
    """Only somebody whose key opens a backup makes one: nobody else could prove it."""
    roster = records.ledger.roster(work)
    if not records.store.is_embedded:
        raise NotAllowed(_("Records on a database server are backed up there."))
    if records.user not in {user for user, _pk in readers_of(roster, records.store.name, roster.head.seq)}:
        raise NotAllowed(_("A backup is made and proved by a manager or an administrator: their keys open it."))


def _leave_marker(records: Records, now: datetime) -> str:
    """Write the making into the log; the first bytes of that entry's hash are the marker that must come back."""
    with records.store.work() as work:
        records.ledger.append(work, MADE, now)
        return records.ledger.head(work).hash[:MARKER_LENGTH]


def _holds_marker(work: Work, ledger: Ledger, marker: str) -> bool:
    events = ledger.tables.event
    newest = select(events.bytes).order_by(events.seq.desc()).execution_options(yield_per=LOOKED_AT)
    found = (parse(bytes(data)) for data in work.session.scalars(newest))
    return any(event.act == MADE and event.hash.startswith(marker) for event in found)


@contextmanager
def _opened(records: Records, file: Path, key: bytes) -> Iterator[tuple[Store, Ledger]]:
    """A copy opened by itself, with a pen that has verified nothing yet; left-overs of another are gone first."""
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    store = Store(embedded(file, key, guarded_memory=False), records.store.name)
    try:
        yield store, replace(records.ledger, _roster=None)
    finally:
        store.close()


def _heads_of(store: Store, ledger: Ledger, head: Callable[[Ledger, Work], Head]) -> dict[str, Head]:
    """The newest events of both chains; `head` looks it up, or verifies every link and signature up to it."""
    with store.work(reading=True) as work:
        return {"roster": ledger.roster(work).head, ledger.tables.name: head(ledger, work)}


def _rows_of(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    names = inspect(store.engine).get_table_names()
    with store.work(reading=True) as work:
        return {name: work.session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def _beside(path: Path) -> bytes:
    """What lies beside the records goes along; nothing where there is none (E8)."""
    return path.read_bytes() if path.is_file() else b""


def _clock_is_steady(records: Records, now: datetime) -> bool:
    """Whether this computer's clock fits the log, this hour's own entries left out; else nothing is removed (T18)."""
    events = records.ledger.tables.event
    with records.store.work(reading=True) as work:
        newest = work.session.scalars(select(events.bytes).order_by(events.seq.desc()).limit(LOOKED_AT)).all()
    moments = [parse(bytes(data)).ts for data in newest]
    before = [one for one in moments if abs(now - one) > THIS_SESSION]
    return all(one <= now + CLOCK_BEHIND for one in moments) and (not before or now - max(before) <= CLOCK_AHEAD)


def _tidy(records: Records, folder: Path, now: datetime) -> tuple[str, ...]:
    """Remove what is kept no longer: only backups of this very database that one of ours signed."""
    with records.store.work(reading=True) as work:
        roster = records.ledger.roster(work)
    zone, found = records.clock.zone, dict[Path, datetime]()
    for file in sorted(folder.glob(f"*{ENDING}")):
        try:
            with file.open("rb") as stream:
                header = read_front(stream)
            header.check_maker(roster)
        except AppError:
            continue
        if header.label.db == records.store.name:
            found[file] = header.label.created.astimezone(zone)
    stay = kept(found.values(), now.astimezone(zone))
    gone = [file for file, made in found.items() if made not in stay]
    for file in gone:
        file.unlink()
    return tuple(file.name for file in gone)


@contextmanager
def _scratch(records: Records) -> Iterator[Path]:
    """A folder only this person may enter, gone afterwards; what a crash left of an earlier one goes too."""
    make_private(records.scratch)
    with TemporaryDirectory(prefix=SCRATCH, dir=records.scratch) as folder:
        yield Path(folder)


def sweep(scratch: Path) -> None:
    """Throw away what a crash left: copies whose keys are gone. For a program that is alone with the records."""
    for left in scratch.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _disk_words() -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        raise Unavailable(
            _("The backup could not be read or written. Is the disk there, with room? Nothing half-made is kept.")
        ) from failed


def _not_as_written() -> Damaged:
    return Damaged(_("What this backup gives back is not what was put in. Do not rely on it. Make another one now."))
