"""Holds which backups stay: 7 daily, 4 weekly, 2 monthly, none above 90 days (SEC-58)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.ops.backup import DAILY, MONTHLY, OLDEST, WEEKLY, kept

NOW = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
MOMENTS = st.sets(st.integers(-3 * 24, 130 * 24).map(lambda hours: NOW - timedelta(hours=hours)), max_size=80)


@given(MOMENTS)
def test_sec_58_what_stays(moments):
    stay = kept(moments, NOW)

    past = sorted((one for one in stay if one <= NOW), reverse=True)
    assert stay <= moments
    assert all(NOW - one <= OLDEST for one in stay)
    assert len(past) <= DAILY + WEEKLY + MONTHLY
    assert {one for one in moments if one > NOW} <= stay
    for span in (lambda one: one.date(), lambda one: one.isocalendar()[:2], lambda one: (one.year, one.month)):
        young = [one for one in moments if one <= NOW and NOW - one <= OLDEST]
        newest = max(young, default=None, key=lambda one: one)
        assert newest is None or newest in stay
        for latest in sorted({span(one) for one in young}, reverse=True)[:2]:
            assert max(one for one in young if span(one) == latest) in stay


@given(MOMENTS)
def test_removing_twice_removes_nothing_more(moments):
    stay = kept(moments, NOW)

    assert kept(stay, NOW) == stay


def test_a_year_of_daily_backups_leaves_seven_days_four_weeks_and_two_months():
    year = {NOW - timedelta(days=days, hours=hours) for days in range(365) for hours in (0, 3)}

    stay = sorted(kept(year, NOW), reverse=True)

    assert [f"{one:%m-%d %H}" for one in stay] == [
        "11-27 18", "11-26 18", "11-25 18", "11-24 18", "11-23 18", "11-22 18", "11-21 18", "11-15 18", "11-08 18",
        "10-31 18",
    ]  # fmt: skip


def test_an_office_that_backs_up_rarely_keeps_what_it_has_until_it_is_too_old():
    rare = {NOW - timedelta(days=days) for days in (0, 20, 45, 89, 91)}

    assert kept(rare, NOW) == {NOW - timedelta(days=days) for days in (0, 20, 45, 89)}
