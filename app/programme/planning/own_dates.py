"""Checks a date typed by hand for one man alone: him, the room, who holds it, days off, his order (SCH-27)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.errors import InvalidInput
from app.core.language import _
from app.domain.roles import Role
from app.programme.planned import days_for
from app.programme.planning.taken import away, names_of_all, people_named, room_named, taken_on, wall
from app.programme.rules.by_hand import Shares, Takes, clashes, day_warnings, room_words
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Session


@dataclass(frozen=True)
class OwnDate:
    """A time for one man's own contact: when, how long, in which room, and who holds it."""

    starts_at: datetime
    minutes: int
    place: str | None = None
    facilitator: str | None = None

    @property
    def ends_at(self) -> datetime:
        """So many minutes after it starts."""
        return self.starts_at + timedelta(minutes=self.minutes)


def holder(work: Work, seat: ProgrammeSeat, case: Case, named: str | None) -> tuple[str, ...]:
    """Who holds it: as named, else the worker who books it, else his own worker."""
    if named is not None:
        return people_named(work, (named,), "facilitator")
    if Role.FACILITATOR in seat.person.roles:
        return (seat.person.id,)
    return (case.assigned_to,) if case.assigned_to else ()


def check_own_date(
    work: Work,
    seat: ProgrammeSeat,
    cases: Iterable[Case],
    wanted: OwnDate,
    group: Group | None,
    but: Collection[str] = (),
) -> tuple[str, ...]:
    """What stands against it and is kept. Raises InvalidInput where he, the room or who holds it is taken (SCH-27).

    `but` names the sessions that give up their time for it.
    """
    men = tuple(cases)
    staff = holder(work, seat, men[0], wanted.facilitator)
    room = room_named(work, wanted.place)
    starts_at = wall(seat.clock, wanted.starts_at)
    takes = Takes(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=wanted.minutes),
        room=room,
        staff=frozenset(staff),
        men=frozenset(case.id for case in men),
    )
    _refuse(takes, taken_on(work, seat.clock, [starts_at.date()], but), names_of_all(work), men)
    days = days_for(work, group.region if group else "", (group.place, group.id) if group else ())
    return (*day_warnings(starts_at, days), *away(work, staff, starts_at.date()), *_order_warnings(men, starts_at))


def _refuse(takes: Takes, around: tuple[Takes, ...], names: dict[str, str], men: tuple[Case, ...]) -> None:
    problems: dict[str, str] = {}
    for clash in clashes(takes, around, names):
        if clash.what is Shares.MAN:
            problems.setdefault("starts_at", _busy_words(takes, around, men))
        elif clash.what is Shares.ROOM:
            problems["place"] = room_words(takes, around, names, says_time=True)
        elif clash.what is Shares.STAFF:
            problems["facilitator"] = clash.words
    if problems:
        raise InvalidInput(problems)


def _busy_words(takes: Takes, around: tuple[Takes, ...], men: tuple[Case, ...]) -> str:
    """Where he is then; of several men, who it is."""
    busy = next(one for one in around if one.meets(takes) and one.men & takes.men)
    if len(men) == 1:
        return _("He is expected elsewhere at this time: {title}.").format(title=busy.words)
    who = ", ".join(case.reference for case in men if case.id in busy.men)
    return _("{case}: expected elsewhere at this time: {title}.").format(case=who, title=busy.words)


def _order_warnings(men: Iterable[Case], at: datetime) -> tuple[str, ...]:
    words = _("{case}: the order ends before this date.")
    return tuple(
        words.format(case=case.reference) for case in men if case.order_ends_on and case.order_ends_on < at.date()
    )


def refuse_without_reason(warned: tuple[str, ...], reason: str | None) -> None:
    """A date with something against it is kept only with a reason (SCH-27)."""
    if warned and not (reason or "").strip():
        raise InvalidInput({"reason": _("Write why it is booked then: {why}").format(why=" ".join(warned))})


def put_own_date(work: Work, seat: ProgrammeSeat, session: Session, case: Case, wanted: OwnDate) -> None:
    """Keep a man's own contact at this time, in this room, with whoever holds it."""
    session.starts_at, session.ends_at, session.planned_minutes = wanted.starts_at, wanted.ends_at, wanted.minutes
    session.place, session.facilitators = wanted.place, list(holder(work, seat, case, wanted.facilitator))
    work.add(session)
