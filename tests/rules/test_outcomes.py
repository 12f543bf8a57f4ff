"""What is counted at her desk names its base, hides what is small, and leaves as one sheet a quarter (STA-1, 5, 6)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.calendar import Quarter, quarter_of, read_quarter
from app.domain.counts import SMALLEST_SHOWN, Rate
from app.partner.rules.outcomes import Woman, figures, first_and_latest, shown

NEWS = [True] * 9 + [False]


def test_each_share_has_the_base_it_is_of() -> None:
    women = [
        Woman(is_reached=True, tried_before_start=True, has_fresh_plan=True, first={"safety": 3}, latest={"safety": 7}),
        Woman(is_reached=True, tried_before_start=False, has_fresh_plan=False, first={"safety": 6}, latest={}),
        Woman(chose_not_to=True),
    ]

    found = figures(women, NEWS, (61, 84), ("safety", "awareness"), 6)

    assert (found.women, found.answered, found.chose_not_to) == (3, 1, 1)
    assert [(one.n, one.of) for one in (found.reached, found.before_start, found.plans, found.told)] == [
        (2, 3), (1, 2), (1, 2), (9, 10),
    ]  # fmt: skip
    assert found.completed.percent == 73
    assert [(one.key, one.start.n, one.latest.n, one.latest.of) for one in found.areas] == [
        ("safety", 0, 1, 1), ("awareness", 0, 0, 0),
    ]  # fmt: skip


def test_of_one_time_point_the_newest_counts_and_one_point_alone_says_nothing() -> None:
    said = [
        ("t1", date(2026, 3, 1), {"safety": 4}), ("t0", date(2026, 1, 5), {"safety": 1}),
        ("t0", date(2026, 1, 9), {"safety": 2}), ("t3", date(2026, 9, 1), {"safety": 9}),
    ]  # fmt: skip

    assert first_and_latest(said, date(2026, 6, 30)) == ({"safety": 2}, {"safety": 4})
    assert first_and_latest(said[1:3], date(2026, 6, 30)) == ({}, {})


@given(some.integers(0, 60), some.integers(0, 60))
def test_what_leaves_can_be_subtracted_to_no_small_number(n: int, rest: int) -> None:
    is_shown = shown(Rate(n, n + rest, "women"))

    assert is_shown == (min(n, rest) >= SMALLEST_SHOWN)


@pytest.mark.parametrize(
    ("day", "code", "last", "before"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 3, 31), "2025-Q4"),
        (date(2026, 9, 30), "2026-Q3", date(2026, 9, 30), "2026-Q2"),
        (date(2026, 12, 31), "2026-Q4", date(2026, 12, 31), "2026-Q3"),
    ],
)
def test_a_quarter_knows_its_days(day: date, code: str, last: date, before: str) -> None:
    quarter = quarter_of(day)

    assert (quarter.code, quarter.last, quarter.before.code) == (code, last, before)
    assert read_quarter(code) == quarter
    assert Quarter(2026, 4).leaves_on(20) == date(2027, 1, 20)
