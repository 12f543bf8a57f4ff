"""Opens embedded SQLCipher or PostgreSQL as one SQLAlchemy engine, hardened alike."""

from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.core.errors import Damaged, Locked, Newer, Unavailable
from app.core.language import _

BUSY_MS = 5_000
PAGE_BYTES = 4096
RawConnection = Any  # sqlcipher3 has no type stubs


def embedded(file: Path, key: bytes, *, guarded_memory: bool) -> Engine:
    """One encrypted file. The key never enters a URL, a log line or the pool's messages (SEC-30).

    `guarded_memory` is on for partner.db and off for programme.db, where it made search up to 28 times slower (SEC-31).
    Each connection keeps its own pages, so the one used last is used again: its pages are there, and once (P3).
    """
    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=partial(open_file, file, key, guarded_memory), poolclass=QueuePool,
        hide_parameters=True, pool_size=5, max_overflow=5, pool_use_lifo=True,
    )  # fmt: skip
    event.listen(engine, "begin", _begin)
    return engine


def server(url: str) -> Engine:
    """A PostgreSQL database; `url` begins with `postgresql+psycopg://`. Values never reach its messages (SEC-55)."""
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)


def _begin(connection: Connection) -> None:
    """A list reads beside a writer; everything else takes the write lock at once (architecture.md section 6)."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def open_file(file: Path, key: bytes, guarded_memory: bool) -> RawConnection:
    """One raw connection, keyed and asserted (SEC-30, SEC-31).

    Raises Damaged for a broken file or a wrong key, Unavailable when it cannot be reached, Newer for an old cipher.
    """
    try:
        # check_same_thread: the pool hands a connection to one job at a time.
        raw = sqlcipher.connect(str(file), isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
    except sqlcipher.OperationalError as gone:
        raise Unavailable(_("The records of this office cannot be opened. Is the disk there?")) from gone
    try:
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        raw.execute(f"PRAGMA cipher_memory_security = {'ON' if guarded_memory else 'OFF'}")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _harden(raw)
    except sqlcipher.DatabaseError as bad:
        raw.close()
        if "not a database" in str(bad):
            raise Damaged(
                _("The records' file is damaged, or its key is not the one that was kept. Do not go on.")
            ) from bad
        if "locked" in str(bad) or "unable to open" in str(bad):
            raise Unavailable from bad
        raise Damaged from bad
    except (Locked, Newer, Damaged):
        raw.close()
        raise
    return raw


_WANTED = {
    "foreign_keys": 1, "secure_delete": 1, "temp_store": 2, "trusted_schema": 0, "cell_size_check": 1,
    "cache_size": -64000, "synchronous": 2,
}  # fmt: skip


def _harden(raw: RawConnection) -> None:
    """Set and then assert what SEC-31 lists."""
    raw.execute("PRAGMA journal_mode = WAL")
    for name, value in _WANTED.items():
        raw.execute(f"PRAGMA {name} = {value}")
    raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    version = str(raw.execute("PRAGMA cipher_version").fetchone()[0]).split()[0]
    if tuple(int(part) for part in version.split(".")[:2]) < (4, 12):
        raise Newer(_("The encryption library on this computer is too old for these records."))
    kept = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in _WANTED}
    page = int(raw.execute("PRAGMA cipher_page_size").fetchone()[0])
    mode = str(raw.execute("PRAGMA journal_mode").fetchone()[0]).lower()
    if kept != _WANTED or page != PAGE_BYTES or mode != "wal":
        raise Damaged(_("The records' file cannot be opened in the safe way. Do not go on."))
