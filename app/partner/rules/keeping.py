"""Says how long her record is kept: by her own class and her last contact, never by his (RET-4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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
