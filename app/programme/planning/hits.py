"""Finds the planned sessions that days off, closures or leave hit, and offers each a time; moves nothing (SCH-16)."""

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Select, select

from app.core.shapes import GroupId, Row, SessionId
from app.domain.pack_parts import BlockKind
from app.programme.packs.shelf import pack_of
from app.programme.planned import PLANNED, days_for, local, plan_of, planned_item, stored_slots
from app.programme.planning.taken import wall
from app.programme.rules.schedule import SlotQueue
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.group import Group, Session

Touches = Callable[[Session, Group], bool]


class HitRow(Row):
    """One planned session that is hit: it should move, to this time for one, or somebody should stand in."""

    session: SessionId
    group: GroupId
    group_code: str
    title: str
    starts_at: datetime
    needs: Literal["move", "cover"]
    offer: datetime | None = None


def hits(
    work: Work, seat: ProgrammeSeat, span: tuple[date, date], touches: Touches, needs: Literal["move", "cover"]
) -> tuple[HitRow, ...]:
    """The planned group sessions ahead within these days that are touched, by their time, each with an offer."""
    found = [pair for pair in planned_ahead(work, seat, span) if touches(*pair)]
    return tuple(
        HitRow(
            session=SessionId(session.id),
            group=GroupId(group.id),
            group_code=group.code,
            title=session.title,
            starts_at=at,
            needs=needs,
            offer=offer_for(work, seat, session, group) if needs == "move" else None,
        )
        for session, group in found
        if (at := local(seat.clock, session.starts_at)) is not None
    )


def planned_ahead(
    work: Work, seat: ProgrammeSeat, span: tuple[date, date], only: Collection[str] | None = None
) -> tuple[tuple[Session, Group], ...]:
    """The group sessions that are planned within these days and have not begun, with their groups, by their time."""
    query = ahead(seat, span, Session, Group)
    if only is not None:
        query = query.where(Session.id.in_(only))
    return tuple((row.Session, row.Group) for row in work.session.execute(query))


def ahead(seat: ProgrammeSeat, span: tuple[date, date], *what: Any) -> Select[*tuple[Any, ...]]:
    """A query for this of each of them."""
    clock = seat.clock
    first = clock.at(datetime.combine(span[0], time.min))
    after = clock.at(datetime.combine(span[1] + timedelta(days=1), time.min))
    return (
        select(*what)
        .select_from(Session)
        .join(Group, Group.id == Session.group_id)
        .where(Session.status == PLANNED, Session.kind == BlockKind.GROUP.value, Session.case_id.is_(None))
        .where(Session.starts_at >= first, Session.starts_at < after, Session.starts_at > clock.now())
        .order_by(Session.starts_at, Group.code)
    )


def offer_for(work: Work, seat: ProgrammeSeat, session: Session, group: Group) -> datetime | None:
    """The next time of the group's own week that is no day off: where this session and all later ones could go."""
    if session.starts_at is None:
        return None
    pack, days = pack_of(work, group), days_for(work, group.region, (group.place, group.id))
    queue = SlotQueue(pack, stored_slots(group), days.off)
    rhythm = [wall(seat.clock, one.starts_at) for one in plan_of(work, group.id) if one.starts_at]
    content = next(one for one in pack.endless_contents() if one.key == planned_item(pack, seat.clock, session).key)
    queue.restart(wall(seat.clock, session.starts_at), rhythm)
    starts_at, _ends_at, _skipped = queue.take(content, ())
    return seat.clock.at(starts_at).astimezone(seat.clock.zone)
