"""Says whose risk is to be rated again: something came up after the newest result (RSK-4, RED-5)."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import func, select

from app.core.language import _
from app.domain import labels
from app.domain.red import RATE_AGAIN
from app.programme.days.kept import Due
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.task_rows import Kind, Round, TaskRow
from app.store.work import Work
from models.programme.case import Case, RedEvent, RiskResult

WORKING_DAYS = 1
ORDER_ENDED = ""


def asked_again(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[tuple[str, date]]:
    """Of each of these men the day since which his newest result no longer holds; one day ahead when an order ends."""
    for id, found in _since(work, seat, cases).items():
        yield id, min(found)[0]


def _since(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> dict[str, list[tuple[date, str]]]:
    """What came up after the newest result, with its day: the kinds of red events, and the end of an order.

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
    for id, (day, _at) in rated.items():
        ends = cases[id].order_ends_on
        if ends is not None and ends > day:
            found.setdefault(id, []).append((ends, ORDER_ENDED))
    return found


def _rows(round_: Round) -> Iterator[TaskRow]:
    cases = {id: case for id, (case, _client) in round_.cases.items()}
    for id, found in _since(round_.work, round_.seat, cases).items():
        day, kind = min(found)
        if day <= round_.today:
            words = _("Rate the risk again: {name}").format(name=round_.name(id))
            why = labels.red_kinds().get(kind, _("His order has ended"))
            yield round_.row("risk.record_result", id, round_.office.after_working_days(day, WORKING_DAYS), words, why)


KINDS = (Kind("rated_again", _rows, lambda round_: round_.kept(Due.RATED_AGAIN), is_kept=True),)
