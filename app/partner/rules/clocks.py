"""Says by when she should hear from us next: first attempt, varied attempts, what was agreed, his end (PRT-6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.calendar import Closure, OfficeCalendar
from app.partner.rules.safe_contact import AttemptOutcome, may_be_called_not_reached

QUIET = frozenset({"closed", "not_safe_to_contact"})
IN_VAIN = frozenset({AttemptOutcome.NO_ANSWER, AttemptOutcome.SOMEONE_ELSE_NO_MESSAGE, AttemptOutcome.NUMBER_WRONG})


class ClockKind(StrEnum):
    """Why she should hear from us."""

    FIRST = "first_attempt"
    VARIED = "varied_attempt"
    NOT_REACHED = "not_reached"
    AGREED = "agreed"
    BEFORE_START = "before_start"
    REGULAR = "regular"
    BEFORE_END = "before_end"
    AFTER_END = "after_end"


@dataclass(frozen=True)
class Pace:
    """How fast the clocks run; settings. Days are working days, but those before his end are days of the calendar."""

    first_days: int = 2
    between_days: int = 2
    attempts: int = 3
    after_end_days: int = 5
    interval_weeks: int = 6
    before_end_days: int = 14


@dataclass(frozen=True)
class Tried:
    """One attempt or talk, in local time, and the day that was agreed in it."""

    at: datetime
    outcome: AttemptOutcome
    next_on: date | None = None


@dataclass(frozen=True)
class His:
    """What his side says: his first session and the last one planned, and the day his case ended."""

    first_session_on: date | None = None
    last_session_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Days:
    """Which days the office works."""

    calendar: OfficeCalendar
    closures: tuple[Closure, ...] = ()

    def after(self, day: date, count: int) -> date:
        """So many working days later."""
        return self.calendar.after_working_days(day, count, self.closures)


@dataclass(frozen=True)
class Clock:
    """One clock that runs: why, and its last day."""

    kind: ClockKind
    due_on: date


def clock_of(
    state: str, details_on: date, tried: Sequence[Tried], his: Sequence[His], days: Days, pace: Pace
) -> Clock | None:
    """The clock that ends first; None when nothing is owed. Declining is not closing: what was agreed still counts."""
    newest = max(tried, key=lambda one: one.at, default=None)
    if state in QUIET:
        return None
    running = [Clock(ClockKind.AGREED, newest.next_on)] if newest and newest.next_on else []
    if state != "declined":
        has_answer = any(one.outcome not in IN_VAIN for one in tried)
        running += [] if has_answer or state == "not_reached" else [*_trying(newest, details_on, tried, days, pace)]
        running += [] if has_answer else [*_before_start(his, newest)]
        running += _regular(state, his, newest, pace) + _before_end(his, newest, pace)
        running += _after_end(his, newest, days, pace)
    return min(running, key=lambda one: one.due_on, default=None)


def _trying(newest: Tried | None, details_on: date, tried: Sequence[Tried], days: Days, pace: Pace) -> Iterable[Clock]:
    """The first attempt, then others at other times; after enough of them somebody decides, and nothing is skipped."""
    if newest is None:
        return [Clock(ClockKind.FIRST, days.after(details_on, pace.first_days))]
    is_enough = may_be_called_not_reached([(one.at, one.outcome) for one in tried], pace.attempts)
    kind = ClockKind.NOT_REACHED if is_enough else ClockKind.VARIED
    return [Clock(kind, days.after(newest.at.date(), pace.between_days))]


def _before_start(his: Sequence[His], newest: Tried | None) -> Iterable[Clock]:
    """She is tried before his first session; one that was held without it stays owed until somebody tried since."""
    starts = [one.first_session_on for one in his if one.first_session_on is not None]
    return [
        Clock(ClockKind.BEFORE_START, on) for on in starts if newest is None or newest.at.date() < on
    ]  # fmt: skip


def _regular(state: str, his: Sequence[His], newest: Tried | None, pace: Pace) -> list[Clock]:
    """While he is with us she hears from us at least every so many weeks."""
    runs = any(one.first_session_on is not None and one.ended_on is None for one in his)
    if state != "in_service" or newest is None or not runs:
        return []
    return [Clock(ClockKind.REGULAR, newest.at.date() + timedelta(weeks=pace.interval_weeks))]


def _before_end(his: Sequence[His], newest: Tried | None, pace: Pace) -> list[Clock]:
    """She hears from us before his last session, not only after it."""
    ends = [one.last_session_on for one in his if one.last_session_on is not None and one.ended_on is None]
    window = timedelta(days=pace.before_end_days)
    return [Clock(ClockKind.BEFORE_END, on) for on in ends if newest is None or newest.at.date() < on - window]


def _after_end(his: Sequence[His], newest: Tried | None, days: Days, pace: Pace) -> list[Clock]:
    """Each end of his is followed by a contact with her, however it ended."""
    ends = [one.ended_on for one in his if one.ended_on is not None]
    return [
        Clock(ClockKind.AFTER_END, days.after(on, pace.after_end_days))
        for on in ends
        if newest is None or newest.at.date() < on
    ]
