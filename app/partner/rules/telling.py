"""Says which news of him she wants to hear, and until when each piece must be acknowledged (PRT-7, PRT-8, RED-2)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.shapes import Row
from app.domain.calendar import Closure, OfficeCalendar

SAFETY_NEWS = frozenset({"stopped", "excluded", "ended_on", "red_event"})
ALL_NEWS = SAFETY_NEWS | {"started", "absent", "mark_corrected", "held", "moved"}
# What only the team hears of: it is weighed, and never simply passed on.
WEIGHED = frozenset({"new_partner", "details", "details_refused", "subject_access"})


class Wants(StrEnum):
    """What she wants to be told."""

    NONE = "none"
    SAFETY_ONLY = "safety_only"
    ALL = "all"
    NOT_ASKED = "not_asked"


class ToldOutcome(StrEnum):
    """How telling her ended."""

    TOLD = "told"
    NOT_REACHED = "not_reached"
    ASKED_LATER = "asked_later"
    NOT_SAFE = "not_safe"
    DECIDED_NOT_TO = "decided_not_to"


SETTLED = frozenset({ToldOutcome.TOLD, ToldOutcome.DECIDED_NOT_TO})
NEEDS_WORDS = frozenset({ToldOutcome.DECIDED_NOT_TO, ToldOutcome.NOT_SAFE})


class Told(Row):
    """What she was told of him: which pieces of news, when, by which way, and how it ended."""

    on: date
    at: str
    way: str
    outcome: ToldOutcome
    items: tuple[str, ...]
    news: tuple[str, ...]
    words: str = ""


class WantsChange(Row):
    """What she wants to be told from now on, and by which way."""

    on: date
    wants: Wants
    way: str = ""


def is_wanted(kind: str, wants: Wants, state: str) -> bool:
    """Whether she is to be told this. Before she was asked, and after she declined, what touches her safety (PRT-2)."""
    if wants is Wants.NONE:
        return False
    if wants is Wants.ALL and state != "declined":
        return kind in ALL_NEWS
    return kind in SAFETY_NEWS


def settled(told: Collection[Told]) -> frozenset[str]:
    """The news she has heard of, or that somebody decided with a reason not to pass on."""
    return frozenset(item for one in told if one.outcome in SETTLED for item in one.items)


def acknowledge_by(
    came: datetime, *, is_urgent: bool, minutes: int, at: time, calendar: OfficeCalendar, off: Collection[Closure]
) -> datetime:
    """The last moment to take a piece of news in: minutes for what is urgent, else the next daily hour (RED-2).

    What came less than an hour before that hour of a day waits for the next working day's.
    """
    if is_urgent:
        return came + timedelta(minutes=minutes)
    day = came.date()
    if calendar.is_working_day(day, off) and came + timedelta(hours=1) <= datetime.combine(day, at, came.tzinfo):
        return datetime.combine(day, at, came.tzinfo)
    return datetime.combine(calendar.after_working_days(day, 1, off), at, came.tzinfo)


def goes_to_lead(came: datetime, due: datetime, *, is_urgent: bool) -> datetime:
    """When silence reaches the safety lead: at half time for what is urgent, else when it is over (RED-2)."""
    return came + (due - came) / 2 if is_urgent else due
