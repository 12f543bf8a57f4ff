"""Officers join the safety team: enrolled by one, approved by another, keys only then (E4, SEC-4, SEC-14)."""

from datetime import timedelta

import pytest

from app.bridge.entry import team_grants
from app.core.errors import AppError, InvalidInput, NotAllowed, Unavailable
from app.crypto.envelope import Key
from app.crypto.keyring.grants import make_grant, open_grant
from app.crypto.kit import key_id_of
from app.crypto.person import Signer
from app.crypto.roster import next_event, person_subject
from app.desk.catalogue import acts_of, perform
from app.domain.roles import Role
from app.programme.desk import ProgrammeDesk
from tests.bridge.samples import a_case, her_record
from tests.offices import INST, Office, both_engines

Given = dict[str, object]


def an_officer(office: Office, login: str = "ines", role: Role = Role.SAFETY_OFFICER) -> Given:
    """Somebody who made her keys at the partner desk, with the number she reads out."""
    made = office.her_tray.prepare(login, "Ines Roth", role)
    return {"person": made.person.user, "safety_number": made.safety_number}


def enrolled(office: Office, login: str = "ines") -> Given:
    """The same, after one officer signed."""
    given = an_officer(office, login)
    perform(office.partner_desk("maya"), "team.enrol", given)
    return given


def keys_of(office: Office, user: str) -> list[bytes]:
    """The team's keys that she can open with her own."""
    seed, roster = office.her_tray.seeds[user], office.roster_now()
    wanted = {"kind": "safety", "key_id": key_id_of("safety", INST)}
    return [open_grant(row, seed, roster, **wanted).value for row in team_grants(office.partner, user)]


def steps(office: Office) -> dict[str, str]:
    page = perform(office.partner_desk("wendy"), "team.show", {})
    return {row.label: row.step for row in page.officers}


@both_engines
def test_two_officers_let_a_third_in_and_only_then_does_she_hold_a_key(office: Office) -> None:
    given = an_officer(office)
    user = str(given["person"])
    before = steps(office)
    perform(office.partner_desk("maya"), "team.enrol", given)
    waiting = office.roster_now()
    between = (steps(office), keys_of(office, user), dict(office.her_tray.slots), waiting.is_safety(user))

    row = perform(office.partner_desk("wendy"), "team.approve", given)

    assert before == {"Ines Roth": "asks", "Maya Okafor": "in", "Wendy Mair": "in"}
    assert between == ({"Ines Roth": "enrolled", "Maya Okafor": "in", "Wendy Mair": "in"}, [], {}, False)
    assert row.step == "in"
    assert office.roster_now().is_safety(user)
    assert keys_of(office, user) == [office.team_key]
    assert office.her_tray.slots == {"ines": user}
    assert office.her_tray.waiting() == ()
    assert perform(office.desk("jo"), "audit.verify", {}).ok
    said = {row.act for row in perform(office.desk("una"), "audit.show", {}) if row.by != "Jo Adeyemi"}
    assert said <= {"safety", "audit.verify"}, "his log says of it what it says of everything of hers (SEC-22)"


def test_an_officer_who_joined_later_has_a_name_in_the_log(office: Office) -> None:
    given = enrolled(office)
    perform(office.partner_desk("wendy"), "team.approve", given)
    user = str(given["person"])
    ines = type(office.people["maya"])(user, "ines", "Ines Roth", frozenset({Role.SAFETY_OFFICER}))
    office.people = {**office.people, "ines": ines}
    office.seeds = {**office.seeds, "ines": office.her_tray.seeds[user]}
    (office.team_key,) = keys_of(office, user)

    made = an_officer(office, "zoe")
    perform(office.partner_desk("ines"), "team.enrol", made)

    row = perform(office.desk("una"), "audit.show", {})[0]
    assert (row.act, row.by) == ("safety", "Ines Roth")


def test_who_enrolled_does_not_approve(office: Office) -> None:
    given = enrolled(office)

    with pytest.raises(NotAllowed, match="Somebody else"):
        perform(office.partner_desk("maya"), "team.approve", given)
    with pytest.raises(NotAllowed, match="already"):
        perform(office.partner_desk("wendy"), "team.enrol", given)

    assert keys_of(office, str(given["person"])) == []


def test_nobody_is_approved_whom_nobody_enrolled(office: Office) -> None:
    given = an_officer(office)

    with pytest.raises(NotAllowed, match="enrolled"):
        perform(office.partner_desk("wendy"), "team.approve", given)

    assert not office.roster_now().is_safety(str(given["person"]))


@pytest.mark.parametrize("act", ["team.enrol", "team.approve"])
def test_another_number_lets_nobody_in(office: Office, act: str) -> None:
    """T7: a fake officer, a swapped public key."""
    given = enrolled(office) if act == "team.approve" else an_officer(office)
    number = an_officer(office, "zoe")["safety_number"]

    with pytest.raises(InvalidInput, match="not the safety number"):
        perform(office.partner_desk("wendy"), act, {**given, "safety_number": number})

    assert keys_of(office, str(given["person"])) == []


def test_keys_exchanged_after_the_enrolment_are_not_approved(office: Office) -> None:
    """A key changed meanwhile voids the approval (section 8, Join)."""
    given = enrolled(office)
    user = str(given["person"])
    forged = office.her_tray.prepare("ines", "Ines Roth", Role.SAFETY_OFFICER)
    other = type(forged.person)(user, "Ines Roth", forged.person.x25519, forged.person.ed25519, forged.person.roles)
    office.her_tray.newcomers[user] = type(forged)("ines", other, forged.safety_number)

    with pytest.raises(NotAllowed, match="enrolled"):
        perform(office.partner_desk("wendy"), "team.approve", {"person": user, "safety_number": forged.safety_number})

    assert not office.roster_now().is_safety(user)


def test_an_enrolment_older_than_two_weeks_is_no_more(office: Office) -> None:
    given = enrolled(office)
    office.clock.move_to(office.clock.now() + timedelta(days=15))

    with pytest.raises(NotAllowed, match="14 days"):
        perform(office.partner_desk("wendy"), "team.approve", given)
    perform(office.partner_desk("wendy"), "team.enrol", given)

    assert perform(office.partner_desk("maya"), "team.approve", given).step == "in"


@both_engines
def test_somebody_half_let_in_by_a_crash_is_let_in_whole_the_next_time(office: Office) -> None:
    """SEC-42: his database first, hers then, the files last."""
    given = enrolled(office)
    user = str(given["person"])
    office.her_tray.is_broken = True
    with pytest.raises(Unavailable):
        perform(office.partner_desk("wendy"), "team.approve", given)
    office.her_tray.is_broken = False
    half = steps(office)["Ines Roth"]

    row = perform(office.partner_desk("maya"), "team.approve", given)

    assert (half, row.step) == ("enrolled", "in")
    assert office.her_tray.slots == {"ines": user}
    assert set(keys_of(office, user)) == {office.team_key}


def test_she_opens_what_the_team_opens(office: Office) -> None:
    partner = her_record(office, a_case(office))
    given = enrolled(office)
    perform(office.partner_desk("wendy"), "team.approve", given)
    user = str(given["person"])
    ines = type(office.people["maya"])(user, "ines", "Ines Roth", frozenset({Role.SAFETY_OFFICER}))
    office.people = {**office.people, "ines": ines}
    office.seeds = {**office.seeds, "ines": office.her_tray.seeds[user]}
    (key,) = keys_of(office, user)
    office.team_key = key

    page = perform(office.partner_desk("ines"), "partner.show", {"partner": partner})

    assert page.number == "S-0001"


@pytest.mark.parametrize("login", ["jo", "ada", "priya"])
def test_nobody_of_the_other_desk_enrols_or_approves(office: Office, login: str) -> None:
    """SEC-14: not by an act, and not by signing the list of staff by hand."""
    given = enrolled(office)
    for act in ("team.enrol", "team.approve", "team.show"):
        with pytest.raises(NotAllowed):
            perform(office.partner_desk(login), act, given if act != "team.show" else {})
    assert not [name for name in acts_of(ProgrammeDesk) if name.startswith("team.")]
    roster = office.roster_now()
    subject = person_subject(
        "ee" * 16, "Fake", ["safety_officer"], office.her_tray.prepare("f", "F", Role.SAFETY_OFFICER).person
    )
    link = next_event(
        roster.head, INST, office.clock.now(), "add", subject, office.people[login].id, office.seeds[login]
    )
    with pytest.raises(AppError):
        roster.extended([link.row])


def test_somebody_of_the_programme_desk_does_not_get_in_by_a_join_file_here(office: Office) -> None:
    """NEV-8: the keys of a colleague of the other desk are refused."""
    known = office.roster_now().person_at(office.people["priya"].id)
    assert known is not None
    made = office.her_tray.prepare("ines", "Ines Roth", Role.SAFETY_OFFICER)
    stolen = type(made.person)(made.person.user, "Ines Roth", known.x25519, known.ed25519, made.person.roles)
    office.her_tray.newcomers[made.person.user] = type(made)("ines", stolen, made.safety_number)

    with pytest.raises(InvalidInput, match="keys of somebody"):
        perform(
            office.partner_desk("maya"),
            "team.enrol",
            {"person": made.person.user, "safety_number": made.safety_number},
        )


def test_a_file_thrown_away_is_gone(office: Office) -> None:
    given = an_officer(office)

    perform(office.partner_desk("maya"), "team.turn_away", {"person": given["person"]})

    assert office.her_tray.waiting() == ()
    assert "Ines Roth" not in steps(office)


def test_a_wrong_key_given_by_hand_opens_nothing(office: Office) -> None:
    """T6: a grant to somebody whom nobody approved is refused by whoever reads it."""
    given = enrolled(office)
    user = str(given["person"])
    roster = office.roster_now()
    giver = Signer(INST, office.people["maya"].id, office.seeds["maya"], roster.head.seq)
    with pytest.raises(NotAllowed):
        make_grant(
            giver,
            roster,
            "safety",
            Key(key_id_of("safety", INST), 1, office.team_key),
            office.her_tray.newcomers[user].person,
        )
