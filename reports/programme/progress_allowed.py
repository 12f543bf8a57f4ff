"""Says which words a progress report may carry, so that the leak gate can trace each one (R8)."""

from datetime import UTC, date, datetime
from functools import cache

from app.core.language import Speaking
from app.core.shapes import convert, replaced
from reports.kit import gate
from reports.kit.traces import forms, painted, tokens
from reports.kit.words import day, hours, of
from reports.programme.progress import (
    AbsenceCount,
    Achievement,
    Block,
    BlockState,
    Goal,
    Level,
    Mark,
    ProgressReport,
    RiskFactor,
    RiskResult,
    SessionLine,
    Source,
)
from reports.programme.progress_page import laid_out
from reports.programme.progress_words import all_minutes

_A_DAY = date(2002, 3, 2)
_A_MOMENT = datetime(2002, 3, 2, tzinfo=UTC)


def leaks(data: ProgressReport, pdf: bytes) -> tuple[str, ...]:
    """What stands in this paper and comes from nowhere in its data; empty means it may go on (R8)."""
    return gate.problems(pdf, allowed(data), template_words(data.language))


def allowed(data: ProgressReport) -> tuple[str, ...]:
    """Every form in which a value of this report may stand on its pages, for the leak gate (R8)."""
    seen = data.attendance
    with Speaking(data.language):
        counted = [
            hours(minutes)
            for minutes in (
                all_minutes(seen),
                seen.group_minutes,
                seen.one_to_one_minutes,
                seen.catch_up_minutes,
                seen.required_minutes,
            )
        ]
        shares = [
            of(seen.attended, seen.offered),
            of(seen.compliant, seen.offered),
            of(all_minutes(seen), seen.required_minutes),
        ]
        return (*forms(data), *counted, *shares)


@cache
def template_words(language: str) -> frozenset[str]:
    """The fixed words of this report, gathered by printing samples that hold no value of anybody (R8)."""
    with Speaking(language):
        days = tokens(day(_A_DAY))
        kept = tokens(" ".join(str(number) for number in range(10)))
        words = frozenset[str]().union(
            *(tokens(painted(laid_out(sample).printed(_A_MOMENT))) for sample in _samples(language))
        )
        return (words - days) | kept


def _samples(language: str) -> tuple[ProgressReport, ...]:
    """A report that says nothing, and two that use every fixed word once: before its clearance and after."""
    empty = _empty(language)
    one = dict.fromkeys(("caught_up", "not_recorded", "late", "late_minutes", "left_early"), 1)
    full = replaced(
        empty,
        attendance=replaced(empty.attendance, planned_end=_A_DAY, **one),
        absences=tuple(AbsenceCount(mark=mark, count=0) for mark in Mark),
        sessions=tuple(SessionLine(session="", on=_A_DAY, mark=mark) for mark in Mark),
        blocks=tuple(Block(name="", attended=0, planned=0, state=state) for state in BlockState),
        goals=tuple(Goal(text="", area="", set_on=_A_DAY, achievement=how, evidence="1") for how in Achievement),
        risks=tuple(RiskResult(tool="", level=level, on=_A_DAY, source=Source.OWN) for level in Level),
        risk_factors=tuple(RiskFactor(words="", source=source) for source in Source),
        second_reader="1",
        read_on=_A_DAY,
        cleared_on=_A_DAY,
        is_draft=False,
    )
    return empty, replaced(full, cleared_on=None), full


def _empty(language: str) -> ProgressReport:
    """No word of anybody, no number but nothing."""
    words = (
        "office marking programme name born reference legal_basis recipient summary concerns next_steps author "
        "second_reader number"
    )
    counts = (
        "planned offered attended compliant caught_up not_recorded group_minutes one_to_one_minutes catch_up_minutes "
        "required_minutes late late_minutes left_early"
    )
    lists = "absences sessions blocks goals risks risk_factors"
    values: dict[str, object] = {
        **dict.fromkeys(words.split(), ""),
        **dict.fromkeys(lists.split(), ()),
        **dict.fromkeys(("covers_from", "covers_to", "figures_on"), _A_DAY.isoformat()),
        **dict.fromkeys(("version", "copy_number", "copies"), 0),
        **dict.fromkeys(("read_on", "cleared_on"), None),
    }
    values |= {"attendance": dict.fromkeys(counts.split(), 0), "made_at": _A_MOMENT.isoformat(), "is_draft": True}
    values |= {"born": "2002", "language": language}
    return convert(values, ProgressReport)
