"""Says on which day a questionnaire is to be filled in next, by the stages its programme names (13.2, 13.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.domain.calendar import months_after
from app.domain.pack import Pack
from app.programme.rules.attendance import Mark, has_reached
from app.programme.rules.progress import Covered, coverage

BEFORE = frozenset({"assessment", "t0"})
BEGINNING = frozenset({"start", "t1"})
MIDDLE = frozenset({"t2"})
AGAIN = frozenset({"review", "quarterly"})
ENDING = frozenset({"exit", "end", "t3"})
LATER = frozenset({"post_exit", "t4"})
MILESTONE = "milestone"


@dataclass(frozen=True)
class Pace:
    """What an office sets: days to fill one in, weeks between reviews, months until the one after the end."""

    days: int
    review_weeks: int
    after_months: int


@dataclass(frozen=True)
class Way:
    """The days of one man's way that a stage can hang on; what has not happened is None."""

    received_on: date
    started_on: date | None = None
    half_way_on: date | None = None
    milestone_on: date | None = None
    ended_on: date | None = None
    block_ends: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """One questionnaire that is to be filled in, at which stage and by when."""

    measure: str
    stage: str
    by: date


def due_of(measure: str, stages: Sequence[str], way: Way, held: Sequence[tuple[str, date]], pace: Pace) -> Due | None:
    """The first stage that is open: reached, and without an entry; a review comes again after its weeks."""
    open_ones = [Due(measure, stage, by) for stage in stages if (by := _by(stage, way, held, pace)) is not None]
    return min(open_ones, key=lambda due: due.by, default=None)


def _by(stage: str, way: Way, held: Sequence[tuple[str, date]], pace: Pace) -> date | None:
    """The day by which this stage is due; None while it is not reached, or has its entry."""
    if stage in AGAIN:
        return _again(way, held, pace)
    since = _reached_on(stage, way)
    if since is None or any(name == stage for name, _on in held):
        return None
    if stage in LATER:
        return months_after(since, pace.after_months)
    return since + timedelta(days=pace.days)


def _reached_on(stage: str, way: Way) -> date | None:
    """The day on which a stage was reached; what belongs before the start is no longer asked once he has started."""
    if stage in BEFORE:
        return way.received_on if way.started_on is None and way.ended_on is None else None
    if stage in BEGINNING:
        return way.started_on if way.ended_on is None else None
    if stage in MIDDLE:
        return way.half_way_on if way.ended_on is None else None
    if stage in ENDING or stage in LATER:
        return way.ended_on
    if stage == MILESTONE:
        return way.milestone_on
    return way.block_ends.get(stage)


def _again(way: Way, held: Sequence[tuple[str, date]], pace: Pace) -> date | None:
    """A first one soon after the start when there is none yet; then each time after its weeks, while he is here."""
    if way.started_on is None or way.ended_on is not None:
        return None
    newest = max((on for _stage, on in held), default=None)
    if newest is None:
        return way.started_on + timedelta(days=pace.days)
    return newest + timedelta(weeks=pace.review_weeks)


def days_from_marks(pack: Pack, marks: Sequence[Mark]) -> Way:
    """The days that only the registers know: half way, the late milestone, and the end of each block."""
    seen = sorted((mark for mark in marks if mark.came), key=lambda mark: mark.starts_at)
    lines = coverage(pack, seen)
    had = sorted(line.on for line in lines if line.on is not None)
    half = -(-len(lines) // 2)
    ends = {}
    for block in {line.content.block.key for line in lines}:
        of_block = [line for line in lines if line.content.block.key == block]
        days = [line.on for line in of_block if line.state is not Covered.OWED and line.on is not None]
        if len(days) == len(of_block):
            ends[block] = max(days)
    return Way(
        received_on=date.min,
        half_way_on=had[half - 1] if half and len(had) >= half else None,
        milestone_on=_dose_day(pack, seen),
        block_ends=ends,
    )


def _dose_day(pack: Pack, seen: Sequence[Mark]) -> date | None:
    """The day with which the last milestone of the dose was reached; nothing is rounded up to it (ATT-7)."""
    late = max(pack.milestones_hours, default=None)
    minutes = 0
    for mark in seen:
        minutes += mark.minutes or 0
        if late is not None and has_reached(minutes, late):
            return mark.starts_at.date()
    return None
