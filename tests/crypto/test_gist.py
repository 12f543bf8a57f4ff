"""What her log said last of each row, as one computer keeps it: it opens for one person, whole, or not at all."""

from itertools import pairwise

import pytest

from app.core.errors import Damaged, Newer
from app.crypto.mark import ROWS_IN_ONE, Gist, Line, open_gist, seal_gist
from app.crypto.person import Seed
from app.crypto.statements import Head
from tests.crypto.people import INST

USER, SEED = "21" * 16, Seed.new()


def gist(rows: int, seq: int = 9) -> Gist:
    """One of so many rows in two tables, one of them deleted."""
    lines: list[Line] = [
        ("contact" if row % 2 else "partner", f"{row:032x}", row + 1, 1, bytes([row % 256]) * 32) for row in range(rows)
    ]
    if lines:
        lines[0] = (*lines[0][:4], None)
    return Gist(Head(seq, f"{seq:02x}" * 32), 4, tuple(lines))


@pytest.mark.parametrize("rows", [0, 1, ROWS_IN_ONE, ROWS_IN_ONE + 1])
def test_what_is_sealed_opens_as_it_was(rows: int) -> None:
    assert open_gist(SEED, INST, USER, seal_gist(SEED, INST, USER, gist(rows))) == gist(rows)


def test_no_bit_of_it_can_be_changed_and_no_byte_taken_or_added() -> None:
    sealed = seal_gist(SEED, INST, USER, gist(3))
    for at in range(len(sealed)):
        with pytest.raises((Damaged, Newer)):
            open_gist(SEED, INST, USER, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
        with pytest.raises(Damaged):
            open_gist(SEED, INST, USER, sealed[:at])
    with pytest.raises(Damaged):
        open_gist(SEED, INST, USER, sealed + b"\0")


def test_it_opens_for_nobody_else_and_in_no_other_office() -> None:
    sealed = seal_gist(SEED, INST, USER, gist(3))
    for seed, inst, user in ((Seed.new(), INST, USER), (SEED, "99" * 16, USER), (SEED, INST, "22" * 16)):
        with pytest.raises(Damaged):
            open_gist(seed, inst, user, sealed)


def test_two_of_them_are_never_mixed() -> None:
    """A line could be taken away with a part of yesterday's."""
    today, yesterday = (seal_gist(SEED, INST, USER, gist(ROWS_IN_ONE + 1, seq)) for seq in (9, 8))
    cut = 4 + int.from_bytes(today[:4], "big")

    for first, second in (*pairwise((today, yesterday, today)), (today, today[:cut] + today)):
        with pytest.raises(Damaged):
            open_gist(SEED, INST, USER, first[:cut] + second[cut:])
