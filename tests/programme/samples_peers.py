"""Gives each act of peer support an input that fits, for the role and act matrix; the group is Pete's and Priya's."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.peer_flows import a_newcomer, a_peer_group, came_to, may_start, meetings, welcomed

Given = dict[str, object]


def group_asked(office: Office) -> Given:
    """A peer group."""
    return {"group": a_peer_group(office)}


def first_meeting(office: Office) -> Given:
    """The first meeting of a peer group."""
    return {"session": meetings(office, a_peer_group(office))[0]}


def a_man(office: Office) -> Given:
    """A man whom Pete welcomed."""
    return {"case": welcomed(office, a_peer_group(office))}


def a_step(office: Office) -> Given:
    """A man of a group with named steps, and one of them."""
    return {"case": welcomed(office, a_peer_group(office, programme="steps12")), "step": 3}


def to_answer(office: Office) -> Given:
    """A request that nobody has answered."""
    given = group_asked(office)
    made = perform(office.desk("pete"), "enquiry.record", {**given, "received_at": "2026-11-02T08:30"})
    return {**given, "enquiry": made.enquiry}


def away(office: Office) -> Given:
    """A man who came once and is away for now."""
    group = a_peer_group(office)
    case = welcomed(office, group)
    may_start(office, group, case)
    came_to(office, group, case, 1)
    perform(office.desk("priya"), "case.move", {"case": case, "to": "away", "reason_code": "own_request"})
    return {"group": group, "case": case}


def to_tag(office: Office) -> Given:
    """A note of Pete's."""
    group = a_peer_group(office)
    given = {"session": meetings(office, group)[0], "case": welcomed(office, group)}
    perform(office.desk("pete"), "note.write", {**given, "text": "He spoke of work."})
    return {**given, "tags": ["hope"]}


def peer_worker(office: Office) -> Given:
    """Pete."""
    return {"user": office.people["pete"].id}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "peer_group.list": lambda _office: {},
    "peer_group.show": group_asked,
    "peer_group.name_partner": lambda office: {**group_asked(office), "clinical_partner": "Dr B Stone"},
    "peer.welcome": lambda office: a_newcomer(a_peer_group(office)),
    "peer.welcome_back": away,
    "peer.entries_due": lambda _office: {},
    "enquiry.record": lambda office: {**group_asked(office), "received_at": "2026-11-02T08:30"},
    "enquiry.answer": to_answer,
    "enquiry.list": group_asked,
    "evening.show": first_meeting,
    "evening.record": lambda office: {**first_meeting(office), "roles": []},
    "theme.record": lambda office: {**first_meeting(office), "themes": ["Anger at home"]},
    "note.tag": to_tag,
    "step.record": a_step,
    "step.show": a_man,
    "responsibility.review": lambda office: {**a_man(office), "outcome": "in_part"},
    "responsibility.due": lambda _office: {},
    "motivation.record": lambda office: {**a_man(office), "rung": "external"},
    "motivation.show": a_man,
    "peer_worker.describe": peer_worker,
    "competence.rate": lambda office: {
        **peer_worker(office), "ratings": {"firmness": 3}, "evidence": {"firmness": "He stopped a quarrel."},
    },
    "supervision.record": peer_worker,
    "supervision.show": lambda _office: {},
}  # fmt: skip
