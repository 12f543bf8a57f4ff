"""Proves that the log of what was done cannot be changed, cut, forked or signed by the wrong person unnoticed (E5)."""

from datetime import timedelta

import pytest

from app.core.errors import Damaged, InvalidInput, Newer
from app.crypto import chain, mark
from app.crypto.chain import EMPTY, Head, ObjectDigest, SealedPart
from app.crypto.encode import cj, parse_cj
from app.crypto.envelope import Key
from app.crypto.kit import key_id_of
from app.crypto.person import Seed, Signer
from app.crypto.roster import person_subject, remove_subject
from app.crypto.statements import digest
from tests.crypto.attacks import accepted
from tests.crypto.people import (
    CASE,
    DEV,
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

SAFETY = Key(key_id_of("safety", INST), 1, K_SAFETY)


def with_facilitator():
    book = founded()
    book.write("add", person_subject(U5, "Facilitator", ["facilitator"], S5), U1, S1)
    return book


ROSTER = with_facilitator().roster()


def event(head: Head, by: Signer, act: str = "register.take", **more) -> chain.Link:
    more = {"chain": "programme", "dev": DEV, "ts": HALF_PAST, **more}
    return chain.next_event(head, by, act=act, **more)


def three() -> list[tuple[int, bytes, bytes]]:
    first = event(EMPTY, signer(U1, S1))
    second = event(first.head, signer(U5, S5, 9), objs=[ObjectDigest("mark", THING, 1, "55" * 32)])
    third = event(second.head, signer(U1, S1, 9), d=chain.reason_part("typing_error"))
    return [first.row, second.row, third.row]


def holds(rows, name: str = "programme", **more) -> Head:
    return chain.verify(rows, inst=INST, chain=name, roster=ROSTER, **more)


def test_a_chain_holds_from_its_start_and_from_any_event_on():
    rows = three()
    events = list(chain.verified(rows, inst=INST, chain="programme", roster=ROSTER))
    head = Head(3, events[2].hash)

    assert holds(rows) == head
    assert holds(rows[2:], after=Head(2, events[1].hash), roster_seq=9) == head
    assert holds([], after=head) == head
    assert [found.reason for found in events] == [None, None, "typing_error"]


def test_gaps_swaps_repeats_and_forks_are_refused():
    rows = three()
    fork = event(EMPTY, signer(U1, S1), act="group.close").row

    for wrong in (rows[1:], [rows[0], rows[2]], [rows[1], rows[0]], [*rows, rows[2]], [fork, *rows[1:]]):
        with pytest.raises(Damaged):
            holds(wrong)


def test_another_chain_installation_or_start_is_refused():
    rows = three()
    with pytest.raises(Damaged):
        holds(rows, "partner")
    with pytest.raises(Damaged):
        chain.verify(rows, inst=ITEM, chain="programme", roster=ROSTER)
    with pytest.raises(Damaged):
        holds(rows[1:], after=Head(1, "0" * 64))


def test_every_flipped_bit_and_every_cut_is_refused():
    seq, data, signature = event(EMPTY, signer(U1, S1), objs=[ObjectDigest("mark", THING, 1, None)]).row

    assert accepted(data, lambda copy: holds([(seq, copy, signature)]), bits=(0, 2, 5)) == []
    assert accepted(signature, lambda copy: holds([(seq, data, copy)])) == []


@pytest.mark.parametrize(
    ("user", "seed", "roster_seq"),
    [
        (U5, S5, 8),  # not yet enrolled
        (U1, S5, 9),  # another's key
        (U3, S3, 9),  # a trustee is not staff
        ("77" * 16, Seed(b"\x01" * 64), 9),
        (U1, S1, 10),  # an event that the roster lacks
    ],
)
def test_who_is_not_staff_at_that_moment_cannot_sign(user, seed, roster_seq):
    with pytest.raises(Damaged):
        holds([event(EMPTY, signer(user, seed, roster_seq)).row])


def test_the_roster_number_never_falls():
    first = event(EMPTY, signer(U1, S1, 9))
    second = event(first.head, signer(U1, S1, 8))

    with pytest.raises(Damaged):
        holds([first.row, second.row])
    with pytest.raises(Damaged):
        holds([second.row], after=first.head, roster_seq=9)


def test_a_removed_person_signs_no_more():
    book = with_facilitator()
    book.write("remove", remove_subject(U5), U1, S1)
    roster = book.roster()

    with pytest.raises(Damaged):
        chain.verify([event(EMPTY, signer(U5, S5, 10)).row], inst=INST, chain="programme", roster=roster)
    assert chain.verify([event(EMPTY, signer(U5, S5, 9)).row], inst=INST, chain="programme", roster=roster).seq == 1


def test_the_partner_chain_shows_nothing_and_tells_the_team_everything():
    part = SealedPart("contact.record", (ObjectDigest("contact", THING, 1, "55" * 32),), "she rang 07700 900123")

    link = chain.next_sealed_event(EMPTY, signer(U2, S2), SAFETY, part, dev=DEV, ts=HALF_PAST)

    found = chain.parse(link.data)
    assert (found.act, found.objs, found.reason) == ("sealed", (), None)
    assert b"contact" not in link.data
    assert b"07700" not in link.data
    assert chain.open_part(SAFETY, found) == part
    assert holds([link.row], "partner") == link.head
    with pytest.raises(Damaged):
        chain.open_part(Key(SAFETY.key_id, 1, b"x" * 32), found)


def test_a_sealed_part_opens_only_at_its_own_number():
    part = SealedPart("contact.record", (), None)
    first = chain.next_sealed_event(EMPTY, signer(U2, S2), SAFETY, part, dev=DEV, ts=HALF_PAST)
    moved = event(first.head, signer(U2, S2), act="sealed", chain="partner", d=chain.parse(first.data).d)

    assert holds([first.row, moved.row], "partner").seq == 2
    with pytest.raises(Damaged):
        chain.open_part(SAFETY, chain.parse(moved.data))


def test_only_the_safety_team_signs_in_the_partner_chain():
    part = SealedPart("contact.record", (), None)
    link = chain.next_sealed_event(EMPTY, signer(U1, S1), SAFETY, part, dev=DEV, ts=HALF_PAST)

    with pytest.raises(Damaged):
        holds([link.row], "partner")


@pytest.mark.parametrize(
    "more",
    [
        {"chain": "partner"},
        {"chain": "partner", "act": "sealed"},
        {"chain": "partner", "act": "sealed", "d": b"x", "objs": [ObjectDigest("mark", THING, 1, None)]},
        {"d": b"free text"},
        {"d": cj({"reason": "two words"})},
        {"act": "two words"},
        {"act": ""},
        {"act": "x" * 41},
        {"dev": "zz"},
        {"chain": "other"},
        {"objs": [ObjectDigest("mark", THING, 1, None)] * 2},
        {"objs": [ObjectDigest("mark", f"{number:032x}", 1, None) for number in range(201)]},
        {"objs": [ObjectDigest("mark", "44", 1, None)]},
        {"objs": [ObjectDigest("mark", THING, 1, "55")]},
    ],
)
def test_an_event_of_another_shape_is_never_made(more):
    with pytest.raises(Damaged):
        event(EMPTY, signer(U1, S1), **more)


@pytest.mark.parametrize("change", [{"t": "handrail/audit/v2"}, {"extra": 1}])
def test_an_event_of_a_later_version_needs_a_newer_program(change):
    value = parse_cj(event(EMPTY, signer(U1, S1)).data)
    assert isinstance(value, dict)
    data = cj({**value, **change})
    signature = S1.sign(b"handrail/auditsig/v1\0" + digest("handrail/audit/v1", data))

    with pytest.raises(Newer):
        holds([(1, data, signature)])


def test_objects_stand_in_order_and_split_into_events_of_two_hundred():
    objs = [ObjectDigest("mark", f"{number:032x}", 1, None) for number in range(401)]

    parts = chain.in_parts(reversed(objs))

    assert [len(part) for part in parts] == [200, 200, 1]
    assert [item for part in parts for item in part] == objs
    assert chain.in_parts([]) == ((),)
    assert chain.parse(event(EMPTY, signer(U1, S1), objs=parts[0][::-1]).data).objs == parts[0]


def test_a_row_digest_changes_with_anything_in_the_row():
    whole = ("mark", THING, 1, {"code": "attended", "minutes": 120, "note": None})
    others = [
        ("marks", *whole[1:]),
        ("mark", ITEM, *whole[2:]),
        ("mark", THING, 2, whole[3]),
        *(
            ("mark", THING, 1, {**whole[3], **change})
            for change in ({"code": "absent"}, {"minutes": 119}, {"note": ""})
        ),
    ]

    digests = {chain.row_digest(*row) for row in [whole, *others]}

    assert len(digests) == 1 + len(others)
    assert chain.row_digest("mark", THING, 1, {"a": "e\u0301"}) == chain.row_digest("mark", THING, 1, {"a": "\u00e9"})
    with pytest.raises(InvalidInput):
        chain.row_digest("mark", THING, 1, {"a": 1.5})


def test_a_time_of_another_zone_is_told_in_utc_to_the_second():
    link = event(EMPTY, signer(U1, S1), ts=HALF_PAST + timedelta(microseconds=999))

    assert chain.parse(link.data).ts == HALF_PAST


def test_a_mark_opens_for_its_own_person_and_installation_only():
    seen = mark.Mark(INST, U2, {"partner": Head(3, "ab" * 32)}, {"partner": 2}, {"partner": 1})
    envelope = mark.seal_mark(S2, seen)

    assert mark.open_mark(S2, INST, U2, envelope) == seen
    for seed, inst, user in ((S1, INST, U2), (S2, CASE, U2), (S2, INST, U1)):
        with pytest.raises(Damaged):
            mark.open_mark(seed, inst, user, envelope)
    assert accepted(envelope, lambda copy: mark.open_mark(S2, INST, U2, copy), bits=(4,)) == []
