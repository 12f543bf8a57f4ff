"""Proves the published figures, half-up rounding, and that no small number can be worked out (STA-1, 2, 3, 5)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counts import (
    SMALLEST_SHOWN,
    Rate,
    hide_small,
    hide_what_can_be_subtracted,
    percent,
    percent_change,
    percent_to_one_place,
    points,
)


@pytest.mark.parametrize(
    ("n", "of", "whole"),
    [
        (27, 30, 90),
        (21, 27, 78),
        (21, 30, 70),
        (20, 27, 74),
        (25417, 42483, 60),
        (17066, 42483, 40),
        (17, 60, 28),
        (107, 112, 96),
    ],
)
def test_published_percentages_come_out_half_up(n, of, whole):
    assert percent(n, of) == whole


@pytest.mark.parametrize(
    ("n", "of", "shown"),
    [
        (25417, 42483, "59.8"),
        (17066, 42483, "40.2"),
        (104, 147, "70.7"),
        (51, 104, "49.0"),
        (17, 27, "63.0"),
        (107, 112, "95.5"),
    ],
)
def test_one_decimal_comes_out_as_printed(n, of, shown):
    assert percent_to_one_place(n, of) == Decimal(shown)


def test_a_half_goes_up():
    assert (percent(1, 200), percent(25, 1000), percent(5, 8)) == (1, 3, 63)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_percentage_is_never_further_than_half_a_point_away(n, of):
    assert abs(Fraction(percent(n, of)) - Fraction(100 * n, of)) <= Fraction(1, 2)


def test_points_and_percent_change_are_two_things():
    """STA-3."""
    assert points(29, 81) == 52
    assert percent_change(29, 81) == 179
    assert percent_change(10, 14) == 40
    assert percent_change(100, 71) == -29


def test_a_rate_carries_its_base_and_hides_under_ten():
    assert (Rate(9, 10, "started").percent, Rate(9, 10, "started").percent_exact) == (90, Decimal("90.0"))
    assert Rate(9, 9, "started").percent is None
    assert Rate(9, 9, "started").is_hidden


def test_a_breakdown_hides_every_small_cell():
    assert hide_small({"a": 10, "b": 9, "c": 0}) == {"a": 10, "b": None, "c": None}


def test_a_small_complement_is_hidden_too():
    assert hide_what_can_be_subtracted({"yes": 95, "no": 5}) == {"yes": None, "no": None}


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 60), min_size=2, max_size=6))
def test_no_small_cell_can_be_had_by_subtraction(cells):
    shown = hide_what_can_be_subtracted(cells)
    hidden = [key for key, count in shown.items() if count is None]

    assert all(cells[key] < SMALLEST_SHOWN for key in hidden) or len(hidden) != 1
    assert all(count is None or count >= SMALLEST_SHOWN for count in shown.values())
    if hidden and len(hidden) < len(cells):
        assert len(hidden) > 1
        assert sum(cells[key] for key in hidden) >= SMALLEST_SHOWN
