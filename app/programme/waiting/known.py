"""Reads what is known of men who wait, each thing asked once for all: since when, at what risk, where to."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import and_, exists, func, or_, select

from app.domain.calendar import OfficeCalendar
from app.domain.moves import CaseState
from app.domain.pack import Pack
from app.domain.pack_parts import BlockKind, Entry
from app.programme.office import number_setting, office_calendar
from app.programme.packs.shelf import pack_of
from app.programme.planned import HELD, PLANNED, has_status
from app.programme.risks import LEVELS, UNKNOWN
from app.programme.rules.finishing import Margin, ends_if_begun
from app.programme.rules.gates import Gate
from app.programme.rules.offers import Offer, earliest_open, offers
from app.programme.rules.placement import Candidate, GroupNow
from app.programme.seat import ProgrammeSeat
from app.programme.standing import gates_of_all, local_day
from app.programme.waiting.candidates import as_if_he_left, candidates, groups_now
from app.store.work import Work
from models.programme.case import Case, CaseEvent, RiskResult
from models.programme.group import Group, Member, Session
from models.programme.placing import PlacementNote

T = TypeVar("T")
Among = Callable[[Work, ProgrammeSeat, Collection[Group]], Collection[Group]]
Look = Callable[[Candidate, Mapping[str, GroupNow], OfficeCalendar, datetime], T]


@dataclass(frozen=True)
class Risk:
    """How high a case's risk stands, and since when."""

    level: str = UNKNOWN
    taken_on: date | None = None


def clearance_gates(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, Gate]:
    """The clearance line of each of these cases, where its programme asks for one."""
    gates = gates_of_all(work, seat, cases) if cases else {}
    return {id: gate for id, found in gates.items() for gate in found if gate.key == "clearance"}


def waiting_since(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, date]:
    """The day on which each last began to wait; a place that was given meanwhile does not begin it anew."""
    query = select(CaseEvent.case_id, func.max(CaseEvent.at).label("at")).where(
        CaseEvent.case_id.in_([case.id for case in cases]),
        CaseEvent.kind == "move",
        CaseEvent.to_state == CaseState.WAITING.value,
    )
    began: dict[str, datetime] = {
        row.case_id: row.at for row in work.session.execute(query.group_by(CaseEvent.case_id))
    }
    return {case.id: local_day(seat, began.get(case.id, case.state_since)) for case in cases}


def risks_of(work: Work, ids: Collection[str]) -> dict[str, Risk]:
    """The highest among each tool's newest known result, with its day (RSK-3, NEV-15)."""
    query = select(RiskResult.case_id, RiskResult.tool, RiskResult.level, RiskResult.taken_on).where(
        RiskResult.case_id.in_(ids), RiskResult.level != UNKNOWN
    )
    newest: dict[str, dict[str, Risk]] = {}
    for row in work.session.execute(query.order_by(RiskResult.taken_on, RiskResult.at)):
        newest.setdefault(row.case_id, {})[row.tool] = Risk(row.level, row.taken_on)
    return {case: max(tools.values(), key=lambda one: LEVELS.index(one.level)) for case, tools in newest.items()}


def notes_of(work: Work, ids: Collection[str]) -> dict[str, str]:
    """The placement note of each case that has one."""
    query = select(PlacementNote.case_id, PlacementNote.text).where(PlacementNote.case_id.in_(ids))
    return {row.case_id: row.text for row in work.session.execute(query.order_by(PlacementNote.at))}


def margin_of(work: Work) -> Margin:
    """How much time this office leaves beside a programme."""
    return Margin(number_setting(work.session, "order.spare_weeks"), number_setting(work.session, "order.warn_weeks"))


def runs_begun_today(work: Work, seat: ProgrammeSeat, packs: Collection[Pack]) -> dict[tuple[str, str], date | None]:
    """The last date of a run of each of these programmes that would begin today (PATH-2)."""
    office, today = office_calendar(work.session), seat.clock.today()
    each = {(pack.code, pack.version): pack for pack in packs}
    return {which: ends_if_begun(pack, today, office) for which, pack in each.items()}


def meeting_groups(work: Work, programmes: Collection[str]) -> tuple[Group, ...]:
    """The groups of these programmes that have not ended."""
    query = select(Group).where(Group.programme.in_(programmes), Group.ended_on.is_(None))
    return tuple(work.session.scalars(query.order_by(Group.starts_on, Group.code)))


def offers_for(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, tuple[Offer, ...]]:
    """Every place for each of these cases, best first; one who is placed is looked at as if he left."""
    return _looked_at(work, seat, cases, offers)


def earliest_for(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, Offer | None]:
    """The earliest place that fits each of these cases, where there is one; only groups that take somebody are read."""
    return _looked_at(work, seat, cases, earliest_open, _still_joined)


def _looked_at(
    work: Work, seat: ProgrammeSeat, cases: Collection[Case], look: Look[T], among: Among | None = None
) -> dict[str, T]:
    if not cases:
        return {}
    every = meeting_groups(work, {case.programme for case in cases})
    groups = every if among is None else among(work, seat, every)
    now_in, men = groups_now(work, seat, groups), candidates(work, seat, cases)
    here = places_of(work, [case.id for case in cases])
    office, now = office_calendar(work.session), seat.clock.local().replace(tzinfo=None)
    found = {}
    for case in cases:
        who = as_if_he_left(men[case.id]) if case.id in here else men[case.id]
        fitting = [group for group in groups if group.programme == case.programme and group.id != here.get(case.id)]
        found[case.id] = look(who, {group.id: now_in[group.id] for group in fitting}, office, now)
    return found


def _still_joined(work: Work, seat: ProgrammeSeat, groups: Collection[Group]) -> tuple[Group, ...]:
    """Those that may take somebody new at this point, by their next session and whether any was held (SCH-30)."""
    now, entry = seat.clock.now(), {group.id: pack_of(work, group).group.entry for group in groups}
    by_block = [id for id, at in entry.items() if at is Entry.BLOCK_START]
    plan = (Session.case_id.is_(None), Session.kind == BlockKind.GROUP.value)
    was_held = or_(has_status(HELD), and_(has_status(PLANNED), Session.starts_at <= now))
    is_begun = exists().where(Session.group_id == Group.id, *plan, was_held)
    asked = [id for id, at in entry.items() if at is not Entry.ANY]
    begun = frozenset(work.session.scalars(select(Group.id).where(Group.id.in_(asked), is_begun)))
    following: dict[str | None, int] = {}
    ahead = select(Session.group_id, Session.number).where(Session.group_id.in_(by_block), *plan)
    ahead = ahead.where(Session.starts_at > now).order_by(Session.starts_at.desc(), Session.order.desc())
    for row in work.session.execute(ahead):
        following[row.group_id] = row.number
    return tuple(
        group
        for group in groups
        if entry[group.id] is Entry.ANY
        or group.id not in begun
        or (entry[group.id] is Entry.BLOCK_START and following.get(group.id) == 1)
    )


def places_of(work: Work, ids: Collection[str]) -> dict[str, str]:
    """The group each case is in now."""
    query = select(Member.case_id, Member.group_id).where(Member.case_id.in_(ids), Member.left_at.is_(None))
    return {row.case_id: row.group_id for row in work.session.execute(query)}
