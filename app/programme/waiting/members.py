"""Says who is in a group: his state, when he is seen next, whether his seat is kept, the one line on clearance (P9)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import CaseId, Row
from app.domain.codes import MARKS, MarkCode
from app.domain.moves import CaseState, state_words
from app.domain.names import full_name
from app.domain.pack_parts import BlockKind
from app.programme.planned import PLANNED, local
from app.programme.reach import cases_within_reach
from app.programme.rules.placement import Hold
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.waiting.candidates import holds_of, without_a_seat
from app.programme.waiting.known import clearance_gates
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.client import Client
from models.programme.delivery import CatchUpMan
from models.programme.group import Group, Member, Session


class MemberRow(Row):
    """One man in a group. The clearance line is the one text that every case has (CLR-3).

    `seat_words`: whether his seat is his while he does not come (CASE-10); `next_at`: when he is seen next.
    """

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
    keeps_seat: bool = True
    seat_words: str = ""
    next_at: datetime | None = None
    next_title: str = ""


class AwayRow(Row):
    """One man who was in this group and is away for now; there is a way back for him (PEER-7)."""

    case: CaseId
    reference: str
    name: str
    state_words: str
    since: date


@dataclass(frozen=True)
class _Known:
    """What is asked once for all members of a group."""

    counts: Mapping[str, tuple[int, int]]
    clearances: Mapping[str, tuple[str, bool]]
    holds: Mapping[str, list[Hold]]
    no_seat: frozenset[str]
    ahead: Mapping[str, Session]


def members_in(work: Work, seat: ProgrammeSeat, group: Group) -> tuple[MemberRow, ...]:
    """Everybody who is in a group now, by name."""
    query = (
        select(Member, Case, Client.given_name, Client.family_name)
        .join(Case, Case.id == Member.case_id)
        .join(Client, Client.id == Case.client_id)
        .where(Member.group_id == group.id, Member.left_at.is_(None))
        .order_by(Client.family_name, Client.given_name, Case.number)
    )
    rows = work.session.execute(query).all()
    cases = [row.Case for row in rows]
    ids = [case.id for case in cases]
    holds, stood_down = holds_of(work, seat, ids), {row.Case.id for row in rows if row.Member.suspended}
    stood_down |= {id for id, found in holds.items() if any(not hold.may_attend for hold in found)}
    known = _Known(
        counts=_counts(work, group.id),
        clearances={id: (gate.words, gate.passed) for id, gate in clearance_gates(work, seat, cases).items()},
        holds=holds,
        no_seat=without_a_seat(work, seat, ids),
        ahead=_next_contacts(work, seat, group, ids, stood_down),
    )
    return tuple(_row(seat, row.Member, row.Case, full_name(row.given_name, row.family_name), known) for row in rows)


def away_from(work: Work, seat: ProgrammeSeat, group: Group) -> tuple[AwayRow, ...]:
    """Who was here and is away for now, by name; they come back without a new intake (PEER-7)."""
    query = (
        select(Member.left_at, Case, Client.given_name, Client.family_name)
        .join(Case, Case.id == Member.case_id)
        .join(Client, Client.id == Case.client_id)
        .where(Member.group_id == group.id, Case.state == CaseState.AWAY.value, Member.left_at.is_not(None))
        .where(cases_within_reach(work, seat.person))
        .order_by(Client.family_name, Client.given_name, Case.number, Member.left_at)
    )
    found = {
        row.Case.id: AwayRow(
            case=CaseId(row.Case.id),
            reference=row.Case.reference,
            name=full_name(row.given_name, row.family_name),
            state_words=state_words(CaseState.AWAY),
            since=local_day(seat, row.left_at),
        )
        for row in work.session.execute(query)
    }
    return tuple(found.values())


def _row(seat: ProgrammeSeat, member: Member, case: Case, name: str, known: _Known) -> MemberRow:
    clearance, is_cleared = known.clearances.get(case.id, ("", False))
    attended, offered = known.counts.get(case.id, (0, 0))
    ahead = known.ahead.get(case.id)
    return MemberRow(
        member=member.id,
        case=CaseId(case.id),
        reference=case.reference,
        name=name,
        state=case.state,
        state_words=state_words(CaseState(case.state)),
        since=local_day(seat, member.joined_at),
        suspended=member.suspended,
        clearance=clearance,
        cleared=is_cleared,
        attended=attended,
        offered=offered,
        order_ends_on=case.order_ends_on,
        keeps_seat=case.id not in known.no_seat,
        seat_words=_seat_words(member, case, known),
        next_at=local(seat.clock, ahead.starts_at) if ahead else None,
        next_title=ahead.title if ahead else "",
    )


def _seat_words(member: Member, case: Case, known: _Known) -> str:
    """Whether his seat waits for him (CASE-10, CASE-5)."""
    if case.id in known.no_seat:
        return _("On hold, not kept")
    if known.holds.get(case.id):
        return _("On hold, kept")
    return _("Stood down, kept") if member.suspended else _("Has it")


def _next_contacts(
    work: Work, seat: ProgrammeSeat, group: Group, ids: Collection[str], stood_down: Collection[str]
) -> dict[str, Session]:
    """What each comes to next: his group, a contact of his own, or a catch-up; one stood down not his group."""
    now = seat.clock.now()
    ahead = select(Session).where(Session.status == PLANNED, Session.starts_at > now).order_by(Session.starts_at)
    meetings = ahead.where(
        Session.group_id == group.id, Session.case_id.is_(None), Session.kind == BlockKind.GROUP.value
    )
    meeting = work.session.scalars(meetings.limit(1)).one_or_none()
    found = [(id, meeting) for id in ids if meeting is not None and id not in stood_down]
    own = work.session.scalars(ahead.where(Session.case_id.in_(ids)))
    found += [(str(session.case_id), session) for session in own]
    shared = (
        select(CatchUpMan.case_id, Session)
        .join(Session, Session.id == CatchUpMan.session_id)
        .where(CatchUpMan.case_id.in_(ids), CatchUpMan.left_at.is_(None))
        .where(Session.status == PLANNED, Session.starts_at > now)
    )
    found += [(row.case_id, row.Session) for row in work.session.execute(shared)]
    first: dict[str, Session] = {}
    for id, session in sorted(found, key=lambda one: one[1].starts_at or now):
        first.setdefault(id, session)
    return first


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
