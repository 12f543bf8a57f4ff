"""Gives each act about colleagues an input that fits, for the role and act matrix."""

from collections.abc import Callable

from app.domain.roles import Role
from tests.offices import Office

Given = dict[str, object]


def a_newcomer(office: Office, login: str = "nia", role: Role = Role.FACILITATOR) -> Given:
    """Somebody whose keys are made and who waits; with the number that she reads out."""
    made = office.tray.prepare(login, "Nia Bell", role)
    return {"person": made.person.user, "safety_number": made.safety_number}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "figures.show": lambda _office: {},
    "people.show": lambda _office: {},
    "people.waiting": lambda _office: {},
    "people.prepare": lambda _office: {"name": "nia", "label": "Nia Bell", "role": "facilitator"},
    "people.admit": a_newcomer,
    "people.approve_safety": lambda office: {**a_newcomer(office), "same": True},
    "people.turn_away": lambda office: {"person": a_newcomer(office)["person"]},
    "people.set_roles": lambda office: {"user": office.people["priya"].id, "roles": ["facilitator", "peer_worker"]},
    "people.leaving": lambda office: {"user": office.people["priya"].id},
    "people.remove": lambda office: {"user": office.people["una"].id},
}
