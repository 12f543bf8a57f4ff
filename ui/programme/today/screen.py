"""Shows what is due: overdue, today, this week, each with the one button that does it."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.programme.desk import ProgrammeDesk
from app.programme.today import TaskRow as Due
from app.programme.today import TodayAsked, TodayPage
from ui.kit.dates import clock, full_day, short_day
from ui.kit.layouts import Column, horizontal
from ui.kit.rows import Task, TaskRow
from ui.kit.tokens import Tone
from ui.kit.widgets import facts, words
from ui.programme.asking import step_for, verbs_of_steps
from ui.shell.screen import Context, Screen

MOST = 40
ICONS = {
    "register.take": "users-group",
    "note.write": "notes",
    "one_to_one.record": "message",
    "three_way.record": "message",
    "screening.answer": "list-check",
    "screening.decide": "list-check",
    "screening.show": "calendar-time",
    "denial.rate": "list-check",
    "consent.record": "clipboard-check",
    "referral.pass_partner_details": "clipboard-check",
    "referral.answer_duplicates": "user-question",
    "risk.record_result": "alert-triangle",
    "risk.acknowledge": "flag",
    "risk.tell": "flag",
    "risk.close": "flag",
    "case.assign": "user-plus",
    "case.lift_hold": "calendar-off",
}


def parts() -> dict[str, str]:
    """The headings, in order."""
    return {"overdue": _("Overdue"), "today": _("Today"), "week": _("This week"), "later": _("Later")}


class TodayScreen(Screen[ProgrammeDesk]):
    """What to do now; the keyboard is on the most urgent row (P2, mock 01)."""

    cares_for = frozenset({"case", "session", "group", "report"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Today"))
        self.rows: list[TaskRow] = []
        self._due: dict[str, Due] = {}
        self.tasks = Column(gap=8)
        self.body.addWidget(self.tasks, 1)
        self._wire()

    def _wire(self) -> None:
        """Nothing to connect before rows are there."""

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.today.show, TodayAsked()), self._show)

    def _show(self, page: TodayPage) -> None:
        now = self.ctx.clock.local()
        count = len(page.rows)
        things = ngettext("{count} thing to do", "{count} things to do", count).format(count=count)
        self.set_title(_("Today"), facts(full_day(now.date()), clock(now), things if count else ""))
        if not count:
            self.show_empty(_("Nothing is due."))
            return
        self.show_content()
        self._fill(page.rows, now)

    def _fill(self, due: tuple[Due, ...], now: datetime) -> None:
        while self.tasks.box.count():
            item = self.tasks.box.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows, self._due = [], {}
        first = now_row(due)
        for part, heading in parts().items():
            here = [row for row in due[:MOST] if row.part == part]
            if here:
                self.tasks.box.addWidget(part_heading(heading, sum(row.part == part for row in due)))
            for row in here:
                self._add(row, row is first, now)
        self.tasks.box.addStretch(1)
        if self.rows and not self.isAncestorOf(self.focusWidget() or self):
            self._start().setFocus()

    def _add(self, due: Due, is_now: bool, now: datetime) -> None:
        id_ = f"{len(self.rows)}"
        self._due[id_] = due
        row = TaskRow(task_of(id_, due, is_now, now))
        row.acted.connect(self._act)
        self.rows.append(row)
        self.tasks.box.addWidget(row)
        if is_now:
            self.filled = row.button

    def _act(self, id_: str) -> None:
        due = self._due[id_]
        self.go(*step_for(due.act, due.about))

    def _start(self) -> QWidget:
        return next((row.button for row in self.rows if row.task.is_due_now), self.rows[0].button)

    def first_focus(self) -> QWidget | None:
        """The row due now."""
        return self._start() if self.rows else None

    def panes(self) -> list[QWidget]:
        """The list."""
        return [self.tasks]


def now_row(due: Iterable[Due]) -> Due | None:
    """The row whose button is filled: what is due today first, else the most overdue."""
    rows = tuple(due)
    today = [row for row in rows if row.part == "today"]
    return next(iter(today or rows), None)


def part_heading(heading: str, count: int) -> QWidget:
    """A heading with how many follow."""
    holder = QWidget()
    row = horizontal(holder)
    row.addWidget(words(heading, "strong", wraps=False))
    row.addWidget(words(str(count), "small", wraps=False))
    row.addStretch(1)
    return holder


def task_of(id_: str, due: Due, is_now: bool, now: datetime) -> Task:
    """A row as drawn: verb first, its number below, when at the right."""
    at = due.due.astimezone(now.tzinfo)
    late = (now.date() - at.date()).days
    chip = ngettext("{count} day late", "{count} days late", late).format(count=late) if late > 0 else ""
    ends_today = due.part == "today" and (at.hour, at.minute) != (23, 59)
    when = "" if chip else _("by {time}").format(time=clock(at)) if ends_today else short_day(at.date())
    return Task(
        id_,
        due.words,
        due.detail,
        ICONS.get(due.act, "notes"),
        verbs_of_steps().get(due.act, _("Open")),
        when="" if due.part == "today" and not ends_today else when,
        chip=chip,
        tone=Tone.WARN,
        is_due_now=is_now,
    )
