"""Proves that a sealed record opens only whole, only with its key and only in its own place."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Damaged, InvalidInput, Newer
from app.crypto.envelope import BUCKETS, LARGEST_PLAINTEXT, OVERHEAD, Key, Place, key_of, open_sealed, pad, seal, unpad
from app.crypto.kdf import encrypt
from tests.crypto.attacks import accepted
from tests.crypto.people import CASE, INST, ITEM, THING

KEY = Key(CASE, 3, b"k" * 32)
PLACE = Place(INST, "contact", THING, "doc", 7)
SECRET = b"phone 07700 900123"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=9000))
def test_what_was_sealed_comes_back(plaintext):
    envelope = seal(KEY, PLACE, plaintext)

    assert open_sealed(KEY, PLACE, envelope) == plaintext
    assert len(plaintext) < 8 or plaintext not in envelope[102:]  # the header is no secret


def test_two_envelopes_of_one_text_share_nothing_but_their_header():
    first, second = seal(KEY, PLACE, SECRET), seal(KEY, PLACE, SECRET)

    assert first[:26] == second[:26]
    assert first[26:58] != second[26:58]
    assert first[58:] != second[58:]


@pytest.mark.parametrize(
    "length", sorted({size + step for size in (0, *BUCKETS, 16384) for step in (-2, -1, 0, 1) if size + step >= 0})
)
def test_a_length_is_hidden_in_its_bucket(length):
    padded = pad(b"x" * length)
    expected = next((bucket for bucket in BUCKETS if length < bucket), -(-(length + 1) // 8192) * 8192)

    assert len(padded) == expected
    assert unpad(padded) == b"x" * length


def test_every_flipped_bit_every_cut_and_every_extension_is_refused():
    envelope = seal(KEY, PLACE, SECRET)

    assert accepted(envelope, lambda data: open_sealed(KEY, PLACE, data)) == []


def test_a_flipped_bit_outside_suite_and_flags_is_damaged_and_says_nothing_of_the_text():
    envelope = bytearray(seal(KEY, PLACE, SECRET))
    envelope[-1] ^= 1

    with pytest.raises(Damaged) as refusal:
        open_sealed(KEY, PLACE, bytes(envelope))
    assert "07700" not in str(refusal.value)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"inst": ITEM},
        {"table": "child"},
        {"row_id": ITEM},
        {"column": "key"},
        {"version": 8},
        {"table": "contac", "row_id": THING},
    ],
)
def test_moved_elsewhere_it_does_not_open(elsewhere):
    with pytest.raises(Damaged):
        open_sealed(KEY, PLACE._replace(**elsewhere), seal(KEY, PLACE, SECRET))


@pytest.mark.parametrize("other", [{"value": b"j" * 32}, {"key_id": ITEM}, {"version": 4}])
def test_another_key_does_not_open_it(other):
    with pytest.raises(Damaged):
        open_sealed(replace(KEY, **other), PLACE, seal(KEY, PLACE, SECRET))


@pytest.mark.parametrize("suite", [0, 2, 255])
def test_another_suite_needs_a_newer_version(suite):
    envelope = bytearray(seal(KEY, PLACE, SECRET))
    envelope[4] = suite

    with pytest.raises(Newer):
        open_sealed(KEY, PLACE, bytes(envelope))


def test_other_flags_need_a_newer_version():
    envelope = bytearray(seal(KEY, PLACE, SECRET))
    envelope[5] = 0

    with pytest.raises(Newer):
        open_sealed(KEY, PLACE, bytes(envelope))


@pytest.mark.parametrize(
    "padded", [b"x" * 64, bytes(64), b"\x80" + bytes(127), b"x\x80" + bytes(61), b"x\x80" + bytes(63)]
)
def test_padding_that_is_not_exactly_its_bucket_is_damaged(padded):
    with pytest.raises(Damaged):
        unpad(padded)


def test_more_than_a_mebibyte_is_refused_before_it_is_sealed():
    assert len(seal(KEY, PLACE, b"x" * LARGEST_PLAINTEXT)) == OVERHEAD + LARGEST_PLAINTEXT + 8192
    with pytest.raises(InvalidInput):
        seal(KEY, PLACE, b"x" * (LARGEST_PLAINTEXT + 1))


def test_an_envelope_names_the_key_it_needs_and_a_key_never_shows_itself():
    assert key_of(seal(KEY, PLACE, SECRET)) == (CASE, 3)
    assert "kkkk" not in repr(KEY)
    with pytest.raises(Damaged):
        encrypt(b"short", bytes(12), b"", b"")
