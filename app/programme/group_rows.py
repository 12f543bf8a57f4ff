"""Shows one group with its plan, its members and those who wait for a place (SCH-35)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import CaseId, GroupId, Row, UserId
from app.domain.codes import MARKS, MarkCode
from app.domain.moves import CaseState, state_words
from app.domain.names import full_name
from app.domain.pack import Pack
from app.programme.office import names_of, places_of
from app.programme.packs.shelf import pack_of
from app.programme.planned import (
    SessionRow,
    SlotRow,
    plan_of,
    session_row,
    slot_rows,
    stored_slots,
    with_register,
)
from app.programme.planning.endings import standing_of_group
from app.programme.reach import cases_within_reach
from app.programme.rules.group_state import GroupState
from app.programme.rules.peers import is_peer_support
from app.programme.seat import ProgrammeSeat
from app.programme.standing import case_gates
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group, Member, Session


class FacilitatorRow(Row):
    """Somebody who runs a group; the first one leads (SCH-38)."""

    user: UserId
    label: str
    lead: bool


class MemberRow(Row):
    """One man in a group. The clearance line is the one text that every case has (CLR-3)."""

    member: str
    case: CaseId
    reference: str
    name: str
    state: str
    state_words: str
    since: date
    suspended: bool
    clearance: str
    cleared: bool
    attended: int
    offered: int
    order_ends_on: date | None = None


class WaitingRow(Row):
    """One man who waits for a place in this programme, who has least time left first (SCH-35)."""

    case: CaseId
    reference: str
    name: str
    state: str
    order_ends_on: date | None = None


class GroupRow(Row):
    """A group with its plan, its members and those who wait."""

    group: GroupId
    code: str
    programme: str
    title: str
    version: str
    region: str
    place: str
    starts_on: date
    ends_on: date | None
    ended_on: date | None
    slots: tuple[SlotRow, ...]
    facilitators: tuple[FacilitatorRow, ...]
    seats: int
    free_seats: int
    rolling: bool
    is_peer_group: bool
    clinical_partner: str
    sessions: tuple[SessionRow, ...]
    members: tuple[MemberRow, ...]
    waiting: tuple[WaitingRow, ...]
    warnings: tuple[str, ...]
    state: str = GroupState.PLANNED.value
    state_words: str = ""
    ended_reason: str = ""
    place_name: str = ""


def group_row(work: Work, seat: ProgrammeSeat, group: Group) -> GroupRow:
    """One group as its page shows it."""
    pack, sessions = pack_of(work, group), plan_of(work, group.id)
    registers = with_register(work, sessions)
    members, standing = _members(work, seat, group), standing_of_group(work, group)
    return GroupRow(
        group=GroupId(group.id),
        code=group.code,
        programme=group.programme,
        title=pack.title,
        version=group.pack_version,
        region=group.region,
        place=group.place or "",
        starts_on=group.starts_on,
        ends_on=last_day(seat, sessions),
        ended_on=group.ended_on,
        slots=slot_rows(stored_slots(group)),
        facilitators=facilitator_rows(group, names_of(work.session, group.facilitators)),
        seats=group.seats,
        free_seats=max(group.seats - len(members), 0),
        rolling=group.is_rolling,
        is_peer_group=is_peer_support(pack),
        clinical_partner=group.clinical_partner or "",
        sessions=tuple(session_row(pack, seat.clock, session, registers) for session in sessions),
        members=members,
        waiting=waiting_for(work, seat, group.programme),
        warnings=_warnings(pack, members, sessions, seat),
        state=standing.state,
        state_words=standing.words,
        ended_reason=group.ended_reason or "",
        place_name=places_of(work.session).get(group.place or "", group.place or ""),
    )


def waiting_for(work: Work, seat: ProgrammeSeat, programme: str) -> tuple[WaitingRow, ...]:
    """Cases within reach that wait for a place in a programme, by the end of their order (SCH-35)."""
    query = (
        select(Case, Client.given_name, Client.family_name)
        .join(Client, Client.id == Case.client_id)
        .where(Case.programme == programme, Case.state.in_((CaseState.WAITING.value, CaseState.AWAY.value)))
        .where(cases_within_reach(work, seat.person))
    )
    rows = [
        WaitingRow(
            case=CaseId(row.Case.id),
            reference=row.Case.reference,
            name=full_name(row.given_name, row.family_name),
            state=row.Case.state,
            order_ends_on=row.Case.order_ends_on,
        )
        for row in work.session.execute(query)
    ]
    return tuple(sorted(rows, key=lambda row: (row.order_ends_on or date.max, row.reference)))


def _members(work: Work, seat: ProgrammeSeat, group: Group) -> tuple[MemberRow, ...]:
    query = (
        select(Member, Case, Client.given_name, Client.family_name)
        .join(Case, Case.id == Member.case_id)
        .join(Client, Client.id == Case.client_id)
        .where(Member.group_id == group.id, Member.left_at.is_(None))
        .order_by(Client.family_name, Client.given_name, Case.number)
    )
    counts = _counts(work, group.id)
    return tuple(
        _member_row(work, seat, row.Member, row.Case, full_name(row.given_name, row.family_name), counts)
        for row in work.session.execute(query).all()
    )


def _member_row(
    work: Work, seat: ProgrammeSeat, member: Member, case: Case, name: str, counts: dict[str, tuple[int, int]]
) -> MemberRow:
    clearance = next(gate for gate in case_gates(work, seat, case) if gate.key == "clearance")
    attended, offered = counts.get(case.id, (0, 0))
    return MemberRow(
        member=member.id,
        case=CaseId(case.id),
        reference=case.reference,
        name=name,
        state=case.state,
        state_words=state_words(CaseState(case.state)),
        since=member.joined_at.astimezone(seat.clock.zone).date(),
        suspended=member.suspended,
        clearance=clearance.words,
        cleared=clearance.passed,
        attended=attended,
        offered=offered,
        order_ends_on=case.order_ends_on,
    )


def _counts(work: Work, group_id: str) -> dict[str, tuple[int, int]]:
    """Of each case: how many group sessions he came to, and at how many he was expected, by their newest marks."""
    query = (
        select(Mark.case_id, Mark.session_id, Mark.code)
        .join(Session, Session.id == Mark.session_id)
        .where(Session.group_id == group_id, Session.case_id.is_(None))
        .order_by(Mark.turn)
    )
    newest = {(row.case_id, row.session_id): MarkCode(row.code) for row in work.session.execute(query)}
    counts: dict[str, tuple[int, int]] = {}
    for (case, _session), code in newest.items():
        attended, offered = counts.get(case, (0, 0))
        counts[case] = (attended + MARKS[code].attended, offered + 1)
    return counts


def facilitator_rows(group: Group, names: dict[str, str]) -> tuple[FacilitatorRow, ...]:
    """Who runs a group; the first one leads (SCH-38)."""
    return tuple(
        FacilitatorRow(user=UserId(user), label=names.get(user, ""), lead=place == 0)
        for place, user in enumerate(group.facilitators)
    )


def last_day(seat: ProgrammeSeat, sessions: Iterable[Session]) -> date | None:
    """The day of the last dated session."""
    return max((one.starts_at.astimezone(seat.clock.zone).date() for one in sessions if one.starts_at), default=None)


def _warnings(
    pack: Pack, members: tuple[MemberRow, ...], sessions: Iterable[Session], seat: ProgrammeSeat
) -> tuple[str, ...]:
    warnings = []
    last = last_day(seat, sessions)
    if len(members) < pack.group.smallest:
        words = _("This group has {count} members; the programme asks for at least {least}.")
        warnings.append(words.format(count=len(members), least=pack.group.smallest))
    late = [one.reference for one in members if last and one.order_ends_on and one.order_ends_on < last]
    if late:
        words = _("The order ends before the last date of this group: {cases}.")
        warnings.append(words.format(cases=", ".join(late)))
    return tuple(warnings)
