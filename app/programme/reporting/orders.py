"""Says of whose order the end asks whether we may still report: it comes soon, or is over (REF-8)."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from app.core.language import _
from app.domain.answers import Answer
from app.domain.calendar import day_words
from app.domain.moves import OPEN
from app.programme.case_list import short_name
from app.programme.days.kept import Due
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Kind, Round, Soonest, TaskRow, may
from app.store.work import Work
from models.programme.case import Case

ORDER_ENDS = timedelta(weeks=4)


def _orders(round_: Round) -> Iterator[TaskRow]:
    """An order that ends soon or has ended: a report may no longer have a lawful reader (REF-8).

    Whoever asked within these weeks is not asked again before the end; an end asks anew, unless the way is closed.
    """
    for case, client in round_.cases.values():
        if case.order_ends_on is None or not _asks_of_order(case, case.order_ends_on, round_.today):
            continue
        words = _("Ask the referrer, the order ends: {name}")
        if case.order_ends_on < round_.today:
            words = _("Ask whether we may still report, the order has ended: {name}")
        about, ends = f"{case.id}/reporting", case.order_ends_on
        yield round_.row("case.set_reporting", about, ends, words.format(name=short_name(client)), day_words(ends))


def _asks_of_order(case: Case, ends: date, today: date) -> bool:
    if ends > today + ORDER_ENDS or case.reporting_route == Answer.NO.value:
        return False
    if case.reporting_route == Answer.UNKNOWN.value:
        return True
    if ends < today:
        return (case.reporting_said_on or case.received_on) <= ends
    return case.reporting_said_on is None or case.reporting_said_on < today - ORDER_ENDS


def orders_of(_work: Work, _seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[tuple[str, date, date]]:
    """The end of each order of which `_orders` asks now or will ask, and until when it does (REF-8, P8)."""
    for id, case in cases.items():
        ends, said = case.order_ends_on, case.reporting_said_on
        if ends is None or case.state not in OPEN or case.reporting_route == Answer.NO.value:
            continue
        is_unknown, asks_after = case.reporting_route == Answer.UNKNOWN.value, (said or case.received_on) <= ends
        if is_unknown or asks_after or said is None or said + ORDER_ENDS < ends:
            yield id, ends, date.max if is_unknown or asks_after else ends


def _with_orders(round_: Round) -> Soonest:
    return round_.kept(Due.ORDER, round_.today + ORDER_ENDS)


ORDERS = Kind("orders", _orders, _with_orders, is_kept=True, proves=may(Right.READ_TODAY))
