"""Puts a report that is due aside until a day, with a reason; then it is asked for again (REP-1, P20).

A line of his history keeps it: who, why, which report, until when. Whoever begins the report needs no more.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import CaseId
from app.domain.calendar import day_words
from app.domain.names import full_name
from app.programme.case_record import REPORT_ASIDE
from app.programme.reach import cases_within_reach
from app.programme.report_rows import LIES_ASIDE, ReportLine
from app.programme.reporting.outcomes import route_of
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, CaseEvent
from models.programme.client import Client
from models.programme.document import Report


class PutAside(NamedTuple):
    """That a report was put aside: when, by whom, until which day, and why."""

    case: str
    report: str
    at: datetime
    by: str
    until: date
    because: str


def put_aside(work: Work, cases: Collection[str] | None = None) -> dict[tuple[str, str], PutAside]:
    """What was said last of each report of these men that somebody put aside, or of everybody's; by man and report."""
    query = select(CaseEvent).where(CaseEvent.kind == REPORT_ASIDE)
    if cases is not None:
        query = query.where(CaseEvent.case_id.in_(cases))
    rows = work.session.scalars(query.order_by(CaseEvent.at, CaseEvent.id))
    return {(row.case_id, row.to_state or ""): _aside(row) for row in rows}


def _aside(row: CaseEvent) -> PutAside:
    until = date.fromisoformat(row.from_state or "")
    return PutAside(row.case_id, row.to_state or "", row.at, row.by_label, until, row.note or "")


def aside_problems(until: date, asked: date | None, today: date) -> dict[str, str]:
    """What keeps a report from being put aside until this day, by field; `asked`: the last day on which it is due."""
    if asked is None:
        return {"type": _("Nobody asks for this report of him now. Look at Today again.")}
    if until <= today:
        return {"until": _("Choose a day after today.")}
    if until > asked:
        words = _("Choose {day} or a day before it: later nobody would ask for this report any more.")
        return {"until": words.format(day=day_words(asked))}
    return {}


def lines_aside(work: Work, seat: ProgrammeSeat, case: CaseId | None) -> Iterable[ReportLine]:
    """The reports that lie aside today, as the board shows them: nobody has begun one since."""
    today = seat.clock.today()
    asides = [one for one in put_aside(work, None if case is None else [case]).values() if one.until > today]
    query = select(Case, Client).join(Client, Client.id == Case.client_id)
    query = query.where(Case.id.in_({one.case for one in asides}), cases_within_reach(work, seat.person))
    men = {row.Case.id: (row.Case, row.Client) for row in work.session.execute(query)} if asides else {}
    for one in asides:
        begun = select(Report.id).where(
            Report.case_id == one.case, Report.type == one.report, Report.created_at >= one.at
        )
        if one.case in men and work.session.scalar(begun.limit(1)) is None:
            yield _line(seat, one, *men[one.case])


def _line(seat: ProgrammeSeat, one: PutAside, case: Case, client: Client) -> ReportLine:
    """`report` names the man and the report, as a row of Today does: there is no draft yet."""
    words = _("Put aside until {day}: {why}")
    return ReportLine(
        report=f"{one.case}/{one.report}", case=one.case, reference=case.reference,
        name=full_name(client.given_name, client.family_name), type=one.report, state=LIES_ASIDE,
        words=words.format(day=day_words(one.until), why=one.because), lines=(), edition=0,
        covers_to=seat.clock.today(), author=one.by, reader="", since=one.at, due_on=one.until,
        route=route_of(seat, case),
    )  # fmt: skip
