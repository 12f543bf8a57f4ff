"""Says how long her record is kept, by her own class and last contact, never by his; and what holds it (RET-2, 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from app.core.shapes import Row
from app.domain.calendar import months_after
from app.partner.rules.safe_contact import AttemptOutcome

REACHED = frozenset({
    AttemptOutcome.SPOKE_SAFE, AttemptOutcome.SPOKE_UNSAFE_ENDED, AttemptOutcome.DECLINED, AttemptOutcome.ASKED_LATER,
    AttemptOutcome.LETTER_ONLY,
})  # fmt: skip
BEING_TRIED = frozenset({"new", "trying", "not_safe_to_contact"})


class KeptAs(StrEnum):
    """How the service stood with her."""

    SERVICE = "service"
    NOT_REACHED = "not_reached"
    NO_SERVICE = "no_service"


@dataclass(frozen=True)
class Terms:
    """How long each class is kept, as the office set it."""

    service_years: int = 7
    not_reached_months: int = 6
    no_service_weeks: int = 6


def kept_as(outcomes: Iterable[AttemptOutcome]) -> KeptAs:
    """With service once she was spoken with in safety; reached when anybody of hers answered for herself."""
    found = set(outcomes)
    if AttemptOutcome.SPOKE_SAFE in found:
        return KeptAs.SERVICE
    return KeptAs.NO_SERVICE if found & REACHED else KeptAs.NOT_REACHED


def kept_until(state: str, kept: KeptAs, last: date, terms: Terms) -> date | None:
    """The day from which her record may go; None while somebody still tries to reach her."""
    if kept is KeptAs.SERVICE:
        return months_after(last, 12 * terms.service_years)
    if state in BEING_TRIED:
        return None
    if kept is KeptAs.NOT_REACHED:
        return months_after(last, terms.not_reached_months)
    return last + timedelta(weeks=terms.no_service_weeks)


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
