"""Colleagues come, change and go at the programme desk: keys of their own, a number compared, a hand-over (P28, E4)."""

import pytest

from app.core.errors import InvalidInput, NotAllowed, Unavailable
from app.desk.catalogue import perform
from app.domain.roles import Role
from app.programme.desk import ProgrammeDesk
from app.programme.entry import person_of, read_roster
from app.programme.seat import programme_seat
from models.programme.base import Grant
from tests.bridge.trustees import approved, drawn
from tests.offices import DEV, INST, Office, both_engines
from tests.programme.flows import a_case, a_group
from tests.programme.samples_staff import a_newcomer


def admitted(office: Office, role: Role = Role.FACILITATOR, login: str = "nia") -> str:
    """Somebody a manager let in."""
    return str(perform(office.desk("jo"), "people.admit", a_newcomer(office, login, role)).user)


def names(rows: object) -> list[str]:
    return [row.login for row in rows]  # type: ignore[attr-defined]


@both_engines
def test_a_manager_lets_in_whose_number_was_compared_and_she_works_with_her_own_keys(office: Office) -> None:
    given = a_newcomer(office)
    waiting = perform(office.desk("ada"), "people.waiting", {})

    row = perform(office.desk("jo"), "people.admit", given)

    assert [(one.login, one.role, one.problem) for one in waiting] == [("nia", "facilitator", "")]
    assert (row.label, row.roles) == ("Nia Bell", ("facilitator",))
    assert office.tray.slots == {"nia": row.user}, "she has a way in"
    assert office.tray.waiting() == (), "and her join file is gone"
    assert "nia" in names(perform(office.desk("ada"), "people.show", {}))
    assert "nia" in names(perform(office.desk("jo"), "people.list", {}))
    person = read_roster(office.programme, INST).person_at(row.user)
    assert person is not None
    assert person.x25519 == office.tray.seeds[row.user].x25519_public
    hers = her_desk(office, row.user)
    assert perform(hers, "case.list", {}) is not None
    assert perform(office.desk("una"), "audit.verify", {}).ok


def her_desk(office: Office, user: str) -> ProgrammeDesk:
    """The desk of somebody who joined."""
    with office.programme.work(reading=True) as work:
        person = person_of(work, read_roster(office.programme, INST), user)
    seed = office.tray.seeds[user]
    seat = programme_seat(office.programme, person, seed, inst=INST, dev=DEV, clock=office.clock)
    seat.sign_in_files = office.tray
    return ProgrammeDesk(seat)


def test_another_number_lets_nobody_in(office: Office) -> None:
    """SEC-4, T7."""
    given, other = a_newcomer(office), a_newcomer(office, "zoe")
    before = read_roster(office.programme, INST).head

    with pytest.raises(InvalidInput, match="not the safety number"):
        perform(office.desk("jo"), "people.admit", {**given, "safety_number": other["safety_number"]})

    assert read_roster(office.programme, INST).head == before
    assert len(office.tray.waiting()) == 2
    assert not office.tray.slots


def test_a_number_is_compared_as_people_read_it_out(office: Office) -> None:
    given = a_newcomer(office)
    read_out = str(given["safety_number"]).lower().replace("0", "o").replace("1", "l").replace(" ", "-")

    assert perform(office.desk("jo"), "people.admit", {**given, "safety_number": read_out}).login == "nia"


@both_engines
def test_somebody_half_let_in_by_a_crash_is_let_in_whole_the_next_time(office: Office) -> None:
    given = a_newcomer(office)
    office.tray.is_broken = True
    with pytest.raises(Unavailable):
        perform(office.desk("jo"), "people.admit", given)
    office.tray.is_broken = False
    again = perform(office.desk("jo"), "people.waiting", {})

    row = perform(office.desk("mo"), "people.admit", given)

    assert [one.problem for one in again] == [""]
    assert office.tray.slots == {"nia": row.user}
    adds = [one for one in read_roster(office.programme, INST).people if one.label == "Nia Bell"]
    assert len(adds) == 1


@pytest.mark.parametrize("login", ["priya", "Priya", "maya"])
def test_a_user_name_somebody_has_or_had_at_either_desk_is_refused(office: Office, login: str) -> None:
    """ROL-1: one name, one person, one desk."""
    given = a_newcomer(office, login)
    row = perform(office.desk("jo"), "people.waiting", {})[0]

    with pytest.raises(InvalidInput, match="user name"):
        perform(office.desk("jo"), "people.admit", given)
    with pytest.raises(InvalidInput, match="user name"):
        perform(office.desk("ada"), "people.prepare", {"name": login, "label": "Nia Bell", "role": "facilitator"})
    assert "user name" in row.problem


@pytest.mark.parametrize("role", ["safety_officer", "safety_lead", "trustee"])
def test_nobody_becomes_of_the_other_desk_here(office: Office, role: str) -> None:
    """SEC-14, NEV-8."""
    jo = office.desk("jo")

    with pytest.raises(InvalidInput):
        perform(jo, "people.prepare", {"name": "nia", "label": "Nia Bell", "role": role})
    with pytest.raises(InvalidInput):
        perform(jo, "people.set_roles", {"user": office.people["priya"].id, "roles": [role]})
    with pytest.raises(InvalidInput):
        perform(jo, "people.set_roles", {"user": office.people["priya"].id, "roles": ["facilitator", role]})
    with pytest.raises(NotAllowed):
        perform(jo, "people.set_roles", {"user": office.people["maya"].id, "roles": ["facilitator"]})
    with pytest.raises(NotAllowed):
        perform(jo, "people.remove", {"user": office.people["maya"].id})


def test_the_keys_of_a_colleague_let_nobody_in_under_another_name(office: Office) -> None:
    given = a_newcomer(office)
    stolen = office.tray.newcomers[str(given["person"])]
    copy = type(stolen.person)(
        stolen.person.user, "Nia Bell", office.seeds["priya"].x25519_public, stolen.person.ed25519, stolen.person.roles
    )
    office.tray.newcomers[copy.user] = type(stolen)("nia", copy, stolen.safety_number)

    with pytest.raises(InvalidInput, match="keys of somebody"):
        perform(office.desk("jo"), "people.admit", given)


@both_engines
def test_roles_change_with_a_managers_signature_and_never_ones_own(office: Office) -> None:
    jo, una = office.desk("jo"), office.people["una"].id

    row = perform(jo, "people.set_roles", {"user": una, "roles": ["auditor", "administrator"]})

    assert row.roles == ("administrator", "auditor")
    known = read_roster(office.programme, INST).person_at(una)
    assert known is not None
    assert known.roles == {"administrator", "auditor"}
    with pytest.raises(NotAllowed, match="themselves"):
        perform(jo, "people.set_roles", {"user": office.people["jo"].id, "roles": ["facilitator"]})


def test_an_office_always_keeps_a_manager_who_is_not_the_one_that_goes(office: Office) -> None:
    jo, sam = office.desk("jo"), office.people["sam"].id
    perform(jo, "people.remove", {"user": office.people["mo"].id})
    perform(jo, "people.set_roles", {"user": sam, "roles": ["manager"]})

    perform(sitting(office, "sam"), "people.remove", {"user": office.people["jo"].id})

    with pytest.raises(NotAllowed, match="themselves"):
        perform(sitting(office, "sam"), "people.remove", {"user": sam})


@both_engines
def test_who_leaves_hands_over_everything_and_comes_in_no_more(office: Office) -> None:
    priya, jo = office.desk("priya"), office.desk("jo")
    case, group = a_case(priya), a_group(priya)
    user, sam = office.people["priya"].id, office.people["sam"].id
    office.tray.slots["priya"] = user
    with office.programme.work() as work:
        work.add(Grant(user_id=user, row=b"sealed"))
    leaving = perform(jo, "people.leaving", {"user": user})
    with pytest.raises(InvalidInput, match="Say who takes"):
        perform(jo, "people.remove", {"user": user})
    with pytest.raises(InvalidInput, match="works with cases"):
        perform(jo, "people.remove", {"user": user, "hand_over_to": office.people["una"].id})

    done = perform(jo, "people.remove", {"user": user, "hand_over_to": sam})

    assert {row.kind for row in leaving.to_hand_over} >= {"case", "group"}
    assert sam in {one.user for one in leaving.takers}
    assert user not in {one.user for one in leaving.takers}
    assert (done.handed_over, done.keys_deleted) == (leaving.to_hand_over, 1)
    assert perform(office.desk("sam"), "case.show", {"case": case}).lead == "Sam Lee"
    assert perform(jo, "people.leaving", {"user": sam}).to_hand_over
    assert group in {row.about for row in perform(jo, "people.leaving", {"user": sam}).to_hand_over}
    assert not office.tray.has_slot(user)
    known = read_roster(office.programme, INST).person_at(user)
    assert known is not None
    assert not known.active
    assert "priya" not in names(perform(jo, "people.list", {}))
    assert [row.is_active for row in perform(jo, "people.show", {}) if row.user == user] == [False]
    assert perform(office.desk("una"), "audit.verify", {}).ok


def test_roles_that_cannot_hold_what_hangs_on_a_person_wait_for_a_hand_over(office: Office) -> None:
    a_case(office.desk("priya"))

    with pytest.raises(InvalidInput, match="Hand them over first"):
        perform(office.desk("jo"), "people.set_roles", {"user": office.people["priya"].id, "roles": ["auditor"]})


def sitting(office: Office, login: str) -> ProgrammeDesk:
    """Somebody at the desk with the roles the list of staff gives them now."""
    office.tray.seeds[office.people[login].id] = office.seeds[login]
    return her_desk(office, office.people[login].id)


def test_nobody_of_the_other_desk_is_listed_here(office: Office) -> None:
    """UX-13."""
    assert {"maya", "wendy"}.isdisjoint(names(perform(office.desk("jo"), "people.show", {})))


@pytest.mark.parametrize("login", ["priya", "pete", "una"])
def test_only_managers_let_in_and_only_managers_and_administrators_prepare(office: Office, login: str) -> None:
    given = a_newcomer(office)

    for name, values in (("people.admit", given), ("people.remove", {"user": office.people["sam"].id})):
        for one in (login, "ada"):
            with pytest.raises(NotAllowed, match="role"):
                perform(office.desk(one), name, values)
    with pytest.raises(NotAllowed, match="role"):
        perform(office.desk(login), "people.show", {})


def test_a_manager_hears_on_today_of_whoever_waits_and_nobody_else_does(office: Office) -> None:
    a_newcomer(office)
    drawn(office, "Chair")

    heard = {login: perform(office.desk(login), "today.show", {}).rows for login in ("jo", "priya", "ada", "una")}

    assert [(row.act, row.words, row.detail) for row in heard["jo"]] == [
        ("people.admit", "Compare the number: Nia Bell wants to join", "facilitator"),
        ("people.admit", "Approve the trustee: Chair", "trustee"),
    ]
    assert [len(heard[login]) for login in ("priya", "ada", "una")] == [0, 0, 0]
    approved(office, "Chair")
    assert [row.words for row in perform(office.desk("jo"), "today.show", {}).rows] == [
        "Compare the number: Nia Bell wants to join"
    ]
