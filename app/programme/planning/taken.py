"""Knows what takes place when, in which room and with whom, so that no date is given twice (SCH-12, SCH-27)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.core.clock import Clock
from app.core.errors import InvalidInput
from app.core.language import _
from app.domain.calendar import day_words
from app.programme.accounts import staff_called
from app.programme.planned import CANCELLED, NOT_HELD
from app.programme.rules.by_hand import Takes
from app.programme.together.sharing import men_by_session
from app.store.work import Work
from models.programme.account import Account, Closure, Place
from models.programme.base import ChainHead
from models.programme.group import Group, Member, Session

A_DAY = timedelta(days=1)
NOBODY: frozenset[str] = frozenset()


def one_after_the_other(work: Work) -> None:
    """Plans are changed one after the other: two people never give one room or hour away at once (SCH-18).

    Called before anything is read. Every saving act locks the head of its chain at its end; an office that has saved
    nothing yet has none, so the head of the roster, which every office has, is held too.
    """
    work.session.execute(select(ChainHead.chain).order_by(ChainHead.chain).with_for_update())


def room_of(session: Session, group: Group | None) -> str | None:
    """Where a session takes place: its own room, else its group's; a man's own contact has its own or none (SCH-12)."""
    if session.place is not None or session.case_id is not None:
        return session.place
    return group.place if group else None


def staff_of(session: Session, group: Group | None) -> tuple[str, ...]:
    """Who runs a session: its own people, else its group's, and those who stand in (SCH-12)."""
    if session.facilitators is not None:
        people = session.facilitators
    else:
        people = group.facilitators if group and session.case_id is None else []
    return tuple(dict.fromkeys((*people, *session.cover)))


def taken_on(work: Work, clock: Clock, days: Iterable[date], but: Collection[str] = ()) -> tuple[Takes, ...]:
    """Everything that takes place from the first of these days to the last, in wall time, but these sessions.

    What is not held, cancelled or only a placeholder takes nothing.
    """
    every = sorted(days)
    if not every:
        return ()
    first, after = (clock.at(datetime.combine(day, time.min)) for day in (every[0], every[-1] + A_DAY))
    query = (
        select(*_WANTED)
        .outerjoin(Group, Group.id == Session.group_id)
        .where(Session.is_placeholder.is_(False), Session.status.not_in((NOT_HELD, CANCELLED)))
        .where(Session.starts_at < after, Session.ends_at > first)
    )
    men, rows = _members(work), [row for row in work.session.execute(query) if row.id not in but]
    sharing = men_by_session(work, [row.id for row in rows if row.case_id is None and row.code is None])
    return tuple(_takes(clock, row, men, sharing.get(row.id, NOBODY)) for row in rows)


_WANTED = (
    Session.id, Session.case_id, Session.group_id, Session.title, Session.starts_at, Session.ends_at, Session.cover,
    Session.place, Session.facilitators, Group.code, Group.place.label("room"), Group.facilitators.label("people"),
)  # fmt: skip


def _takes(
    clock: Clock,
    row: Any,  # noqa: ANN401  a row of `_WANTED`
    men: Mapping[str, frozenset[str]],
    sharing: frozenset[str],
) -> Takes:
    starts_at, ends_at = wall(clock, row.starts_at), wall(clock, row.ends_at)
    own = frozenset((*(row.facilitators or ()), *row.cover))
    if row.case_id is not None or row.code is None:
        his = frozenset({row.case_id}) if row.case_id else sharing
        return Takes(starts_at, ends_at, _("a 1-2-1 or catch-up"), room=row.place, staff=own, men=his)
    people = own if row.facilitators is not None else own | frozenset(row.people)
    return Takes(
        starts_at=starts_at,
        ends_at=ends_at,
        words=f"{row.code}, {row.title}",
        group=row.group_id,
        room=row.room if row.place is None else row.place or None,
        staff=people,
        men=men.get(row.group_id, NOBODY),
    )


def wall(clock: Clock, at: datetime) -> datetime:
    """A stored moment as the office's clock on the wall shows it."""
    return at.astimezone(clock.zone).replace(tzinfo=None)


def _members(work: Work) -> dict[str, frozenset[str]]:
    """The men who are in each group now."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in work.session.execute(select(Member.group_id, Member.case_id).where(Member.left_at.is_(None))):
        found[row.group_id].add(row.case_id)
    return {group: frozenset(cases) for group, cases in found.items()}


def names_of_all(work: Work) -> dict[str, str]:
    """What rooms and people are called, by code and id."""
    rooms = {row.code: row.name for row in work.session.execute(select(Place.code, Place.name))}
    people = {row.id: row.label for row in work.session.execute(select(Account.id, Account.label))}
    return rooms | people


def away(work: Work, people: Collection[str], day: date) -> tuple[str, ...]:
    """Says of each of these people who is on leave that day, and why (SCH-16)."""
    query = select(Closure.where, Closure.reason).where(
        Closure.where.in_(people), Closure.from_day <= day, Closure.to_day >= day
    )
    names = names_of_all(work)
    words = _("{name} is away on {day}: {why}.")
    return tuple(
        words.format(name=names.get(row.where, ""), day=day_words(day), why=row.reason)
        for row in work.session.execute(query)
    )


def room_named(work: Work, code: str | None) -> str | None:
    """A room of this office, or none named. Raises InvalidInput."""
    if code is not None and work.session.execute(select(Place.id).where(Place.code == code)).first() is None:
        raise InvalidInput({"place": _("This office has no such place.")})
    return code


def people_named(work: Work, named: Iterable[str], field: str) -> tuple[str, ...]:
    """The ids of people of this desk, by user name or id. Raises InvalidInput beside the field."""
    found = staff_called(work, named)
    if "" in found or len(set(found)) < len(found):
        raise InvalidInput({field: _("Choose people who work at this desk, nobody twice.")})
    return found
