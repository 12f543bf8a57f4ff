"""Shows a plan as months: filled for a session, outlined for a skipped date, the twin of the lines (SCH-10)."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from app.core.language import _, months
from ui.kit import theme
from ui.kit.dates import day
from ui.kit.month_grid import DayLook, MonthGrid, months_between
from ui.kit.widgets import Card
from ui.programme.groups.plan import SESSION, SKIPPED, PlanLine

MONTHS_ABREAST = 2


class Months(MonthGrid):
    """The plan of a group, two months beside one another."""

    def __init__(self) -> None:
        super().__init__(MONTHS_ABREAST)
        self._kinds: dict[date, str] = {}

    def show_plan(self, lines: Iterable[PlanLine]) -> None:
        """Show the days of a plan; a day with a session stays filled where another was skipped on it."""
        dated = [(line.on, line.kind) for line in lines if line.on and line.kind in (SESSION, SKIPPED)]
        skipped = {on: kind for on, kind in dated if kind == SKIPPED}
        met = {on: kind for on, kind in dated if kind == SESSION}
        self._kinds = {**skipped, **met}
        if self._kinds:
            first, last = min(self._kinds), max(self._kinds)
            words = _("Calendar from {first} to {last}: {met} sessions, {skipped} dates skipped.")
            self.setAccessibleName(words.format(first=day(first), last=day(last), met=len(met), skipped=len(skipped)))
        self.show_months(months_between(min(self._kinds), max(self._kinds)) if self._kinds else ())

    def title(self, month: date) -> str:
        return f"{months()[month.month - 1]} {month.year}"

    def look(self, on: date) -> DayLook:
        kind = self._kinds.get(on)
        return look_of(kind) if kind else super().look(on)


def look_of(kind: str) -> DayLook:
    """Filled for a session, outlined for a skipped date."""
    t = theme.current().tokens
    if kind == SESSION:
        return DayLook(t.on_primary, ground=t.primary, is_bold=True)
    return DayLook(t.warn.ink, ground=t.warn.ground, edge=t.warn.ink)


class Calendar(Card):
    """The months in a card of their own, scrolling when there are many."""

    def __init__(self) -> None:
        super().__init__(_("Calendar"))
        self.months = Months()
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(self.months)
        scrolled.viewport().setAutoFillBackground(False)
        self.months.setAutoFillBackground(False)
        self.add(scrolled, 1)
