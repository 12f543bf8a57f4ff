"""Counts quarters, so that a period of any length steps by one of them (F10)."""

from datetime import date, timedelta

from app.core.language import _

QUARTER, YEAR, TWO_YEARS, FIVE_YEARS = "quarter", "year", "two_years", "five_years"
IN_A_YEAR, MONTHS = 4, 3


def lengths() -> dict[str, tuple[str, int]]:
    """How long a period can be: its words and how many quarters."""
    return {
        QUARTER: (_("Quarter"), 1),
        YEAR: (_("Year"), 4),
        TWO_YEARS: (_("Two years"), 8),
        FIVE_YEARS: (_("Five years"), 20),
    }


def quarter_of(on: date) -> int:
    """The number of the quarter in which a day lies."""
    return on.year * IN_A_YEAR + (on.month - 1) // MONTHS


def first_of(quarter: int) -> date:
    """Its first day."""
    return date(quarter // IN_A_YEAR, quarter % IN_A_YEAR * MONTHS + 1, 1)


def span_of(last: int, length: str) -> tuple[date, date]:
    """The first and last day of a period of this length that ends with a quarter."""
    return first_of(last - lengths()[length][1] + 1), first_of(last + 1) - timedelta(days=1)
