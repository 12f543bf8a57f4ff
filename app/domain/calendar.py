"""Knows which days an office works: holidays of its region, extra days, closures; and quarters, and periods of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from app.core.language import _, months

WEEKEND = (5, 6)
QUARTERS, MONTHS = 4, 3  # in a year, in a quarter
GOOD_FRIDAY_NL, LIBERATION_DAY_NL = "Goede vrijdag", "Bevrijdingsdag"  # as the library names them; a setting each


class Region(StrEnum):
    """Whose public holidays count at a place (SCH-14)."""

    ENGLAND_AND_WALES = "ENG-WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"
    NETHERLANDS = "NL"


class OffKind(StrEnum):
    """Why a day is off."""

    HOLIDAY = "holiday"
    CLOSURE = "closure"


@dataclass(frozen=True)
class DayOff:
    """A day on which nothing is planned, and why (SCH-10)."""

    day: date
    kind: OffKind
    words: str


@dataclass(frozen=True)
class Closure:
    """A range of days on which an office, a place or a group is closed; both ends included (SCH-16)."""

    first: date
    last: date
    reason: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(_("A closure ends on or after its first day."))

    def covers(self, day: date) -> bool:
        """True when the day lies in the closure."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class OfficeCalendar:
    """The days off of one region, with what the office file adds and removes (SCH-14, SCH-15).

    `added` names extra days off; `removed` are public holidays on which this office works, `works_on` those on which
    it works every year; `known_years` are years for which the office vouches although the library knows none.
    """

    region: Region
    added: tuple[tuple[date, str], ...] = ()
    removed: frozenset[date] = frozenset()
    known_years: frozenset[int] = field(default_factory=frozenset)
    works_on: frozenset[str] = frozenset()

    def holiday(self, day: date) -> str | None:
        """The holiday's name, or None on a day the office works."""
        for extra, words in self.added:
            if extra == day:
                return words
        if day in self.removed:
            return None
        return self.public(day)

    def public(self, day: date) -> str | None:
        """The name of a public holiday that closes this office, before its own days are looked at."""
        name = _public(self.region, day.year).get(day)
        return None if name in self.works_on else name

    def days_off(self, year: int) -> tuple[DayOff, ...]:
        """Every holiday of a year, those of the office's own among them, in order."""
        every = set(_public(self.region, year)) | {day for day, _words in self.added if day.year == year}
        found = (self.day_off(day) for day in sorted(every))
        return tuple(off for off in found if off is not None)

    def day_off(self, day: date, closures: Iterable[Closure] = ()) -> DayOff | None:
        """Why nothing can be planned on this day, or None (SCH-5, SCH-16)."""
        name = self.holiday(day)
        if name is not None:
            return DayOff(day, OffKind.HOLIDAY, name)
        for closure in closures:
            if closure.covers(day):
                return DayOff(day, OffKind.CLOSURE, closure.reason)
        return None

    def knows(self, year: int) -> bool:
        """False when no holidays are known for the year: that is said, never taken for "none" (SCH-17)."""
        return year in self.known_years or bool(_public(self.region, year))

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years of a span for which no holidays are known (SCH-17)."""
        return tuple(year for year in range(first.year, last.year + 1) if not self.knows(year))

    def is_working_day(self, day: date, closures: Iterable[Closure] = ()) -> bool:
        """Monday to Friday, and not off."""
        return day.weekday() not in WEEKEND and self.day_off(day, closures) is None

    def after_working_days(self, day: date, count: int, closures: Iterable[Closure] = ()) -> date:
        """The day `count` working days after `day`, itself not counted; 0: the first from it."""
        kept = tuple(closures)
        if count == 0:
            while not self.is_working_day(day, kept):
                day += timedelta(days=1)
            return day
        for _passed in range(count):
            day = self.after_working_days(day + timedelta(days=1), 0, kept)
        return day

    def working_days_between(self, first: date, last: date, closures: Iterable[Closure] = ()) -> int:
        """How many working days lie after `first`, up to and with `last`."""
        kept = tuple(closures)
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day, kept) for day in days)


@lru_cache(maxsize=256)
def _public(region: Region, year: int) -> dict[date, str]:
    """The public holidays the library knows for a year; England and Wales share one list."""
    if region is Region.NETHERLANDS:
        return dict(holidays.country_holidays("NL", years=year, language="nl", categories=("public", "optional")))
    part = {Region.SCOTLAND: "SCT", Region.NORTHERN_IRELAND: "NIR"}.get(region, "ENG")
    return dict(holidays.country_holidays("GB", subdiv=part, years=year, language="en_GB"))


def day_words(day: date) -> str:
    """A date as a sentence carries it: 7 December 2026."""
    return _("{day} {month} {year}").format(day=day.day, month=months()[day.month - 1], year=day.year)


def months_before(day: date, months: int) -> date:
    """The same calendar day some months before; a day that month lacks falls back to its last (SCR-8)."""
    return _same_day(day, -months)


def months_after(day: date, months: int) -> date:
    """The same calendar day some months after; a day that month lacks falls back to its last."""
    return _same_day(day, months)


def _same_day(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    length = (date(year + month // 11, (month + 1) % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, length))


def age_on(born: date, on: date) -> int:
    """Whole years lived on a day; who was born on 29 February is a year older on 1 March (SCR-9)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def date_and_time_words(moment: datetime) -> str:
    """A local date with its time, as a sentence carries it."""
    return _("{day} at {time}").format(day=day_words(moment.date()), time=f"{moment:%H:%M}")


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year: the only period of which a sheet leaves (STA-6)."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """As it is named in a script: `2026-Q3`."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, MONTHS * (self.number - 1) + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The one after it."""
        return self.moved(1)

    @property
    def before(self) -> "Quarter":
        """The one before it."""
        return self.moved(-1)

    def moved(self, by: int) -> "Quarter":
        """The one so many quarters later, or earlier."""
        year, number = divmod(self.year * QUARTERS + self.number - 1 + by, QUARTERS)
        return Quarter(year, number + 1)

    def leaves_on(self, days: int) -> date:
        """The fixed day of its sheet of figures, the same whatever stands on it (STA-6)."""
        return self.last + timedelta(days=days)


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def read_quarter(code: str) -> Quarter:
    """A quarter by its code, which the shape of the draft has checked."""
    return Quarter(int(code[:4]), int(code[-1]))


QUARTER, YEAR, TWO_YEARS, FIVE_YEARS = "quarter", "year", "two_years", "five_years"


def lengths() -> dict[str, tuple[str, int]]:
    """How long a period can be: its words and how many quarters."""
    return {
        QUARTER: (_("Quarter"), 1),
        YEAR: (_("Year"), 4),
        TWO_YEARS: (_("Two years"), 8),
        FIVE_YEARS: (_("Five years"), 20),
    }


def span_of(last: Quarter, length: str) -> tuple[date, date]:
    """The first and last day of a period of this length that ends with a quarter."""
    return last.moved(1 - lengths()[length][1]).first, last.last
