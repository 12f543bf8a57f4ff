"""A release is two people's word for named readers: nobody else opens one, and no part of it can be changed (E6)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.core.errors import AppError, Damaged, NotAllowed
from app.crypto.envelope import Key
from app.crypto.keyring.grants import make_grant
from app.crypto.kit import key_id_of
from app.crypto.person import Seed, Signer
from app.crypto.release import (
    Signed,
    approve,
    grants_for,
    open_for_reader,
    open_for_team,
    propose,
    seal_release,
    verify_withdrawal,
    withdraw,
)
from app.crypto.release_said import Consent, Release
from app.crypto.roster import person_subject
from tests.crypto.attacks import accepted
from tests.crypto.people import (
    CASE,
    HALF_PAST,
    INST,
    ITEM,
    K_SAFETY,
    S1,
    S2,
    S3,
    S5,
    THING,
    U1,
    U2,
    U3,
    U5,
    founded,
    signer,
)

U6, S6 = "26" * 16, Seed(b"\x06" * 32 + b"\x66" * 32)
BOOK = founded()
BOOK.write("add", person_subject(U5, "Facilitator", ["facilitator"], S5), U1, S1)
ALONE = BOOK.roster()
BOOK.write("add", person_subject(U6, "Second officer", ["safety_officer"], S6), U2, S2)
BOOK.write("approve", {"seq": BOOK.links[-1].seq, "hash": BOOK.links[-1].hash}, U3, S3)
ROSTER = BOOK.roster()
SEQ = ROSTER.head.seq
TEAM, OWN = Key(key_id_of("safety", INST), 1, K_SAFETY), Key(ITEM, 1, b"\x74" * 32)
GIVEN = Release(
    ITEM, CASE, U2, U6, HALF_PAST, "plan", "safeguarding", "by phone", (U5,), datetime(2027, 1, 1, tzinfo=UTC),
    "Do not raise the move.",
)  # fmt: skip


def signed(release: Release = GIVEN) -> Signed:
    asked = propose(signer(U2, S2, SEQ), ROSTER, release)
    return approve(signer(U6, S6, SEQ), ROSTER, asked, HALF_PAST)


def row_of(done: Signed) -> bytes:
    return seal_release(done, INST, OWN, TEAM)


def granted(user: str = U5) -> bytes:
    return grants_for(signer(U2, S2, SEQ), ROSTER, OWN, (user,))[0][1]


def test_named_readers_and_the_team_read_the_same_text():
    row = row_of(signed())

    assert open_for_reader(row, granted(), S5, ROSTER, id=ITEM, user=U5) == GIVEN
    assert open_for_team(row, TEAM, ROSTER, id=ITEM) == GIVEN
    assert b"move" not in row


def test_a_key_in_the_wrong_hands_still_opens_nothing():
    row = row_of(signed())

    with pytest.raises(Damaged):
        open_for_reader(row, granted(U1), S1, ROSTER, id=ITEM, user=U1)
    with pytest.raises(Damaged):
        open_for_reader(row, granted(), S1, ROSTER, id=ITEM, user=U5)
    with pytest.raises(Damaged):
        open_for_reader(row, granted(), S5, ROSTER, id=THING, user=U5)


def test_every_altered_release_is_refused():
    row, grant = row_of(signed()), granted()
    body_ends = len(row) - 186

    assert accepted(row[:body_ends], lambda copy: open_for_reader(
        copy + row[body_ends:], grant, S5, ROSTER, id=ITEM, user=U5), bits=(3,)) == []  # fmt: skip


def test_a_text_other_than_the_signed_one_is_refused():
    swapped = row_of(replace(signed(), text="Do raise the move."))

    with pytest.raises(Damaged):
        open_for_team(swapped, TEAM, ROSTER, id=ITEM)


def test_the_author_cannot_approve_and_one_signature_is_not_two():
    asked = propose(signer(U2, S2, SEQ), ROSTER, GIVEN)

    with pytest.raises(NotAllowed):
        propose(signer(U2, S2, SEQ), ROSTER, replace(GIVEN, approver=U2))
    with pytest.raises(NotAllowed):
        approve(signer(U2, S2, SEQ), ROSTER, asked, HALF_PAST)
    with pytest.raises(Damaged):
        approve(Signer(INST, U6, S6, SEQ), ROSTER, replace(asked, author_sig=b"\0" * 64), HALF_PAST)
    for half in (asked, replace(signed(), approver_sig=signed().author_sig)):
        with pytest.raises(Damaged):
            open_for_team(row_of(half if half.approver_sig else replace(half, approver_sig=b"\0" * 64)), TEAM, ROSTER,
                          id=ITEM)  # fmt: skip


def test_a_trustee_approves_only_where_there_is_one_officer():
    alone = propose(signer(U2, S2, ALONE.head.seq), ALONE, replace(GIVEN, approver=U3))

    assert approve(signer(U3, S3, ALONE.head.seq), ALONE, alone, HALF_PAST).approver_sig
    with pytest.raises(NotAllowed):
        propose(signer(U2, S2, SEQ), ROSTER, replace(GIVEN, approver=U3))


@pytest.mark.parametrize("user", [U1, U5])
def test_nobody_of_the_programme_desk_writes_or_approves_one(user):
    seed = {U1: S1, U5: S5}[user]

    with pytest.raises(NotAllowed):
        propose(signer(user, seed, SEQ), ROSTER, replace(GIVEN, by=user))
    with pytest.raises(NotAllowed):
        propose(signer(U2, S2, SEQ), ROSTER, replace(GIVEN, approver=user))
    with pytest.raises(NotAllowed):
        make_grant(signer(user, seed, SEQ), ROSTER, "release", OWN, ROSTER.person_at(U5))


def test_one_that_has_run_out_is_not_approved():
    asked = propose(signer(U2, S2, SEQ), ROSTER, GIVEN)

    with pytest.raises(NotAllowed):
        approve(signer(U6, S6, SEQ), ROSTER, asked, GIVEN.expires)


SAID = Consent("her", "phone", "2 November, on the telephone", "that the move is not raised")


@pytest.mark.parametrize(
    "wrong", [{"basis": "consent"}, {"consent": SAID}, {"to": ()}, {"to": (U5, "x")}, {"case": "66"}],
    ids=["consent without her words", "words without consent", "no reader", "no id", "no case"],
)  # fmt: skip
def test_a_release_of_another_shape_is_never_made(wrong):
    with pytest.raises(AppError):
        propose(signer(U2, S2, SEQ), ROSTER, replace(GIVEN, **wrong))


def test_her_consent_is_kept_with_how_and_for_what():
    agreed = replace(GIVEN, basis="consent", consent=SAID)

    assert open_for_team(row_of(signed(agreed)), TEAM, ROSTER, id=ITEM).consent == SAID


def test_a_withdrawal_holds_when_the_safety_team_signed_it():
    stored = withdraw(signer(U6, S6, SEQ), ROSTER, ITEM, HALF_PAST)

    assert verify_withdrawal(stored, INST, ROSTER) == ITEM
    assert accepted(stored, lambda copy: verify_withdrawal(copy, INST, ROSTER), bits=(0,)) == []
    with pytest.raises(NotAllowed):
        withdraw(signer(U5, S5, SEQ), ROSTER, ITEM, HALF_PAST)
