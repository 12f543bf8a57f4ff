"""Gives each act about people in groups an input that fits, for the role and act matrix; the men are Priya's."""

from collections.abc import Callable

from tests.offices import Office
from tests.programme.flows import waiting

Given = dict[str, object]


def who_waits(office: Office) -> Given:
    """A case that waits."""
    return {"case": waiting(office.desk("priya"))}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "waiting.list": lambda _office: {},
    "waiting.offers": who_waits,
    "waiting.note": lambda office: {**who_waits(office), "text": "Tuesdays only"},
}
