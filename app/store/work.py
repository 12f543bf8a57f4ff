"""Is one act's unit of work: one transaction, errors translated, facts and touched rows gathered."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.exc import StaleDataError

from app.core.changes import Changed
from app.core.errors import AppError, Damaged, Missing, Stale, Unavailable
from app.core.language import _
from app.domain.roles import Reach
from models.base.tables import LATER

M = TypeVar("M")
V = TypeVar("V")
Value = str | int | bool | None
ColumnValue = Any  # whatever a column type gives
MappedClass = Any  # a table as its class
WAIT_FOR_LOST = "10s"


class Touched(NamedTuple):
    """A row as this act left it: its plain columns, or its envelope, or neither when it was deleted."""

    table: str
    id: str
    version: int
    columns: dict[str, Value] | None
    envelope: bytes | None


@dataclass
class Work:
    """What an act's method gets: the session, how far the person reaches, and a place for facts.

    `note` goes into the log's entry where this desk seals it. What stands in `after` runs once the transaction is
    committed: deliveries to the other database (SEC-42). `stands` asks the chain for the entry of this transaction.
    """

    session: Session
    reach: Reach = Reach.ALL
    touched: dict[tuple[str, str], Touched] = field(default_factory=dict)
    facts: list[Changed] = field(default_factory=list)
    after: list[Callable[[], object]] = field(default_factory=list)
    check: "Check | None" = None
    strays: "Strays | None" = None
    missing: "Missed | None" = None
    note: str | None = None
    stands: "Callable[[Connection], bool] | None" = None

    def get(self, table: type[M], id: str) -> M:
        """One record by id, compared with the chain when this desk does so (SEC-17). Raises Missing or Damaged."""
        found = self.session.get(table, id)
        if found is None:
            raise Missing
        self.compare([found])
        return found

    def compare(self, rows: Iterable[Any]) -> None:
        """Rows found another way, compared with the chain all at once, but those this act changed (SEC-17)."""
        if self.check is None:
            return
        theirs = [row for row in rows if (row.__tablename__, row.id) not in self.touched]
        self.check(self, [snapshot(row) for row in theirs if not self.session.is_modified(row)])

    def strays_of(self, rows: Iterable[Touched]) -> frozenset[str]:
        """The ids of those among sealed rows of one table, read as values, that are not as the chain left them."""
        if self.strays is None:
            return frozenset()
        theirs = [row for row in rows if (row.table, row.id) not in self.touched]
        return frozenset(row.id for row in self.strays(self, theirs))

    def strays_among(self, rows: Iterable[Any]) -> frozenset[str]:
        """The same among loaded rows."""
        return self.strays_of(snapshot(row) for row in rows if not self.session.is_modified(row))

    def gone(self, table: type[Any]) -> Mapping[str, str]:
        """By id the rows of a table that the chain says are there and are not, with whose each was where it says so."""
        return {} if self.missing is None else self.missing(self, table)

    def add(self, row: M) -> M:
        """Keep a new record; it has its id and version at once."""
        self.add_all([row])
        return row

    def add_all(self, rows: Iterable[object]) -> None:
        """Keep new records in one go; they have their ids and versions at once."""
        self.session.add_all(rows)
        self.session.flush()

    def changed(self, kind: str, id: str) -> None:
        """Tell the screens after the commit that this record was saved."""
        self.facts.append(Changed(kind, id))


Check = Callable[[Work, Sequence[Touched]], None]
Strays = Callable[[Work, Sequence[Touched]], Sequence[Touched]]
Missed = Callable[[Work, type[Any]], Mapping[str, str]]


def once(session: Session, table: str, load: Callable[[], V]) -> V:
    """What `load` reads from one table, asked for one time in a transaction and again after that table was changed."""
    session.flush()
    known: dict[str, V] = session.info.setdefault("once", {})
    if table not in known:
        known[table] = load()
    return known[table]


def snapshot(row: object) -> Touched:
    """A loaded row of ours as plain columns, or as its envelope when it is a sealed one."""
    mapped: Any = row
    table: MappedClass = type(row)
    if mapped.SEALED:
        return Touched(mapped.__tablename__, mapped.id, mapped.version, None, bytes(mapped.doc))
    values = {name: getattr(mapped, name) for name, _later in told_columns(table)}
    return Touched(mapped.__tablename__, mapped.id, mapped.version, plain_columns(table, values), None)


def plain_columns(table: MappedClass, values: Mapping[str, ColumnValue]) -> dict[str, Value]:
    """A row's values as its digest wants them; id and version stand beside them.

    A column that came after the row's table was released is left out while it says nothing yet (SEC-17).
    """
    return {
        name: _plain(values[name])
        for name, later in told_columns(table)
        if later is None or later[LATER] != values[name]
    }


@lru_cache(maxsize=256)
def told_columns(table: type) -> tuple[tuple[str, Mapping[str, ColumnValue] | None], ...]:
    """The columns of a table that its digests tell, by attribute, each with its mark when it came later."""
    mapped: Any = table
    found = ((one.key, one.columns[0].info) for one in mapped.__mapper__.column_attrs)
    return tuple((name, info if LATER in info else None) for name, info in found if name not in {"id", "version"})


def _plain(value: ColumnValue) -> Value:
    """A column's value as the digest wants it: dates and decimals as strings, bytes as base64 (E5)."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return str(value)


class Store:
    """One database behind one engine; hides which engine it is."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.is_embedded = engine.dialect.name == "sqlite"
        self._readers = engine.execution_options(reading=True)

    @contextmanager
    def work(self, *, reading: bool = False, reach: Reach = Reach.ALL) -> Iterator[Work]:
        """One transaction: committed on clean exit, rolled back otherwise, database errors turned into ours."""
        session = Session(self._readers if reading else self.engine, expire_on_commit=False, autoflush=True)
        work = Work(session, reach)
        event.listen(session, "after_flush", lambda _session, context: _gather(work, context))
        try:
            with session:
                yield work
                self._commit(work)
        except (StaleDataError, IntegrityError) as clash:
            raise Stale from clash
        except StatementError as failed:
            raise _ours(failed, is_writing=not reading) from failed

    def _commit(self, work: Work) -> None:
        """Commit; where the answer is lost on its way, the chain is asked whether it holds (section 12).

        Raises Unavailable when it does not hold, or when nobody can tell.
        """
        try:
            work.session.commit()
        except DBAPIError as lost:
            if not lost.connection_invalidated or work.stands is None:
                raise
            if not self._stands(work.stands):
                raise

    def _stands(self, asked: "Callable[[Connection], bool]") -> bool:
        try:
            with self.engine.connect() as connection:
                if not self.is_embedded:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_LOST}'"))
                return asked(connection)
        except StatementError as silent:
            raise Unavailable.in_doubt() from silent

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _gather(work: Work, context: UOWTransaction) -> None:
    """Remember what every kept row looks like after a flush; rows of the chain itself do not count."""
    session: Any = context.session
    for row in (*session.new, *session.dirty, *session.deleted):
        session.info.get("once", {}).pop(row.__tablename__, None)
    for row in (*session.new, *session.dirty):
        if hasattr(row, "RETENTION") and (row in session.new or session.is_modified(row)):
            work.touched[(row.__tablename__, row.id)] = snapshot(row)
    for row in session.deleted:
        if hasattr(row, "RETENTION"):
            work.touched[(row.__tablename__, row.id)] = Touched(row.__tablename__, row.id, row.version, None, None)


def _ours(failed: StatementError, *, is_writing: bool) -> AppError:
    """The database's complaint in our words; a disk that fails while one saves says nothing about what is on it."""
    if isinstance(failed.orig, AppError):
        return failed.orig
    words = str(failed.orig).lower()
    if "full" in words:
        return Unavailable.full()
    if is_writing and ("disk i/o" in words or "readonly" in words or "read-only" in words):
        return Unavailable(_("Not saved. The disk does not answer. Your draft is kept. Look at it, then save again."))
    if "malformed" in words or "could not decode" in words or "not a database" in words or "disk i/o" in words:
        return Damaged()
    if isinstance(failed, OperationalError) or (isinstance(failed, DBAPIError) and failed.connection_invalidated):
        return Unavailable()
    raise failed
