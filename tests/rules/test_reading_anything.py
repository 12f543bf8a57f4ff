"""Whatever stands in a cell of an office's sheet ends in one of the outcomes, and nothing of hers becomes his."""

from collections.abc import Iterator
from dataclasses import asdict
from enum import Enum

from hypothesis import given, settings
from hypothesis import strategies as st

from app.programme.rules import doubles
from app.programme.rules.incoming import ImportOutcome
from app.programme.rules.reading import read_row
from tests.rules.test_reading import HEADER, HERS, READER, read

ANY_CELL = st.text(max_size=40) | st.sampled_from(
    [
        "=1+1",
        "31/02/1985",
        "she",
        "\u202e",
        "9" * 40,
        "1/1/0001",
        "31.12.9999",
        "0",
        "x, y",
        "99 (1,2)",
        "99999999999999999999 May 2020",
    ]
)


@given(st.lists(ANY_CELL, max_size=len(HEADER) + 2))
@settings(max_examples=300, deadline=None)
def test_any_text_in_any_cell_ends_in_one_of_the_outcomes(row: list[str]) -> None:
    found = read_row(9, row, READER)
    settled = doubles.settle(found, ())

    assert settled.outcome in ImportOutcome
    assert (settled.outcome is ImportOutcome.REFUSED) == bool(found.refusals)
    assert all(problem.column in HEADER for problem in settled.problems)


def texts_in(value: object) -> Iterator[str]:
    """Every text that a referral read from a line holds; names of fields and yes or no are none of it."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in texts_in(one))
    elif isinstance(value, (list, tuple)):
        yield from (text for one in value for text in texts_in(one))


@given(st.sampled_from(HEADER), ANY_CELL)
@settings(max_examples=300, deadline=None)
def test_one_strange_cell_in_an_ordinary_line_never_crashes_and_never_makes_a_value_of_hers_his(
    head: str, cell: str
) -> None:
    row = read(**{head: cell})

    if head in HERS and len(cell.strip()) > 3 and row.referral is not None:
        assert not [text for text in texts_in(asdict(row.referral)) if cell in text]
    assert row.outcome in ImportOutcome
