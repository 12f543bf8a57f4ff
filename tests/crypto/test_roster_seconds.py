"""Proves who may be the second of two for a roster event, and what ends one that waits (E4)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core.errors import Damaged
from app.crypto.person import Seed
from app.crypto.roster import (
    Head,
    baseline_subject,
    person_subject,
    remove_subject,
    roles_subject,
)
from tests.crypto.people import (
    FRESH,
    S1,
    S2,
    S3,
    S4,
    S6,
    U1,
    U2,
    U3,
    U4,
    U6,
    Book,
    founded,
    newcomer,
    with_two_officers,
)


def b_head() -> Head:
    return Head(3, "ab" * 32)


def waiting_officer(book: Book) -> Head:
    return book.write("add", newcomer(["safety_officer"]), U2, S2)


WRONG_APPROVALS: dict[str, Callable[[Book], object]] = {
    "her own proposer": lambda b: b.approve(waiting_officer(b), U2, S2),
    "a manager": lambda b: b.approve(waiting_officer(b), U1, S1),
    "a trustee while there are two officers": lambda b: b.approve(waiting_officer(b), U3, S3),
    "the newcomer herself": lambda b: b.approve(waiting_officer(b), "27" * 16, FRESH),
    "another hash": lambda b: b.approve(Head(waiting_officer(b).seq, "0" * 64), U6, S6),
    "after fifteen days": lambda b: b.approve(waiting_officer(b), U6, S6, ts=b.at + timedelta(days=15)),
    "twice": lambda b: [b.approve(b.links[-1].head if i else waiting_officer(b), U6, S6) for i in (0, 1)],
    "an officer for a trustee": lambda b: b.approve(b.write("trustee", newcomer(["trustee"]), U2, S2), U6, S6),
    "an officer for another's lost key": lambda b: b.approve(
        b.write("rotate_key", newcomer(["safety_officer"], user=U2), U3, S3), U6, S6
    ),
    "the same trustee for a lost key": lambda b: b.approve(
        b.write("rotate_key", newcomer(["safety_officer"], user=U2), U3, S3), U3, S3
    ),
    "an officer for a partner baseline": lambda b: b.approve(
        b.write("baseline", baseline_subject("partner", b_head()), U2, S2), U6, S6
    ),
    "the manager for her own baseline": lambda b: b.approve(
        b.write("baseline", baseline_subject("programme", b_head()), U1, S1), U1, S1
    ),
}


@pytest.mark.parametrize("case", WRONG_APPROVALS)
def test_the_wrong_second_person_makes_the_roster_invalid(case):
    book = with_two_officers()
    book.roster()

    WRONG_APPROVALS[case](book)

    with pytest.raises(Damaged):
        book.roster()


def test_an_officer_is_active_only_once_a_second_one_approved():
    book = with_two_officers()
    head = waiting_officer(book)

    assert book.roster().person_at("27" * 16) is None
    assert [event.hash for event in book.roster().waiting(book.at)] == [head.hash]
    assert book.roster().waiting(book.at + timedelta(days=15)) == ()
    book.approve(head, U6, S6)

    assert book.roster().holds("27" * 16, "safety_officer")
    assert not book.roster().is_staff("27" * 16, head.seq)


def test_a_trustee_may_approve_while_there_is_one_officer():
    book = founded()

    book.approve(book.write("add", newcomer(["safety_lead"]), U2, S2), U4, S4)

    assert book.roster().is_safety("27" * 16)


def test_the_subject_may_approve_her_own_new_roles():
    book = with_two_officers()

    book.approve(book.write("set_roles", roles_subject(U6, ["safety_lead", "safety_officer"]), U2, S2), U6, S6)

    assert book.roster().holds(U6, "safety_officer")


def test_a_lost_officers_key_is_replaced_by_two_trustees():
    book = with_two_officers()

    book.approve(book.write("rotate_key", newcomer(["safety_officer"], user=U2), U3, S3), U4, S4)

    person = book.roster().person_at(U2)
    assert person is not None
    assert person.ed25519 == FRESH.ed25519_public
    assert book.roster().person_at(U2, 4).ed25519 == S2.ed25519_public


def test_a_key_change_ends_what_its_signer_or_subject_had_waiting():
    book = with_two_officers()
    head = waiting_officer(book)
    book.write("rotate_key", person_subject(U2, "First officer", ["safety_officer"], Seed(b"\x09" * 64)), U2, S2)

    assert book.roster().waiting(book.at) == ()
    book.approve(head, U6, S6)
    with pytest.raises(Damaged):
        book.roster()


def test_a_later_proposal_with_other_keys_ends_the_earlier_one():
    book = with_two_officers()
    first = waiting_officer(book)
    second = book.write("add", newcomer(["safety_officer"], Seed(b"\x0a" * 64)), U2, S2)

    assert [event.seq for event in book.roster().waiting(book.at)] == [second.seq]
    book.approve(first, U6, S6)
    with pytest.raises(Damaged):
        book.roster()


def test_a_proposal_outlives_its_signers_removal():
    book = with_two_officers()
    head = book.write("add", newcomer(["safety_officer"]), U6, S6)
    book.write("remove", remove_subject(U6), U2, S2)

    book.approve(head, U2, S2)

    assert book.roster().is_safety("27" * 16)
    assert not book.roster().is_staff(U6)


def test_an_approval_finds_the_key_meanwhile_taken_by_another():
    book = with_two_officers()
    head = waiting_officer(book)
    book.write("add", newcomer(["facilitator"], user="28" * 16), U1, S1)
    book.roster()

    book.approve(head, U6, S6)

    with pytest.raises(Damaged):
        book.roster()
