"""Reads every risk result of a man as it was received: values, how many were rated, and bands that only display."""

from datetime import date
from typing import Literal

from sqlalchemy import select

from app.core.language import _
from app.core.settings import BY_KEY
from app.core.shapes import Row
from app.domain import labels
from app.domain.answers import Answer
from app.domain.counts import band_of
from app.domain.questionnaires import exact
from app.programme.office import setting
from app.store.work import Work
from models.programme.case import RiskResult

UNKNOWN = Answer.UNKNOWN.value


class ValueRow(Row):
    """One value of a result as it was kept; a band stands beside it for display only (RSK-2)."""

    key: str
    value: str | int | float
    said: str
    band: str


class ResultRow(Row):
    """One result. A level nobody knows stays not known; totals say how many items were rated (RSK-1)."""

    result: str
    tool: str
    version: str
    level: str
    taken_on: date
    assessor: str
    review_on: date | None
    values: tuple[ValueRow, ...]
    rated: int
    of: int
    sources: tuple[str, ...]
    counts: Literal["yes", "no"]


def result_rows(work: Work, case_id: str) -> tuple[ResultRow, ...]:
    """Every result, newest first; of each tool the newest counts and the older ones stay (RSK-4)."""
    query = select(RiskResult).where(RiskResult.case_id == case_id)
    rows = work.session.scalars(query.order_by(RiskResult.taken_on.desc(), RiskResult.at.desc()))
    seen: set[str] = set()
    shown = []
    for row in rows:
        shown.append(_row(work, row, counts=row.tool not in seen))
        seen.add(row.tool)
    return tuple(shown)


def _row(work: Work, row: RiskResult, *, counts: bool) -> ResultRow:
    sources = labels.evidence_sources()
    return ResultRow(
        result=row.id,
        tool=row.tool,
        version=row.tool_version or "",
        level=row.level,
        taken_on=row.taken_on,
        assessor=row.assessor,
        review_on=row.review_on,
        values=tuple(_value(work, row.tool, key, value) for key, value in row.results.items()),
        rated=sum(value != UNKNOWN for value in row.results.values()),
        of=len(row.results),
        sources=tuple(sources.get(one, one) for one in row.sources_used),
        counts="yes" if counts else "no",
    )


def _value(work: Work, tool: str, key: str, value: str | int | float) -> ValueRow:
    said = _("Not known") if value == UNKNOWN else labels.risk_levels().get(str(value), str(value))
    band = band_for(work, key, value) or band_for(work, tool.casefold(), value)
    return ValueRow(key=key, value=value, said=said, band=band)


def band_for(work: Work, tool: str, value: str | int | float) -> str:
    """The band of a value in the office's table for this tool; empty where there is none (RSK-2)."""
    key = f"risk.bands.{tool}"
    if key not in BY_KEY or isinstance(value, str):
        return ""
    table = setting(work.session, key)
    found = band_of(table, exact(value)) if isinstance(table, tuple) else None
    return labels.risk_levels().get(found or "", found or "")
