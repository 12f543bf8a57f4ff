"""How days, hours and shares are written on paper: in words that two readers cannot read differently."""

from datetime import date

from app.core.language import _, months
from app.domain.answers import PartialDate


def tag_of(language: str) -> str:
    """The language of a paper as its file names it for a screen reader (UX-31)."""
    return {"en": "en-GB", "nl": "nl-NL"}.get(language, language)


def capital(text: str) -> str:
    """As it begins a cell of a table."""
    return text[:1].upper() + text[1:]


def day(known: date) -> str:
    """As in "24 November 2026"."""
    return _("{day} {month} {year}").format(day=known.day, month=months()[known.month - 1], year=known.year)


def partial_day(text: str) -> str:
    """A date as exact as it was given; one that cannot be read is printed as it is."""
    try:
        known = PartialDate.parse(text)
    except ValueError:
        return text or _("Not known")
    if known.month is None:
        return str(known.year)
    month = months()[known.month - 1]
    if known.day is None:
        return _("{month} {year}").format(month=month, year=known.year)
    return _("{day} {month} {year}").format(day=known.day, month=month, year=known.year)


def hours(minutes: int) -> str:
    """Hours with one decimal, cut and never rounded up (ATT-7)."""
    return _("{whole}.{tenth}").format(whole=minutes // 60, tenth=minutes % 60 * 10 // 60)


def percent(count: int, whole: int) -> int:
    """A whole percentage; 99 at most unless it is all of them; of nothing it is 0."""
    if whole <= 0:
        return 0
    rounded = round(100 * count / whole)
    return min(rounded, 99) if count < whole else rounded


def of(count: int, whole: int) -> str:
    """A share with its n of N (REP-4); nothing of nothing has no percentage."""
    if whole <= 0:
        return _("{count} of {whole}").format(count=count, whole=whole)
    return _("{count} of {whole} ({percent}%)").format(count=count, whole=whole, percent=percent(count, whole))
