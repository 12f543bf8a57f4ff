"""Shows groups: one with its plan, members and those who wait, or all as lines (SCH-35, SCH-37)."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.language import _
from app.core.shapes import CaseId, GroupId, Row, UserId
from app.domain.codes import MARKS, MarkCode
from app.domain.moves import CaseState, state_words
from app.domain.pack import Pack
from app.domain.pack_parts import BlockKind, PackState
from app.domain.roles import Role
from app.programme.office import names_of
from app.programme.planned import (
    HELD,
    PLANNED,
    SessionRow,
    SlotRow,
    local,
    plan_of,
    session_row,
    slot_rows,
    stored_slots,
    with_register,
)
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.programme.standing import case_gates
from app.store.work import Work
from models.programme.account import Account, Place
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
    sessions: tuple[SessionRow, ...]
    members: tuple[MemberRow, ...]
    waiting: tuple[WaitingRow, ...]
    warnings: tuple[str, ...]


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
    is_over: bool = False


def group_row(work: Work, seat: ProgrammeSeat, group: Group) -> GroupRow:
    """One group as its page shows it."""
    pack, sessions = seat.packs[group.programme], plan_of(work, group.id)
    registers = with_register(work, sessions)
    members = _members(work, seat, group)
    return GroupRow(
        group=GroupId(group.id),
        code=group.code,
        programme=group.programme,
        title=pack.title,
        version=group.pack_version,
        region=group.region,
        place=group.place or "",
        starts_on=group.starts_on,
        ends_on=_last_day(seat, sessions),
        ended_on=group.ended_on,
        slots=slot_rows(stored_slots(group)),
        facilitators=_facilitators(group, names_of(work.session, group.facilitators)),
        seats=group.seats,
        free_seats=max(group.seats - len(members), 0),
        rolling=group.is_rolling,
        sessions=tuple(session_row(pack, seat.clock, session, registers) for session in sessions),
        members=members,
        waiting=waiting_for(work, seat, group.programme),
        warnings=_warnings(pack, members, sessions, seat),
    )


def group_lines(
    work: Work, seat: ProgrammeSeat, programme: str | None, *, with_ended: bool = False
) -> tuple[GroupLine, ...]:
    """Groups as lines, by their next session; those that meet no more come last."""
    query = select(Group).order_by(Group.starts_on, Group.code)
    if programme is not None:
        query = query.where(Group.programme == programme)
    if not with_ended:
        query = query.where(Group.ended_on.is_(None))
    groups = tuple(work.session.scalars(query))
    sessions = _sessions_of(work, [group.id for group in groups])
    counted = select(Member.group_id, func.count()).where(Member.left_at.is_(None)).group_by(Member.group_id)
    members = {row[0]: row[1] for row in work.session.execute(counted)}
    names = names_of(work.session, (user for group in groups for user in group.facilitators))
    lines = [_line(seat, group, sessions[group.id], members.get(group.id, 0), names) for group in groups]
    now = seat.clock.now()
    lines = [line for line in lines if with_ended or not line.is_over]
    return tuple(sorted(lines, key=lambda line: (line.next_at is None, line.next_at or now, line.code)))


def group_choices(work: Work, seat: ProgrammeSeat) -> GroupChoices:
    """Programmes that take new groups, this office's places, and who works at this desk (PACK-6, SCH-38)."""
    taking = (pack for pack in seat.packs.values() if pack.lifecycle.state in (PackState.ACTIVE, PackState.PILOT))
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
        )
        for pack in taking
    )
    places = work.session.execute(select(Place.code, Place.name).order_by(Place.name)).all()
    accounts = select(Account.id, Account.label, Account.roles).where(Account.is_active.is_(True))
    runs = {Role.FACILITATOR.value, Role.MANAGER.value, Role.PEER_WORKER.value}
    people = [row for row in work.session.execute(accounts.order_by(Account.label)) if runs & set(row.roles)]
    return GroupChoices(
        programmes=tuple(sorted(programmes, key=lambda one: one.title)),
        places=tuple(PlaceChoice(code=row.code, name=row.name) for row in places),
        people=tuple(FacilitatorRow(user=UserId(row.id), label=row.label, lead=False) for row in people),
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
            name=f"{row.given_name} {row.family_name}",
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
        _member_row(work, seat, row.Member, row.Case, f"{row.given_name} {row.family_name}", counts)
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


def _facilitators(group: Group, names: dict[str, str]) -> tuple[FacilitatorRow, ...]:
    return tuple(
        FacilitatorRow(user=UserId(user), label=names.get(user, ""), lead=place == 0)
        for place, user in enumerate(group.facilitators)
    )


def _sessions_of(work: Work, groups: list[str]) -> dict[str, list[Session]]:
    found: dict[str, list[Session]] = {group: [] for group in groups}
    query = select(Session).where(Session.group_id.in_(groups), Session.case_id.is_(None)).order_by(Session.order)
    for session in work.session.scalars(query):
        found[str(session.group_id)].append(session)
    return found


def _line(seat: ProgrammeSeat, group: Group, sessions: list[Session], members: int, names: dict[str, str]) -> GroupLine:
    meetings = [one for one in sessions if one.kind == BlockKind.GROUP.value and one.starts_at is not None]
    ahead = [one for one in meetings if one.status == PLANNED and one.starts_at and one.starts_at >= seat.clock.now()]
    following = min(ahead, key=lambda one: one.starts_at or seat.clock.now(), default=None)
    return GroupLine(
        group=GroupId(group.id),
        code=group.code,
        programme=group.programme,
        title=seat.packs[group.programme].title,
        place=group.place or "",
        starts_on=group.starts_on,
        ends_on=_last_day(seat, sessions),
        ended_on=group.ended_on,
        slots=slot_rows(stored_slots(group)),
        facilitators=_facilitators(group, names),
        members=members,
        seats=group.seats,
        held=sum(one.status == HELD for one in meetings),
        of=len(meetings),
        next_at=local(seat.clock, following.starts_at) if following else None,
        next_title=following.title if following else "",
        is_over=group.ended_on is not None or _is_over(seat, sessions, members),
    )


def _is_over(seat: ProgrammeSeat, sessions: Iterable[Session], members: int) -> bool:
    """Nobody is in it any more and its last date has passed (SCH-37)."""
    last = _last_day(seat, sessions)
    return members == 0 and last is not None and last < seat.clock.today()


def _last_day(seat: ProgrammeSeat, sessions: Iterable[Session]) -> date | None:
    return max((one.starts_at.astimezone(seat.clock.zone).date() for one in sessions if one.starts_at), default=None)


def _warnings(
    pack: Pack, members: tuple[MemberRow, ...], sessions: Iterable[Session], seat: ProgrammeSeat
) -> tuple[str, ...]:
    warnings = []
    last = _last_day(seat, sessions)
    if len(members) < pack.group.smallest:
        words = _("This group has {count} members; the programme asks for at least {least}.")
        warnings.append(words.format(count=len(members), least=pack.group.smallest))
    late = [one.reference for one in members if last and one.order_ends_on and one.order_ends_on < last]
    if late:
        words = _("The order ends before the last date of this group: {cases}.")
        warnings.append(words.format(cases=", ".join(late)))
    return tuple(warnings)
