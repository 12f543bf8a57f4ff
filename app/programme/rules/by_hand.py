"""Checks a date typed by hand against all that takes place then, days off, the plan and order ends (SCH-27)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from app.core.language import _
from app.domain.calendar import day_words
from app.programme.rules.moving import Running
from app.programme.rules.schedule import Days, PlannedItem

EARLIEST, LATEST = time(7), time(23)
NOBODY: frozenset[str] = frozenset()


class Shares(StrEnum):
    """What two sessions at one time may not both have."""

    GROUP = "group"
    ROOM = "room"
    MAN = "man"
    STAFF = "staff"


@dataclass(frozen=True)
class Takes:
    """A session, wanted or standing, and what it takes: its group, its room, those who run it, the men expected."""

    starts_at: datetime
    ends_at: datetime
    words: str = ""
    group: str | None = None
    room: str | None = None
    staff: frozenset[str] = NOBODY
    men: frozenset[str] = NOBODY

    def meets(self, other: "Takes") -> bool:
        """Whether both are on at one time; one that begins as the other ends is not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Clash:
    """What stands in the way of a time, in words."""

    what: Shares
    words: str


@dataclass(frozen=True)
class DateCheck:
    """What stands against a date typed by hand: `refused` must be mended, `warned` needs a reason (SCH-27)."""

    refused: tuple[str, ...]
    warned: tuple[str, ...]


def clashes(
    wanted: Takes, others: Iterable[Takes], names: Mapping[str, str], stands_in: frozenset[str] = NOBODY
) -> tuple[Clash, ...]:
    """What stands in the way at this time: one line for group, man and room, and one for each facilitator (SCH-27).

    `names` says what rooms and people are called. Whoever stands in replaces who is busy, and must be free as well.
    """
    around = tuple(others)
    now = tuple(one for one in around if wanted.meets(one))
    return (*_of_group_room_and_men(wanted, now, around, names), *_of_staff(wanted, now, names, stands_in))


def _of_group_room_and_men(
    wanted: Takes, now: tuple[Takes, ...], around: tuple[Takes, ...], names: Mapping[str, str]
) -> Iterator[Clash]:
    if wanted.group is not None and any(one.group == wanted.group for one in now):
        yield Clash(Shares.GROUP, _("The group has another session at this time."))
    if wanted.room is not None and any(one.room == wanted.room for one in now):
        yield Clash(Shares.ROOM, room_words(wanted, around, names))
    if any(one.men & wanted.men for one in now):
        yield Clash(Shares.MAN, _("A member has another session at this time."))


def _of_staff(
    wanted: Takes, now: tuple[Takes, ...], names: Mapping[str, str], stands_in: frozenset[str]
) -> Iterator[Clash]:
    for person in sorted(stands_in or wanted.staff, key=lambda one: names.get(one, one)):
        busy = next((one for one in now if person in one.staff), None)
        if busy is None:
            continue
        words = _("{name} is at {session} then. Name who covers.")
        if stands_in:
            words = _("{name}, who covers, is at {session} then.")
        yield Clash(Shares.STAFF, words.format(name=names.get(person, _("A facilitator")), session=busy.words))


def room_words(wanted: Takes, around: tuple[Takes, ...], names: Mapping[str, str], *, says_time: bool = False) -> str:
    """Says that the room is taken and when it is free; the time that was wanted too where none stands beside it."""
    room, free = names.get(wanted.room or "", _("The room")), free_at(wanted, around)
    if says_time:
        room = _("{room} is taken at {time}.").format(room=room, time=f"{wanted.starts_at:%H:%M}")
        rest = _("It is taken all of that day.") if free is None else _("Free at {time}.").format(time=f"{free:%H:%M}")
        return f"{room} {rest}"
    if free is None:
        return _("{room} is taken, all of that day.").format(room=room)
    return _("{room} is taken. Free at {time}.").format(room=room, time=f"{free:%H:%M}")


def free_at(wanted: Takes, others: Iterable[Takes]) -> datetime | None:
    """The time nearest to the one wanted at which the room is free for as long, on the same day; None: not that day."""
    day, length = wanted.starts_at.date(), wanted.ends_at - wanted.starts_at
    busy = [(one.starts_at, one.ends_at) for one in others if one.room == wanted.room]
    edges = [wanted.starts_at, *(ends for _starts, ends in busy), *(starts - length for starts, _ends in busy)]
    first, last = datetime.combine(day, EARLIEST), datetime.combine(day, LATEST)
    free = [
        at
        for at in edges
        if first <= at and at + length <= last and not any(starts < at + length and at < ends for starts, ends in busy)
    ]
    return min(free, key=lambda at: (abs(at - wanted.starts_at), at), default=None)


def check_date(
    group: Running,
    moved: PlannedItem,
    days: Days,
    found: Iterable[Clash] = (),
    *,
    order_ends: Iterable[date] = (),
    away: Iterable[str] = (),
) -> DateCheck:
    """Overlaps are refused; a day off, a time or place out of the plan, leave and order ends are warnings (SCH-27)."""
    warned = (*_date_warnings(group, moved, days), *away, *order_warnings(moved, order_ends))
    return DateCheck(tuple(clash.words for clash in found), warned)


def day_warnings(at: datetime, days: Days) -> tuple[str, ...]:
    """Says of a day typed by hand that nothing is planned on it, and why."""
    off = days.off(at.date())
    return (_("{day} is a day off: {why}.").format(day=day_words(off.day), why=off.words.rstrip(".")),) if off else ()


def order_warnings(item: PlannedItem, order_ends: Iterable[date]) -> tuple[str, ...]:
    """Says when somebody's order ends before this date (SCH-27, SCH-36)."""
    if item.starts_at is None or not any(ends < item.starts_at.date() for ends in order_ends):
        return ()
    return (_("The order of a member ends before this date."),)


def _date_warnings(group: Running, moved: PlannedItem, days: Days) -> Iterator[str]:
    if moved.starts_at is None:
        return
    at = moved.starts_at
    yield from day_warnings(at, days)
    if (at.weekday(), at.time()) not in {slot.at for slot in group.slots}:
        yield _("This is outside the group's weekly times.")
    keys = [one.key for one in group.sessions]
    place = keys.index(moved.key)
    earlier = [one.item.starts_at for one in group.sessions[:place] if one.item.starts_at]
    later = [one.item.starts_at for one in group.sessions[place + 1 :] if one.item.starts_at]
    if any(one > at for one in earlier) or any(one < at for one in later):
        yield _("This is out of the programme's order.")
