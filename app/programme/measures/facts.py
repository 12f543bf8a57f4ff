"""Gathers the facts that criteria of a programme may ask about: the substance screen and risk values from others."""

from sqlalchemy import select

from app.domain.answers import Answer
from app.domain.questionnaires import exact
from app.programme.measures.substance import newest_results
from app.programme.risks import LEVELS, highest
from app.programme.rules.verdict import Value
from app.store.work import Work
from models.programme.case import RiskResult

UNKNOWN = Answer.UNKNOWN.value
VALUES = ("ogrs3", "ovp", "rsr")
SARA = "sara"


def screening_facts(work: Work, case_id: str) -> dict[str, Value]:
    """What is known; what nobody knows, declined or did not ask is left out, never filled with "no" (NEV-14)."""
    facts: dict[str, Value] = {}
    if (result := newest_results(work, [case_id]).get(case_id)) is not None:
        facts["substance_result"] = result
    for row in _newest(work, case_id):
        facts |= _of_result(row)
    return facts


def _newest(work: Work, case_id: str) -> tuple[RiskResult, ...]:
    """Of each tool the newest result (RSK-4)."""
    query = select(RiskResult).where(RiskResult.case_id == case_id).order_by(RiskResult.taken_on, RiskResult.at)
    return tuple({row.tool.casefold(): row for row in work.session.scalars(query)}.values())


def _of_result(row: RiskResult) -> dict[str, Value]:
    """A tool's values as received; the overall SARA rating is the higher of its two (RSK-1)."""
    tool = row.tool.casefold()
    if tool.startswith(SARA):
        levels = {f"{SARA}_to_{key}": str(value) for key, value in row.results.items() if str(value) in LEVELS}
        overall = highest(row.results.values())
        return {**levels, **({f"{SARA}_overall": overall} if overall != UNKNOWN else {})}
    if tool == "rosh":
        return {tool: row.level} if row.level != UNKNOWN else {}
    numbers = [value for value in row.results.values() if isinstance(value, int | float)]
    return {tool: exact(numbers[0])} if tool in VALUES and len(numbers) == 1 else {}
