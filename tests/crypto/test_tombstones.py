"""Holds that the list of what was erased is signed, linked, never shortened, and of one database (E5)."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.errors import Damaged, Newer
from app.crypto.encode import cj, parse_cj
from app.crypto.tombstones import Tombstones, read_file, read_rows
from tests.crypto.attacks import accepted
from tests.crypto.people import INST, S1, S2, THING, U1, U2, founded, signer

DAY = date(2026, 11, 22)
ROSTER = founded().roster()
EMPTY = Tombstones(INST, "partner")


def listed(count: int = 1) -> Tombstones:
    found = EMPTY
    for number in range(count):
        found = found.with_next(signer(U2, S2), ROSTER, "partner", f"{number:02x}" * 16, DAY, "erased")
    return found


def test_what_was_written_is_read_back_from_the_file_and_from_rows():
    found = listed(3)

    assert read_file(found.to_bytes(), INST, "partner", ROSTER) == found
    assert read_rows([one.link.row for one in found.items], EMPTY, ROSTER) == found
    assert [(one.table, one.on) for one in found.items] == [("partner", DAY)] * 3
    assert read_file(b"", INST, "partner", ROSTER) == EMPTY


def test_every_bit_counts_and_every_length():
    data = listed().to_bytes()

    def read(given: bytes) -> object:
        return read_file(given, INST, "partner", ROSTER)

    assert [copy for copy in accepted(data, read, bits=(0, 6)) if copy] == []


def test_of_two_copies_the_longer_holds_and_two_that_differ_are_refused():
    long = listed(3)
    short = Tombstones(INST, "partner", long.items[:1])
    other = EMPTY.with_next(signer(U2, S2), ROSTER, "partner", THING, DAY, "erased")

    assert long.longer(short) == short.longer(long) == long
    with pytest.raises(Damaged, match="differ"):
        long.longer(other)


def test_only_an_officer_erases_her_and_only_a_manager_him_and_no_reason_stands_in_her_list():
    with pytest.raises(Damaged):
        EMPTY.with_next(signer(U1, S1), ROSTER, "partner", THING, DAY, "erased")
    with pytest.raises(Damaged):
        EMPTY.with_next(signer(U2, S2), ROSTER, "partner", THING, DAY, "moved_away")
    with pytest.raises(Damaged):
        EMPTY.with_next(signer(U2, S1), ROSTER, "partner", THING, DAY, "erased")
    his = Tombstones(INST, "programme")
    assert his.with_next(signer(U1, S1), ROSTER, "case", THING, DAY, "retention").items
    with pytest.raises(Damaged):
        his.with_next(signer(U2, S2), ROSTER, "case", THING, DAY, "retention")


@pytest.mark.parametrize("what", ["gap", "swap", "twice", "db", "inst", "v"])
def test_a_list_that_was_put_together_anew_is_refused(what):
    found = listed(3)
    one, two, three = (item.link.row for item in found.items)
    rows = {"gap": [one, three], "swap": [two, one], "twice": [one, one]}
    value = parse_cj(found.to_bytes())
    changed = {"db": {"db": "programme"}, "inst": {"inst": "99" * 16}, "v": {"v": 2}}

    def read() -> object:
        if what in rows:
            return read_rows(rows[what], EMPTY, ROSTER)
        return read_file(cj({**value, **changed[what]}), INST, "partner", ROSTER)

    with pytest.raises((Damaged, Newer)):
        read()
    assert replace(found, items=()).head.seq == 0
