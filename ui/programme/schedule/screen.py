"""Shows week, month and year of all groups: rooms, people, days off, closures and leave, and what they hit (P25)."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from app.core.language import _, months, ngettext
from app.programme.desk import ProgrammeDesk
from app.programme.planning.closures import ClosureNamed
from app.programme.planning.hits import HitRow
from app.programme.planning.holidays import HolidaysWanted
from app.programme.planning.schedule import SchedulePage, ScheduleWanted
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import day, short_day
from ui.kit.dialogs import interrupt
from ui.kit.editors import ChoiceEditor
from ui.kit.form_spec import Field, Kind, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.month_grid import DayKey
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.schedule.grid import A_WEEK, DayGrid, YearGrid, look_of
from ui.programme.schedule.lines import AWAY, CLOSED, SESSION, Day, Line, choices_of, columns, days_of, lines_of
from ui.programme.schedule.panels import ClosurePanel, FilePanel, HitsPanel, HolidaysPanel
from ui.shell.screen import Context, Screen, Verb

WEEK, MONTH, YEAR = "week", "month", "year"
PLANNERS, KEEPERS = frozenset({"facilitator", "manager"}), frozenset({"manager", "administrator"})
A_DAY = timedelta(days=1)


def span_of(view: str, on: date) -> tuple[date, date]:
    """The first and last day that a view shows around a day; a month is shown in whole weeks."""
    if view == YEAR:
        return date(on.year, 1, 1), date(on.year, 12, 31)
    if view == WEEK:
        first = on - timedelta(days=on.weekday())
        return first, first + timedelta(days=A_WEEK - 1)
    first = on.replace(day=1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    last = following - A_DAY
    return first - timedelta(days=first.weekday()), last + timedelta(days=A_WEEK - 1 - last.weekday())


def stepped(view: str, on: date, by: int) -> date:
    """The same day a week, a month or a year on; the 29th to 31st fall back within a shorter month."""
    if view == WEEK:
        return on + timedelta(days=A_WEEK * by)
    year, month = divmod(on.year * 12 + on.month - 1 + (by if view == MONTH else 12 * by), 12)
    first = date(year, month + 1, 1)
    length = ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first).days
    return first.replace(day=min(on.day, length))


def title_of(view: str, on: date) -> str:
    """What is shown, in words."""
    if view == YEAR:
        return _("Schedule, {year}").format(year=on.year)
    if view == MONTH:
        return _("Schedule, {month} {year}").format(month=months()[on.month - 1], year=on.year)
    return _("Schedule, week of {day}").format(day=day(span_of(WEEK, on)[0]))


class ScheduleTable(DataTable[Line]):
    """The lines of the span: Enter opens one, Delete takes a closure back."""

    def __init__(self, screen: "ScheduleScreen") -> None:
        super().__init__(columns(), _("Sessions, days off, closures and leave"))
        self._screen = screen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._screen.remove_closure()
        else:
            super().keyPressEvent(event)


class ScheduleScreen(Screen[ProgrammeDesk]):
    """The painted days at the left, the same as a list at the right; nothing here names a man."""

    cares_for = frozenset({"group", "session", "closure", "case", "register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Schedule"))
        self.on = ctx.clock.today()
        self._page: SchedulePage | None = None
        self._lines: dict[str, Line] = {}
        may_keep = ctx.person.role in KEEPERS
        views = (Option(WEEK, _("Week"), _("W")), Option(MONTH, _("Month"), _("M")), Option(YEAR, _("Year"), _("Y")))
        self.view = SegmentedChoice(_("How much to show"), views, MONTH)
        self.only = ChoiceEditor(Field("only", _("Show only"), Kind.CHOICE, hint=_("Everything")))
        self.back_one = KeyButton(_("Earlier"), "Ctrl+PgUp", small=True)
        self.on_one = KeyButton(_("Later"), "Ctrl+PgDown", small=True)
        self.now = KeyButton(_("Today"), "Ctrl+Home", small=True)
        self.unknown = Banner("", "", Tone.WARN)
        self.unknown.hide()
        self.grid, self.year = DayGrid(), YearGrid()
        self.table = ScheduleTable(self)
        self.closure, self.hits = ClosurePanel(self), HitsPanel(self)
        self.days, self.file = HolidaysPanel(self, may_change=may_keep), FilePanel(self)
        self._build()
        self.days_button = self.plain(_("Days off"), "", "calendar-off")
        self.file_button = (self.plain if may_keep else self.primary)(_("Calendar file"), "Ctrl+Shift+E", "calendar")
        self.add_button = self.primary(_("Add closure"), "Ctrl+N", "plus") if may_keep else None
        self._wire()

    def _build(self) -> None:
        self.painted = QStackedWidget()
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(self.year)
        scrolled.viewport().setAutoFillBackground(False)
        self.year.setAutoFillBackground(False)
        self.painted.addWidget(self.grid)
        self.painted.addWidget(scrolled)
        calendar = Card()
        calendar.setAccessibleName(_("Calendar"))
        calendar.add(self.painted, 1)
        self.legend = Flow(
            DayKey(lambda: look_of(Day(sessions=["x"]))), words(_("session"), "small", wraps=False),
            DayKey(lambda: look_of(Day(off=["x"]))), words(_("day off, office closed"), "small", wraps=False),
            DayKey(lambda: look_of(Day(away=["x"]))), words(_("somebody away"), "small", wraps=False),
            DayKey(lambda: look_of(Day(closed=["x"]))), words(_("a room or group closed"), "small", wraps=False),
        )  # fmt: skip
        calendar.add(self.legend)
        self.right = QStackedWidget()
        listed = Below(self.table, is_filled=True)
        listed.box.setStretchFactor(self.table, 1)
        for part in (listed, self.closure, self.hits, self.days, self.file):
            self.right.addWidget(part)
        self.body.addWidget(Flow(self.view, self.back_one, self.now, self.on_one, self.only))
        self.body.addWidget(self.unknown)
        self.body.addWidget(SideBySide(calendar, self.right, shares=(5, 6), stacks_under=900), 1)

    def _wire(self) -> None:
        self.view.chosen.connect(lambda _value: self.refresh())
        self.only.edited.connect(self._show_lines)
        for button, by in ((self.back_one, -1), (self.on_one, 1)):
            button.clicked.connect(partial(self.step, by))
        self.now.clicked.connect(lambda: self.go_to(self.ctx.clock.today()))
        self.table.row_changed.connect(self._tell)
        self.table.row_chosen.connect(self._open_line)
        for painted in (self.grid, self.year):
            painted.day_chosen.connect(self._choose_day)
        for panel in (self.closure, self.hits, self.days, self.file):
            panel.closed.connect(self._show_list)
        self.closure.saved.connect(self._show_hits)
        self.days.hit.connect(self._show_hits)
        self.hits.wanted.connect(self._go_to_session)
        self.days_button.clicked.connect(self._ask_days)
        self.file_button.clicked.connect(self._ask_file)
        if self.add_button is not None:
            self.add_button.clicked.connect(self._ask_closure)
            self.verbs.append(Verb(_("Take this closure back"), self.remove_closure, "Delete"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        first, last = span_of(self.view.value(), self.on)
        wanted = ScheduleWanted(first=first, last=last)
        self.read(partial(self.desk.schedules.show, wanted), self._show)

    def step(self, by: int) -> None:
        """A week, a month or a year earlier or later."""
        self.go_to(stepped(self.view.value(), self.on, by))

    def go_to(self, on: date) -> None:
        """Show the span around a day."""
        self.on = on
        self.refresh()

    def _show(self, page: SchedulePage) -> None:
        self._page = page
        self.show_content()
        self.only.offer(options(choices_of(page.named)))
        years = ", ".join(str(year) for year in page.unknown_years)
        self.unknown.say(_("No holidays are known for {year}.").format(year=years), "", Tone.WARN)
        self.unknown.setVisible(bool(page.unknown_years))
        self._show_lines()
        announce(self, title_of(self.view.value(), self.on))

    def _show_lines(self) -> None:
        page, view = self._page, self.view.value()
        if page is None:
            return
        lines = lines_of(page, str(self.only.value() or ""))
        self._lines = {line.id: line for line in lines}
        days, today = days_of(lines), self.ctx.clock.today()
        if view == YEAR:
            self.year.show_year(self.on.year, days)
        else:
            weeks = ((page.last - page.first).days + 1) // A_WEEK
            self.grid.show_days(page.first, weeks, days, today, self.on.month if view == MONTH else None)
        self.painted.setCurrentIndex(1 if view == YEAR else 0)
        self.legend.setVisible(view == YEAR)
        met = sum(line.kind == SESSION for line in lines)
        off = sum(bool(day.off) for day in days.values())
        self.set_title(
            title_of(view, self.on),
            facts(
                ngettext("{count} session", "{count} sessions", met).format(count=met),
                ngettext("{count} day off", "{count} days off", off).format(count=off),
            ),
        )
        self.table.show_rows(lines, lambda line: line.id)
        first = next((line for line in lines if line.on >= today), None)
        if first is not None and not self.table.hasFocus():
            self.table.choose(first.id)

    def _tell(self, id_: str) -> None:
        line = self._lines.get(id_)
        for painted in (self.grid, self.year):
            painted.show_chosen(line.on if line else None)

    def _choose_day(self, on: date) -> None:
        found = next((line for line in self._lines.values() if line.on <= on <= line.until), None)
        if found is not None:
            self.table.choose(found.id)
        for painted in (self.grid, self.year):
            painted.show_chosen(on)

    def _open_line(self, id_: str) -> None:
        line = self._lines.get(id_)
        if line is not None and line.opens:
            self._go_to_session(line.opens)
        elif line is not None and line.kind in {CLOSED, AWAY}:
            wanted = ClosureNamed(closure=id_.removeprefix("closure "))
            self.read(partial(self.desk.closures.hits, wanted), self._show_hits, "hits")

    def _go_to_session(self, subject: str) -> None:
        if self.ctx.person.role in PLANNERS:
            self.go("group", subject)

    def _show_list(self) -> None:
        self.right.setCurrentIndex(0)
        self.table.setFocus()

    def _ask_closure(self) -> None:
        line = self._lines.get(self.table.chosen_id())
        self.right.setCurrentWidget(self.closure)
        self.closure.ask(self._page.named if self._page else (), (line.on if line else self.on).isoformat())

    def _ask_days(self) -> None:
        self.right.setCurrentWidget(self.days)
        wanted = HolidaysWanted(year=self.on.year)
        self.read(partial(self.desk.holidays.list, wanted), self.days.show_year, "days")
        self.days.table.setFocus()

    def _ask_file(self) -> None:
        page = self._page
        self.right.setCurrentWidget(self.file)
        self.file.ask(page.named if page else (), str(self.only.value() or ""))

    def _show_hits(self, rows: tuple[HitRow, ...]) -> None:
        if rows:
            self.right.setCurrentWidget(self.hits)
            self.hits.show_hits(rows)
        else:
            self._show_list()
            self.toast(_("No planned session is hit."))

    def remove_closure(self) -> None:
        """Take the chosen closure back, after asking; sessions stay where they are (SCH-16)."""
        line = self._lines.get(self.table.chosen_id())
        if line is None or line.kind not in {CLOSED, AWAY} or self.add_button is None:
            return
        draft = ClosureNamed(closure=line.id.removeprefix("closure "))
        act = partial(self.desk.closures.remove, draft)
        heading = _("Take this closure back?")
        said = _("{what}, from {day}. Sessions stay where they are.").format(what=line.what, day=short_day(line.on))
        run = partial(self.change, act, lambda _row: self.toast(_("Taken back.")))
        interrupt(self, heading, (said,), _("Take it back"), _("Leave it"), run)

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.view, self.right]
