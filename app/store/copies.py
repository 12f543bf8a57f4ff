"""Makes a whole, encrypted copy of an embedded database, and says whether one is sound (SEC-32, SEC-59)."""

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.core.errors import Damaged, Unavailable
from app.core.language import _
from app.core.paths import make_private
from app.store.engine import RawConnection, open_file
from app.store.work import Store


def copy_file(store: Store, to: Path, key: bytes) -> Path:
    """A copy under this key, made by the engine itself into a connection keyed first. Raises Unavailable."""
    make_private(to.parent)
    to.unlink(missing_ok=True)
    target = open_file(to, key, guarded_memory=False)
    source = store.engine.raw_connection()
    try:
        source.driver_connection.backup(target)  # type: ignore[union-attr]
    except sqlcipher.DatabaseError as failed:
        raise Unavailable(_("The copy could not be made. Is the disk there, and is there room?")) from failed
    finally:
        source.close()
        target.close()
    return to


def shrink(store: Store) -> None:
    """Give back the pages of deleted rows, and empty the log of writes beside the file. Raises Unavailable."""
    if not store.is_embedded:
        return
    raw = store.engine.raw_connection()
    try:
        connection: RawConnection = raw.driver_connection
        connection.execute("VACUUM")
        is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlcipher.DatabaseError:
        is_busy = True
    finally:
        raw.close()
    if is_busy:
        raise traces_left()


def traces_left() -> Unavailable:
    """What was erased is gone from the records, and its pages or an old copy are not yet."""
    return Unavailable(_("Erased. Traces in the file go at the next sign-in: close this desk and open it again."))


def check_file(file: Path, key: bytes) -> None:
    """Look at every page, index and reference of a database that nobody else has open. Raises Damaged (SEC-59)."""
    raw = open_file(file, key, guarded_memory=False)
    try:
        pages = raw.execute("PRAGMA cipher_integrity_check").fetchall()
        whole = raw.execute("PRAGMA integrity_check").fetchall()
        loose = raw.execute("PRAGMA foreign_key_check").fetchall()
    except sqlcipher.DatabaseError as broken:
        raise Damaged from broken
    finally:
        raw.close()
    if pages or loose or whole != [("ok",)]:
        raise Damaged
