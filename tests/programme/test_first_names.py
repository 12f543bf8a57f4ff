"""What a peer worker is answered: first names and the register of own groups, whichever act is called (domain.md 2)."""

import pytest

from app.core.errors import Missing, NotAllowed
from app.core.shapes import to_json
from app.desk.catalogue import acts_of, perform
from app.domain.roles import Reach, Role
from app.programme.desk import ProgrammeDesk
from app.programme.rights import MATRIX
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import a_group, cleared, waiting
from tests.programme.peer_flows import a_newcomer, a_peer_group, came_to, may_start, meetings, welcomed
from tests.programme.test_one_to_ones import booked
from tests.programme.test_registers import FIRST_EVENING, first_session

FAMILY, OTHER_FAMILY = "Quillfeather", "Ravenscroft"
MARKS_OF_HIS_CASE = (
    FAMILY,
    OTHER_FAMILY,
    "P-0001",
    "P-0002",
    "X3100",
    "Northmarsh",
    "J Marsh",
    "1988",
    "SARA",
    "medium",
)
DANGER = {"kind": "new_partner", "source_class": "group"}
WORDS_OF_OTHERS = ("Clearance", "clearance", "risk", "details", "Zebra", "Consent", "order")


@made_before
def group_of_pete(office: Office) -> tuple[str, list[str]]:
    """A group that Pete runs with Priya, one man in it who may start and one who waits; a note and a hold by Priya."""
    priya = office.desk("priya")
    group = a_group(priya, facilitators=["priya", "pete"])
    names = (("Hassan", FAMILY), ("Hassan", OTHER_FAMILY))
    cases = [
        waiting(priya, given_name=given, family_name=family, external_reference=f"X31000{at}", date_of_birth=f"198{at}")
        for at, (given, family) in enumerate(names)
    ]
    for case in cases:
        perform(priya, "group.allocate", {"group": group, "case": case})
    cleared(office, (cases[0], group))
    office.clock.move_to(FIRST_EVENING)
    return group, cases


def answers(office: Office) -> dict[str, object]:
    """What Pete is answered by every act that he may call."""
    group, (came, waits) = group_of_pete(office)
    priya, pete = office.desk("priya"), office.desk("pete")
    session = first_session(priya, group)
    first = perform(pete, "register.open", {"session": session})
    marks = [
        {"case": came, "code": "ATTC", "minutes": 150, "concern": "Zebra seen"},
        {"case": waits, "code": "AASD", "reason": "Zebra"},
    ]
    perform(priya, "register.take", {"session": session, "marks": marks, "head_count": 1})
    perform(priya, "note.write", {"session": session, "case": came, "text": "Zebra in the note"})
    booked(office, came)
    one = {"session": session, "case": came}
    wanted = {**one, "minutes": 120, "reason": "He left early"}
    mine = [{"case": came, "code": "ATTC", "minutes": 150, "concern": "Zebra seen"}]
    given = {
        "register.open": {"session": session},
        "register.take": {"session": session, "marks": mine, "head_count": 1},
        "register.preview_correction": wanted,
        "register.correct": wanted,
        "register.phoned": {"session": session},
        "register.owed": {},
        "session.not_held": {"session": later_session(priya, group), "reason": "The hall was locked"},
        "session.held_after_all": {"session": later_session(priya, group), "reason": "The key was found"},
        "note.write": {**one, "text": "He spoke of Sunday."},
        "risk.raise": {"case": came, "what": "He said so.", "when": "2026-11-24", **DANGER},
        "today.show": {},
        "office.rounds_due": {},
        "office.rounds": {},
        "view.keep": {"screen": "cases", "name": "Mine", "filters": {"state": "waiting"}},
        "view.keep_widths": {"screen": "cases", "widths": {"0": 120}},
        "view.list": {"screen": "cases"},
        "view.forget": {"screen": "cases", "name": "Mine"},
    }  # fmt: skip
    given |= at_peers(office)
    return {"first": first, **{name: perform(pete, name, draft) for name, draft in given.items()}}


def at_peers(office: Office) -> dict[str, dict[str, object]]:
    """Inputs for the acts of peer support: one man takes part, one waits, one is away; each has a family name."""
    another_evening = [{"weekday": "wed", "start": "19:00"}]
    group = a_peer_group(office, programme="steps12", starts_on="2026-12-02", slots=another_evening)
    cases = [welcomed(office, group, name) for name in ("Omar", "Omar", "Ali")]
    for case in cases:
        changed = {"family_name": FAMILY, "phone": "07700 900123"}
        perform(office.desk("jo"), "client.correct", {"case": case, "fields": changed, "reason": "He told us"})
    may_start(office, group, cases[0], cases[2])
    came_to(office, group, cases[2], 1)
    perform(office.desk("jo"), "case.move", {"case": cases[2], "to": "away", "reason_code": "own_request"})
    came_to(office, group, cases[0], 4)
    session, at = {"session": meetings(office, group)[0]}, {"group": group}
    talk = {"case": cases[0], "outcome": "in_part", "note": "Zebra"}
    perform(office.desk("jo"), "responsibility.review", talk)
    received = {**at, "received_at": "2026-11-24T08:30", "first_name": "Ali"}
    asked = perform(office.desk("pete"), "enquiry.record", received).enquiry
    perform(office.desk("pete"), "note.write", {**session, "case": cases[0], "text": "He spoke of work."})
    return {
        "peer_group.list": {},
        "peer_group.show": at,
        "peer.entries_due": {},
        "responsibility.due": {},
        "enquiry.record": received,
        "enquiry.answer": {**at, "enquiry": asked},
        "enquiry.list": at,
        "theme.record": {**session, "themes": ["Anger at home"]},
        "evening.record": {**session, "roles": [{"part": "Aim", "case": cases[0]}]},
        "evening.show": session,
        "note.tag": {**session, "case": cases[0], "tags": ["hope"]},
        "step.record": {"case": cases[0], "step": 3},
        "step.show": {"case": cases[0]},
        "responsibility.review": {"case": cases[0], "outcome": "takes_responsibility"},
        "peer.welcome": a_newcomer(group, "Yusuf"),
        "peer.welcome_back": {**at, "case": cases[2]},
    }


def later_session(desk: ProgrammeDesk, group: str) -> str:
    """A meeting that lies ahead."""
    shown = perform(desk, "group.show", {"group": group})
    return [str(one.session) for one in shown.sessions if one.kind == "group"][5]


def test_nothing_but_first_names_is_in_any_answer_to_a_peer_worker(office: Office) -> None:
    found = answers(office)
    granted = {
        name for name, this in acts_of(ProgrammeDesk).items()
        if MATRIX[this.right].get(Role.PEER_WORKER, Reach.NONE) is not Reach.NONE
    }  # fmt: skip

    assert granted - {"password.change", "kit.confirm"} == set(found) - {"first"}
    for name, answer in found.items():
        text = to_json(answer).decode()
        assert not [mark for mark in (*MARKS_OF_HIS_CASE, *WORDS_OF_OTHERS) if mark in text], name


def test_two_men_of_one_name_are_told_apart_by_a_number_that_stays(office: Office) -> None:
    group, (first, second) = group_of_pete(office)
    session = first_session(office.desk("priya"), group)

    rows = {row.case: row for row in perform(office.desk("pete"), "register.open", {"session": session}).rows}

    assert (rows[first].name, rows[second].name) == ("Hassan", "Hassan 2")
    assert (rows[first].reference, rows[first].state) == ("", "")
    assert (rows[first].stood_down, rows[second].stood_down) == (False, True)
    assert rows[second].gates == ("He does not take part yet.",)


def test_a_gate_refuses_a_peer_worker_without_naming_itself(office: Office) -> None:
    """GATE-7: the register refuses who may not start; to a peer worker every gate reads alike."""
    group, (_came, waits) = group_of_pete(office)
    session = first_session(office.desk("priya"), group)
    marks = [{"case": waits, "code": "ATTC", "minutes": 150}]

    with pytest.raises(NotAllowed, match="Hassan 2: He does not take part yet"):
        perform(office.desk("pete"), "register.take", {"session": session, "marks": marks, "head_count": 1})


def test_a_mans_own_contact_and_another_group_are_not_there_for_a_peer_worker(office: Office) -> None:
    _group, (came, _waits) = group_of_pete(office)
    priya, pete = office.desk("priya"), office.desk("pete")
    own = booked(office, came)
    other = first_session(priya, a_group(priya, code="TUE-2", starts_on="2026-12-01"))

    for session in (own, other):
        with pytest.raises(Missing):
            perform(pete, "register.open", {"session": session})
    assert own not in to_json(perform(pete, "today.show", {})).decode()


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("case.show", "case"), ("case.list", ""), ("case.history", "case"), ("group.show", "group"), ("group.list", ""),
        ("group.candidates", "group"), ("one_to_one.list", "case"), ("three_way.list", "case"), ("notes.owed", ""),
        ("one_to_one.owed", ""),
        ("risk.list", ""), ("screening.show", "case"), ("case.attendance", "case"), ("case.goals", "case"),
    ],
)  # fmt: skip
def test_cases_plans_and_contacts_stay_closed_to_a_peer_worker(office: Office, name: str, part: str) -> None:
    given = {part: "ab" * 16} if part else {}

    with pytest.raises(NotAllowed, match="Your role"):
        perform(office.desk("pete"), name, given)


def test_what_a_peer_worker_wrote_themselves_stays_readable_to_them(office: Office) -> None:
    group, (came, _waits) = group_of_pete(office)
    pete = office.desk("pete")
    session = first_session(office.desk("priya"), group)
    marks = [{"case": came, "code": "ATTC", "minutes": 150, "note": "He spoke of Sunday.", "concern": "He was pale"}]

    perform(pete, "register.take", {"session": session, "marks": marks, "head_count": 1})

    row = next(row for row in perform(pete, "register.open", {"session": session}).rows if row.case == came)
    assert (row.note, row.mark.concern) == ("He spoke of Sunday.", "He was pale")
