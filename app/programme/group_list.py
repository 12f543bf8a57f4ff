"""Lists groups as lines by their next meeting, and what a new group can be made of (SCH-37, SCH-38)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from app.core.shapes import GroupId, Row, SessionId, UserId, replaced
from app.domain.pack_parts import BlockKind, PackState
from app.programme.group_rows import FacilitatorRow, facilitator_rows
from app.programme.office import names_of, people_who_run, places_of
from app.programme.packs.shelf import pack_of, packs_now
from app.programme.planned import (
    HELD,
    PLANNED,
    SlotRow,
    has_status,
    local,
    slot_rows,
    stored_slots,
)
from app.programme.planning.endings import in_group
from app.programme.rules.group_state import GroupState, InGroup, group_state, state_words
from app.programme.rules.peers import is_peer_support
from app.programme.seat import ProgrammeSeat, names_in_group
from app.programme.waiting.candidates import seats_taken
from app.store.work import Work
from models.programme.account import Place
from models.programme.group import Group, Session


class ProgrammeChoice(Row):
    """A programme that a new group may begin with, and what its form should ask for."""

    code: str
    title: str
    version: str
    times_least: int
    times_most: int
    minutes: int
    seats: int
    facilitators: int
    needs_clinical_partner: bool = False


class PlaceChoice(Row):
    """A place of this office."""

    code: str
    name: str


class GroupChoices(Row):
    """What a new group can be made of: programmes, places, and people who may run it."""

    programmes: tuple[ProgrammeChoice, ...]
    places: tuple[PlaceChoice, ...]
    people: tuple[FacilitatorRow, ...]


class GroupLine(Row):
    """A group in a list: where it stands and when it meets next."""

    group: GroupId
    code: str
    programme: str
    title: str
    place: str
    starts_on: date
    ends_on: date | None
    ended_on: date | None
    slots: tuple[SlotRow, ...]
    facilitators: tuple[FacilitatorRow, ...]
    members: int
    seats: int
    held: int
    of: int
    next_at: datetime | None = None
    next_title: str = ""
    next_session: SessionId | None = None
    is_over: bool = False
    state: str = GroupState.PLANNED.value
    state_words: str = ""
    taken: int = 0
    place_name: str = ""


def group_lines(
    work: Work, seat: ProgrammeSeat, programme: str | None, *, mine: bool = False, with_ended: bool = False
) -> tuple[GroupLine, ...]:
    """Groups as lines, by their next session, last those that meet no more; of `mine` no other plan is read (P8)."""
    query = select(Group).order_by(Group.starts_on, Group.code)
    if programme is not None:
        query = query.where(Group.programme == programme)
    if not with_ended:
        query = query.where(Group.ended_on.is_(None))
    if mine:
        query = query.where(names_in_group(seat.person))
    groups = [group for group in work.session.scalars(query) if not mine or seat.person.id in group.facilitators]
    ids = [group.id for group in groups]
    plans, men = _plans_of(work, seat, ids), in_group(work, ids)
    names = names_of(work.session, (user for group in groups for user in group.facilitators))
    lines = [_line(work, seat, group, plans.get(group.id, Plan()), men[group.id], names) for group in groups]
    taken = seats_taken(work, seat, ids)
    rooms = places_of(work.session)
    lines = [replaced(line, taken=taken[line.group], place_name=rooms.get(line.place, line.place)) for line in lines]
    now = seat.clock.now()
    lines = [line for line in lines if with_ended or not line.is_over]
    return tuple(sorted(lines, key=lambda line: (line.next_at is None, line.next_at or now, line.code)))


def group_choices(work: Work) -> GroupChoices:
    """Programmes that take new groups, this office's places, and who works at this desk (PACK-6, SCH-38)."""
    taking = (pack for pack in packs_now(work).values() if pack.lifecycle.state in (PackState.ACTIVE, PackState.PILOT))
    programmes = (
        ProgrammeChoice(
            code=pack.code,
            title=pack.title,
            version=pack.version,
            times_least=pack.group.slots_min,
            times_most=pack.group.slots_max,
            minutes=max((block.minutes for block in pack.blocks if block.kind is BlockKind.GROUP), default=60),
            seats=pack.group.largest,
            facilitators=pack.group.facilitators_min,
            needs_clinical_partner=is_peer_support(pack),
        )
        for pack in taking
    )
    people = (
        FacilitatorRow(user=UserId(id), label=name, lead=False) for id, name in people_who_run(work.session).items()
    )
    places = work.session.execute(select(Place.code, Place.name).order_by(Place.name)).all()
    return GroupChoices(
        programmes=tuple(sorted(programmes, key=lambda one: one.title)),
        places=tuple(PlaceChoice(code=row.code, name=row.name) for row in places),
        people=tuple(people),
    )


@dataclass(frozen=True)
class Plan:
    """What a line says of a group's sessions: how many, how many were held, the last day, and the next meeting."""

    of: int = 0
    held: int = 0
    last: date | None = None
    following: tuple[str, str, datetime] | None = None


def _plans_of(work: Work, seat: ProgrammeSeat, groups: Sequence[str]) -> dict[str, Plan]:
    """Counted by the database: an office of many years has a hundred thousand sessions (P8)."""
    of_groups = (Session.group_id.in_(groups), Session.case_id.is_(None))
    is_meeting = (Session.kind == BlockKind.GROUP.value) & Session.starts_at.is_not(None)
    ahead = select(Session.group_id, Session.id, Session.title, Session.starts_at).where(
        *of_groups, is_meeting, has_status(PLANNED), Session.starts_at >= seat.clock.now()
    )
    following = {}
    for row in work.session.execute(ahead.order_by(Session.starts_at.desc(), Session.order.desc())):
        following[row.group_id] = (row.id, row.title, row.starts_at)
    counted = select(
        Session.group_id,
        func.count(case((is_meeting, 1))).label("of"),
        func.count(case((is_meeting & (Session.status == HELD), 1))).label("held"),
        func.max(Session.starts_at).label("last"),
    )
    return {
        str(row.group_id): Plan(
            row.of,
            row.held,
            None if row.last is None else row.last.astimezone(seat.clock.zone).date(),
            following.get(row.group_id),
        )
        for row in work.session.execute(counted.where(*of_groups).group_by(Session.group_id))
    }


def _line(work: Work, seat: ProgrammeSeat, group: Group, plan: Plan, men: InGroup, names: dict[str, str]) -> GroupLine:
    state = group_state(men, held=plan.held, has_ended=group.ended_on is not None)
    following, title, next_at = plan.following or ("", "", None)
    return GroupLine(
        group=GroupId(group.id),
        code=group.code,
        programme=group.programme,
        title=pack_of(work, group).title,
        place=group.place or "",
        starts_on=group.starts_on,
        ends_on=plan.last,
        ended_on=group.ended_on,
        slots=slot_rows(stored_slots(group)),
        facilitators=facilitator_rows(group, names),
        members=men.still,
        seats=group.seats,
        held=plan.held,
        of=plan.of,
        next_at=local(seat.clock, next_at),
        next_session=SessionId(following) if following else None,
        next_title=title,
        is_over=group.ended_on is not None or _is_over(seat, plan.last, men.still),
        state=state.value,
        state_words=state_words(state),
    )


def _is_over(seat: ProgrammeSeat, last: date | None, members: int) -> bool:
    """Nobody is in it any more and its last date has passed (SCH-37)."""
    return members == 0 and last is not None and last < seat.clock.today()
