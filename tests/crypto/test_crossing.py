"""Proves what crosses to and from the safety team: sealed facts, clearances and grants, from the right people only."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Damaged, InvalidInput, Locked, Newer, NotAllowed
from app.crypto.clearance import Clearance, make_clearance, verify_clearance
from app.crypto.dropbox import DropboxItem, open_item, read_label, seal_item
from app.crypto.encode import Reader, lp
from app.crypto.envelope import Key
from app.crypto.keyring.grants import check_grant, make_grant, open_grant, open_provisionally
from app.crypto.kit import key_id_of
from app.crypto.person import Seed, Signer, x25519_public
from app.crypto.roster import Roster, genesis, key_subject, person_subject, remove_subject, verify_roster
from app.crypto.roster_state import KeyVersion
from tests.crypto.attacks import accepted
from tests.crypto.people import (
    CASE,
    HALF_PAST,
    INST,
    ITEM,
    K_SAFETY,
    NINE,
    S1,
    S2,
    S3,
    S5,
    TEAM_PRIVATE,
    THING,
    U1,
    U2,
    U3,
    U5,
    Book,
    founded,
    signer,
)


def staffed() -> Book:
    book = founded()
    book.write("add", person_subject(U5, "Facilitator", ["facilitator"], S5), U1, S1)
    return book


ROSTER = staffed().roster()
FACT = DropboxItem(ITEM, CASE, HALF_PAST, False, "absent", {"session": THING})
TEAM = {1: TEAM_PRIVATE}


def test_a_fact_reaches_the_team_and_not_its_sender():
    row = seal_item(signer(U5, S5, 9), ROSTER, FACT)

    assert open_item(row, ROSTER, TEAM) == FACT
    assert read_label(row, ROSTER).by == U5
    assert b"absent" not in row
    with pytest.raises(Locked):
        open_item(row, ROSTER, {})
    with pytest.raises(Damaged):
        open_item(row, ROSTER, {1: S5.bundle[:32]})


def test_two_facts_of_different_length_look_alike():
    short = seal_item(signer(U5, S5, 9), ROSTER, FACT)
    long = seal_item(signer(U5, S5, 9), ROSTER, replace(FACT, kind="details", data={"note": "x" * 1900}))

    assert len(short) == len(long)


def test_a_fact_of_an_unknown_kind_is_kept():
    later = replace(FACT, kind="a kind of next year", data=[1, None, "text"])

    assert open_item(seal_item(signer(U5, S5, 9), ROSTER, later), ROSTER, TEAM) == later


def test_every_altered_fact_is_refused():
    row = seal_item(signer(U5, S5, 9), ROSTER, FACT)

    assert accepted(row, lambda copy: open_item(copy, ROSTER, TEAM), bits=(1,)) == []


def test_a_fact_is_not_sealed_without_a_team_or_by_somebody_who_is_not_staff():
    alone = verify_roster([genesis(INST, NINE, U1, "First manager", ["manager"], S1).row], INST)
    with pytest.raises(NotAllowed):
        seal_item(signer(U1, S1, 1), alone, FACT)
    with pytest.raises(NotAllowed):
        seal_item(signer(U3, S3, 9), ROSTER, FACT)
    with pytest.raises(InvalidInput):
        seal_item(signer(U5, S5, 9), ROSTER, replace(FACT, data="x" * 65536))


def test_a_fact_signed_by_another_or_sealed_to_another_key_is_refused():
    forged = seal_item(Signer(INST, U5, S1, 9), ROSTER, FACT)
    other = staffed()
    other.links[3:] = []
    other.write("team_key", key_subject(1, x25519_public(b"\x09" * 32)), U2, S2)
    astray = seal_item(signer(U1, S1, 4), other.roster(), FACT)

    for row in (forged, astray):
        with pytest.raises(Damaged):
            open_item(row, ROSTER, {1: TEAM_PRIVATE, 2: b"\x09" * 32})


def test_an_older_team_key_still_opens_what_was_sealed_to_it():
    book = staffed()
    row = seal_item(signer(U5, S5, 9), book.roster(), FACT)
    book.write("team_key", key_subject(2, x25519_public(b"\x09" * 32)), U2, S2)
    newer = seal_item(signer(U5, S5, 10), book.roster(), FACT)

    assert open_item(row, book.roster(), {1: TEAM_PRIVATE, 2: b"\x09" * 32}) == FACT
    assert read_label(newer, book.roster()).team_ver == 2
    with pytest.raises(Locked):
        open_item(newer, book.roster(), TEAM)


def test_a_row_of_another_version_needs_a_newer_program():
    row = seal_item(signer(U5, S5, 9), ROSTER, FACT)

    with pytest.raises(Newer):
        open_item(b"\x02" + row[1:], ROSTER, TEAM)


CLEARED = Clearance(ITEM, CASE, "report", THING, "ab" * 32, HALF_PAST)


@pytest.mark.parametrize("clearance", [CLEARED, replace(CLEARED, subject="case", doc_sha256=None)])
def test_a_clearance_holds_when_the_safety_team_signed_it(clearance):
    assert verify_clearance(make_clearance(signer(U2, S2), ROSTER, clearance), INST, ROSTER) == clearance


def test_every_altered_clearance_is_refused():
    stored = make_clearance(signer(U2, S2), ROSTER, CLEARED)

    assert accepted(stored, lambda copy: verify_clearance(copy, INST, ROSTER), bits=(0, 6)) == []
    with pytest.raises(Damaged):
        verify_clearance(stored, ITEM, ROSTER)


def test_nobody_else_clears():
    for user, seed in ((U1, S1), (U5, S5), (U3, S3)):
        with pytest.raises(NotAllowed):
            make_clearance(signer(user, seed, 9), ROSTER, CLEARED)
    forged = make_clearance(Signer(INST, U2, S1, 9), ROSTER, CLEARED)
    with pytest.raises(Damaged):
        verify_clearance(forged, INST, ROSTER)


@pytest.mark.parametrize(
    "wrong", [{"doc_sha256": None}, {"subject": "case"}, {"subject": "partner"}, {"case": "66"}, {"doc_sha256": "ab"}]
)
def test_a_clearance_of_another_shape_is_never_made(wrong):
    with pytest.raises(Damaged):
        make_clearance(signer(U2, S2), ROSTER, replace(CLEARED, **wrong))


def person(user: str):
    found = ROSTER.person_at(user)
    assert found is not None
    return found


SAFETY_KEY = Key(key_id_of("safety", INST), 2, K_SAFETY)


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**32 - 1))
def test_a_granted_key_comes_back(value, version):
    key = Key(ITEM, version, value)

    row = make_grant(signer(U2, S2, 9), ROSTER, "release", key, person(U5))

    assert open_grant(row, S5, ROSTER, kind="release", key_id=ITEM) == key


@pytest.mark.parametrize(
    ("giver", "seed", "kind", "to"),
    [
        (U1, S1, "safety", U2),
        (U5, S5, "programme", U1),
        (U2, S2, "safety", U1),
        (U2, S2, "partnerdb", U5),
        (U2, S2, "login_programme", U5),
        (U1, S1, "login_partner", U2),
        (U1, S1, "release", U5),
        (U3, S3, "partner", U2),
        (U2, S2, "partner", U3),
        (U1, S1, "programme", U3),
        (U2, S2, "everything", U2),
    ],
)
def test_a_key_is_not_given_by_or_to_the_wrong_person(giver, seed, kind, to):
    with pytest.raises(NotAllowed):
        make_grant(signer(giver, seed, 9), ROSTER, kind, SAFETY_KEY, person(to))


def test_a_grant_goes_only_to_the_key_in_the_roster():
    swapped = replace(person(U2), x25519=S5.x25519_public)

    with pytest.raises(NotAllowed):
        make_grant(signer(U2, S2, 9), ROSTER, "safety", SAFETY_KEY, swapped)


def test_a_grant_opens_for_its_receiver_as_what_it_is_only():
    row = make_grant(signer(U2, S2, 9), ROSTER, "safety", SAFETY_KEY, person(U2))

    for seed, kind, key_id in (
        (S1, "safety", SAFETY_KEY.key_id),
        (S2, "partner", SAFETY_KEY.key_id),
        (S2, "safety", ITEM),
    ):
        with pytest.raises(Damaged):
            open_grant(row, seed, ROSTER, kind=kind, key_id=key_id)


def test_every_altered_grant_is_refused():
    row = make_grant(signer(U2, S2, 9), ROSTER, "safety", SAFETY_KEY, person(U2))

    assert (
        accepted(row, lambda copy: open_grant(copy, S2, ROSTER, kind="safety", key_id=SAFETY_KEY.key_id), bits=(0, 7))
        == []
    )


def test_a_statement_moved_onto_another_sealed_key_is_refused():
    first = make_grant(signer(U2, S2, 9), ROSTER, "safety", SAFETY_KEY, person(U2))
    second = make_grant(signer(U2, S2, 9), ROSTER, "safety", replace(SAFETY_KEY, version=3), person(U2))
    statement = Reader(first[1:]).take_lp()
    mixed = first[:1] + lp(statement) + second[-144:]

    with pytest.raises(Damaged):
        open_grant(mixed, S2, ROSTER, kind="safety", key_id=SAFETY_KEY.key_id)


def test_a_grant_from_another_roster_opens_provisionally_and_fails_its_check():
    foreign = Book()
    foreign.links.append(genesis(INST, NINE, U1, "Impostor", ["manager"], Seed(b"\x0b" * 64)))
    foreign.write("add", person_subject(U5, "Facilitator", ["facilitator"], S5), U1, Seed(b"\x0b" * 64))
    receiver = foreign.roster().person_at(U5)
    assert receiver is not None
    giver = Signer(INST, U1, Seed(b"\x0b" * 64), 2)
    row = make_grant(giver, foreign.roster(), "programme", Key(INST, 1, b"k" * 32), receiver)

    grant = open_provisionally(row, S5)

    check_grant(grant, foreign.roster())
    with pytest.raises(Damaged):
        check_grant(grant, ROSTER)


def test_a_grant_named_for_a_time_before_its_giver_was_entitled_fails():
    book = staffed()
    book.write("remove", remove_subject(U2), U2, S2)
    with pytest.raises(NotAllowed):
        make_grant(signer(U2, S2, 10), book.roster(), "safety", SAFETY_KEY, person(U2))
    row = make_grant(signer(U2, S2, 9), ROSTER, "safety", SAFETY_KEY, person(U2))
    with pytest.raises(Damaged):
        check_grant(replace(open_provisionally(row, S2), roster_seq=2), ROSTER)


def lying(user: str, *roles: str, seed: Seed | None = None) -> Roster:
    """A roster that calls this person something else, as a forger's own program would."""
    known = person(user)
    claimed = replace(known, roles=frozenset(roles), x25519=seed.x25519_public if seed else known.x25519)
    return replace(ROSTER, states=tuple(state.with_person(claimed) for state in ROSTER.states))


def test_a_clearance_forged_by_a_manager_is_refused():
    stored = make_clearance(signer(U1, S1, 9), lying(U1, "safety_lead"), CLEARED)

    with pytest.raises(Damaged):
        verify_clearance(stored, INST, ROSTER)


@pytest.mark.parametrize(
    ("roster", "giver", "seed", "kind", "to", "receiver"),
    [
        (lying(U5, "safety_officer"), U2, S2, "safety", U5, S5),
        (lying(U5, "manager"), U5, S5, "programme", U1, S1),
        (lying(U5, "facilitator", seed=S1), U2, S2, "release", U5, S1),
    ],
    ids=["to the wrong person", "by the wrong person", "to another key"],
)
def test_a_forged_grant_is_refused_by_its_reader(roster, giver, seed, kind, to, receiver):
    claimed = roster.person_at(to)
    assert claimed is not None
    grant = open_provisionally(make_grant(signer(giver, seed, 9), roster, kind, SAFETY_KEY, claimed), receiver)

    check_grant(grant, roster)
    with pytest.raises(Damaged):
        check_grant(grant, ROSTER)


def test_a_fact_from_a_trustee_or_to_a_key_of_the_forgers_own_is_refused():
    from_trustee = seal_item(signer(U3, S3, 9), lying(U3, "facilitator"), FACT)
    own = KeyVersion(1, x25519_public(b"\x09" * 32))
    astray = replace(ROSTER, states=tuple(replace(state, team_key=own) for state in ROSTER.states))
    to_own_key = seal_item(signer(U5, S5, 9), astray, FACT)

    for row in (from_trustee, to_own_key):
        with pytest.raises(Damaged):
            open_item(row, ROSTER, {1: TEAM_PRIVATE})
        with pytest.raises(Damaged):
            read_label(row, ROSTER)
