"""Says whose risk is to be rated again: something came up after the newest result (RSK-4, RED-5)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.language import _
from app.domain import labels
from app.domain.answers import Answer
from app.domain.legal import LegalEvent, OrderChange
from app.domain.red import RATE_AGAIN
from app.programme.days.kept import Due
from app.programme.rights import Right
from app.programme.rules.orders import protections
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.task_rows import Kind, Round, TaskRow, may
from app.store.work import Work
from models.programme.case import Case, CaseEvent, RedEvent, RiskResult

WORKING_DAYS = 1
ORDER_ENDED, ORDER_MADE, PROTECTION_OVER, IN_COURT = "", "order_made", "protection_over", "in_court"
COURTS = {
    LegalEvent.ORDER.value: ORDER_MADE, LegalEvent.PROTECTION.value: ORDER_MADE, LegalEvent.PROCEEDINGS.value: IN_COURT,
}  # fmt: skip


def asked_again(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[tuple[str, date]]:
    """Of each of these men the day since which his newest result no longer holds; one day ahead when an order ends."""
    for id, found in _since(work, seat, cases).items():
        yield id, min(found)[0]


def _since(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> dict[str, list[tuple[date, str]]]:
    """What came up after the newest result, with its day: red events, orders made and ending, family proceedings.

    Who was never rated is not rated again; his first result is asked for elsewhere.
    """
    of_them = RiskResult.case_id.in_(list(cases))
    newest = select(RiskResult.case_id, func.max(RiskResult.taken_on), func.max(RiskResult.at))
    rated = {id: (day, at) for id, day, at in work.session.execute(newest.where(of_them).group_by(RiskResult.case_id))}
    found: dict[str, list[tuple[date, str]]] = {}
    events = select(RedEvent.case_id, RedEvent.kind, RedEvent.happened_at, RedEvent.raised_at)
    events = events.where(RedEvent.case_id.in_(list(rated)), RedEvent.kind.in_(sorted(RATE_AGAIN)))
    for id, kind, happened_at, raised_at in work.session.execute(events):
        day = local_day(seat, happened_at)
        if (day, raised_at) > rated[id]:
            found.setdefault(id, []).append((day, kind))
    for id, why, at in _in_court(work, list(rated)):
        if (local_day(seat, at), at) > rated[id]:
            found.setdefault(id, []).append((local_day(seat, at), why))
    for id, (day, _at) in rated.items():
        ends = [(cases[id].order_ends_on, ORDER_ENDED)]
        ends += [(one.last_day, PROTECTION_OVER) for one in protections(cases[id].orders)]
        found.setdefault(id, []).extend((on, why) for on, why in ends if on is not None and on > day)
    return {id: days for id, days in found.items() if days}


def _in_court(work: Work, cases: Collection[str]) -> Iterator[tuple[str, str, datetime]]:
    """When an order was made, of whatever kind, and when family proceedings began (RED-5)."""
    query = select(CaseEvent).where(CaseEvent.kind.in_(sorted(COURTS)), CaseEvent.case_id.in_(cases))
    for row in work.session.scalars(query):
        begins = row.to_state == Answer.YES.value != row.from_state
        if begins if row.kind == LegalEvent.PROCEEDINGS.value else row.reason_code == OrderChange.MADE.value:
            yield row.case_id, COURTS[row.kind], row.at


def _words() -> dict[str, str]:
    """Why it is asked."""
    return labels.red_kinds() | {
        ORDER_ENDED: _("His order has ended"),
        ORDER_MADE: _("An order was made"),
        PROTECTION_OVER: _("A protective order has ended"),
        IN_COURT: _("Family proceedings have begun"),
    }


def _rows(round_: Round) -> Iterator[TaskRow]:
    cases, said = {id: case for id, (case, _client) in round_.cases.items()}, _words()
    for id, found in _since(round_.work, round_.seat, cases).items():
        day, kind = min(found)
        if day <= round_.today:
            words = _("Rate the risk again: {name}").format(name=round_.name(id))
            due = round_.office.after_working_days(day, WORKING_DAYS)
            yield round_.row("risk.record_result", id, due, words, said[kind])


KINDS = (
    Kind(
        "rated_again", _rows, lambda round_: round_.kept(Due.RATED_AGAIN, round_.today), is_kept=True,
        proves=may(Right.READ_TODAY),
    ),
)  # fmt: skip
