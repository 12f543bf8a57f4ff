"""Gives every clearance in the same words at drawn times, so that waiting tells nothing about her."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.calendar import Closure, OfficeCalendar

QUIET_WORKING_DAYS = 2
RUNS_TO_DRAW_FROM = 3
LAPSES_AFTER_WEEKS = 8
_LOOK_AHEAD = 366
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Draw = Callable[[int], int]


@dataclass(frozen=True)
class RunTimes:
    """When clearances are given: weekdays (0 is Monday) and local times, the same for all (CLR-2, REP-8; settings)."""

    weekdays: frozenset[int]
    times: tuple[time, ...]


def read_runs(words: Iterable[str]) -> RunTimes:
    """Runs as a setting writes them: "tue 12:00", or "12:00" for every working day. Raises ValueError."""
    entries = [word.casefold().split() for word in words]
    days = frozenset(WEEKDAYS.index(entry[0]) for entry in entries if len(entry) > 1) or frozenset(range(5))
    times = tuple(sorted({time.fromisoformat(entry[-1]) for entry in entries}))
    if not times:
        raise ValueError
    return RunTimes(days, times)


CASE_RUNS = RunTimes(frozenset({1, 3}), (time(12),))
REPORT_RUNS = RunTimes(frozenset(range(5)), (time(12), time(16)))


@dataclass(frozen=True)
class Asked:
    """A request for clearance with the run that was drawn for it, and when the safety team marked it ready."""

    id: str
    run: datetime
    ready_at: datetime | None = None
    held: bool = False


@dataclass(frozen=True)
class Clash:
    """Two cases of one group that touch the same partner or family; seen at the partner desk only (CLR-4)."""

    case: str
    other_case: str
    shared: frozenset[str]


def runs_from(
    moment: datetime, times: RunTimes, calendar: OfficeCalendar, count: int, closures: Iterable[Closure] = ()
) -> tuple[datetime, ...]:
    """The next runs at or after a local moment; there is none on a day the office does not work."""
    kept = tuple(closures)
    found: list[datetime] = []
    for ahead in range(_LOOK_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        if day.weekday() in times.weekdays and calendar.is_working_day(day, kept):
            at = (datetime.combine(day, hour, moment.tzinfo) for hour in sorted(times.times))
            found += [run for run in at if run >= moment]
        if len(found) >= count:
            break
    return tuple(found[:count])


def quiet_until(asked_at: datetime, calendar: OfficeCalendar, closures: Iterable[Closure] = ()) -> datetime:
    """Midnight after the second working day: before it no case is ever cleared, contact or no contact (CLR-2)."""
    last = calendar.after_working_days(asked_at.date(), QUIET_WORKING_DAYS, closures)
    return datetime.combine(last + timedelta(days=1), time(), asked_at.tzinfo)


def drawn_run(
    asked_at: datetime, times: RunTimes, calendar: OfficeCalendar, draw: Draw, closures: Iterable[Closure] = ()
) -> datetime:
    """One of the next three runs after the quiet days, drawn for this request alone and kept (CLR-2).

    `draw(n)` gives 0 to n-1 and must come from the system's own chance. It is drawn on asking,
    when nobody at the partner desk has done anything yet: so it cannot depend on what they do.
    """
    runs = runs_from(quiet_until(asked_at, calendar, closures), times, calendar, RUNS_TO_DRAW_FROM, closures)
    return runs[draw(len(runs))]


def given_in_run(requests: Iterable[Asked], run: datetime) -> tuple[str, ...]:
    """The requests that this run clears, sorted by id (SEC-22): drawn run reached, ready before the run, not held.

    One that was not ready at its own run goes with the next run after it is; nothing else is written about it.
    """
    return tuple(
        sorted(
            one.id
            for one in requests
            if one.run <= run and one.ready_at is not None and one.ready_at <= run and not one.held
        )
    )


def lapses_on(given_on: date, weeks: int = LAPSES_AFTER_WEEKS) -> date:
    """The last day on which an unused clearance serves (CLR-5, a setting)."""
    return given_on + timedelta(weeks=weeks)


def clashes(case: str, group: Iterable[str], links: Mapping[str, frozenset[str]]) -> tuple[Clash, ...]:
    """The other cases of the group linked to the same partner or family: a clash holds it (CLR-4, NEV-9)."""
    own = links.get(case, frozenset())
    found = (Clash(case, other, own & links.get(other, frozenset())) for other in sorted(set(group)) if other != case)
    return tuple(clash for clash in found if clash.shared)
