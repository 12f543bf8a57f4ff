"""Says who was decided on and has not come to his first peer meeting yet, and by when he does (PEER-2)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import func, select

from app.core.shapes import CaseId, Nothing, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import Verdict
from app.domain.moves import CaseState
from app.programme.office import number_setting
from app.programme.peers.reach import groups_named, ids_within_reach, members_in, names_for, running_groups
from app.programme.rights import Right
from app.programme.rules.peers import entry_due
from app.programme.seat import ProgrammeSeat
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.case import Case, Decision
from models.programme.group import Group, Member


class EntryDue(Row):
    """A man with a place who has not been at a meeting: by when he comes."""

    group: str
    group_code: str
    case: CaseId
    name: str
    due: date
    is_overdue: bool


class Entries(Noun):
    """Who is to come in."""

    seat: ProgrammeSeat

    @act("peer.entries_due", Right.PEER_GROUP, kind=Kind.LIST)
    def due(self, work: Work, _draft: Nothing) -> tuple[EntryDue, ...]:
        """List who has not come to his first meeting since the decision, who is due first on top (PEER-2)."""
        return entries_due(work, self.seat)


def entries_due(work: Work, seat: ProgrammeSeat, only: Collection[str] | None = None) -> tuple[EntryDue, ...]:
    """Everybody in a peer group within reach who has not come yet; or these men alone."""
    placed = select(Case, Member).join(Member, Member.case_id == Case.id)
    placed = placed.where(not_looked_up(Case.state) == CaseState.PLACED.value, Member.left_at.is_(None))
    placed = placed.where(Member.group_id.in_(ids_within_reach(work, seat)))
    if only is not None:
        placed = placed.where(Case.id.in_(only))
    found = work.session.execute(placed.order_by(Member.joined_at, Member.case_id)).all()
    cases, rows = {row.Case.id: row.Case for row in found}, []
    work.compare(cases.values())
    groups = groups_named(work, {row.Member.group_id for row in found})
    waiting = [(groups[row.Member.group_id], row.Member) for row in found]
    names = names_for(work, seat, [(group, one.case_id) for group, one in waiting])
    for group, one in waiting:
        due = entry_of(work, seat, cases[one.case_id], one.joined_at.astimezone(seat.clock.zone).date())
        if due is not None:
            rows.append(_row(group, one.case_id, names[one.case_id], due, seat.clock.today()))
    return tuple(sorted(rows, key=lambda row: (row.due, row.name)))


def entries_of(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[tuple[str, date]]:
    """By when each of these men comes to his first meeting, who has a place in a peer group that runs."""
    placed = [id for id, case in cases.items() if case.state == CaseState.PLACED.value]
    for members in members_in(work, [one.id for one in running_groups(work, placed)], placed).values():
        for one in members:
            due = entry_of(work, seat, cases[one.case_id], one.joined_at.astimezone(seat.clock.zone).date())
            if due is not None:
                yield one.case_id, due


def entry_of(work: Work, seat: ProgrammeSeat, case: Case, since: date) -> date | None:
    """By when this man comes to his first meeting; nothing once he has, or while he has no place.

    Two weeks count from the decision; for a man who came back, from the day he did (PEER-2, PEER-7).
    """
    if case.state != CaseState.PLACED.value:
        return None
    decided = select(func.max(Decision.at)).where(
        Decision.case_id == case.id, Decision.verdict == Verdict.SUITABLE.value
    )
    at = work.session.execute(decided).scalar()
    places = select(func.count()).where(Member.case_id == case.id)
    came_back = work.session.execute(places).scalar_one() > 1
    on = since if at is None or came_back else at.astimezone(seat.clock.zone).date()
    return entry_due(on, number_setting(work.session, "peer.entry_days"))


def _row(group: Group, case_id: str, name: str, due: date, today: date) -> EntryDue:
    return EntryDue(
        group=group.id, group_code=group.code, case=CaseId(case_id), name=name, due=due, is_overdue=due < today
    )
