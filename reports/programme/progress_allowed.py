"""Says which words a progress report may carry, so that the leak gate can trace each one (R8)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache

from app.core.language import Speaking
from app.core.shapes import replaced
from reports.kit import gate
from reports.kit.traces import forms, painted, tokens
from reports.kit.words import day, hours, of
from reports.programme.progress import (
    AbsenceCount,
    Achievement,
    Attendance,
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
    """The fixed words of this report, gathered by printing two samples that hold no value of anybody (R8)."""
    with Speaking(language):
        days = tokens(day(_A_DAY))
        kept = tokens(" ".join(str(number) for number in range(10)))
        words = frozenset[str]().union(
            *(tokens(painted(laid_out(sample).printed(_A_MOMENT))) for sample in _samples(language))
        )
        return (words - days) | kept


def _samples(language: str) -> Iterator[ProgressReport]:
    """A report that says nothing, and one that uses every fixed word once."""
    none = Attendance(
        planned=0,
        offered=0,
        attended=0,
        compliant=0,
        caught_up=0,
        not_recorded=0,
        group_minutes=0,
        one_to_one_minutes=0,
        catch_up_minutes=0,
        required_minutes=0,
        late=0,
        late_minutes=0,
        left_early=0,
    )
    empty = ProgressReport(
        office="",
        marking="",
        programme="",
        name="",
        born="",
        reference="",
        legal_basis="",
        recipient="",
        covers_from=_A_DAY,
        covers_to=_A_DAY,
        figures_on=_A_DAY,
        made_at=_A_MOMENT,
        summary="",
        attendance=none,
        absences=(),
        sessions=(),
        blocks=(),
        goals=(),
        risks=(),
        risk_factors=(),
        concerns="",
        next_steps="",
        author="",
        second_reader="",
        read_on=None,
        cleared_on=None,
        number="",
        version=0,
        copy_number=0,
        copies=0,
        is_draft=True,
        language=language,
    )
    yield empty
    one = dict.fromkeys(("caught_up", "not_recorded", "late", "late_minutes", "left_early"), 1)
    yield replaced(
        empty,
        attendance=replaced(none, planned_end=_A_DAY, **one),
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
