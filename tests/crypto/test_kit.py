"""Proves that codes on paper are read back as people write them, and that a wrong digit is noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.crypto.kit import code_bytes, code_text, device_bytes, device_text, key_id_of, safety_number, trustee_seed
from app.crypto.person import Seed
from tests.crypto.people import INST, ITEM, S1, S2, U1, U2


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=20, max_size=20), st.binary(min_size=32, max_size=32))
def test_a_code_and_a_device_secret_come_back(code, secret):
    assert code_bytes(code_text(code)) == code
    assert device_bytes(device_text(secret)) == secret


def test_people_write_it_their_own_way():
    text = code_text(bytes(range(20)))

    for typed in (
        text.lower(),
        text.replace(" ", ""),
        text.replace(" ", "-"),
        text.replace("0", "O").replace("1", "l"),
        text.replace("1", "i").replace("0", "o"),
        f"  {text}\n",
    ):
        assert code_bytes(typed) == bytes(range(20))


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=20, max_size=20), st.integers(0, 31))
def test_two_neighbours_swapped_are_noticed_or_the_same(code, at):
    digits = code_text(code).replace(" ", "")
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    try:
        read = code_bytes(swapped)
    except InvalidInput:
        return
    assert (read == code) == (swapped == digits)
    assert code_text(read).replace(" ", "") == swapped


def test_most_wrong_digits_are_noticed_and_none_gives_the_same_code():
    digits = code_text(bytes(range(20))).replace(" ", "")
    noticed = 0
    for at in range(len(digits)):
        wrong = digits[:at] + ("Z" if digits[at] != "Z" else "Y") + digits[at + 1 :]
        try:
            assert code_bytes(wrong) != bytes(range(20))
        except InvalidInput:
            noticed += 1
    assert noticed >= 33


@pytest.mark.parametrize(
    "typed", ["", "000G", "U" * 34, code_text(bytes(20)) + "0", "é" * 34, code_text(bytes(20))[:-1] + "U"]
)
def test_what_is_no_code_is_refused_with_words_beside_the_field(typed):
    with pytest.raises(InvalidInput) as refusal:
        code_bytes(typed)
    assert list(refusal.value.problems) == ["code"]


def test_a_padding_bit_in_a_device_secret_is_refused():
    text = device_text(bytes(32)).replace(" ", "")
    assert text[51] == "0"

    with pytest.raises(InvalidInput):
        device_bytes(text[:51] + "1" + text[52:])


def test_a_safety_number_is_of_these_keys_of_this_person_here():
    number = safety_number(INST, U1, S1.x25519_public, S1.ed25519_public)
    others = {
        safety_number(ITEM, U1, S1.x25519_public, S1.ed25519_public),
        safety_number(INST, U2, S1.x25519_public, S1.ed25519_public),
        safety_number(INST, U1, S2.x25519_public, S1.ed25519_public),
        safety_number(INST, U1, S1.x25519_public, S2.ed25519_public),
    }

    assert [len(group) for group in number.split()] == [4] * 5
    assert len(others | {number}) == 5


def test_a_trustees_keys_follow_from_code_person_and_installation():
    seeds = {trustee_seed(b"c" * 20, INST, U1), trustee_seed(b"d" * 20, INST, U1), trustee_seed(b"c" * 20, ITEM, U1)}
    seeds.add(trustee_seed(b"c" * 20, INST, U2))

    assert len(seeds) == 4
    assert trustee_seed(b"c" * 20, INST, U1) in seeds
    assert len({key_id_of(which, INST) for which in ("safety", "team", "backup")}) == 3


def test_a_seed_does_not_show_itself():
    assert "bundle" not in repr(Seed.new())
    assert len(Seed.new().bundle) == 64
