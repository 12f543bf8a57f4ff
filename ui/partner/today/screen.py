"""Opens her desk's day: what came in, whose safe time is open now, and which plans must be checked again (W2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.bridge.clearances import ClearanceLine
from app.bridge.desk import BridgeDesk
from app.bridge.inbox import InboxItem, InboxLine, ItemTaken
from app.bridge.news import NewsLate, UpdateLine
from app.bridge.team import TeamPage
from app.bridge.trustees import TrusteesPage
from app.core.language import _, ngettext
from app.core.shapes import ItemId, Nothing
from app.domain.roles import Role
from app.partner.contacts import DangerLine, DueLine
from app.partner.listed import PartnerLine
from ui.kit.dates import clock, full_day, short_day
from ui.kit.layouts import Column, SideBySide, empty, vertical
from ui.kit.rows import FactRow, Task, TaskRow
from ui.kit.table import DataTable
from ui.kit.tokens import SPACE_2
from ui.kit.widgets import Card, facts, words
from ui.partner.today.lines import (
    ItemCard,
    asked_tasks,
    delete_tasks,
    inbox_columns,
    inbox_task,
    late_task,
    marac_tasks,
    number_of,
    safe_task,
    team_tasks,
    tell_tasks,
)
from ui.shell.screen import Context, Screen, Verb

LEAD = Role.SAFETY_LEAD.value
MOST_TASKS, MOST_NEXT, MOST_REVIEWS, REVIEW_DAYS = 4, 4, 5, 14


@dataclass(frozen=True)
class Found:
    """Everything the page shows, read in one go."""

    items: tuple[InboxLine, ...]
    due: tuple[DueLine, ...]
    records: tuple[PartnerLine, ...]
    asked: tuple[ClearanceLine, ...]
    dangers: tuple[DangerLine, ...]
    late: tuple[NewsLate, ...]
    to_tell: tuple[UpdateLine, ...]
    to_delete: int
    team: TeamPage
    trustees: TrusteesPage


class TodayScreen(Screen[BridgeDesk]):
    """The most pressing on the left with a button each, all that came in below, one item opened on the right."""

    cares_for = frozenset({"inbox", "partner", "contact", "clearance", "team"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Today"))
        self._found: Found | None = None
        self._rows: list[TaskRow] = []
        self.verbs.append(Verb(_("Open first"), self._open_first, "Enter"))
        self._now, self._tasks = _lines(_("Now"))
        self.table: DataTable[InboxLine] = DataTable(inbox_columns(ctx.clock.zone), name=_("What came in"))
        came = Card(_("What came in"))
        came.add(self.table, 1)
        self.came = came
        self.item_card = ItemCard(ctx.clock.zone)
        self.danger_card, self._dangers = _lines(_("Outside her plan, in danger"))
        self.next_card, self._next = _lines(_("Next safe times"))
        self.review_card, self._reviews = _lines(_("Plans to check again"))
        left = Column(self._now, came, is_filled=True)
        right = Column(self.item_card, self.danger_card, self.next_card, self.review_card)
        self.body.addWidget(SideBySide(left, right, shares=(7, 4)), 1)
        self._wire()

    def _wire(self) -> None:
        self.table.row_chosen.connect(self._take)
        self.item_card.wanted.connect(lambda key, subject: self.go(key, subject or None))
        self.table.installEventFilter(self)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if self.desk.seat.read_only:
            self.read(self._load, self._show)
            return
        run = partial(self.desk.clearances.run, Nothing())
        self.change(run, lambda _made: self.read(self._load, self._show), self._not_run)

    def _not_run(self, error: Exception) -> None:
        """A run that could not be made is said; whom she can reach tonight is shown all the same (section 12)."""

        def shown(found: Found) -> None:
            self._show(found)
            self.show_problem(error)

        self.read(self._load, shown)

    def _load(self) -> Found:
        return Found(
            self.desk.inbox.list(Nothing()), self.desk.contacts.due(Nothing()), self.desk.partners.list(Nothing()),
            self.desk.clearances.list(Nothing()),
            self.desk.contacts.in_danger(Nothing()) if self.ctx.person.role == LEAD else (),
            self.desk.news.late(Nothing()) if self.ctx.person.role == LEAD else (),
            self.desk.news.due(Nothing()), len(self.desk.keeping.list(Nothing()).due),
            self.desk.team.show(Nothing()), self.desk.trustees.show(Nothing()),
        )  # fmt: skip

    def _show(self, found: Found) -> None:
        self._found = found
        now = self.ctx.clock.local()
        self.show_content()
        waiting = sum(one.taken is None for one in found.items)
        self.set_title(
            _("Today"),
            facts(
                full_day(now.date()), clock(now),
                ngettext("{count} thing came in", "{count} things came in", waiting).format(count=waiting),
            ),
        )  # fmt: skip
        self._show_tasks(found)
        self.table.show_rows(found.items, lambda row: row.item)
        self.came.setVisible(bool(found.items))
        self._show_dangers(found.dangers)
        self._show_next(found.due)
        self._show_reviews(found.due)

    def _show_tasks(self, found: Found) -> None:
        empty(self._tasks)
        self._rows = []
        zone = self.ctx.clock.zone
        late = {one.item for one in found.late}
        fresh = [one for one in found.items if one.taken is None and one.item not in late]
        urgent = [one for one in fresh if one.urgent]
        safe = [one for one in found.due if one.is_safe_now]
        calm = [one for one in fresh if not one.urgent]
        tasks = [*(late_task(one, zone) for one in found.late), *(inbox_task(one, zone) for one in urgent)]
        tasks += marac_tasks(found.to_tell, zone)
        tasks += [*(safe_task(one, zone) for one in safe)]
        tasks += tell_tasks(found.to_tell)
        tasks += asked_tasks(found.asked, zone)
        tasks += team_tasks(found.team, found.trustees)
        tasks += [inbox_task(one, zone) for one in calm]
        tasks += delete_tasks(found.to_delete)
        for task in _first_marked(tasks[:MOST_TASKS]):
            row = TaskRow(task)
            row.acted.connect(self._act)
            self._rows.append(row)
            self._tasks.addWidget(row)
        if len(tasks) > MOST_TASKS:
            more = len(tasks) - MOST_TASKS
            said = _("{count} more: see below, and Contacts due.").format(count=more)
            self._tasks.addWidget(words(said, "small"))
        if not tasks:
            self._tasks.addWidget(words(self._nothing(found.due)))

    def _nothing(self, due: tuple[DueLine, ...]) -> str:
        upcoming = min((one.next_safe_time for one in due if one.next_safe_time), default=None)
        if upcoming is None:
            return _("Nothing came in. No safe time is known.")
        return _("Nothing came in. Next safe time: {time}.").format(time=self._moment(upcoming))

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(self.ctx.clock.zone)
        is_today = local.date() == self.ctx.clock.today()
        return clock(local) if is_today else facts(short_day(local.date()), clock(local))

    def _show_dangers(self, rows: tuple[DangerLine, ...]) -> None:
        """The lead is told at once of what was done outside a plan (PRT-4)."""
        empty(self._dangers)
        for one in rows[:MOST_NEXT]:
            at = one.at.astimezone(self.ctx.clock.zone)
            when = facts(f"{short_day(at.date())}, {clock(at)}", one.by)
            self._dangers.addWidget(FactRow("alert-triangle", facts(one.number, one.what), when, "stop"))
            self._dangers.addWidget(words(one.reason))
        self.danger_card.setVisible(bool(rows))

    def _show_next(self, due: tuple[DueLine, ...]) -> None:
        empty(self._next)
        known = [(one.next_safe_time, one) for one in due if one.next_safe_time]
        for at, one in sorted(known, key=lambda pair: pair[0])[:MOST_NEXT]:
            when = _("Now") if one.is_safe_now else self._moment(at)
            self._next.addWidget(FactRow("calendar-time", one.number, when))
        self.next_card.setVisible(self._next.count() > 0)

    def _show_reviews(self, due: tuple[DueLine, ...]) -> None:
        empty(self._reviews)
        today = self.ctx.clock.today()
        for one in due:
            if self._reviews.count() >= MOST_REVIEWS:
                break
            if {"record", "plan"}.intersection(one.damaged):
                said = _("Damaged: do not rely on it")
                self._reviews.addWidget(FactRow("alert-triangle", number_of(one), said, "stop"))
            elif one.plan_ends_on is None:
                self._reviews.addWidget(FactRow("alert-triangle", one.number, _("No plan yet"), "warn"))
            elif (one.plan_ends_on - today).days <= REVIEW_DAYS:
                has_ended = one.plan_ends_on < today
                said = _("Ran out on {day}") if has_ended else _("Holds until {day}")
                row = FactRow("refresh", one.number, said.format(day=short_day(one.plan_ends_on)), "warn")
                self._reviews.addWidget(row)
        self.review_card.setVisible(self._reviews.count() > 0)

    def _open_first(self) -> None:
        if self._rows:
            self._act(self._rows[0].task.id)

    def _act(self, id_: str) -> None:
        kind, _sep, subject = id_.partition(":")
        if kind == "item":
            self._take(subject)
        else:
            self.go(kind, subject or None)

    def _take(self, item: str) -> None:
        self.change(partial(self.desk.inbox.take, ItemTaken(item=ItemId(item))), self._taken)

    def _taken(self, item: InboxItem) -> None:
        self.item_card.show_item(item, self._found.records if self._found else ())
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The whole list comes into view when it gets the keyboard, not its row alone (A09)."""
        if watched is self.table and event.type() == QEvent.Type.FocusIn:
            self._scroll.ensureVisible(0, self.came.y() + self.came.height(), 0, 0)
        return super().eventFilter(watched, event)

    def first_focus(self) -> QWidget:
        return self._rows[0].button if self._rows else self.table

    def panes(self) -> list[QWidget]:
        return [self._now, self.table, self.item_card]


def _first_marked(tasks: list[Task]) -> list[Task]:
    """The first one is filled and shows its key."""
    return [replace(task, is_due_now=at == 0) for at, task in enumerate(tasks)]


def _lines(title: str) -> tuple[Card, QVBoxLayout]:
    card = Card(title)
    lines = vertical(gap=SPACE_2)
    card.body.addLayout(lines)
    return card, lines
