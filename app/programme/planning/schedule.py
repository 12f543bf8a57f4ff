"""Shows a span of the office's year: sessions with room and people, days off, closures, leave; no client (P25)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, GroupId, Row, SessionId, UserId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import Region
from app.domain.pack_parts import BlockKind
from app.programme.office import office_calendar, people_who_run, setting
from app.programme.planned import CANCELLED, CATCH_UP
from app.programme.planning.closures import ClosureRow, closure_rows
from app.programme.planning.taken import names_of_all
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Place
from models.programme.group import Group, Session

LONGEST = timedelta(days=371)


class ScheduleWanted(Draft):
    """From which day to which, both included; at most a year."""

    first: date
    last: date


class ScheduleRow(Row):
    """One session: when, of which group, where and who runs it. A man's own contact says only what kind it is."""

    session: SessionId
    group: GroupId | None
    group_code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    status: str
    room: str
    room_code: str
    people: tuple[str, ...]
    people_ids: tuple[UserId, ...]


class DayOffRow(Row):
    """A day on which the office does not work in a region, and why (SCH-14)."""

    day: date
    words: str
    region: str


class NamedRow(Row):
    """A room, a person or a group, by which the schedule can be narrowed, and by which a closure names it."""

    kind: str
    code: str
    name: str
    id: str = ""


class SchedulePage(Row):
    """A span of the schedule; `unknown_years` have no known holidays in some region that is used (SCH-17)."""

    first: date
    last: date
    sessions: tuple[ScheduleRow, ...]
    days_off: tuple[DayOffRow, ...]
    closures: tuple[ClosureRow, ...]
    unknown_years: tuple[int, ...]
    named: tuple[NamedRow, ...]


class Schedules(Noun):
    """What is looked at across all groups."""

    seat: ProgrammeSeat

    @act("schedule.show", Right.READ_SCHEDULE, kind=Kind.LIST)
    def show(self, work: Work, draft: ScheduleWanted) -> SchedulePage:
        """Show all sessions of a span with rooms and people, days off, closures and leave; no client is named (P25)."""
        if draft.last < draft.first or draft.last - draft.first > LONGEST:
            raise InvalidInput({"last": _("Choose a span of at most a year.")})
        regions = _regions(work)
        unknown = {
            year
            for region in regions
            for year in office_calendar(work.session, region).unknown_years(draft.first, draft.last)
        }
        closures = [one for one in closure_rows(work) if one.from_day <= draft.last and one.to >= draft.first]
        return SchedulePage(
            first=draft.first,
            last=draft.last,
            sessions=_sessions(work, self.seat, draft),
            days_off=tuple(_days_off(work, regions, draft)),
            closures=tuple(sorted(closures, key=lambda one: (one.from_day, one.to))),
            unknown_years=tuple(sorted(unknown)),
            named=_named(work),
        )


_SHOWN = (
    Session.id, Session.case_id, Session.group_id, Session.title, Session.kind, Session.status, Session.starts_at,
    Session.ends_at, Session.cover, Session.place, Session.facilitators, Group.code, Group.place.label("room"),
    Group.facilitators.label("people"),
)  # fmt: skip


def _sessions(work: Work, seat: ProgrammeSeat, draft: ScheduleWanted) -> tuple[ScheduleRow, ...]:
    clock = seat.clock
    first = clock.at(datetime.combine(draft.first, time.min))
    after = clock.at(datetime.combine(draft.last + timedelta(days=1), time.min))
    query = (
        select(*_SHOWN)
        .outerjoin(Group, Group.id == Session.group_id)
        .where(Session.is_placeholder.is_(False), Session.status != CANCELLED)
        .where(Session.starts_at >= first, Session.starts_at < after)
        .order_by(Session.starts_at, Group.code, Session.id)
    )
    names = names_of_all(work)
    return tuple(_row(row, names, seat) for row in work.session.execute(query))


def _row(row: Any, names: dict[str, str], seat: ProgrammeSeat) -> ScheduleRow:  # noqa: ANN401  a row of `_SHOWN`
    is_own = row.case_id is not None or row.code is None
    people = list(row.facilitators if row.facilitators is not None else () if is_own else row.people)
    people = list(dict.fromkeys((*people, *row.cover)))
    room = row.place if is_own or row.place is not None else row.room
    kinds = {BlockKind.REVIEW.value: _("Review"), CATCH_UP: _("Catch-up")}
    return ScheduleRow(
        session=SessionId(row.id),
        group=None if is_own else GroupId(row.group_id),
        group_code="" if is_own else row.code,
        title=kinds.get(row.kind, _("1-2-1")) if is_own else row.title,
        starts_at=row.starts_at.astimezone(seat.clock.zone),
        ends_at=row.ends_at.astimezone(seat.clock.zone),
        status=row.status,
        room=names.get(room or "", ""),
        room_code=room or "",
        people=tuple(names.get(one, "") for one in people),
        people_ids=tuple(UserId(one) for one in people),
    )


def _regions(work: Work) -> tuple[str, ...]:
    """The region of the office, and of every group that runs."""
    used = work.session.scalars(select(Group.region).where(Group.ended_on.is_(None)).distinct())
    return tuple(dict.fromkeys((str(setting(work.session, "office.region")), *sorted(used))))


def _days_off(work: Work, regions: Iterable[str], draft: ScheduleWanted) -> Iterable[DayOffRow]:
    years = range(draft.first.year, draft.last.year + 1)
    rows = [
        DayOffRow(day=off.day, words=off.words, region=Region(region).value)
        for region in regions
        for year in years
        for off in office_calendar(work.session, region).days_off(year)
        if draft.first <= off.day <= draft.last
    ]
    return sorted(rows, key=lambda row: (row.day, row.region))


def _named(work: Work) -> tuple[NamedRow, ...]:
    """What the schedule can be narrowed to, and what a closure can be of."""
    rooms = work.session.execute(select(Place.code, Place.name).order_by(Place.name))
    groups = work.session.execute(select(Group.id, Group.code).where(Group.ended_on.is_(None)).order_by(Group.code))
    return (
        *(NamedRow(kind="place", code=row.code, name=row.name) for row in rooms),
        *(NamedRow(kind="person", code=id, name=name) for id, name in people_who_run(work.session).items()),
        *(NamedRow(kind="group", code=row.code, name=row.code, id=row.id) for row in groups),
    )
