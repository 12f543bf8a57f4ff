"""Says how long a period of outcomes can be, and which days it has when it ends with a quarter (F10)."""

from datetime import date

from app.core.language import _
from app.domain.calendar import Quarter

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
