"""One input for each act on what is kept, held and deleted."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_case

Given = dict[str, object]


def a_man(office: Office, **more: object) -> Given:
    """A case that was just received."""
    return {"case": a_case(office.desk("priya")), **more}


def held(office: Office) -> Given:
    """A case that is held."""
    given = a_man(office, reason="A serious case review")
    perform(office.desk("jo"), "legal_hold.set", given)
    return {**given, "second": "mo"}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "retention.list": lambda _office: {},
    "retention.delete": lambda office: {"records": [a_man(office)["case"]], "second": "mo"},
    "legal_hold.show": a_man,
    "legal_hold.set": lambda office: a_man(office, reason="A serious case review"),
    "legal_hold.end": held,
}
