"""Reads what the registers say of one man, as the counting rules take it: the newest mark of each session."""

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, exists, select, type_coerce
from sqlalchemy.orm import aliased

from app.domain.codes import MarkCode
from app.domain.pack import content_key
from app.programme.rules.attendance import Mark, SessionKind
from app.programme.seat import ProgrammeSeat
from app.programme.together.sharing import own_covers
from app.store.work import Work
from models.programme.attendance import Mark as MarkRow
from models.programme.group import Group, Session


def that_counts(mark: type[MarkRow]) -> ColumnElement[bool]:
    """In a query: the newest mark of its session and man; a correction took the place of the others (ATT-4)."""
    newer = aliased(MarkRow)
    return ~exists().where(newer.session_id == mark.session_id, newer.case_id == mark.case_id, newer.turn > mark.turn)


def marks_of(work: Work, seat: ProgrammeSeat, case_id: str) -> tuple[Mark, ...]:
    """Every session with a mark of his, oldest first; times are the office's wall time (ATT-4)."""
    return next(iter(marks_of_all(work, seat, [case_id]).values()), ())


def marks_of_all(work: Work, seat: ProgrammeSeat, cases: Collection[str]) -> dict[str, tuple[Mark, ...]]:
    """The same for several men at once, by case; one without a mark is not among them."""
    found: dict[str, list[Mark]] = {}
    shared = own_covers(work, cases)
    covers: dict[str, tuple[str, ...]] = {}
    for row in work.session.execute(_of_men(), {"men": list(cases)}):
        if row.covers not in covers:
            covers[row.covers] = tuple(json.loads(row.covers))
        one = Mark(
            session=row.id,
            starts_at=row.starts_at.astimezone(seat.clock.zone),
            kind=SessionKind(row.kind),
            code=MarkCode(row.code),
            minutes=row.minutes,
            planned_minutes=row.planned_minutes,
            covers=shared.get((row.id, row.case_id)) or covers[row.covers] or (content_key(row.key, row.number),),
            group=row.group_code or "",
        )
        found.setdefault(row.case_id, []).append(one)
    return {id: tuple(marks) for id, marks in found.items()}


@cache
def _of_men() -> Select[*tuple[Any, ...]]:
    """The question, put together once: that took as long as its answer (P6)."""
    return (
        select(
            Session.id,
            Session.starts_at,
            Session.kind,
            Session.key,
            Session.number,
            type_coerce(Session.covers, Text).label("covers"),
            Session.planned_minutes,
            MarkRow.case_id,
            MarkRow.code,
            MarkRow.minutes,
            Group.code.label("group_code"),
        )
        .join(MarkRow, MarkRow.session_id == Session.id)
        .outerjoin(Group, Group.id == Session.group_id)
        .where(
            MarkRow.case_id.in_(bindparam("men", expanding=True)), that_counts(MarkRow), Session.starts_at.is_not(None)
        )
        .order_by(Session.starts_at, Session.order)
    )
