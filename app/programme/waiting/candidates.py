"""Gathers who might be placed and in which groups, each thing asked once for all of them (SCH-35, CLR-4)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import time

from sqlalchemy import Select, Text, func, or_, select, type_coerce

from app.domain.codes import CAME, HoldKind
from app.domain.moves import CaseState
from app.programme import denials
from app.programme.packs.shelf import pack_of
from app.programme.planned import CATCH_UP, HELD, PLANNED, SlotGiven, planned_item, slots_of
from app.programme.rules.placement import Candidate, GroupNow, Hold
from app.programme.seat import ProgrammeSeat
from app.programme.standing import NOT_WITH, standings
from app.programme.waiting.spoken import languages
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.case import Hold as HoldRow
from models.programme.client import Client
from models.programme.group import Group, Member, Session

CANNOT = "cannot_attend"


def candidate(work: Work, seat: ProgrammeSeat, case: Case) -> Candidate:
    """What is true of a case that might be placed; nothing of the partner desk is among it (SCH-35, CLR-4)."""
    return candidates(work, seat, [case])[case.id]


def candidates(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, Candidate]:
    """The same for several cases at once, by case."""
    ids = [case.id for case in cases]
    clients = _clients(work, cases)
    standing, holds, grades = standings(work, seat, cases), holds_of(work, seat, ids), denials.newest_grades(work, ids)
    placed, done, apart = _placed(work, ids), _completed(work, clients), _must_not_meet(work, clients)
    begun = _begun(work, ids)
    return {
        case.id: Candidate(
            case=case.id,
            state=CaseState(case.state),
            standing=standing[case.id],
            is_in_a_group=case.id in placed,
            holds=tuple(holds[case.id]),
            denial_grade=grades.get(case.id),
            non_associations=frozenset(apart[case.client_id]),
            cannot_attend=_times(clients[case.client_id]),
            completed_packs=frozenset(done[case.client_id]),
            language=clients[case.client_id].language or "",
            order_ends_on=case.order_ends_on,
            pack_version=case.pack_version,
            has_begun=case.id in begun,
            number=case.number,
        )
        for case in cases
    }


def as_if_he_left(who: Candidate) -> Candidate:
    """The same man without his present place: how another group is looked at for him (SCH-31)."""
    return replace(who, state=CaseState.WAITING, is_in_a_group=False)


def group_now(work: Work, seat: ProgrammeSeat, group: Group) -> GroupNow:
    """What is true of a group at this moment."""
    return groups_now(work, seat, [group])[group.id]


def groups_now(work: Work, seat: ProgrammeSeat, groups: Collection[Group]) -> dict[str, GroupNow]:
    """The same for several groups; a session that has begun counts as held unless it is said not to be."""
    ids = [group.id for group in groups]
    sessions, members, spoken = _sessions(work, ids), _members(work, ids), languages(work, ids)
    gone = without_a_seat(work, seat, [case for cases in members.values() for case in cases])
    found = {}
    for group in groups:
        pack = pack_of(work, group)
        items = tuple(planned_item(pack, seat.clock, session) for session in sessions[group.id])
        pairs = zip(items, sessions[group.id], strict=True)
        found[group.id] = GroupNow(
            pack,
            items,
            frozenset(members[group.id]),
            group.seats,
            language=spoken.get(group.id, ""),
            held=frozenset(item.key for item, session in pairs if _was_held(seat, session)),
            code=group.code,
            seats_not_kept=gone & members[group.id],
        )
    return found


def _clients(work: Work, cases: Collection[Case]) -> dict[str, Client]:
    query = select(Client).where(Client.id.in_({case.client_id for case in cases}))
    found = {client.id: client for client in work.session.scalars(query)}
    work.compare(found.values())
    return found


def holds_of(work: Work, seat: ProgrammeSeat, ids: Collection[str]) -> dict[str, list[Hold]]:
    """The holds that have begun and are not lifted (CASE-10)."""
    query = select(HoldRow.case_id, HoldRow.kind, HoldRow.may_attend).where(
        HoldRow.case_id.in_(ids), HoldRow.lifted_on.is_(None), HoldRow.from_day <= seat.clock.today()
    )
    found: dict[str, list[Hold]] = defaultdict(list)
    for row in work.session.execute(query):
        found[row.case_id].append(Hold(HoldKind(row.kind), row.may_attend))
    return found


def _placed(work: Work, ids: Collection[str]) -> frozenset[str]:
    query = select(Member.case_id).where(Member.case_id.in_(ids), Member.left_at.is_(None))
    return frozenset(work.session.scalars(query))


def _begun(work: Work, ids: Collection[str]) -> frozenset[str]:
    """Those who have come to anything of their programme: they go on in the version they began with (PACK-4)."""
    return frozenset(work.session.scalars(select(Mark.case_id).where(Mark.case_id.in_(ids), Mark.code.in_(CAME))))


def _completed(work: Work, clients: Collection[str]) -> dict[str, set[str]]:
    """The programmes each client has completed, in whichever case (PEER-11)."""
    query = select(Case.client_id, Case.programme)
    query = query.where(Case.client_id.in_(clients), not_looked_up(Case.state) == CaseState.COMPLETED.value)
    found: dict[str, set[str]] = defaultdict(set)
    for row in work.session.execute(query):
        found[row.client_id].add(row.programme)
    return found


def _times(client: Client) -> tuple[tuple[int, time], ...]:
    slots = slots_of(SlotGiven(**one) for one in client.availability.get(CANNOT, ()))
    return tuple((slot.weekday, slot.start) for slot in slots)


def _must_not_meet(work: Work, clients: Mapping[str, Client]) -> dict[str, set[str]]:
    """The cases, now in a group, of those each must not meet, whichever of the two it was said of (NEV-9)."""
    query = select(Case.id, Client.id, Client.availability).join(Client, Client.id == Case.client_id)
    query = query.join(Member, Member.case_id == Case.id).where(Member.left_at.is_(None))
    found: dict[str, set[str]] = defaultdict(set)
    his = {id: set(client.availability.get(NOT_WITH, ())) for id, client in clients.items()}
    says_so = type_coerce(Client.availability, Text).contains(f'"{NOT_WITH}":["', autoescape=True)
    query = query.where(or_(says_so, Client.id.in_({one for named in his.values() for one in named})))
    for case_id, client_id, said in work.session.execute(query):
        for id, named in his.items():
            if client_id in named or id in said.get(NOT_WITH, ()):
                found[id].add(case_id)
    return found


def _sessions(work: Work, groups: Collection[str]) -> dict[str, list[Session]]:
    """The plans of these groups in pack order, without men's own contacts and catch-ups (SCH-21)."""
    query = select(Session).where(Session.group_id.in_(groups), Session.case_id.is_(None), Session.kind != CATCH_UP)
    found: dict[str, list[Session]] = defaultdict(list)
    for session in work.session.scalars(query.order_by(Session.order)):
        found[str(session.group_id)].append(session)
    return found


def _members(work: Work, groups: Collection[str]) -> dict[str, set[str]]:
    query = select(Member.group_id, Member.case_id).where(Member.group_id.in_(groups), Member.left_at.is_(None))
    found: dict[str, set[str]] = defaultdict(set)
    for row in work.session.execute(query):
        found[row.group_id].add(row.case_id)
    return found


def without_a_seat(work: Work, seat: ProgrammeSeat, members: Collection[str]) -> frozenset[str]:
    """Members on a hold that keeps no seat: theirs is free meanwhile (CASE-10)."""
    return frozenset(work.session.scalars(_on_hold_without_a_seat(seat).where(HoldRow.case_id.in_(members))))


def _on_hold_without_a_seat(seat: ProgrammeSeat) -> Select[str]:
    return select(HoldRow.case_id).where(
        HoldRow.lifted_on.is_(None), HoldRow.keeps_seat.is_(False), HoldRow.from_day <= seat.clock.today()
    )


def seats_taken(work: Work, seat: ProgrammeSeat, groups: Collection[str]) -> dict[str, int]:
    """How many seats of each group somebody has, as whoever gives a place counts them (CASE-10)."""
    query = select(Member.group_id, func.count().label("taken")).where(
        Member.group_id.in_(groups), Member.left_at.is_(None), Member.case_id.not_in(_on_hold_without_a_seat(seat))
    )
    found = {row.group_id: row.taken for row in work.session.execute(query.group_by(Member.group_id))}
    return {group: found.get(group, 0) for group in groups}


def _was_held(seat: ProgrammeSeat, session: Session) -> bool:
    if session.kind != "group":
        return False
    begun = session.starts_at is not None and session.starts_at <= seat.clock.now()
    return session.status == HELD or (session.status == PLANNED and begun)
