"""Shapes what both desks show and do with records whose time is over; each side says by its own classes what is due."""

from datetime import date, timedelta
from typing import Annotated, Protocol, runtime_checkable

from app.core.shapes import Draft, Line, Meta, Nothing, Row
from app.desk.seat import Seat

BACKUPS_DAYS = 90
Reason = Annotated[Line, Meta(min_length=3)]


class ListDeleted(Draft):
    """Which records go, and who agrees."""

    records: Annotated[tuple[str, ...], Meta(min_length=1, max_length=200)]
    second: str


class DueLine(Row):
    """One record whose time is over: of which class, counted from which day, due since when, and what holds it."""

    record: str
    reference: str
    name: str
    kept_as: str
    kept_words: str
    since: date
    due_on: date
    held_since: date | None = None
    held_because: str = ""

    @property
    def is_free(self) -> bool:
        """Whether nothing keeps it from being deleted."""
        return not self.held_because


class Certificate(Row):
    """What was deleted, in numbers; from when on no backup holds it any more (RET-3)."""

    on: date
    by: str
    second: str
    records: int
    people: int
    rows: int
    complete_on: date


class KeepingPage(Row):
    """What is due, what stands in the way of deleting now, and the certificates so far, the newest first."""

    due: tuple[DueLine, ...]
    reasons: tuple[str, ...]
    certificates: tuple[Certificate, ...]


class Keeps(Protocol):
    """The acts of either side."""

    def list(self, draft: Nothing, /) -> KeepingPage:
        """What is due."""

    def delete(self, draft: ListDeleted, /) -> Certificate:
        """Delete by list."""


@runtime_checkable
class HasKeeping(Protocol):
    """Any desk: each keeps what it holds for its own time."""

    @property
    def seat(self) -> Seat:
        """Who sits there."""

    @property
    def keeping(self) -> Keeps:
        """The acts."""


def complete_on(day: date) -> date:
    """From when on no backup holds what was deleted on this day."""
    return day + timedelta(days=BACKUPS_DAYS)
