"""Shows cases as the lines of a list, with what a list shows of each."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select

from app.core.shapes import CaseId, Row
from app.domain.answers import Answer
from app.domain.moves import CaseState, state_words
from app.domain.names import full_name
from app.programme.office import names_of
from app.programme.packs.shelf import pack_of
from app.programme.reach import cases_within_reach
from app.programme.risks import LEVELS, UNKNOWN
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.case import Case, Hold, RiskResult
from models.programme.client import Client
from models.programme.group import Group, Member


class CaseRow(Row):
    """One line of a list of cases."""

    case: CaseId
    reference: str
    name: str
    short_name: str
    programme: str
    state: str
    state_words: str
    days_in_state: int
    received_on: date
    review_on: date | None
    order_ends_on: date | None
    group: str
    lead: str
    risk: str
    on_hold: bool


def rows_of(work: Work, seat: ProgrammeSeat, ids: Sequence[str]) -> tuple[CaseRow, ...]:
    """The rows of these cases, in their order; five queries however many. One that is gone is left out."""
    query = select(Case, Client).join(Client, Client.id == Case.client_id)
    query = query.where(Case.id.in_(list(ids)), cases_within_reach(work, seat.person))
    rows = {row.case: row for row in _as_rows(work, seat, query)}
    return tuple(rows[CaseId(id)] for id in ids if id in rows)


def short_name(client: Client) -> str:
    """First name and initial, as screens show him (experience.md section 12)."""
    return short_of(client.known_as, client.given_name, client.family_name)


def short_of(known_as: str | None, given_name: str, family_name: str) -> str:
    """The same from the parts of a name."""
    first = known_as or given_name
    return f"{first} {family_name[:1]}." if family_name else first


def _as_rows(work: Work, seat: ProgrammeSeat, page: Select[Case, Client]) -> tuple[CaseRow, ...]:
    found = work.session.execute(page).all()
    ids = [row.Case.id for row in found]
    leads = names_of(work.session, (row.Case.assigned_to for row in found))
    groups, levels, held = group_codes(work, ids), _levels(work, ids), _held(work, ids)
    today = seat.clock.today()
    return tuple(
        CaseRow(
            case=CaseId(case.id),
            reference=case.reference,
            name=full_name(client.given_name, client.family_name),
            short_name=short_name(client),
            programme=pack_of(work, case).title,
            state=case.state,
            state_words=state_words(CaseState(case.state)),
            days_in_state=(today - local_day(seat, case.state_since)).days,
            received_on=case.received_on,
            review_on=case.review_on,
            order_ends_on=case.order_ends_on,
            group=groups.get(case.id, ""),
            lead=leads.get(case.assigned_to or "", ""),
            risk=levels.get(case.id, Answer.UNKNOWN.value),
            on_hold=case.id in held,
        )
        for case, client in found
    )


def group_codes(work: Work, ids: list[str]) -> dict[str, str]:
    """The code of the group each case is in now."""
    query = (
        select(Member.case_id, Group.code)
        .join(Group, Group.id == Member.group_id)
        .where(Member.case_id.in_(ids), Member.left_at.is_(None))
    )
    return {row.case_id: row.code for row in work.session.execute(query)}


def _levels(work: Work, ids: list[str]) -> dict[str, str]:
    """How high each case's risk stands: the highest among each tool's newest known result (RSK-3)."""
    query = (
        select(RiskResult.case_id, RiskResult.tool, RiskResult.level)
        .where(RiskResult.case_id.in_(ids), RiskResult.level != UNKNOWN)
        .order_by(RiskResult.taken_on, RiskResult.at)
    )
    newest: dict[str, dict[str, str]] = {}
    for row in work.session.execute(query):
        newest.setdefault(row.case_id, {})[row.tool] = row.level
    return {case: max(tools.values(), key=LEVELS.index) for case, tools in newest.items()}


def _held(work: Work, ids: list[str]) -> frozenset[str]:
    query = select(Hold.case_id).where(Hold.case_id.in_(ids), Hold.lifted_on.is_(None))
    return frozenset(work.session.scalars(query))
