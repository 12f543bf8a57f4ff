"""Proves every holiday of the four regions on a working day, 2026 to 2028, against dates written out (X16, SCH-14)."""

from datetime import date

import pytest

from app.domain.calendar import GOOD_FRIDAY_NL, LIBERATION_DAY_NL, OfficeCalendar, Region

WRITTEN = {
    Region.ENGLAND_AND_WALES: """
        2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
        2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
        2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
    """,
    Region.SCOTLAND: """
        2026-01-01 2026-01-02 2026-04-03 2026-05-04 2026-05-25 2026-06-15 2026-08-03 2026-11-30 2026-12-25 2026-12-28
        2027-01-01 2027-01-04 2027-03-26 2027-05-03 2027-05-31 2027-08-02 2027-11-30 2027-12-27 2027-12-28
        2028-01-03 2028-01-04 2028-04-14 2028-05-01 2028-05-29 2028-08-07 2028-11-30 2028-12-25 2028-12-26
    """,
    Region.NORTHERN_IRELAND: """
        2026-01-01 2026-03-17 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-07-13 2026-08-31 2026-12-25 2026-12-28
        2027-01-01 2027-03-17 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-07-12 2027-08-30 2027-12-27 2027-12-28
        2028-01-03 2028-03-17 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-07-12 2028-08-28 2028-12-25 2028-12-26
    """,
    Region.NETHERLANDS: """
        2026-01-01 2026-04-03 2026-04-06 2026-04-27 2026-05-05 2026-05-14 2026-05-25 2026-12-25
        2027-01-01 2027-03-26 2027-03-29 2027-04-27 2027-05-05 2027-05-06 2027-05-17
        2028-04-14 2028-04-17 2028-04-27 2028-05-05 2028-05-25 2028-06-05 2028-12-25 2028-12-26
    """,
}


@pytest.mark.parametrize("region", Region)
def test_every_holiday_on_a_working_day_is_known_and_no_other(region: Region) -> None:
    """SCH-14: the one-off day of Scotland in June 2026 is among them."""
    office = OfficeCalendar(region)

    found = [one.day for year in (2026, 2027, 2028) for one in office.days_off(year) if one.day.weekday() < 5]

    assert found == [date.fromisoformat(text) for text in WRITTEN[region].split()]


def test_a_day_that_dutch_employers_differ_about_is_a_setting_of_its_own() -> None:
    """SCH-15: Good Friday and 5 May, each for itself; the other days stay."""
    works_on_friday = OfficeCalendar(Region.NETHERLANDS, works_on=frozenset({GOOD_FRIDAY_NL}))
    works_on_both = OfficeCalendar(Region.NETHERLANDS, works_on=frozenset({GOOD_FRIDAY_NL, LIBERATION_DAY_NL}))

    for office, good_friday, liberation in ((works_on_friday, None, LIBERATION_DAY_NL), (works_on_both, None, None)):
        assert office.holiday(date(2027, 3, 26)) == good_friday
        assert office.holiday(date(2027, 5, 5)) == liberation
        assert office.holiday(date(2027, 3, 29)) == "Tweede paasdag"
        assert office.knows(2027)


def test_an_added_day_stands_in_the_year_and_a_removed_one_does_not() -> None:
    """SCH-14: the office's own list beside the library's."""
    office = OfficeCalendar(Region.SCOTLAND, ((date(2027, 4, 5), "Local holiday"),), frozenset({date(2027, 11, 30)}))

    days = {one.day: one.words for one in office.days_off(2027)}

    assert days[date(2027, 4, 5)] == "Local holiday"
    assert date(2027, 11, 30) not in days
