"""Puts cases in the order in which a list shows them: filtered, sorted and found in the query, ids first (P3, P14)."""

from collections.abc import Callable, Collection
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, case, func, select, type_coerce
from sqlalchemy.types import NullType

from app.core.shapes import CaseId, Draft, Row
from app.domain.moves import OPEN, CaseState
from app.programme.case_list import CaseRow, rows_of
from app.programme.finding.words import hits_of
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.account import Account
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group, Member

PAGE, MOST_FOUND, MANY_STATES = 200, 500, 5
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


def case_ids(work: Work, seat: ProgrammeSeat, wanted: CasesWanted) -> tuple[CaseId, ...]:
    """The ids of all of them in display order, by one query, or by three where words are looked for."""
    query = select(cast("ColumnElement[bytes]", type_coerce(Case.id, NullType).label("id")))
    for condition in _conditions(work, seat, wanted):
        query = query.where(condition)
    if not (wanted.words or "").strip():
        return _read(work, _sorted(query, wanted.sort or "reference", wanted.descending))
    hits = hits_of(work, seat, wanted.words or "", MOST_FOUND)
    query = query.where(Case.id.in_([hit.case for hit in hits]))
    if wanted.sort is not None:
        return _read(work, _sorted(query, wanted.sort, wanted.descending))
    allowed = frozenset(_read(work, query))
    return tuple(CaseId(hit.case) for hit in hits if hit.case in allowed)


def _read(work: Work, query: Select[bytes]) -> tuple[CaseId, ...]:
    """The ids in their order. They come as one text: a row each would be 100,000 objects for the collector (P3)."""
    rows = query.subquery()
    is_server = work.session.get_bind().dialect.name == "postgresql"
    id = func.encode(rows.c.id, "hex") if is_server else func.lower(func.hex(rows.c.id))
    text = work.session.connection().execute(select(func.aggregate_strings(id, ""))).scalar() or ""
    return cast("tuple[CaseId, ...]", tuple([text[at : at + 32] for at in range(0, len(text), 32)]))


def _conditions(work: Work, seat: ProgrammeSeat, wanted: CasesWanted) -> list[ColumnElement[bool]]:
    found = [cases_within_reach(work, seat.person)]
    if wanted.states:
        found.append(_state_of(wanted.states).in_([CaseState(state).value for state in wanted.states]))
    if wanted.open_only:
        found.append(_state_of(OPEN).in_([state.value for state in OPEN]))
    if wanted.programme:
        found.append(Case.programme == wanted.programme)
    if wanted.assigned_to:
        found.append(Case.assigned_to == wanted.assigned_to)
    if wanted.group:
        here = select(Member.case_id).where(Member.group_id == wanted.group, Member.left_at.is_(None))
        found.append(Case.id.in_(here))
    return found


def _state_of(states: Collection[str]) -> ColumnElement[Any]:
    """Many states are told from the cases in their order, without the cases themselves; a few are looked up (P3)."""
    return not_looked_up(Case.state) if len(states) >= MANY_STATES else Case.state.expression


def _sorted(query: Select[bytes], by: Sort, descending: bool) -> Select[bytes]:
    """In the order of a column; what has nothing there comes last, and the number decides between equals."""
    add, keys = _KEYS[by]
    descending = not descending if by == "days" else descending  # the longest there came first
    query = add(query)
    for key in keys:
        query = query.order_by(key.is_(None), key.desc() if descending else key)
    return query.order_by(Case.number.desc() if descending and by == "reference" else Case.number)


def _with_client(query: Select[bytes]) -> Select[bytes]:
    return query.join(Client, Client.id == Case.client_id)


def _with_worker(query: Select[bytes]) -> Select[bytes]:
    return query.outerjoin(Account, Account.id == Case.assigned_to)


def _with_group(query: Select[bytes]) -> Select[bytes]:
    here = (Member.case_id == Case.id) & Member.left_at.is_(None)
    return query.outerjoin(Member, here).outerjoin(Group, Group.id == Member.group_id)


Joining = Callable[[Select[bytes]], Select[bytes]]
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
