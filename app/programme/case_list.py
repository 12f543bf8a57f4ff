"""Lists cases within reach, by state, programme, group or words, with what a list shows of each."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func, select

from app.core.shapes import CaseId, Draft, Row
from app.domain.answers import Answer
from app.domain.moves import OPEN, CaseState, state_words
from app.programme.finding.words import hits_of
from app.programme.office import names_of
from app.programme.packs.shelf import pack_of
from app.programme.reach import cases_within_reach
from app.programme.risks import LEVELS, UNKNOWN
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.account import Account
from models.programme.case import Case, Hold, RiskResult
from models.programme.client import Client
from models.programme.group import Group, Member

PAGE, MOST_FOUND = 200, 500
STATES = tuple(CaseState)
Sort = Literal[
    "reference", "name", "state", "days", "group", "received_on", "review_on", "order_ends_on", "programme", "worker"
]


class CasesWanted(Draft):
    """Which cases, in which order, and which page of them; cases found by words come as they fit unless sorted."""

    states: tuple[CaseState, ...] = ()
    programme: str | None = None
    group: str | None = None
    assigned_to: str | None = None
    words: str | None = None
    open_only: bool = False
    sort: Sort | None = None
    descending: bool = False
    page: int = 1
    size: int = PAGE


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


class CaseRows(Row):
    """A page of cases, and how many there are in all."""

    rows: tuple[CaseRow, ...]
    total: int


def case_rows(work: Work, seat: ProgrammeSeat, wanted: CasesWanted) -> CaseRows:
    """The page asked for, ids first: rows are made for that page alone."""
    ids = case_ids(work, seat, wanted)
    size = max(1, min(wanted.size, 1000))
    first = (max(wanted.page, 1) - 1) * size
    return CaseRows(rows=rows_of(work, seat, ids[first : first + size]), total=len(ids))


def case_ids(work: Work, seat: ProgrammeSeat, wanted: CasesWanted) -> tuple[str, ...]:
    """The ids of all of them in display order, by one query, or by three where words are looked for."""
    query = select(Case.id)
    for condition in _conditions(work, seat, wanted):
        query = query.where(condition)
    if not (wanted.words or "").strip():
        return tuple(work.session.scalars(_sorted(query, wanted.sort or "reference", wanted.descending)))
    hits = hits_of(work, seat, wanted.words or "", MOST_FOUND)
    query = query.where(Case.id.in_([hit.case for hit in hits]))
    if wanted.sort is not None:
        return tuple(work.session.scalars(_sorted(query, wanted.sort, wanted.descending)))
    allowed = frozenset(work.session.scalars(query))
    return tuple(hit.case for hit in hits if hit.case in allowed)


def rows_of(work: Work, seat: ProgrammeSeat, ids: Sequence[str]) -> tuple[CaseRow, ...]:
    """The rows of these cases, in their order; five queries however many. One that is gone is left out."""
    query = select(Case, Client).join(Client, Client.id == Case.client_id)
    query = query.where(Case.id.in_(list(ids)), cases_within_reach(work, seat.person))
    rows = {row.case: row for row in _as_rows(work, seat, query)}
    return tuple(rows[CaseId(id)] for id in ids if id in rows)


def short_name(client: Client) -> str:
    """First name and initial, as screens show him (experience.md section 12)."""
    first = client.known_as or client.given_name
    return f"{first} {client.family_name[:1]}." if client.family_name else first


def _conditions(work: Work, seat: ProgrammeSeat, wanted: CasesWanted) -> list[ColumnElement[bool]]:
    found = [cases_within_reach(work, seat.person)]
    if wanted.states:
        found.append(Case.state.in_([CaseState(state).value for state in wanted.states]))
    if wanted.open_only:
        found.append(Case.state.in_([state.value for state in OPEN]))
    if wanted.programme:
        found.append(Case.programme == wanted.programme)
    if wanted.assigned_to:
        found.append(Case.assigned_to == wanted.assigned_to)
    if wanted.group:
        here = select(Member.case_id).where(Member.group_id == wanted.group, Member.left_at.is_(None))
        found.append(Case.id.in_(here))
    return found


def _sorted(query: Select[str], by: Sort, descending: bool) -> Select[str]:
    """In the order of a column; what has nothing there comes last, and the number decides between equals."""
    add, keys = _KEYS[by]
    descending = not descending if by == "days" else descending  # the longest there came first
    query = add(query)
    for key in keys:
        query = query.order_by(key.is_(None), key.desc() if descending else key)
    return query.order_by(Case.number.desc() if descending and by == "reference" else Case.number)


def _with_client(query: Select[str]) -> Select[str]:
    return query.join(Client, Client.id == Case.client_id)


def _with_worker(query: Select[str]) -> Select[str]:
    return query.outerjoin(Account, Account.id == Case.assigned_to)


def _with_group(query: Select[str]) -> Select[str]:
    here = (Member.case_id == Case.id) & Member.left_at.is_(None)
    return query.outerjoin(Member, here).outerjoin(Group, Group.id == Member.group_id)


Joining = Callable[[Select[str]], Select[str]]
_KEYS: dict[Sort, tuple[Joining, tuple[Any, ...]]] = {
    "reference": (lambda query: query, ()),
    "name": (_with_client, (func.coalesce(Client.known_as, Client.given_name), Client.family_name)),
    "state": (lambda query: query, (case({state.value: at for at, state in enumerate(STATES)}, value=Case.state),)),
    "days": (lambda query: query, (Case.state_since,)),
    "group": (_with_group, (Group.code,)),
    "received_on": (lambda query: query, (Case.received_on,)),
    "review_on": (lambda query: query, (Case.review_on,)),
    "order_ends_on": (lambda query: query, (Case.order_ends_on,)),
    "programme": (lambda query: query, (Case.programme,)),
    "worker": (_with_worker, (Account.label,)),
}


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
            name=f"{client.given_name} {client.family_name}",
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
