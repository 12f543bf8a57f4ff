"""Lays a programme out on dates: slots in a queue, days off, gaps, and windows for 1-2-1s (SCH-1 to 17)."""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from app.core.errors import InvalidInput
from app.core.language import _
from app.domain.calendar import Closure, DayOff, OfficeCalendar, day_words
from app.domain.pack import Content, Pack
from app.domain.pack_parts import BlockKind, DatesAre

HORIZON_WEEKS = 26
LONGEST_SEARCH_WEEKS = 260
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Slot:
    """A weekly time: weekday (Monday is 0) and start; minutes only when they differ from the block's (SCH-2)."""

    weekday: int
    start: time
    minutes: int | None = None

    @property
    def at(self) -> tuple[int, time]:
        """Weekday and time, to compare with a date."""
        return self.weekday, self.start


@dataclass(frozen=True)
class MovedBecause:
    """What shifted an item: a holiday, a closure or a gap (SCH-10)."""

    kind: str
    words: str
    day: date | None = None


@dataclass(frozen=True)
class Window:
    """From when to when a 1-2-1 or review can be held; no last day when nothing follows (SCH-8)."""

    first: date
    last: date | None


@dataclass(frozen=True)
class PlannedItem:
    """One item of a plan, in office-local time. A placeholder is shown as "various times" (SCH-8, SCH-9)."""

    key: str
    block: str
    number: int
    kind: BlockKind
    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    window: Window | None = None
    placeholder: bool = False
    is_deadline: bool = False
    moved_because: tuple[MovedBecause, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The items in pack order, and what the person making the plan should see."""

    items: tuple[PlannedItem, ...]
    warnings: tuple[str, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last date in the plan."""
        return max((item.starts_at.date() for item in self.items if item.starts_at), default=None)


@dataclass(frozen=True)
class Fixed:
    """A time that stays where it is when the rest is planned again."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Days:
    """The office's days off as one plan sees them."""

    office: OfficeCalendar
    closures: tuple[Closure, ...] = ()

    def off(self, day: date) -> DayOff | None:
        """Why the day is off, or None."""
        return self.office.day_off(day, self.closures)

    def warnings(self, items: Iterable[PlannedItem]) -> tuple[str, ...]:
        """Years without known holidays that the plan reaches (SCH-17)."""
        dates = sorted(item.starts_at.date() for item in items if item.starts_at)
        years = self.office.unknown_years(dates[0], dates[-1]) if dates else ()
        words = _("No public holidays are known for {year}. Check these dates by hand.")
        return tuple(words.format(year=year) for year in years)


class SlotQueue:
    """Slots waiting for items, earliest first; one that meets a day off moves alone (SCH-4, SCH-5)."""

    def __init__(self, pack: Pack, slots: Sequence[Slot], off: Callable[[date], DayOff | None]) -> None:
        self._shape, self._slots, self._off = pack.group, tuple(slots), off
        self._waiting: list[tuple[date, time, int]] = []

    def restart(self, at: datetime, rhythm: Iterable[datetime] = ()) -> None:
        """Every slot takes its first time at or after this moment (SCH-3, SCH-6, SCH-23).

        `rhythm`: times already in the plan; a slot used before stays in step with its last one.
        """
        used = sorted(moment for moment in rhythm if moment < at)
        self._waiting = []
        for place, slot in enumerate(self._slots):
            day = at.date() + timedelta(days=(slot.weekday - at.weekday()) % 7)
            if datetime.combine(day, slot.start) < at:
                day += timedelta(weeks=1)
            last = next((one.date() for one in reversed(used) if (one.weekday(), one.time()) == slot.at), day)
            weeks_off = ((day - last).days // 7) % self._shape.interval_weeks
            day += timedelta(weeks=(self._shape.interval_weeks - weeks_off) % self._shape.interval_weeks)
            heapq.heappush(self._waiting, (day, slot.start, place))

    def next_day(self) -> date:
        """The date of the slot that waits in front."""
        return self._waiting[0][0]

    def take(self, content: Content, fixed: Iterable[Fixed]) -> tuple[datetime, datetime, tuple[DayOff, ...]]:
        """The next free time for an item, and the days off that were met on the way."""
        skipped: list[DayOff] = []
        kept = tuple(fixed)
        while True:
            day, start, place = heapq.heappop(self._waiting)
            free = self._free_from(day, skipped)
            if free != day:
                heapq.heappush(self._waiting, (free, start, place))
                continue
            heapq.heappush(self._waiting, (day + timedelta(weeks=self._shape.interval_weeks), start, place))
            starts_at = datetime.combine(day, start)
            ends_at = starts_at + timedelta(minutes=minutes_of(content, self._slots[place]))
            if not any(one.starts_at < ends_at and starts_at < one.ends_at for one in kept):
                return starts_at, ends_at, tuple(skipped)

    def _free_from(self, day: date, skipped: list[DayOff]) -> date:
        first = day
        while (reason := self._off(day)) is not None:
            skipped.append(reason)
            day += timedelta(weeks=self._shape.holiday_step_weeks)
            if day - first > timedelta(weeks=LONGEST_SEARCH_WEEKS):
                raise InvalidInput({"closures": _("No free date was found within five years.")})
        return day


def minutes_of(content: Content, slot: Slot) -> int:
    """A slot's own length is for the group; a 1-2-1 or review keeps the length of its block."""
    return slot.minutes if slot.minutes and content.kind is BlockKind.GROUP else content.minutes


def slot_problems(pack: Pack, slots: Sequence[Slot]) -> dict[str, str]:
    """What is wrong with the weekly times, by field (SCH-2)."""
    longest = max(block.minutes for block in pack.blocks)
    spans = sorted(_minutes_of_week(slot, longest) for slot in slots)
    wrapped = [*spans, *((first + 7 * 24 * 60, last + 7 * 24 * 60) for first, last in spans[:1])]
    if not pack.group.slots_min <= len(slots) <= pack.group.slots_max:
        words = _("This programme runs {least} to {most} times a week.")
        return {"slots": words.format(least=pack.group.slots_min, most=pack.group.slots_max)}
    if any(slot.weekday not in range(7) or (slot.minutes is not None and slot.minutes < 1) for slot in slots):
        return {"slots": _("Choose a weekday and a length of at least one minute.")}
    if any(earlier[1] > later[0] for earlier, later in pairwise(wrapped)):
        return {"slots": _("Two of these times overlap.")}
    return {}


def _minutes_of_week(slot: Slot, longest: int) -> tuple[int, int]:
    first = (slot.weekday * 24 + slot.start.hour) * 60 + slot.start.minute
    return first, first + (slot.minutes or longest)


def plan(
    pack: Pack,
    starts_on: date,
    slots: Sequence[Slot],
    office: OfficeCalendar,
    closures: Iterable[Closure] = (),
    horizon_weeks: int = HORIZON_WEEKS,
) -> Plan:
    """Lay a whole pack out from a start date, past or future; refuses slots that overlap (SCH-1 to 17)."""
    if problems := slot_problems(pack, slots):
        raise InvalidInput(problems)
    days = Days(office, tuple(closures))
    start = datetime.combine(starts_on, time.min)
    items = lay_out(pack, slots, days, start, until=starts_on + timedelta(weeks=horizon_weeks))
    return Plan(with_windows(items, starts_on), days.warnings(items))


def lay_out(
    pack: Pack,
    slots: Sequence[Slot],
    days: Days,
    start: datetime,
    *,
    until: date,
    least: int = 0,
    fixed: Mapping[str, Fixed] | None = None,
    rhythm: Iterable[datetime] = (),
) -> tuple[PlannedItem, ...]:
    """Items in pack order: fixed ones keep their time, every other takes the next slot from `start` on.

    An open-ended pack is laid out until `until`, at least `least` items and as far as its last fixed one (SCH-11).
    """
    kept = dict(fixed or {})
    queue = SlotQueue(pack, slots, days.off)
    queue.restart(start, rhythm)
    items: list[PlannedItem] = []
    left = set(kept)
    for content in pack.endless_contents():
        if content.block.is_open_ended and not left and len(items) >= least and queue.next_day() >= until:
            break
        left.discard(content.key)
        if content.key in kept:
            time_kept = kept[content.key]
            items.append(_item(content, time_kept.starts_at, time_kept.ends_at))
        elif not content.block.takes_slot:
            items.append(_item(content))
        else:
            items.append(_placed(content, pack, items, queue, kept.values(), start))
    return tuple(items)


def _placed(
    content: Content,
    pack: Pack,
    before: Sequence[PlannedItem],
    queue: SlotQueue,
    kept: Iterable[Fixed],
    start: datetime,
) -> PlannedItem:
    """One item in the next slot; a gap before its block starts the whole queue again (SCH-6)."""
    because: list[MovedBecause] = []
    gap, last = _gap_before(content, pack), max((item.ends_at for item in before if item.ends_at), default=None)
    if gap and last is not None:
        queue.restart(max(datetime.combine(last.date() + timedelta(weeks=gap), time.min), start))
        words = _("A gap of {weeks} weeks after {day}.").format(weeks=gap, day=day_words(last.date()))
        because.append(MovedBecause("gap", words))
    starts_at, ends_at, skipped = queue.take(content, kept)
    because.extend(MovedBecause(off.kind.value, f"{day_words(off.day)}: {off.words}", off.day) for off in skipped)
    return _item(content, starts_at, ends_at, tuple(because))


def _gap_before(content: Content, pack: Pack) -> int:
    """The larger of the gap after the block before and the gap before this one; only at a block's first item."""
    if content.number != 1:
        return 0
    place = pack.blocks.index(content.block)
    return max(content.block.gap_before_weeks, pack.blocks[place - 1].gap_after_weeks) if place else 0


def _item(
    content: Content,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    because: tuple[MovedBecause, ...] = (),
) -> PlannedItem:
    return PlannedItem(
        key=content.key,
        block=content.block.key,
        number=content.number,
        kind=content.kind,
        title=content.title,
        starts_at=starts_at,
        ends_at=ends_at,
        placeholder=content.kind is not BlockKind.GROUP,
        is_deadline=content.block.date_is is DatesAre.DEADLINE,
        moved_because=because,
    )


def with_windows(items: Sequence[PlannedItem], starts_on: date) -> tuple[PlannedItem, ...]:
    """Each 1-2-1 and review gets its window: after the group item before it, until before the next (SCH-8, SCH-9)."""
    first, done = starts_on, list[PlannedItem]()
    for place, item in enumerate(items):
        if item.kind is BlockKind.GROUP:
            if item.starts_at is not None:
                first = item.starts_at.date() + A_DAY
            done.append(item)
            continue
        following = (one.starts_at for one in items[place + 1 :] if one.kind is BlockKind.GROUP and one.starts_at)
        after = next(following, None)
        last = after.date() - A_DAY if after else None
        if item.is_deadline and item.starts_at is not None:
            last = item.starts_at.date()
        done.append(replace(item, window=Window(first, None if last is None else max(first, last))))
    return tuple(done)
