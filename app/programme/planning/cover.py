"""Names who stands in at a session, and says which ones lack somebody or fall on a day off (SCH-16, SCH-27)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, Row, SessionId, UserId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import Region, day_words
from app.domain.roles import Reach
from app.programme.office import closures, office_calendar, people_who_run
from app.programme.packs.shelf import pack_of
from app.programme.planned import HELD, SessionRow, days_for, session_row
from app.programme.planning.hits import ahead, planned_ahead
from app.programme.planning.own_dates import refuse_without_reason
from app.programme.planning.taken import away, names_of_all, one_after_the_other, people_named, staff_of, taken_on, wall
from app.programme.rights import Right
from app.programme.rules.by_hand import Shares, Takes, clashes
from app.programme.rules.schedule import Days
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Round, TaskRow
from app.store.work import Work
from models.programme.account import Closure
from models.programme.group import Group, Session

LOOK_AHEAD = timedelta(days=28)
Absence = tuple[str | None, date, date]


class SessionCovered(Draft):
    """Who stands in at a session, and for whom; nobody named puts the group's own people back (SCH-27)."""

    session: SessionId
    cover: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    reason: Line | None = None


class CoverWanted(Draft):
    """For which session somebody is looked for."""

    session: SessionId


class FreeRow(Row):
    """Somebody who could stand in, and what stands against it."""

    user: UserId
    label: str
    against: tuple[str, ...]


class Covers(Noun):
    """What is done about cover."""

    seat: ProgrammeSeat

    @act("session.set_cover", Right.PLAN_GROUP)
    def set_cover(self, work: Work, draft: SessionCovered) -> SessionRow:
        """Name who stands in at one session and for whom; whoever stands in must be free then (SCH-27, ATT-6)."""
        one_after_the_other(work)
        session, group = _of_a_group(work, draft.session)
        if session.status == HELD:
            raise NotAllowed(_("This session was held. Its register says who took it."))
        cover = people_named(work, draft.cover, "cover")
        missing = people_named(work, draft.instead_of, "instead_of")
        own = tuple(group.facilitators)
        if not set(missing) <= set(own):
            raise InvalidInput({"instead_of": _("Choose somebody who runs this group.")})
        if set(cover) & set(own) - set(missing):
            raise InvalidInput({"cover": _("This person runs the group already.")})
        against = against_cover(work, self.seat, session, cover)
        if refused := [words for is_refused, words in against if is_refused]:
            raise InvalidInput({"cover": " ".join(refused)})
        refuse_without_reason(tuple(words for is_refused, words in against if not is_refused), draft.reason)
        session.cover = list(cover)
        session.facilitators = [one for one in own if one not in missing] if missing else None
        work.session.flush()
        work.changed("group", group.id)
        return session_row(pack_of(work, group), self.seat.clock, session)

    @act("session.free_for_cover", Right.PLAN_GROUP, kind=Kind.LIST)
    def free(self, work: Work, draft: CoverWanted) -> tuple[FreeRow, ...]:
        """List who works here and could stand in at a session, those who are free first (SCH-27)."""
        session, group = _of_a_group(work, draft.session)
        people = {id: name for id, name in people_who_run(work.session).items() if id not in staff_of(session, group)}
        rows = [
            FreeRow(
                user=UserId(id),
                label=name,
                against=tuple(words for _is, words in against_cover(work, self.seat, session, (id,))),
            )
            for id, name in people.items()
        ]
        return tuple(sorted(rows, key=lambda row: (len(row.against), row.label)))


def against_cover(
    work: Work, seat: ProgrammeSeat, session: Session, cover: tuple[str, ...]
) -> tuple[tuple[bool, str], ...]:
    """What stands against these people at this session: busy is refused, leave is kept with a reason."""
    if session.starts_at is None or session.ends_at is None or not cover:
        return ()
    starts_at = wall(seat.clock, session.starts_at)
    takes = Takes(starts_at, starts_at + (session.ends_at - session.starts_at), staff=frozenset(cover))
    around = taken_on(work, seat.clock, [starts_at.date()], but={session.id})
    busy = clashes(takes, around, names_of_all(work), frozenset(cover))
    return (
        *((True, clash.words) for clash in busy if clash.what is Shares.STAFF),
        *((False, words) for words in away(work, cover, starts_at.date())),
    )


def _of_a_group(work: Work, id: str) -> tuple[Session, Group]:
    session = work.get(Session, id)
    if session.group_id is None or session.case_id is not None or session.starts_at is None:
        raise InvalidInput({"session": _("Only sessions of a group's plan have cover.")})
    return session, work.get(Group, session.group_id)


def todo(round_: Round) -> Iterator[TaskRow]:
    """Sessions of the next four weeks that fall on a day off, or whose people are away (SCH-16)."""
    work, seat = round_.work, round_.seat
    if round_.only is not None or seat.reach(Right.PLAN_GROUP) is Reach.NONE:
        return
    span = (round_.today, round_.today + LOOK_AHEAD)
    leave = select(Closure).where(Closure.where.is_not(None), Closure.from_day <= span[1], Closure.to_day >= span[0])
    gone = [(row.where, row.from_day, row.to_day) for row in work.session.scalars(leave)]
    names = names_of_all(work)
    concerned = _concerned(work, seat, span, gone)
    for session, group in planned_ahead(work, seat, span, concerned) if concerned else ():
        if session.starts_at is None or not _is_mine(seat, group):
            continue
        about, at = f"{group.id}/{session.id}", wall(seat.clock, session.starts_at)
        off = days_for(work, group.region, (group.place, group.id)).off(at.date())
        told = {"group": group.code, "session": session.title}
        if off is not None:
            words = _("Move the session: {group}, {session}").format(**told)
            yield round_.row("session.move", about, session.starts_at, words, f"{day_words(off.day)}: {off.words}")
        for person in staff_of(session, group):
            if any(person == where and first <= at.date() <= last for where, first, last in gone):
                words = _("Name who covers: {group}, {session}").format(**told)
                detail = _("{name} is away on {day}").format(name=names.get(person, ""), day=_day(at))
                yield round_.row("session.set_cover", about, session.starts_at, words, detail)


def _concerned(work: Work, seat: ProgrammeSeat, span: tuple[date, date], gone: Iterable[Absence]) -> frozenset[str]:
    """The sessions of these days on a day off, or on a day on which somebody is away: no other is read (P8)."""
    away_on = {first + timedelta(days=more) for _who, first, last in gone for more in range((last - first).days + 1)}
    on_days = [_within_day(seat, day) for day in _days_off_of_any(work, span) | away_on if span[0] <= day <= span[1]]
    if not on_days:
        return frozenset()
    found = set()
    days: dict[tuple[str, str | None, str], Days] = {}
    calendars = {region.value: office_calendar(work.session, region) for region in Region}
    wanted = ahead(seat, span, Session.id, Session.starts_at, Group.region, Group.place, Group.id)
    for id, starts_at, region, place, group in work.session.execute(wanted.where(or_(*on_days))):
        where = (region, place, group)
        if where not in days:
            days[where] = Days(calendars[region], closures(work.session, [one for one in (place, group) if one]))
        on = starts_at.astimezone(seat.clock.zone).date()
        if on in away_on or days[where].off(on) is not None:
            found.add(id)
    return frozenset(found)


def _days_off_of_any(work: Work, span: tuple[date, date]) -> set[date]:
    """Days of a span that are off in some region, or at some place or for some group."""
    closed = select(Closure.from_day, Closure.to_day).where(Closure.from_day <= span[1], Closure.to_day >= span[0])
    shut = [(row.from_day, row.to_day) for row in work.session.execute(closed)]
    calendars = [office_calendar(work.session, region) for region in Region]
    every = [span[0] + timedelta(days=more) for more in range((span[1] - span[0]).days + 1)]
    return {
        day
        for day in every
        if any(first <= day <= last for first, last in shut) or any(one.day_off(day) for one in calendars)
    }


def _within_day(seat: ProgrammeSeat, day: date) -> ColumnElement[bool]:
    first, after = (seat.clock.at(datetime.combine(one, time.min)) for one in (day, day + timedelta(days=1)))
    return and_(Session.starts_at >= first, Session.starts_at < after)


def _day(at: datetime) -> str:
    return day_words(at.date())


def _is_mine(seat: ProgrammeSeat, group: Group) -> bool:
    """A manager sees every group's, a facilitator their own."""
    return seat.reach(Right.OVERRIDE) is not Reach.NONE or seat.person.id in group.facilitators
