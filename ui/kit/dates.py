"""Reads dates and times as people type them, and shows them as people say them."""

import re
from datetime import date, datetime, time, tzinfo

from PySide6.QtCore import QCoreApplication

from app.core.language import _, months

DAY_FIRST = re.compile(r"^(\d{1,2})[\s./-]+(\d{1,2}|[^\W\d]+)[\s./-]+(\d{4})$")
YEAR_FIRST = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
MONTH_YEAR = re.compile(r"^([^\W\d]+|\d{1,2})[\s./-]+(\d{4})$")
YEAR_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")
CLOCK = re.compile(r"^(\d{1,2})[:.]?(\d{2})$")


def live_in(zone: tzinfo) -> None:
    """Times are shown as the office's clock on the wall shows them, whatever zone the computer is set to."""
    app = QCoreApplication.instance()
    if app is not None:
        app.setProperty("zone", zone)


def here(at: datetime) -> datetime:
    """A moment in the office's zone."""
    app = QCoreApplication.instance()
    return at.astimezone(app.property("zone") if app is not None else None)


def weekdays() -> tuple[str, ...]:
    """The days' names, Monday first."""
    return (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


def day(of: date) -> str:
    """24 November 2026."""
    return f"{of.day} {months()[of.month - 1]} {of.year}"


def full_day(of: date) -> str:
    """Tuesday 24 November 2026."""
    return f"{weekdays()[of.weekday()]} {day(of)}"


def short_day(of: date) -> str:
    """Tue 24 Nov: in tables and rows of this year."""
    return f"{weekdays()[of.weekday()][:3]} {of.day} {months()[of.month - 1][:3]}"


def clock(of: time | datetime) -> str:
    """18:30."""
    return f"{of.hour:02d}:{of.minute:02d}"


def partial_day(text: str) -> str:
    """A whole or partial date in ISO form as people say it: "1988", "February 1988", "14 February 1988"."""
    parts = [int(part) for part in text.split("-")] if text else []
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:  # noqa: PLR2004 - year and month
        return f"{months()[parts[1] - 1]} {parts[0]}"
    return day(date(*parts)) if parts else ""


def read_day(text: str) -> date | None:
    """A whole date from what was typed, day before month; None when it is not one."""
    typed = text.strip()
    if found := YEAR_FIRST.match(typed):
        year, month, day_of = found.group(1), found.group(2), found.group(3)
    elif found := DAY_FIRST.match(typed):
        day_of, month, year = found.groups()
    else:
        return None
    number = _month_number(month)
    try:
        return date(int(year), number or 0, int(day_of))
    except ValueError:
        return None


def read_partial_day(text: str) -> str | None:
    """A year, a month or a day in ISO form; None when it is none of them."""
    typed = text.strip()
    if re.fullmatch(r"\d{4}", typed):
        return typed
    if found := YEAR_MONTH.match(typed):
        year, month = found.groups()
    elif found := MONTH_YEAR.match(typed):
        month, year = found.groups()
    else:
        whole = read_day(typed)
        return whole.isoformat() if whole else None
    number = _month_number(month)
    return f"{year}-{number:02d}" if number else None


def read_time(text: str) -> time | None:
    """18:30, 1830 or 18.30; None when it is no time."""
    found = CLOCK.match(text.strip())
    if found is None:
        return None
    try:
        return time(int(found.group(1)), int(found.group(2)))
    except ValueError:
        return None


def _month_number(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= len(months()) else None
    low = text.lower()
    hits = [at for at, name in enumerate(months(), start=1) if len(low) > 2 and name.lower().startswith(low)]  # noqa: PLR2004
    return hits[0] if len(hits) == 1 else None
