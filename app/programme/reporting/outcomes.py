"""Fills what only some reports say: the decision, how his time ended, a three-way review, the change in his profile."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from app.core.shapes import convert
from app.domain.answers import Answer
from app.domain.pack import Pack
from app.domain.questionnaires import DAYS_IN_A_WEEK, WEEKS, Asks, questionnaire
from app.programme.marks import marks_of
from app.programme.measures.entries import entries_of, is_shown, newest
from app.programme.report_rows import Facts
from app.programme.reviews import reviews_of
from app.programme.rules.issue import Route, route_now, route_to, routes
from app.programme.rules.measuring import figures
from app.programme.rules.progress import completion
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, CaseEvent, Decision
from models.programme.document import Report
from reports.programme.parts import (
    Attendee,
    Change,
    Changes,
    Decided,
    Ended,
    Ending,
    Held,
    LookedAt,
    Met,
    Profile,
    Verdict,
)

TOP = "top"
DAYS = WEEKS * DAYS_IN_A_WEEK


def decided_on(work: Work, seat: ProgrammeSeat, case_id: str, last: date) -> Decided | None:
    """The newest decision about his place; the reason code stays in the house (PATH-7, REP-3)."""
    query = select(Decision).where(Decision.case_id == case_id).order_by(Decision.at.desc())
    for row in work.session.scalars(query):
        on = row.at.astimezone(seat.clock.zone).date()
        if row.verdict in set(Verdict) and on <= last:
            criteria = tuple(_looked_at(one) for one in row.frozen["criteria"])
            return Decided(verdict=Verdict(row.verdict), on=on, criteria=criteria)
    return None


def _looked_at(one: dict[str, str]) -> LookedAt:
    """A criterion as it was frozen; what somebody noted beside it stays in the house (DEN-6, REP-3)."""
    return LookedAt(criterion=one["text"], outcome=Met(one["outcome"]), why=one["reason"], stands_in=one["source"])


def ended_on(work: Work, seat: ProgrammeSeat, case: Case, pack: Pack) -> Ended:
    """How and when his time ended, as his case has it; completion has the date of the registers (CASE-8)."""
    if case.state not in set(Ending):
        return Ended(how=Ending.NOT_ENDED)
    how = Ending(case.state)
    if how is Ending.COMPLETED:
        return Ended(how=how, on=completion(pack, marks_of(work, seat, case.id)).completed_on)
    query = select(CaseEvent.at).where(CaseEvent.case_id == case.id, CaseEvent.to_state == case.state)
    at = work.session.scalars(query.order_by(CaseEvent.at.desc()).limit(1)).one_or_none()
    return Ended(how=how, on=at.astimezone(seat.clock.zone).date() if at else None)


def route_of(seat: ProgrammeSeat, case: Case) -> Answer:
    """Whether the referrer may have reports today; said before the end of an order it counts until then (REF-8)."""
    said_on = case.reporting_said_on or case.received_on
    return route_now(Answer(case.reporting_route), said_on, case.order_ends_on, seat.clock.today())


def named_reader(report: Report) -> str:
    """The reader whose name stands on the paper."""
    return str(report.facts["recipient"] or convert(report.facts["registers"], Facts).recipient)


def route_for(case: Case, recipient: str, today: date | None = None) -> Route:
    """What was said last of whoever gets a paper: the referrer, or another reader (REF-8, REP-13).

    With `today`, as it counts on that day: what was said before the end of his order counts until then.
    """
    said_on = case.reporting_said_on or case.received_on
    referrer = Route("", Answer(case.reporting_route), case.reporting_reason or "", said_on)
    names = [name for name in (case.referrer_organisation, case.referrer_officer) if name]
    every = (referrer, *routes(case.other_readers or ()))
    if today is not None:
        every = tuple(replace(one, route=route_now(one.route, one.said_on, case.order_ends_on, today)) for one in every)
    return route_to(recipient, every[0], names, every[1:])


def other_routes(seat: ProgrammeSeat, case: Case) -> tuple[Route, ...]:
    """Every reader besides the referrer of whom something was said, as it counts today."""
    today, every = seat.clock.today(), routes(case.other_readers or ())
    return tuple(replace(route_for(case, one.reader, today), reader=one.reader) for one in every)


def review_held(work: Work, case_id: str, last: date) -> Held | None:
    """The newest three-way review, as it was last recorded (REV-1 to REV-3)."""
    row = next((one for one in reviews_of(work, [case_id]) if one.counts and one.held_on <= last), None)
    if row is None:
        return None
    present = {str(one["role"]) for one in row.attendees}
    return Held(
        on=row.held_on,
        present=tuple(role for role in Attendee if role.value in present),
        missing=tuple(role for role in Attendee if role.value in row.missing),
        outstanding=row.outstanding,
        onward=row.onward,
    )


def changes_of(work: Work, case_id: str, last: date) -> Changes | None:
    """His first and newest profile side by side; nothing while its licence is not confirmed (TOP-1, TOP-2)."""
    asked = questionnaire(TOP)
    rows = [one for one in newest(entries_of(work, [case_id])) if one.measure == TOP and one.on_day <= last]
    if len(rows) <= 1 or not is_shown(work, asked):
        return None
    first, latest = rows[0], rows[-1]
    lines = []
    for start, end in zip(figures(asked, first.scores), figures(asked, latest.scores), strict=True):
        item = asked.item(start.key)
        if item is not None and start.key in set(Profile):
            out_of = DAYS if item.asks is Asks.DAYS else start.of
            lines.append(
                Change(item=Profile(start.key), out_of=out_of, first=_whole(start.value), latest=_whole(end.value))
            )
    return Changes(first_on=first.on_day, latest_on=latest.on_day, lines=tuple(lines))


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else int(value)
