"""Is one open database as a program hands it in for a backup, with what both making and proving need of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import MetaData, func, inspect, select, table

from app.core.clock import Clock
from app.core.errors import Damaged, Unavailable
from app.core.language import _
from app.core.paths import make_private
from app.crypto.statements import Head
from app.desk.ledger import Ledger
from app.desk.storage import Progress
from app.store.engine import embedded
from app.store.work import Store, Work

MADE, PROVED = "backup.make", "backup.prove"
SCRATCH, PART = "scratch-", ".part"


@dataclass(frozen=True, slots=True)
class Records:
    """One open database as its program hands it in, with what lies beside it and whose key proves a backup.

    `home` is where an office's backups lie, `scratch` where this program alone unpacks, `holds` the words for what it
    is. `metadata` is this version's shape, to which an older copy is brought. `check_rows` names the first record that
    is not as the log left it, or nothing. `pen` writes what was done into the log of another database: the partner desk
    backs his up too, and leaves no trace there (SEC-19).
    """

    store: Store
    ledger: Ledger
    clock: Clock
    keyslots: Path
    recovery: Path
    tombstones: Path
    home: Path
    scratch: Path
    metadata: MetaData
    check_rows: Callable[[Work, Ledger], str | None]
    pen: tuple[Store, Ledger] | None = None
    holds: str = ""
    progress: Progress = field(default_factory=Progress)

    @property
    def user(self) -> str:
        """Who makes it, and whose key opens it for the proof."""
        return self.ledger.user

    def note(self, act: str, words: str | None = None) -> None:
        """Write what was done into the log that this desk may write."""
        store, ledger = self.pen or (self.store, self.ledger)
        with store.work() as work:
            ledger.append(work, act, self.clock.now(), words)

    def head(self) -> Head:
        """The newest entry of these records' own log."""
        with self.store.work(reading=True) as work:
            return self.ledger.head(work)


@contextmanager
def opened(records: Records, file: Path, key: bytes) -> Iterator[tuple[Store, Ledger]]:
    """A copy opened by itself, with a pen that has verified nothing yet; left-overs of another are gone first."""
    drop_left_overs(file)
    store = Store(embedded(file, key, guarded_memory=False), records.store.name)
    try:
        yield store, replace(records.ledger, _roster=None)
    finally:
        store.close()


def drop_left_overs(file: Path) -> None:
    """What another database left beside a file would poison it (SEC-60)."""
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def heads_of(store: Store, ledger: Ledger, head: Callable[[Ledger, Work], Head]) -> dict[str, Head]:
    """The newest events of both chains; `head` looks it up, or verifies every link and signature up to it."""
    with store.work(reading=True) as work:
        return {"roster": ledger.roster(work).head, ledger.tables.name: head(ledger, work)}


def rows_of(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    names = inspect(store.engine).get_table_names()
    with store.work(reading=True) as work:
        return {name: work.session.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


@contextmanager
def scratch_in(place: Path) -> Iterator[Path]:
    """A folder only this person may enter, gone afterwards; what a crash leaves of it is swept."""
    make_private(place)
    with TemporaryDirectory(prefix=SCRATCH, dir=place) as folder:
        yield Path(folder)


def sweep(folder: Path) -> None:
    """Throw away what a crash left: copies whose keys are gone, unproved backups. For who is alone with the folder."""
    for left in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    for begun in folder.glob(f"*{PART}"):
        begun.unlink(missing_ok=True)


@contextmanager
def disk_words() -> Iterator[None]:
    """A disk that fails, in words."""
    try:
        yield
    except OSError as failed:
        words = _("The backup could not be read or written. Is the disk there, with room? Nothing half-made is kept.")
        raise Unavailable(words, is_full=Unavailable.of_disk(failed).is_full) from failed


def not_as_written() -> Damaged:
    """What came back is not what went in."""
    return Damaged(_("What this backup gives back is not what was put in. Do not rely on it. Make another one now."))
