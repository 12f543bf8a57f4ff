"""A year as twelve months: filled for sessions, outlined in amber for a day off, ruled for leave (P25)."""

from collections.abc import Mapping
from datetime import date

from app.core.language import _
from ui.kit import theme
from ui.kit.month_grid import DayLook, MonthGrid, months_between
from ui.programme.schedule.grid import NOTHING
from ui.programme.schedule.lines import Day

MONTHS_ABREAST = 4


class YearGrid(MonthGrid):
    """Twelve months; a click chooses a day."""

    def __init__(self) -> None:
        super().__init__(MONTHS_ABREAST)
        self._days: Mapping[date, Day] = {}

    def show_year(self, year: int, days: Mapping[date, Day]) -> None:
        """Show the days of a year."""
        self._days = days
        words = _("{year}: {met} sessions on {days} days, {off} days off, {away} days on which somebody is away.")
        self.setAccessibleName(
            words.format(
                year=year,
                met=sum(len(day.sessions) for day in days.values()),
                days=sum(bool(day.sessions) for day in days.values()),
                off=sum(bool(day.off) for day in days.values()),
                away=sum(bool(day.away) for day in days.values()),
            )
        )
        self.show_months(months_between(date(year, 1, 1), date(year, 12, 31)))

    def look(self, on: date) -> DayLook:
        return look_of(self._days.get(on, NOTHING))


def look_of(day: Day) -> DayLook:
    """Filled for sessions, outlined in amber for a day off, with a rule below for leave or a closed room."""
    t = theme.current().tokens
    return DayLook(
        ink=t.on_primary if day.sessions else t.warn.ink if day.off else t.ink_2,
        ground=t.primary if day.sessions else t.warn.ground if day.off else None,
        edge=t.warn.ink if day.off else None,
        under=t.warn.ink if day.closed else t.info.ink if day.away else None,
        is_bold=bool(day.sessions),
    )
