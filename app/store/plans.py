"""Says in a query from which side the database begins, where its own guess would read a whole table (P8)."""

from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.errors import Missing

THE_END = (datetime.max.replace(tzinfo=UTC), "f" * 32)


class InOrder(Protocol):
    """A table of records, each with a moment, that are listed the newest first."""

    at: Any
    id: Any


def not_looked_up(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The same value; no index of this column is used, so that rows are found by something else and compared with it.

    For a column that says the same of most rows, and for the side of a join from which the reading begins.
    """
    return func.coalesce(column, column)


def newest_first(
    session: Session, query: Select[*tuple[Any, ...]], of: type[InOrder], before: str | None, *, is_few: bool
) -> Select[*tuple[Any, ...]]:
    """A list of records with a moment, the newest on top; `before` names the last one seen, and older ones follow.

    The next page is looked up by its place and none before it is read (never by an offset). Of everything it is read
    along the index of the order; `is_few`: what the query says already finds few, and only those are put in order.
    Raises Missing where there is no such record.
    """
    place = THE_END
    if before is not None:
        found = session.execute(select(of.at, of.id).where(of.id == before)).one_or_none()
        if found is None:
            raise Missing
        place = (found[0], found[1])
    at = not_looked_up(of.at) if is_few else of.at
    end = tuple_(*place, types=(of.at.type, of.id.type))
    return query.where(tuple_(at, of.id) < end).order_by(at.desc(), of.id.desc())
