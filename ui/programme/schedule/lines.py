"""Turns a span of the schedule into lines and days: lines are the list, days are what is painted beside it (P25)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.language import _
from app.programme.planning.closures import ClosureRow
from app.programme.planning.schedule import NamedRow, SchedulePage, ScheduleRow
from ui.kit.dates import clock, short_day
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone

SESSION, OFF, CLOSED, AWAY = "session", "off", "closed", "away"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a session, a day off, a closure or somebody's leave."""

    id: str
    kind: str
    on: date
    until: date
    time: str = ""
    what: str = ""
    where: str = ""
    who: str = ""
    state: str = ""
    opens: str = ""
    is_whole: bool = False


@dataclass
class Day:
    """What is painted of one day: its sessions by their time, why it is off, what else is closed, who is away."""

    sessions: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


def lines_of(page: SchedulePage, wanted: str = "") -> tuple[Line, ...]:
    """The lines of a span in the order of their days; `wanted` narrows it to a room, a person or a group."""
    kind, _colon, code = wanted.partition(":")
    off = {row.day for row in page.days_off}
    lines = [_day_off(row.day, row.words, row.region, at) for at, row in enumerate(page.days_off)]
    lines += [_closure(row, page) for row in page.closures if _is_about(row, kind, code, page)]
    lines += [_session(row, off, page.closures) for row in page.sessions if _is_in(row, kind, code)]
    order = {OFF: 0, CLOSED: 1, AWAY: 2, SESSION: 3}
    return tuple(sorted(lines, key=lambda line: (line.on, order[line.kind], line.time, line.what)))


def _is_in(row: ScheduleRow, kind: str, code: str) -> bool:
    here = {"place": row.room_code == code, "person": code in row.people_ids, "group": row.group_code == code}
    return not kind or here.get(kind, False)


def _is_about(row: ClosureRow, kind: str, code: str, page: SchedulePage) -> bool:
    """A closure of the office is about everything; another one about what it closes."""
    name = next((one.name for one in page.named if (one.kind, one.code) == (kind, code)), code)
    return not kind or row.whose == "office" or (row.whose, row.where) == (kind, name)


def _day_off(day: date, words: str, region: str, at: int) -> Line:
    return Line(f"off {day} {at}", OFF, day, day, what=words, where=region_words(region), state=_("Day off"))


def _closure(row: ClosureRow, page: SchedulePage) -> Line:
    is_leave = row.whose == "person"
    return Line(
        id=f"closure {row.closure}",
        kind=AWAY if is_leave else CLOSED,
        on=max(row.from_day, page.first),
        until=min(row.to, page.last),
        what=row.reason
        if row.from_day == row.to
        else _("{what}, to {day}").format(what=row.reason, day=short_day(row.to)),
        where="" if is_leave else row.where or _("Whole office"),
        who=row.where if is_leave else "",
        state=_("Away") if is_leave else _("Closed"),
        is_whole=row.whose == "office",
    )


def _is_hit(row: ScheduleRow, on: date, closure: ClosureRow) -> bool:
    """Whether a closure closes the office, the room or the group of a session on its day."""
    if not closure.from_day <= on <= closure.to:
        return False
    closed = {"office": True, "place": closure.where == row.room, "group": closure.where == row.group_code}
    return closed.get(closure.whose, False)


def _session(row: ScheduleRow, off: set[date], closures: Sequence[ClosureRow]) -> Line:
    on = row.starts_at.date()
    words = {"held": _("Held"), "not_held": _("Not held")}
    is_hit = on in off or any(_is_hit(row, on, closure) for closure in closures)
    state = words.get(row.status, _("Must move") if is_hit else "")
    return Line(
        id=row.session,
        kind=SESSION,
        on=on,
        until=on,
        time=clock(row.starts_at),
        what=f"{row.group_code}, {row.title}" if row.group_code else row.title,
        where=row.room,
        who=", ".join(row.people),
        state=state,
        opens=f"{row.group}/{row.session}" if row.group else "",
    )


def days_of(lines: Iterable[Line]) -> dict[date, Day]:
    """What is painted of each day of the span."""
    found: dict[date, Day] = {}
    for line in lines:
        for on in _days(line.on, line.until):
            day = found.setdefault(on, Day())
            if line.kind == SESSION:
                day.sessions.append(f"{line.time} {line.what.split(', ')[0]}")
            elif line.kind == AWAY:
                day.away.append(line.who)
            elif line.kind == OFF or line.is_whole:
                day.off.append(line.what)
            else:
                day.closed.append(_("{where}: {why}").format(where=line.where, why=line.what))
    return found


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def columns() -> tuple[Column[Line], ...]:
    """Day, time, what, where, who, state."""
    tones = {OFF: Tone.WARN, CLOSED: Tone.WARN, AWAY: Tone.INFO}
    return (
        Column(_("Day"), lambda line: short_day(line.on)),
        Column(_("Time"), lambda line: line.time),
        Column(_("What"), lambda line: line.what, strong=True, width=230),
        Column(
            _("State"),
            lambda line: line.state,
            tone=lambda line: tones.get(line.kind, Tone.STOP if line.state == _("Must move") else Tone.MUTE),
        ),
        Column(_("Where"), lambda line: line.where, small=True, width=160),
        Column(_("Who"), lambda line: line.who, small=True),
    )


def region_words(region: str) -> str:
    """A holiday region as a person says it (SCH-14)."""
    named = {
        "ENG-WLS": _("England and Wales"),
        "SCT": _("Scotland"),
        "NIR": _("Northern Ireland"),
        "NL": _("Netherlands"),
    }
    return named.get(region, region)


def choices_of(named: Sequence[NamedRow]) -> dict[str, str]:
    """What the schedule can be narrowed to, by the value that `lines_of` takes."""
    words = {"place": _("Room: {name}"), "person": _("Person: {name}"), "group": _("Group: {name}")}
    return {f"{one.kind}:{one.code}": words[one.kind].format(name=one.name) for one in named}
