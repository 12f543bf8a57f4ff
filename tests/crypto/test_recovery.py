"""Holds that any two trustees together open a key, and nobody alone (E9)."""

from dataclasses import replace

import pytest

from app.core.errors import Damaged, Locked, Newer, NotAllowed
from app.crypto import recovery
from app.crypto.encode import cj, parse_cj
from app.crypto.envelope import Key
from app.crypto.kit import trustee_seed
from app.crypto.roster import person_subject, remove_subject
from tests.crypto.attacks import accepted
from tests.crypto.people import INST, K_SAFETY, S1, S2, S3, S4, U1, U2, U3, U4, U5, Book, founded, signer, span

THIRD = trustee_seed(span(0x30, 0x43), INST, U5)
SEEDS = {U3: S3, U4: S4, U5: THIRD}
KEY = Key(INST, 1, K_SAFETY)


def with_three_trustees() -> Book:
    book = founded()
    book.approve(book.write("trustee", person_subject(U5, "Safeguarding lead", ["trustee"], THIRD), U2, S2), U1, S1)
    return book


def items(book: Book, kind: str = "programme", user: str = U1, key: Key = KEY) -> tuple[recovery.RecoveryItem, ...]:
    roster = book.roster()
    return recovery.make_items(signer(user, S1 if user == U1 else S2, roster.head.seq), roster, kind, key)


def test_any_two_of_three_open_it_and_no_one_alone():
    book = with_three_trustees()
    made = items(book)

    assert [item.pair for item in made] == [(U3, U4), (U3, U5), (U4, U5)]
    for item in made:
        assert item.open(book.roster(), {user: SEEDS[user] for user in item.pair}) == KEY
        for user in item.pair:
            with pytest.raises(Locked):
                item.open(book.roster(), {user: SEEDS[user]})


def test_another_code_than_the_trustees_opens_nothing():
    book = with_three_trustees()
    item = items(book)[0]

    with pytest.raises(Damaged):
        item.open(book.roster(), {U3: S3, U4: THIRD})
    with pytest.raises(Damaged):
        item.open(book.roster(), {U3: S4, U4: S3})


def test_the_file_comes_back_as_it_went_and_no_bit_of_it_may_change():
    book = founded()
    kept = recovery.RecoverySet(INST, items(book))

    def opened(data: bytes) -> object:
        (item,) = recovery.read_recovery(data, INST).items
        return item.open(book.roster(), SEEDS)

    assert recovery.read_recovery(kept.to_bytes(), INST) == kept
    assert not accepted(kept.to_bytes(), opened, bits=(0, 6))


def test_a_set_of_another_office_a_doubled_entry_or_a_later_version_is_refused():
    kept = recovery.RecoverySet(INST, items(founded()))
    said = parse_cj(kept.to_bytes())
    assert isinstance(said, dict)

    with pytest.raises(Damaged):
        recovery.read_recovery(kept.to_bytes(), "12" * 16)
    with pytest.raises(Damaged):
        recovery.read_recovery(cj({**said, "items": said["items"] * 2}), INST)
    with pytest.raises(Newer):
        recovery.read_recovery(cj({**said, "v": 2}), INST)


def test_a_manager_lays_down_the_programme_key_and_none_of_hers():
    book = with_three_trustees()

    assert items(book, "programme", U1)
    for kind in ("partnerdb", "safety", "partner", "backup"):
        assert items(book, kind, U2)
        with pytest.raises(NotAllowed):
            items(book, kind, U1)
    with pytest.raises(NotAllowed):
        items(book, "login", U2)


def test_sec_25_a_key_is_safe_with_three_entries_of_todays_trustees():
    two, book = founded(), with_three_trustees()
    named = ("programme", INST, 1)

    assert not recovery.RecoverySet(INST, items(two)).is_complete(named, two.roster())
    whole = recovery.RecoverySet(INST, items(book))
    assert whole.is_complete(named, book.roster())
    assert not whole.is_complete(("programme", INST, 2), book.roster())
    assert not replace(whole, items=whole.items[1:]).is_complete(named, book.roster())

    book.write("remove", remove_subject(U5), U2, S2)
    assert not whole.is_complete(named, book.roster())


def test_an_entry_of_a_trustee_who_left_does_not_count_and_opens_nothing():
    book = with_three_trustees()
    made = items(book)
    book.write("remove", remove_subject(U5), U2, S2)

    assert [item.counts(book.roster()) for item in made] == [True, False, False]
    with pytest.raises(Damaged):
        made[1].open(book.roster(), SEEDS)


def test_an_entry_that_names_a_lost_roster_event_does_not_count():
    book = with_three_trustees()
    made = items(book)

    assert not any(item.counts(founded().roster()) for item in made)


def test_new_entries_take_the_place_of_older_ones_for_the_same_key_and_pair():
    book = with_three_trustees()
    kept = recovery.RecoverySet(INST, items(book))

    again = kept.with_items(items(book))
    further = again.with_items(items(book, key=Key(INST, 2, b"\x02" * 32)))

    assert len(again.items) == 3
    assert again != kept
    assert len(further.items) == 6
