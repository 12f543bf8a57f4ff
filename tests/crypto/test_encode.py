"""Proves that a value has one spelling and that every other spelling of it is refused."""

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Damaged, InvalidInput
from app.crypto import encode
from app.crypto.encode import Reader, b64, cj, cj_of, lp, nfc, parse_cj, ts_moment, ts_text, unb64
from app.crypto.statements import join_signed, split_signed

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(values)
def test_a_value_comes_back_from_its_one_spelling(value):
    assert parse_cj(cj(value)) == value
    assert cj(value) == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


wild = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.floats() | st.binary(max_size=2)


@settings(max_examples=200, deadline=None)
@given(st.recursive(wild, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner)))
def test_the_short_way_to_write_a_value_says_and_refuses_what_the_long_way_does(value):
    try:
        written = cj(nfc(value))
    except InvalidInput:
        with pytest.raises(InvalidInput):
            cj_of(value)
        return
    assert cj_of(value) == written


@pytest.mark.parametrize("value", [{"a": {1: 2}}, {"a": 2**53}, {"a": {"b": {"c": 1.5}}}, {"a": {"b": b"x"}}, 1.0])
def test_the_short_way_refuses_what_has_no_canonical_form(value):
    with pytest.raises(InvalidInput):
        cj_of(value)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_wild_bytes_are_damaged_or_exactly_canonical(data):
    try:
        value = parse_cj(data)
    except Damaged:
        return
    assert cj(value) == data


near = st.sampled_from([b'{"a":%s}', b'{"a":[%s,1]}', b'{"a":{"b":%s}}']).flatmap(
    lambda around: st.sampled_from(
        [b"1", b"1.0", b"1e3", b"-0", b"9007199254740991", b"9007199254740992", b'"x"', b'"\\u007f"', b'"\x7f"',
         b'"\\/"', b'"\\u00e9"', b'"e\\u0301"', b'"\\n"', b'"\\u000a"', b'"\\u001f"', b'"\x1f"', b"[ ]", b"{}",
         b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"[" * 9 + b"]" * 9, b"[" * 31 + b"]" * 31, b"NaN", b"null", b"tru"]
    ).map(lambda inner: around % inner)
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(near | values.map(lambda value: cj({"a": value})))
def test_the_quick_reader_says_and_refuses_what_the_slow_one_does(data):
    def read():
        try:
            return parse_cj(data)
        except Damaged:
            return Damaged

    quick = read()
    with pytest.MonkeyPatch.context() as only_slow:
        only_slow.setattr(encode, "_is_simple", lambda _data: False)
        assert read() == quick


@pytest.mark.parametrize(
    "spelling",
    [
        b"",
        b" {}",
        b"{} ",
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e3",
        b"NaN",
        b"Infinity",
        b"-0",
        b"01",
        b"9007199254740992",
        b"9" * 5000,
        b'"\\u00E9"',
        b'"\xc3\xa9"',
        b'"e\\u0301"',
        b'"\\ud800"',
        b'"\\/"',
        b"[" * 33 + b"]" * 33,
        b"[" * 100000,
        b"\xff",
        b"[1,]",
    ],
)
def test_another_spelling_is_refused(spelling):
    with pytest.raises(Damaged):
        parse_cj(spelling)


def test_nesting_of_thirty_two_is_the_most():
    assert parse_cj(b"[" * 32 + b"]" * 32)


@pytest.mark.parametrize("value", [1.5, 2**53, "e\u0301", "\ud800", {1: 2}, (1,), b"x", {"a": [0.0]}])
def test_what_has_no_canonical_form_is_not_written(value):
    with pytest.raises(InvalidInput):
        cj(value)


def test_text_is_brought_into_form_c_for_writing():
    assert cj(nfc({"e\u0301": ["e\u0301"]})) == b'{"\\u00e9":["\\u00e9"]}'


@pytest.mark.parametrize("text", ["QQ", "QQ=", "QR==", "Q Q=", "QQ==\n", "-_-_", None, 3])
def test_base64_has_one_spelling(text):
    with pytest.raises(Damaged):
        unb64(text)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=40))
def test_base64_comes_back(data):
    assert unb64(b64(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T09:30:00",
        "2026-11-22 09:30:00Z",
        "2026-13-22T09:30:00Z",
        "2026-11-22T09:30:00.0Z",
        "26-11-22T09:30:00Z",
        None,
    ],
)
def test_a_moment_has_one_spelling(text):
    with pytest.raises(Damaged):
        ts_moment(text)


def test_a_moment_is_told_in_utc():
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))

    assert ts_text(summer) == "2026-07-01T11:00:00Z"
    assert ts_moment("2026-07-01T11:00:00Z") == summer.astimezone(UTC)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=10), max_size=4))
def test_pieces_come_back_and_nothing_may_follow(pieces):
    reader = Reader(b"".join(lp(piece) for piece in pieces) + b"!")

    assert [reader.take_lp() for _piece in pieces] == pieces
    with pytest.raises(Damaged):
        reader.end()


def test_a_length_beyond_the_end_is_damaged():
    with pytest.raises(Damaged):
        Reader(b"\xff\xff\xff\xff" + b"x").take_lp()
    with pytest.raises(Damaged):
        split_signed(join_signed(b"abc", b"s" * 64) + b"x")
