"""Gives each act of a man's own contacts that came later an input that fits, for the role and act matrix."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.test_one_to_ones import REVIEW, booked
from tests.programme.test_registers import placed

Given = dict[str, object]


def ahead(office: Office) -> Given:
    """A 1-2-1 that is booked for the day after tomorrow."""
    _group, (case,) = placed(office)
    return {"session": booked(office, case, starts_at="2026-11-26T15:00"), "reason": "He works then"}


def reviewed(office: Office) -> Given:
    """A review that was held, and who signed it since."""
    _group, (case,) = placed(office)
    saved = perform(office.desk("priya"), "three_way.record", {"case": case, **REVIEW})
    return {"case": case, "review": saved.review.review}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "one_to_one.owed": lambda _office: {},
    "one_to_one.move": lambda office: {**ahead(office), "starts_at": "2026-11-27T15:00"},
    "one_to_one.cancel": ahead,
    "three_way.sign": lambda office: {**reviewed(office), "role": "client", "signed_on": "2026-11-24"},
    "three_way.correct": lambda office: {**reviewed(office), "reason": "A name was wrong", "onward": "Peer group"},
}
