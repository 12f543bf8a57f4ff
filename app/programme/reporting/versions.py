"""Keeps what a report said in each edition, and shows two editions beside one another (REP-6)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from re import findall

from sqlalchemy import select

from app.core.shapes import Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.report_rows import OfReport
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.document import Report, ReportVersion

ONE_SITTING = timedelta(minutes=30)
Span = tuple[int, int]


class VersionRow(Row):
    """What the writer's parts said in one edition, who wrote it and when; `figures_on`: the day of its figures."""

    edition: int
    sections: dict[str, str]
    figures_on: date
    by: str
    at: datetime


class Versions(Noun):
    """What is done with the editions of a report."""

    seat: ProgrammeSeat

    @act("report.versions", Right.WRITE_REPORT, kind=Kind.OPEN, about="report")
    def versions(self, work: Work, draft: OfReport) -> tuple[VersionRow, ...]:
        """List what a report said before, newest first; what one person saved in one sitting is one line."""
        report = work.get(Report, draft.report)
        query = select(ReportVersion).where(ReportVersion.report_id == report.id)
        rows = work.session.scalars(query.order_by(ReportVersion.edition)).all()
        return tuple(_row(one) for one in reversed([*_sittings(rows)]))


def keep_version(work: Work, seat: ProgrammeSeat, report: Report) -> None:
    """Keep what this edition says; a later one never overwrites it."""
    work.add(
        ReportVersion(
            report_id=report.id,
            edition=report.edition,
            sections=dict(report.sections),
            figures_on=report.facts_on,
            at=seat.clock.now(),
            by_user=seat.person.id,
            by_label=seat.person.label,
        )
    )


def _sittings(rows: Sequence[ReportVersion]) -> Iterator[ReportVersion]:
    """The last of each sitting: a draft saves itself every minute, and nobody compares those."""
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        if after is None or after.by_user != row.by_user or after.at - row.at > ONE_SITTING:
            yield row


def _row(one: ReportVersion) -> VersionRow:
    return VersionRow(edition=one.edition, sections=one.sections, figures_on=one.figures_on, by=one.by_label, at=one.at)


def changed(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where the words of two texts differ: places in the earlier that are gone, places in the later that are new."""
    old, new = findall(r"\s*\S+", before), findall(r"\s*\S+", after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = tuple(_span(old, first, last) for kind, first, last, _a, _b in steps if kind != "equal" and last > first)
    come = tuple(_span(new, first, last) for kind, _a, _b, first, last in steps if kind != "equal" and last > first)
    return gone, come


def _span(words: Sequence[str], first: int, last: int) -> Span:
    """From the first letter of a run of words to its last."""
    begin = sum(map(len, words[:first]))
    text = "".join(words[first:last])
    return begin + len(text) - len(text.lstrip()), begin + len(text)
