"""Proves that "cannot finish in time" is said before it is too late, from dates alone (PATH-2, SCH-36)."""

from datetime import date, timedelta

import pytest

from app.programme.rules.finishing import Finish, Margin, ends_if_begun, outlook
from tests.rules.plans import BBR, ENGLAND, a_pack, on

TODAY = on("2026-11-02")
MARGIN = Margin(spare_weeks=4, warn_weeks=4)
FOREVER = '{key="core", title="Meeting {n}", kind="group", minutes=120},'


def look(order_ends: date | None, place_ends: date | None = None, **more: bool) -> Finish:
    return outlook(order_ends, ends_if_begun(BBR, TODAY, ENGLAND), TODAY, MARGIN, place_ends, **more).finish


def test_a_run_begun_today_is_laid_out_with_its_holidays_and_gap() -> None:
    last = ends_if_begun(BBR, TODAY, ENGLAND)

    assert last is not None
    assert last > TODAY + timedelta(weeks=28 + 5)
    assert ends_if_begun(a_pack(FOREVER), TODAY, ENGLAND) is None


def test_without_a_place_the_order_must_last_as_long_as_the_programme_and_four_weeks() -> None:
    """PATH-2: order end at or after programme length + 4 weeks."""
    last = ends_if_begun(BBR, TODAY, ENGLAND)
    assert last is not None
    just = last + timedelta(weeks=4)

    assert look(just - timedelta(days=1)) is Finish.CANNOT
    assert look(just) is Finish.SOON
    assert look(just + timedelta(weeks=4)) is Finish.SOON
    assert look(just + timedelta(weeks=4, days=1)) is Finish.IN_TIME


@pytest.mark.parametrize("order_ends", [None, on("2026-12-01"), on("2030-01-01")])
def test_a_programme_without_an_end_is_never_too_long(order_ends: date | None) -> None:
    assert outlook(order_ends, None, TODAY, MARGIN).finish is Finish.NO_END


def test_with_a_place_the_last_date_of_that_place_counts() -> None:
    """SCH-36: the order's end against the last item or review of the group."""
    ends = on("2027-07-20")

    assert look(ends - timedelta(days=1), ends) is Finish.CANNOT
    assert look(ends, ends) is Finish.SOON
    assert look(ends, ends, has_place=True) is Finish.IN_TIME


def test_it_says_until_when_he_must_begin() -> None:
    last = ends_if_begun(BBR, TODAY, ENGLAND)
    assert last is not None

    found = outlook(last + timedelta(weeks=6), last, TODAY, MARGIN)

    assert found.begin_by == TODAY + timedelta(weeks=2)
    assert found.words == "He must begin by 16 November 2026 to finish before his order ends."


def test_a_place_that_ends_in_time_where_a_later_one_would_not_is_said_so() -> None:
    """PATH-2, SCH-36: he has not begun, and no later day is left to begin."""
    last = ends_if_begun(BBR, TODAY, ENGLAND)
    assert last is not None

    found = outlook(last, last, TODAY, MARGIN, last - timedelta(days=1))

    assert (found.finish, found.words) == (
        Finish.SOON, "This place ends before his order does. A later one would not.",
    )  # fmt: skip
