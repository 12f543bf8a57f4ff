"""Makes a backup of one database and proves it by restoring it beside: unproved, it gets no name (SEC-57 to SEC-59)."""

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path

from app.core.errors import AppError, InvalidInput, NotAllowed
from app.core.language import _
from app.core.paths import make_private
from app.core.shapes import new_id
from app.crypto.backup import Header, Label, describe, read_front, write_backup
from app.crypto.backup_header import readers_of
from app.crypto.person import Draw
from app.desk.ledger import Ledger
from app.ops.proof import Proof, prove
from app.ops.records import MADE, PART, Records, disk_words, heads_of, opened, rows_of, scratch_in
from app.ops.sightings import clock_is_steady
from app.store.copies import copy_file
from app.store.migrate import revision_of
from app.store.work import Work

ENDING = ".hrb"
MARKER_LENGTH = 32
DAILY, WEEKLY, MONTHLY = 7, 4, 2
OLDEST = timedelta(days=90)


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
    with disk_words():
        part = _part_of(records, file)
        try:
            with scratch_in(records.scratch) as beside:
                key = _write(records, part, beside, now)
            proof = prove(records, part, key)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
        with file.open("rb") as written:
            digest = file_digest(written, "sha256").hexdigest()
        is_frozen = not clock_is_steady(records.store, records.ledger, now)
        removed = () if is_frozen else _tidy(records, folder, now)
        return Made(file, file.stat().st_size, digest, proof, removed, is_frozen)


def _write(records: Records, part: Path, beside: Path, now: datetime) -> bytes:
    """The backup under a name that says it is not finished: copy, describe, seal, fsync. Gives the file's own key."""
    records.progress.at(1)
    records.note(MADE)
    marker, key = records.head().hash[:MARKER_LENGTH], os.urandom(32)
    copy = copy_file(records.store, beside / "copy.db", key)
    records.progress.at(2)
    with opened(records, copy, key) as (store, ledger):
        rows, heads = rows_of(store), heads_of(store, ledger, Ledger.head)
        schema = revision_of(store) or ""
    label = Label(
        new_id(), records.store.name, "embedded", now, version("handrail"), schema,
        *(_beside(path) for path in (records.keyslots, records.recovery, records.tombstones)),
    )  # fmt: skip
    with records.store.work(reading=True) as work:
        maker, roster = records.ledger.signer(work), records.ledger.roster(work)
    drawn: list[bytes] = []
    with copy.open("rb") as content, part.open("xb") as out:
        inside = describe(content, key, heads, marker, rows)
        write_backup(out, content, inside, label, maker, roster, _remembering(drawn))
        out.flush()
        os.fsync(out.fileno())
    return drawn[0]


def _part_of(records: Records, file: Path) -> Path:
    """Where a backup lies until it is proved: at home in this program's own folder, which is swept after a crash."""
    if file.parent != records.home:
        return file.with_name(file.name + PART)
    make_private(records.scratch)
    return records.scratch / f"{file.name}{PART}"


def _remembering(drawn: list[bytes]) -> Draw:
    """Random bytes of the system, remembered: the first that a backup draws are its own key."""

    def draw(length: int) -> bytes:
        drawn.append(os.urandom(length))
        return drawn[-1]

    return draw


def _check_reader(records: Records, work: Work) -> None:
    """Only somebody whose key opens a backup makes one at his own desk: nobody else could prove it again."""
    roster = records.ledger.roster(work)
    if not records.store.is_embedded:
        raise NotAllowed(_("Records on a database server are backed up there."))
    readers = {user for user, _pk in readers_of(roster, records.store.name, roster.head.seq)}
    if records.pen is None and records.user not in readers:
        raise NotAllowed(_("A backup is made and proved by a manager or an administrator: their keys open it."))


def _beside(path: Path) -> bytes:
    """What lies beside the records goes along; nothing where there is none (E8)."""
    return path.read_bytes() if path.is_file() else b""


def backups_in(records: Records, folder: Path) -> Iterator[tuple[Path, Header]]:
    """The backups of this very database that somebody of ours signed; nothing else in the folder counts."""
    with records.store.work(reading=True) as work:
        roster = records.ledger.roster(work)
    for file in sorted(folder.glob(f"*{ENDING}")):
        try:
            with file.open("rb") as stream:
                header = read_front(stream)
            header.check_maker(roster)
        except (AppError, OSError):
            continue
        if header.label.db == records.store.name:
            yield file, header


def _tidy(records: Records, folder: Path, now: datetime) -> tuple[str, ...]:
    """Remove what is kept no longer: only backups of this very database that one of ours signed."""
    zone = records.clock.zone
    found = {file: header.label.created.astimezone(zone) for file, header in backups_in(records, folder)}
    stay = kept(found.values(), now.astimezone(zone))
    gone = [file for file, made in found.items() if made not in stay]
    for file in gone:
        file.unlink()
    return tuple(file.name for file in gone)


def kept(made: Collection[datetime], now: datetime) -> frozenset[datetime]:
    """Which of these moments stay (SEC-58): the newest of each of the last days, weeks and months that have one.

    Days are those of the moments' own time zone. What lies ahead of `now` stays and takes nobody's place.
    """
    ahead = {one for one in made if one > now}
    past = sorted((one for one in made if one <= now and now - one <= OLDEST), reverse=True)
    days = _newest_of(past, lambda one: (one.year, one.month, one.day), DAILY)
    weeks = _newest_of(past, lambda one: one.isocalendar()[:2], WEEKLY)
    months = _newest_of(past, lambda one: (one.year, one.month), MONTHLY)
    return frozenset(ahead | days | weeks | months)


def _newest_of(past: list[datetime], span: Callable[[datetime], tuple[int, ...]], most: int) -> set[datetime]:
    """The newest moment of each of the latest spans; `past` begins with the newest."""
    newest: dict[tuple[int, ...], datetime] = {}
    for one in past:
        newest.setdefault(span(one), one)
    return set(list(newest.values())[:most])
