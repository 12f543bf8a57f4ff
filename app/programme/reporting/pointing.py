"""Points at wordings in a report, and at those it may not go on with (REP-3, NEV-17)."""

from app.core.language import _
from app.core.shapes import convert
from app.programme.report_rows import Facts, WordingRow
from app.programme.reporting.filling import wanted_of
from app.programme.reporting.phrases import phrases_of
from app.programme.rules.wording import WordingKind, wordings
from models.programme.document import Report
from reports.programme.documents import Kind

NEVER = frozenset({WordingKind.MUST_NOT_STAND.value, WordingKind.NO_SUCH_FIGURE.value})


def wordings_of(report: Report) -> tuple[WordingRow, ...]:
    """What the fixed lists find in a report."""
    facts, kind = convert(report.facts["registers"], Facts), Kind(report.type)
    figures = [one.key for one in phrases_of(facts, kind, wanted_of(report).language)]
    found = wordings(report.sections, figures)
    return tuple(WordingRow(part=one.part, kind=one.kind.value, found=one.found, words=one.words) for one in found)


def forbidden_in(report: Report) -> tuple[str, ...]:
    """One sentence for each wording that no report may carry."""
    words = _("{part}: “{found}” must not stand in a report.")
    return tuple(words.format(part=one.part, found=one.found) for one in wordings_of(report) if one.kind in NEVER)
