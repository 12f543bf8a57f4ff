"""Gives every record of a case a moment of its own, and reads the moment that a person types."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select

from app.core.clock import Clock
from app.core.errors import InvalidInput
from app.core.language import _
from app.desk.seat import Seat
from app.domain.calendar import day_words
from app.store.work import Work


class OfCase(Protocol):
    """A table of things that happened to a case."""

    at: Any
    case_id: Any


def moment_for(work: Work, seat: Seat, table: type[OfCase], case_id: str) -> datetime:
    """Now; or, when the case's last record in this table was made in the same instant, a microsecond after it."""
    now = seat.clock.now()
    last: datetime | None = work.session.execute(select(func.max(table.at)).where(table.case_id == case_id)).scalar()
    return now if last is None else after(last, now)


def moments_for(work: Work, seat: Seat, table: type[OfCase], cases: Collection[str]) -> dict[str, datetime]:
    """The moment of the next record of each of these cases in this table."""
    now = seat.clock.now()
    newest = select(table.case_id, func.max(table.at).label("at")).where(table.case_id.in_(cases))
    last = {row.case_id: row.at for row in work.session.execute(newest.group_by(table.case_id))}
    return {id: after(last[id], now) if id in last else now for id in cases}


def after(last: datetime, now: datetime) -> datetime:
    """Now, or a microsecond after the last record when that is not yet behind us."""
    return now if last < now else last + timedelta(microseconds=1)


def moment_typed(clock: Clock, text: str, name: str) -> datetime:
    """A day with its time as typed, in the office's zone unless it names another, as a UTC moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput({name: _("Write a day and a time, as 2026-11-02T18:30.")}) from None
    if found.tzinfo is None and clock.skips(found):
        raise InvalidInput({name: skipped_words(found)})
    return found if found.tzinfo else clock.at(found)


def skipped_words(at: datetime) -> str:
    """Says of a time that the clocks go forward over it."""
    words = _("There is no {time} on {day}: the clocks go forward. Choose another time.")
    return words.format(time=f"{at:%H:%M}", day=day_words(at.date()))
