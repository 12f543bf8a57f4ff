"""Lets the partner process write in few tables of the programme database and change the shape of none (SEC-33)."""

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event

from app.bridge.entry import WRITABLE
from app.store.work import Store

WRITES = frozenset({sqlcipher.SQLITE_INSERT, sqlcipher.SQLITE_UPDATE, sqlcipher.SQLITE_DELETE})


def guarded(his: Store) -> Store:
    """Refuse, in the driver itself, every write to the programme database outside SEC-19's list (SEC-33)."""

    def on_connect(raw: sqlcipher.Connection, _record: object) -> None:
        raw.set_authorizer(may)

    event.listen(his.engine, "connect", on_connect)
    return his


def may(action: int, table: str | None, _column: str | None, _database: str | None, _inner: str | None) -> int:
    """Whether one step of a statement is allowed: reading always, writing in few tables, changing shape never."""
    if action in WRITES:
        return int(sqlcipher.SQLITE_OK if table in WRITABLE else sqlcipher.SQLITE_DENY)
    return int(sqlcipher.SQLITE_OK if action in HARMLESS else sqlcipher.SQLITE_DENY)


HARMLESS = frozenset(
    {
        sqlcipher.SQLITE_SELECT, sqlcipher.SQLITE_READ, sqlcipher.SQLITE_TRANSACTION, sqlcipher.SQLITE_FUNCTION,
        sqlcipher.SQLITE_SAVEPOINT, sqlcipher.SQLITE_RECURSIVE, sqlcipher.SQLITE_PRAGMA,
    }
)  # fmt: skip
