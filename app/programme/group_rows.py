"""Shows one group with its plan, its members and those who wait for a place (SCH-35)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import CaseId, GroupId, Row, UserId
from app.domain.moves import CaseState
from app.domain.names import full_name
from app.domain.pack import Pack
from app.programme.office import names_of, place_name
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
from app.programme.reach import cases_within_reach, takes_registers
from app.programme.rules.group_state import GroupState
from app.programme.rules.peers import is_peer_support
from app.programme.rules.placement import seats_free
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.members import AwayRow, MemberRow, away_from, members_in
from app.programme.waiting.spoken import languages
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group, Session


class FacilitatorRow(Row):
    """Somebody who runs a group; the first one leads (SCH-38)."""

    user: UserId
    label: str
    lead: bool


class WaitingRow(Row):
    """One man who waits for a place in this programme, who has least time left first (SCH-35)."""

    case: CaseId
    reference: str
    name: str
    state: str
    order_ends_on: date | None = None


class GroupRow(Row):
    """A group with its plan, its members and those who wait; `is_mine`: I may take its registers."""

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
    away: tuple[AwayRow, ...] = ()
    language: str = ""
    is_mine: bool = True


def group_row(work: Work, seat: ProgrammeSeat, group: Group) -> GroupRow:
    """One group as its page shows it."""
    pack, sessions = pack_of(work, group), plan_of(work, group.id)
    registers = with_register(work, sessions)
    members, standing = members_in(work, seat, group), standing_of_group(work, group)
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
        free_seats=_free_seats(group, members),
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
        place_name=place_name(work.session, group.place),
        away=away_from(work, seat, group) if pack.group.return_guarantee else (),
        language=languages(work, [group.id]).get(group.id, ""),
        is_mine=takes_registers(work, seat, group.id),
    )


def _free_seats(group: Group, members: tuple[MemberRow, ...]) -> int:
    """As whoever gives a place counts them (CASE-10)."""
    return seats_free(group.seats, [one.case for one in members], [one.case for one in members if not one.keeps_seat])


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
