"""Proves who may sign which roster event, and that one broken rule ends the roster there (E4)."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import Damaged, Newer
from app.crypto.encode import cj, parse_cj
from app.crypto.roster import (
    Head,
    approve_subject,
    baseline_subject,
    genesis,
    key_subject,
    next_event,
    person_subject,
    remove_subject,
    roles_subject,
    verify_roster,
    version_subject,
)
from app.crypto.statements import digest
from tests.crypto.attacks import accepted
from tests.crypto.people import (
    FRESH,
    INST,
    NINE,
    S1,
    S2,
    S3,
    S4,
    S5,
    S6,
    U1,
    U2,
    U3,
    U4,
    U5,
    U6,
    Book,
    founded,
    newcomer,
    with_facilitator,
    with_two_officers,
)

REFUSED: dict[str, Callable[[Book], object]] = {
    "a facilitator adds a colleague": lambda b: b.write("add", newcomer(["facilitator"]), U5, S5),
    "an officer adds a facilitator": lambda b: b.write("add", newcomer(["facilitator"]), U2, S2),
    "a manager adds an officer": lambda b: b.write("add", newcomer(["safety_officer"]), U1, S1),
    "a manager adds a trustee by add": lambda b: b.write("add", newcomer(["trustee"]), U1, S1),
    "an officer adds a trustee by add": lambda b: b.write("add", newcomer(["trustee"]), U2, S2),
    "roles of two desks": lambda b: b.write("add", newcomer(["manager", "safety_officer"]), U1, S1),
    "roles out of order": lambda b: b.write("add", {**newcomer(["manager"]), "roles": ["manager", "auditor"]}, U1, S1),
    "a role twice": lambda b: b.write("add", {**newcomer(["manager"]), "roles": ["manager", "manager"]}, U1, S1),
    "no roles": lambda b: b.write("add", newcomer([]), U1, S1),
    "an unknown role": lambda b: b.write("add", newcomer(["owner"]), U1, S1),
    "an active person is added again": lambda b: b.write("add", newcomer(["facilitator"], user=U5), U1, S1),
    "a key of another active person": lambda b: b.write("add", newcomer(["facilitator"], S6), U1, S1),
    "signed with another's key": lambda b: b.write("add", newcomer(["facilitator"]), U1, S5),
    "signed by nobody known": lambda b: b.write("add", newcomer(["facilitator"]), "77" * 16, FRESH),
    "a second genesis": lambda b: b.write("genesis", newcomer(["manager"]), "27" * 16, FRESH),
    "an officer is founded after the team key": lambda b: b.write("found_safety", newcomer(["safety_officer"]), U1, S1),
    "a manager makes a trustee": lambda b: b.write("trustee", newcomer(["trustee"]), U1, S1),
    "a trustee with a desk": lambda b: b.write("trustee", newcomer(["manager"]), U2, S2),
    "a facilitator removes": lambda b: b.write("remove", remove_subject(U1), U5, S5),
    "a manager removes an officer": lambda b: b.write("remove", remove_subject(U2), U1, S1),
    "a manager removes a trustee": lambda b: b.write("remove", remove_subject(U3), U1, S1),
    "an officer removes a facilitator": lambda b: b.write("remove", remove_subject(U5), U2, S2),
    "nobody is removed": lambda b: b.write("remove", remove_subject("77" * 16), U1, S1),
    "a role of the other desk": lambda b: b.write("set_roles", roles_subject(U5, ["safety_officer"]), U1, S1),
    "an officer becomes a manager": lambda b: b.write("set_roles", roles_subject(U2, ["manager"]), U2, S2),
    "a trustee gets a role": lambda b: b.write("set_roles", roles_subject(U3, ["safety_lead"]), U2, S2),
    "an officer becomes a trustee": lambda b: b.write("set_roles", roles_subject(U2, ["trustee"]), U2, S2),
    "a manager changes an officer's roles": lambda b: b.write("set_roles", roles_subject(U2, ["safety_lead"]), U1, S1),
    "a manager replaces an officer's key": lambda b: b.write(
        "rotate_key", newcomer(["safety_officer"], user=U2), U1, S1
    ),
    "a manager replaces a trustee's key": lambda b: b.write("rotate_key", newcomer(["trustee"], user=U3), U1, S1),
    "a trustee replaces a trustee's key": lambda b: b.write("rotate_key", newcomer(["trustee"], user=U3), U4, S4),
    "a trustee replaces a facilitator's key": lambda b: b.write(
        "rotate_key", newcomer(["facilitator"], user=U5), U3, S3
    ),
    "other roles with a new key": lambda b: b.write("rotate_key", newcomer(["manager"], user=U5), U5, S5),
    "a new key signed with itself": lambda b: b.write("rotate_key", newcomer(["facilitator"], user=U5), U5, FRESH),
    "a manager makes a team key": lambda b: b.write("team_key", key_subject(2, bytes(32)), U1, S1),
    "a team key version is skipped": lambda b: b.write("team_key", key_subject(3, bytes(32)), U2, S2),
    "a team key version returns": lambda b: b.write("team_key", key_subject(1, bytes(32)), U2, S2),
    "a manager makes a backup key": lambda b: b.write("backup_key", key_subject(1, bytes(32)), U1, S1),
    "an officer sets the least version": lambda b: b.write("min_version", version_subject(1, 1), U2, S2),
    "a facilitator starts a baseline": lambda b: b.write("baseline", baseline_subject("programme", b_head()), U5, S5),
    "a manager starts hers": lambda b: b.write("baseline", baseline_subject("partner", b_head()), U1, S1),
    "an officer starts his": lambda b: b.write("baseline", baseline_subject("programme", b_head()), U2, S2),
    "a roster baseline of another roster": lambda b: b.write("baseline", baseline_subject("roster", b_head()), U2, S2),
    "an approval of nothing": lambda b: b.approve(Head(9, "0" * 64), U1, S1),
    "an approval of what is done": lambda b: b.approve(b.links[1].head, U2, S2),
}


def b_head() -> Head:
    return Head(3, "ab" * 32)


@pytest.mark.parametrize("case", REFUSED)
def test_the_roster_is_invalid_from_a_broken_rule_on(case):
    book = with_two_officers()
    whole = book.roster()

    REFUSED[case](book)

    with pytest.raises(Damaged):
        whole.extended(book.rows[len(whole.hashes) - 1 :])
    with pytest.raises(Damaged):
        book.roster()


def test_an_event_that_skips_numbers_is_refused():
    roster = with_facilitator().roster()
    link = next_event(Head(98, roster.head.hash), INST, NINE, "remove", remove_subject(U5), U1, S1)

    with pytest.raises(Damaged):
        roster.extended([link.row])


def test_what_the_design_allows_is_allowed():
    book = with_two_officers()
    book.write("remove", remove_subject(U5), U1, S1)
    book.write("add", person_subject(U5, "Back again", ["facilitator", "auditor"][::-1], S5), U1, S1)
    book.write("rotate_key", person_subject(U5, "New label", ["auditor", "facilitator"], FRESH), U1, S1)
    book.write("min_version", version_subject(3, 3), U1, S1, ts=NINE)
    book.write("min_version", version_subject(1, 2), U6, S6)
    book.write("backup_key", key_subject(1, b"\x01" * 32), U2, S2)
    book.write("backup_key", key_subject(2, b"\x02" * 32), U6, S6)
    book.write("team_key", key_subject(2, b"\x03" * 32), U6, S6)
    book.approve(book.write("baseline", baseline_subject("roster", book.links[6].head), U2, S2), U3, S3)
    book.approve(book.write("baseline", baseline_subject("programme", b_head()), U1, S1), U5, FRESH)
    book.write("remove", remove_subject(U3), U2, S2)
    book.write("remove", remove_subject(U1), U1, S1)

    roster = book.roster()

    assert (roster.min_version, roster.backup_key_at().ver, roster.team_key_at().ver) == ((1, 2), 2, 2)
    assert roster.team_key_at(4).ver == 1
    assert roster.baseline_before("programme", Head(9, "")).hash == b_head().hash
    assert roster.baseline_before("programme", Head(2, "")) is None
    assert roster.baseline_before("partner", Head(9, "")) is None
    assert [person.user for person in roster.people] == sorted(person.user for person in roster.people)


def test_a_manager_makes_the_backup_key_only_before_any_officer():
    book = Book()
    book.links.append(genesis(INST, NINE, U1, "First manager", ["administrator", "manager"], S1))
    book.write("backup_key", key_subject(1, b"\x01" * 32), U1, S1)

    assert book.roster().backup_key_at().pk == b"\x01" * 32


@pytest.mark.parametrize(
    ("roles", "by", "seed"),
    [(["facilitator"], U1, S1), (["safety_lead"], U1, S1), (["manager"], U2, S1), (["manager"], U1, S2)],
)
def test_only_a_manager_with_her_own_key_begins(roles, by, seed):
    link = next_event(Head(0, "0" * 64), INST, NINE, "genesis", person_subject(U1, "First", roles, S1), by, seed)

    with pytest.raises(Damaged):
        verify_roster([link.row], INST)


def test_a_founding_officer_brings_her_own_key_before_the_team_key_only():
    book = Book()
    book.links.append(genesis(INST, NINE, U1, "First manager", ["manager"], S1))
    first = book.write("found_safety", person_subject(U2, "One", ["safety_officer"], S2), U1, S1)
    late = book.write("found_safety", person_subject(U6, "Two", ["safety_lead"], S6), U1, S1)
    book.approve(first, U2, S2)
    book.write("team_key", key_subject(1, bytes(32)), U2, S2)
    book.roster()

    book.approve(late, U6, S6)

    with pytest.raises(Damaged):
        book.roster()


def test_an_empty_roster_another_installation_a_gap_and_a_swap_are_refused():
    rows = founded().rows

    for wrong in ([], rows[1:], rows[:2] + rows[3:], [rows[0], rows[2], rows[1]], [*rows, rows[-1]]):
        with pytest.raises(Damaged):
            verify_roster(wrong, INST)
    with pytest.raises(Damaged):
        verify_roster(rows, "99" * 16)


def test_the_same_rows_are_verified_once_and_any_other_byte_anew():
    rows = founded().rows
    known = verify_roster(rows, INST)
    seq, data, signature = rows[-1]

    again = verify_roster([(number, bytes(bytearray(said)), bytes(bytearray(by))) for number, said, by in rows], INST)

    assert again is known
    for changed in ((seq, data, bytes(64)), (seq, data[:-1], signature), (seq + 1, data, signature)):
        with pytest.raises(Damaged):
            verify_roster([*rows[:-1], changed], INST)


def test_every_flipped_bit_and_every_cut_of_an_event_is_refused():
    rows = founded().rows
    roster = verify_roster(rows[:4], INST)
    seq, data, signature = rows[4]

    assert (
        accepted(data, lambda copy: roster.extended([(seq, copy, signature)]), bits=(0, 3, 5), refusals=(Damaged,))
        == []
    )
    assert accepted(signature, lambda copy: roster.extended([(seq, data, copy)]), refusals=(Damaged,)) == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"type": "promote"}, Newer),
        ({"t": "handrail/roster/v2"}, Newer),
        ({"extra": 1}, Newer),
        ({"subject": {"user": U5, "why": "left"}}, Newer),
        ({"subject": {}}, Damaged),
        ({"t": "handrail/audit/v1"}, Damaged),
        ({"ts": "2026-11-22"}, Damaged),
        ({"seq": 99}, Damaged),
        ({"prev": "0" * 64}, Damaged),
        ({"inst": "99" * 16}, Damaged),
    ],
)
def test_a_well_signed_event_of_another_shape_is_refused(change, error):
    book = with_facilitator()
    roster = book.roster()
    value = parse_cj(next_event(roster.head, INST, NINE, "remove", remove_subject(U5), U1, S1).data)
    assert isinstance(value, dict)
    data = cj({**value, **change})
    signature = S1.sign(b"handrail/rostersig/v1\0" + digest("handrail/roster/v1", data))

    with pytest.raises(error):
        roster.extended([(roster.head.seq + 1, data, signature)])


def test_a_missing_field_is_refused():
    roster = with_facilitator().roster()
    value = parse_cj(next_event(roster.head, INST, NINE, "remove", remove_subject(U5), U1, S1).data)
    assert isinstance(value, dict)
    data = cj({name: item for name, item in value.items() if name != "ts"})
    signature = S1.sign(b"handrail/rostersig/v1\0" + digest("handrail/roster/v1", data))

    with pytest.raises(Damaged):
        roster.extended([(roster.head.seq + 1, data, signature)])


def test_a_pin_refuses_a_shorter_and_a_different_history():
    whole = founded().roster()
    shorter = verify_roster(founded().rows[:6], INST)
    shorter.check_pin(shorter.head)
    whole.check_pin(shorter.head)

    with pytest.raises(Damaged):
        shorter.check_pin(whole.head)
    with pytest.raises(Damaged):
        whole.check_pin(Head(6, "0" * 64))


def test_an_event_number_the_roster_lacks_is_damaged():
    roster = founded().roster()
    for seq in (0, 9, -1):
        with pytest.raises(Damaged):
            roster.person_at(U1, seq)
    assert roster.person_at(U1, 8) is not None
    assert not roster.is_staff(U3)
    assert not roster.holds("77" * 16, "manager")


moves = st.lists(
    st.tuples(
        st.sampled_from(["add", "found_safety", "remove", "set_roles", "rotate_key", "approve", "team_key", "trustee"]),
        st.sampled_from([U1, U2, U3, U5, "27" * 16]),
        st.sampled_from([["safety_officer"], ["safety_lead"], ["facilitator"], ["manager"], ["trustee"]]),
        st.sampled_from([U1, U5]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves)
def test_no_history_signed_by_programme_staff_alone_touches_the_safety_team(history):
    roster = with_facilitator().roster()
    before = {person for person in roster.people if person.is_safety or person.is_trustee}
    for kind, user, roles, by in history:
        subject: dict[str, object]
        if kind == "approve":
            subject = approve_subject(Head(roster.head.seq, roster.head.hash))
        elif kind == "team_key":
            subject = key_subject(2, bytes(32))
        elif kind == "remove":
            subject = remove_subject(user)
        else:
            subject = roles_subject(user, roles) if kind == "set_roles" else newcomer(roles, user=user)
        link = next_event(roster.head, INST, NINE, kind, subject, by, S1 if by == U1 else S5)
        try:
            roster = roster.extended([link.row])
        except Damaged:
            continue
    assert {person for person in roster.people if person.is_safety or person.is_trustee} == before
    assert roster.team_key_at().ver == 1
