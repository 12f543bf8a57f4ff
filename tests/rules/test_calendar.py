"""Proves which days an office works, in each region, and that unknown years are said (SCH-14 to 17)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import Closure, OfficeCalendar, OffKind, Region, age_on, months_after, months_before


@pytest.mark.parametrize(
    ("region", "day", "is_off"),
    [
        (Region.ENGLAND_AND_WALES, "2026-12-28", True),
        (Region.ENGLAND_AND_WALES, "2022-09-19", True),
        (Region.ENGLAND_AND_WALES, "2027-01-04", False),
        (Region.SCOTLAND, "2027-01-04", True),
        (Region.SCOTLAND, "2027-03-29", False),
        (Region.NORTHERN_IRELAND, "2027-03-17", True),
        (Region.NETHERLANDS, "2027-04-27", True),
        (Region.NETHERLANDS, "2027-05-03", False),
    ],
)
def test_each_region_has_its_own_holidays(region, day, is_off):
    """SCH-14: England and Wales share one list; one-off royal days are known."""
    assert (OfficeCalendar(region).day_off(date.fromisoformat(day)) is not None) is is_off


def test_an_office_adds_and_removes_days():
    """SCH-14: without internet."""
    good_friday, our_day = date(2027, 3, 26), date(2027, 6, 1)
    office = OfficeCalendar(Region.NETHERLANDS, ((our_day, "Our own day"),), frozenset({good_friday}))

    assert office.day_off(good_friday) is None
    assert office.day_off(our_day).words == "Our own day"


def test_a_closure_closes_both_its_ends_and_says_why():
    """SCH-16: the same effect as a holiday."""
    closure = Closure(date(2027, 6, 7), date(2027, 6, 8), "Boiler")
    office = OfficeCalendar(Region.ENGLAND_AND_WALES)
    off = [office.day_off(date(2027, 6, day), [closure]) for day in (6, 7, 8, 9)]

    assert [day and (day.kind, day.words) for day in off] == [
        None,
        (OffKind.CLOSURE, "Boiler"),
        (OffKind.CLOSURE, "Boiler"),
        None,
    ]


def test_a_closure_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends on or after"):
        Closure(date(2027, 6, 8), date(2027, 6, 7), "x")


def test_working_days_step_over_weekends_and_holidays():
    office = OfficeCalendar(Region.ENGLAND_AND_WALES)

    assert office.after_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert office.after_working_days(date(2026, 12, 26), 0) == date(2026, 12, 29)
    assert office.working_days_between(date(2026, 12, 24), date(2026, 12, 29)) == 1


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_counting_working_days_forward_and_between_agree(day, count):
    office = OfficeCalendar(Region.SCOTLAND)
    due = office.after_working_days(day, count)

    assert office.is_working_day(due)
    assert office.working_days_between(day, due) == count


@given(st.dates(date(1930, 1, 1), date(2050, 12, 31)), st.integers(0, 60))
def test_months_before_keep_the_day_or_fall_back_within_the_month(day, months):
    earlier = months_before(day, months)

    assert earlier.day <= day.day
    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert months_after(earlier, months).month == day.month


def test_months_before_29_february_and_31_december():
    assert months_before(date(2028, 2, 29), 24) == date(2026, 2, 28)
    assert months_before(date(2026, 12, 31), 1) == date(2026, 11, 30)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_age_changes_on_the_birthday():
    assert age_on(date(2008, 11, 22), date(2026, 11, 21)) == 17
    assert age_on(date(2008, 11, 22), date(2026, 11, 22)) == 18
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
