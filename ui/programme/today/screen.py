"""Shows what is due: overdue, today, this week, each with the one button that does it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupLine
from app.programme.groups import GroupsWanted
from app.programme.task_rows import FIRST, More
from app.programme.task_rows import TaskRow as Due
from app.programme.today import TodayAsked, TodayPage
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, full_day, short_day
from ui.kit.layouts import Column, Flow, SideBySide, horizontal, vertical
from ui.kit.rows import ActionRow, Task, TaskRow
from ui.kit.sharing import current
from ui.kit.tokens import SPACE_3, Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.asking import step_for, verbs_of_steps
from ui.shell.screen import Context, Screen

FEW = 4
WITH_GROUPS = frozenset({"facilitator", "manager"})
ICONS = {
    "register.take": "users-group", "note.write": "notes", "follow_up.done": "clipboard-check",
    "catch_up.book": "calendar-plus", "one_to_one.book": "calendar-plus", "one_to_one.record": "message",
    "three_way.record": "message", "three_way.sign": "pencil", "screening.answer": "list-check",
    "screening.decide": "list-check", "screening.show": "calendar-time", "denial.rate": "list-check",
    "consent.record": "clipboard-check", "referral.pass_partner_details": "clipboard-check",
    "referral.answer_duplicates": "user-question", "risk.record_result": "alert-triangle",
    "risk.acknowledge": "flag", "risk.tell": "flag", "risk.close": "flag", "case.assign": "user-plus",
    "case.lift_hold": "calendar-off", "case.set_reporting": "file-text", "risk.record_mappa": "users-group",
    "pack.record": "package", "report.draft": "file-text", "report.edit": "file-text",
    "report.sign_off": "file-text", "people.admit": "user-plus",
}  # fmt: skip


def parts() -> dict[str, str]:
    """The headings, in order."""
    return {"overdue": _("Overdue"), "today": _("Today"), "week": _("This week"), "later": _("Later")}


def lists() -> dict[str, tuple[str, str, str]]:
    """Of each kind what it is, and the page that shows all of it: its key and its name."""
    men, owed, referrals = ("cases", _("Participants")), ("owed", _("What is owed")), ("referrals", _("Referrals"))
    schedule, groups = ("schedule", _("Schedule")), ("groups", _("Groups"))
    return {
        "duplicates": (_("Checks for an earlier case"), *referrals),
        "referrals": (_("New referrals"), *referrals),
        "assessments": (_("Assessments to go on with"), *referrals),
        "ratings": (_("Second ratings"), *referrals),
        "looks": (_("Cases to look at again"), *men),
        "holds": (_("Holds to look at again"), *men),
        "risks": (_("Risk results to take again"), *men),
        "rated_again": (_("Risk to rate again"), *men),
        "mappa": (_("MAPPA reviews"), *men),
        "red_events": (_("Red events"), *men),
        "orders": (_("Orders that end"), *men),
        "without_worker": (_("Cases without a worker"), *men),
        "seats": (_("Seats kept on hold"), *men),
        "registers": (_("Registers"), *owed),
        "notes": (_("Notes"), *owed),
        "booked": (_("Booked 1-2-1s and reviews"), *schedule),
        "contacts": (_("1-2-1s and reviews without a date"), *owed),
        "signatures": (_("Reviews to be signed"), *men),
        "catch_ups": (_("Catch-ups without a date"), "catch_ups", _("Catch-ups")),
        "follow_ups": (_("Calls, letters and decisions"), *owed),
        "concerns": (_("Concerns to look at"), *owed),
        "cover": (_("Sessions to move or to cover"), *schedule),
        "questionnaires": (_("Questionnaires"), *men),
        "questionnaires_after": (_("Questionnaires after the end"), *men),
        "meetings": (_("Answers for the case meeting"), *men),
        "time": (_("Orders that leave little time"), "waiting", _("Waiting list")),
        "completed": (_("Completions to record"), *men),
        "letters": (_("Correcting letters"), *men),
        "incidents": (_("Incidents"), "left", _("What has left")),
        "access": (_("Requests for a file"), *men),
        "letters_due": (_("Letters to send"), "post", _("Letters")),
        "entries": (_("Men to bring into peer groups"), *groups),
        "peers": (_("Peer groups"), *groups),
        "talks": (_("Talks in peer groups"), *groups),
        "reports_due": (_("Reports to write"), "reports", _("Reports")),
        "reports": (_("Reports to go on with"), "reports", _("Reports")),
        "packs": (_("Programmes to look at again"), "packs", _("Packs")),
        "joiners": (_("People who wait to join"), "people", _("People and roles")),
    }


class GroupsCard(Card):
    """The next sessions of the groups one works with."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Your groups"))
        self._keep = self.body.count()
        self.hide()

    def show_groups(self, groups: tuple[GroupLine, ...]) -> None:
        """The nearest few, by day."""
        while self.body.count() > self._keep:
            item = self.body.takeAt(self._keep)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        coming = sorted(((line.next_at, line) for line in groups if line.next_at is not None), key=lambda one: one[0])
        for at, line in coming[:FEW]:
            coming_up = NextSession(at, line)
            coming_up.wanted.connect(self.wanted)
            self.add(coming_up)
        self.setVisible(bool(coming))


class NextSession(QWidget):
    """Day and number at the left, the group and its session, and the reading before it, the same for every group."""

    wanted = Signal(str)

    def __init__(self, at: datetime, line: GroupLine) -> None:
        super().__init__()
        self.read = KeyButton(_("Staff-only reading"), icon="eye-off", small=True)
        self.read.setAccessibleName(_("Staff-only reading before {group}").format(group=line.code))
        self.read.clicked.connect(lambda _on: self.wanted.emit(f"session/{line.next_session}"))
        row = horizontal(self, gap=SPACE_3)
        weekday, number, _month = short_day(at.date()).split(" ", 2)
        when = vertical(gap=0)
        when.addWidget(words(weekday, "small", wraps=False))
        when.addWidget(words(number, "h2", wraps=False))
        row.addLayout(when)
        what = vertical(gap=0)
        what.addWidget(words(line.code, "strong"))
        where = _("{time}, {place}").format(time=clock(at), place=line.place_name) if line.place else clock(at)
        what.addWidget(words(facts(line.next_title, where), "small"))
        what.addWidget(Flow(self.read))
        row.addLayout(what, 1)


class LeftOut(ActionRow):
    """What is not in the list of one kind, and the page where it all stands."""

    def __init__(self, more: More, go: Callable[[str], None], role: str) -> None:
        what, screen, page = lists()[more.kind]
        if role == "peer_worker":
            screen, page = "my_groups", _("My groups")
        count = f"{more.count:,}" if more.count is not None else ""
        left = (
            _("{count} more, none due before what is listed.") if count else _("More, none due before what is listed.")
        )
        super().__init__(what, left.format(count=count), page)
        self.acted.connect(partial(go, screen))


class TodayScreen(Screen[ProgrammeDesk]):
    """What to do now; the keyboard is on the most urgent row (P2, mock 01)."""

    cares_for = frozenset({"case", "session", "group", "report", "pack"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Today"))
        self.rows: list[TaskRow] = []
        self.lists: list[LeftOut] = []
        self._due: dict[str, Due] = {}
        self._page: TodayPage | None = None
        self._drawn: tuple[TodayPage, date, bool] | None = None
        self._groups: tuple[GroupLine, ...] | None = None
        self.begin: list[ActionRow] = []
        self._untold = 0
        self.tasks = Column(gap=8)
        self.groups = GroupsCard()
        self.progress = Banner("", "", Tone.INFO, "hourglass")
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.body.addWidget(SideBySide(self.tasks, Column(self.groups), shares=(7, 3)), 1)
        self.find_anything = self.plain(_("Find or do anything"), "Ctrl+K", "search")
        self._wire()

    def _wire(self) -> None:
        self.find_anything.clicked.connect(self.ctx.shell.open_palette)
        self.groups.wanted.connect(partial(self.go, "staff_only"))
        current().changed.connect(self._again)

    def _again(self) -> None:
        """What stands below a task is away while the screen is shared (UX-37)."""
        if self._page is not None and self._page.rows:
            self._fill(self._page, self.ctx.clock.local())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self._untold = 0
        self.read(partial(self.desk.today.show, TodayAsked()), self._show)
        if self.ctx.person.role in WITH_GROUPS:
            self.read(partial(self.desk.groups.list, GroupsWanted(mine=True)), self._show_groups, "groups")

    def _show_groups(self, lines: tuple[GroupLine, ...]) -> None:
        """Beside the list; where nothing is due, the list itself says what comes next."""
        self._groups = lines
        self.groups.show_groups(lines)
        if self._page is not None and not self._page.rows:
            self._fill(self._page, self.ctx.clock.local())

    def _show(self, page: TodayPage) -> None:
        self._wait_for(page.untold)
        self._show_page(page)

    def _wait_for(self, untold: int) -> None:
        """After an upgrade, or a change that concerns everybody: what is known stands here, and says what is not."""
        was, self._untold = self._untold, untold
        self.progress.setVisible(untold > 0)
        if untold:
            left = ngettext("{count} man is yet to be read", "{count} men are yet to be read", untold)
            more = _("What is due of them comes into this list when that is done. You can go on meanwhile.")
            self.progress.say(left.format(count=f"{untold:,}"), more, Tone.INFO, "hourglass")
        if untold and not 0 < was <= untold:
            self.read(partial(self.desk.today.show, TodayAsked(is_waiting=True)), self._go_on_waiting, "untold")

    def _go_on_waiting(self, page: TodayPage) -> None:
        """The list itself changes once, at the end: nobody loses their place in it meanwhile."""
        self._wait_for(page.untold)
        if not page.untold:
            self._show_page(page)

    def _show_page(self, page: TodayPage) -> None:
        self._page, now = page, self.ctx.clock.local()
        count = len(page.rows)
        things = ngettext("{count} thing to do", "{count} things to do", count).format(count=count)
        if page.more:
            known = count + sum(one.count or 0 for one in page.more)
            exact = all(one.count is not None for one in page.more)
            things = (_("{count} things to do") if exact else _("more than {count} things to do")).format(count=known)
        self.set_title(_("Today"), facts(full_day(now.date()), clock(now), things if count else ""))
        self.show_content()
        if (page, now.date(), current().is_on) != self._drawn:
            self._fill(page, now)

    def _fill(self, page: TodayPage, now: datetime) -> None:
        """The list anew, out of sight: else the keyboard goes from each row that is taken away to the next."""
        due, held, self._drawn = page.rows, self._held(), (page, now.date(), current().is_on)
        self.tasks.hide()
        while self.tasks.box.count():
            item = self.tasks.box.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows, self._due, self.begin = [], {}, []
        first = now_row(due)
        for part, heading in parts().items():
            here = [row for row in due if row.part == part]
            if here:
                self.tasks.box.addWidget(part_heading(heading, count_of(part, page)))
            for row in here:
                self._add(row, row is first, now)
        self._say_more(page.more)
        if not due and not page.untold:
            self._say_nothing_due()
        self.tasks.box.addStretch(1)
        self.tasks.show()
        start = self._row_like(held)
        if start is not None and (held is not None or not self.isAncestorOf(self.focusWidget() or self)):
            start.setFocus()

    def _held(self) -> Due | None:
        """What the row says that has the keyboard."""
        focused = self.window().focusWidget()
        held = next((row for row in self.rows if focused is not None and row.isAncestorOf(focused)), None)
        return None if held is None else self._due[held.task.id]

    def _row_like(self, held: Due | None) -> QWidget | None:
        """The button of the same thing to do, so that nobody loses their place; else of the one to begin with."""
        for row in self.rows if held is not None else ():
            due = self._due[row.task.id]
            if held is not None and (due.act, due.about) == (held.act, held.about):
                return row.button
        return self._start()

    def _say_more(self, more: tuple[More, ...]) -> None:
        self.lists = [LeftOut(one, self.go, self.ctx.person.role) for one in more]
        if more:
            self.tasks.box.addWidget(words(_("Not in this list"), "strong", wraps=False))
            most = _("The {most} most urgent are listed. More follow as these are done.").format(most=FIRST)
            self.tasks.box.addWidget(words(most, "small"))
        for left in self.lists:
            self.tasks.box.addWidget(left)

    def _say_nothing_due(self) -> None:
        """What comes next; in an office without a group, what to begin with (UX-17)."""
        coming = [line.next_at for line in self._groups or () if line.next_at is not None]
        said = _("Nothing is due.")
        if coming:
            said = _("Nothing is due. Next: {day}, {time}.").format(day=full_day(min(coming)), time=clock(min(coming)))
        self.tasks.box.addWidget(words(said))
        steps = () if self._groups is None or coming else first_steps(self.ctx.person.role)
        card = Card(_("Where to begin"))
        self.begin = [ActionRow(*said_of) for _screen, *said_of in steps]
        for step, (screen, *_said) in zip(self.begin, steps, strict=True):
            step.acted.connect(partial(self.go, screen))
            card.add(step)
        if steps:
            self.tasks.box.addWidget(card)

    def _add(self, due: Due, is_now: bool, now: datetime) -> None:
        id_ = f"{len(self.rows)}"
        self._due[id_] = due
        row = TaskRow(task_of(id_, due, is_now, now))
        row.acted.connect(self._act)
        self.rows.append(row)
        self.tasks.box.addWidget(row)

    def _act(self, id_: str) -> None:
        due = self._due[id_]
        self.go(*step_for(due))

    def _start(self) -> QWidget | None:
        due = next((row for row in self.rows if row.task.is_due_now), next(iter(self.rows), None))
        return due.button if due is not None else self.begin[0].button if self.begin else None

    def first_focus(self) -> QWidget | None:
        """The row due now; where nothing is due, what to begin with."""
        return self._start()

    def panes(self) -> list[QWidget]:
        """The list."""
        return [self.tasks]


def first_steps(role: str) -> tuple[tuple[str, str, str, str], ...]:
    """What to do in an office where nothing is due and no group is one's own yet: page, words, button (UX-17)."""
    referral = ("referral", _("Take in a referral"), _("Every case begins with one."), _("New referral"))
    if role != "manager":
        return (referral,)
    group, people = _("You see every date before it is stored."), _("They make their own keys, you compare a number.")
    papers = _("Name, address and return address, as papers carry them.")
    return (
        ("people", _("Let your colleagues in"), people, _("People and roles")),
        ("documents", _("Set up the papers"), papers, _("Papers of this office")),
        ("new_group", _("Lay a group out on dates"), group, _("New group")),
        referral,
    )


def now_row(due: Iterable[Due]) -> Due | None:
    """The row whose button is filled: what is due today first, else the most overdue."""
    rows = tuple(due)
    today = [row for row in rows if row.part == "today"]
    return next(iter(today or rows), None)


def count_of(part: str, page: TodayPage) -> str:
    """How many are in a part; with a plus where some of it are not in the list."""
    order = list(parts())
    is_cut = any(order.index(one.part) <= order.index(part) for one in page.more)
    count = sum(row.part == part for row in page.rows)
    return _("{count}+").format(count=count) if is_cut else f"{count}"


def part_heading(heading: str, count: str) -> QWidget:
    """A heading with how many follow."""
    holder = QWidget()
    row = horizontal(holder)
    row.addWidget(words(heading, "strong", wraps=False))
    row.addWidget(words(count, "small", wraps=False))
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
        "" if current().is_on else due.detail,
        ICONS.get(due.act, "notes"),
        verbs_of_steps().get(due.act, _("Open")),
        when="" if due.part == "today" and not ends_today else when,
        chip=chip,
        tone=Tone.WARN,
        is_due_now=is_now,
    )
