"""Gives each act about people in groups and their orders an input that fits, for the role and act matrix."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_group, waiting

Given = dict[str, object]


def who_waits(office: Office) -> Given:
    """A case that waits."""
    return {"case": waiting(office.desk("priya"))}


def to_transfer(office: Office) -> Given:
    """A man with a place, and another group of his programme."""
    desk = office.desk("priya")
    case = waiting(desk)
    perform(desk, "group.allocate", {"group": a_group(desk), "case": case})
    return {"case": case, "group": a_group(desk, code="TUE-2")}


def to_reopen(office: Office) -> Given:
    """A closed case, why it is taken up again, and a manager who agrees."""
    given = who_waits(office)
    perform(office.desk("priya"), "case.move", {**given, "to": "withdrawn", "reason_code": "personal"})
    return {**given, "reason": "He is back", "second": "mo"}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "waiting.list": lambda _office: {},
    "waiting.offers": who_waits,
    "waiting.note": lambda office: {**who_waits(office), "text": "Tuesdays only"},
    "case.preview_move": lambda office: {**who_waits(office), "to": "withdrawn"},
    "case.reopen": to_reopen,
    "case.set_reporting": lambda office: {
        **who_waits(office),
        "route": "no",
        "reason": "The order has ended.",
        "reader": "Cafcass",
    },
    "case.set_order": lambda office: {
        **who_waits(office),
        "change": "extended",
        "reason": "Seen",
        "ends_on": "2028-01-31",
    },
    "case.set_protection": lambda office: {
        **who_waits(office),
        "change": "made",
        "reason": "Seen",
        "kind": "Restraining order",
    },
    "case.set_proceedings": lambda office: {**who_waits(office), "answer": "yes", "reason": "Seen"},
    "case.show_legal": who_waits,
    "case.set_child": lambda office: {**who_waits(office), "name": "Ayo", "reason": "Seen"},
    "case.set_referrer": lambda office: {**who_waits(office), "officer": "R Stone", "reason": "Seen"},
    "case.set_background": lambda office: {**who_waits(office), "topic": "bail", "answer": "no"},
    "risk.record_mappa": lambda office: {**who_waits(office), "status": "not_managed"},
    "case.undo_completion": to_reopen,
    "correction.list": lambda _office: {},
    "correction.print": lambda _office: {"letter": "0" * 32},
    "correction.send": lambda _office: {"letter": "0" * 32, "sent_on": "2026-11-02", "channel": "post"},
    "group.transfer": to_transfer,
    "group.set_language": lambda office: {"group": a_group(office.desk("priya")), "language": "English"},
}
