"""Gives every record of a case a moment of its own, so that which one is the newest is never a matter of chance."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select

from app.desk.seat import Seat
from app.store.work import Work


class OfCase(Protocol):
    """A table of things that happened to a case."""

    at: Any
    case_id: Any


def moment_for(work: Work, seat: Seat, table: type[OfCase], case_id: str) -> datetime:
    """Now; or, when the case's last record in this table was made in the same instant, a microsecond after it."""
    now = seat.clock.now()
    last: datetime | None = work.session.execute(select(func.max(table.at)).where(table.case_id == case_id)).scalar()
    return now if last is None or last < now else last + timedelta(microseconds=1)
