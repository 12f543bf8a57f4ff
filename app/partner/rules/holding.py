"""Says whether a record is held: nothing of it may be deleted until two people end the hold (RET-2)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from app.core.shapes import Row


class Hold(Row):
    """That a hold begins or ends, why, and who was the second person at its end."""

    on: date
    reason: str
    ends: bool = False
    second: str = ""


class Entry(Protocol):
    """An entry of her record, as far as holds go; of one day the last written counts."""

    @property
    def at(self) -> str:
        """When it was written."""

    @property
    def turn(self) -> int:
        """Its number in her record."""

    @property
    def hold(self) -> Hold | None:
        """What it says of a hold."""


def hold_of(found: Iterable[tuple[str, Entry]]) -> Hold | None:
    """The hold that stands, or nothing."""
    said = [one for _id, one in found if one.hold is not None]
    last = max(said, key=lambda one: (one.at, one.turn), default=None)
    return None if last is None or last.hold is None or last.hold.ends else last.hold
