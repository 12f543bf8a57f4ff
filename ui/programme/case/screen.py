"""Shows one participant: where he stands, what was done, what comes next, and the ways to act on it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.domain.moves import CaseState
from app.programme.case_page import CasePage
from app.programme.case_record import RecordRow
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day, partial_day
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.rows import ClearanceLine
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, facts, words
from ui.programme.asking import step_for, verbs_of_steps
from ui.programme.case.overview import (
    AttendanceCard,
    DetailsCard,
    GoalsCard,
    NextCard,
    PathwayCard,
    emptied,
    record_line,
    say_risk,
)
from ui.shell.screen import Context, Crumb, Screen, Verb

TONES = {
    CaseState.ON_PROGRAMME: Tone.INFO,
    CaseState.PLACED: Tone.INFO,
    CaseState.WAITING: Tone.INFO,
    CaseState.COMPLETED: Tone.OK,
    CaseState.BREACH: Tone.WARN,
    CaseState.NOT_READY: Tone.WARN,
}
HISTORY = 2


def records() -> tuple[tuple[str, str], ...]:
    """What can be recorded about him, and on which screen."""
    return (
        (_("1-2-1 or review"), "review"),
        (_("Risk result or red event"), "risk"),
        (_("Partner details or consent"), "referral"),
        (_("Screening"), "screening"),
    )


class Choices(Card):
    """A few ways on, opened by a button of the title row."""

    chosen = Signal(str)

    def __init__(self, title: str, entries: tuple[tuple[str, str], ...]) -> None:
        super().__init__(title)
        self.buttons = []
        for text, key in entries:
            button = KeyButton(text, small=True)
            button.clicked.connect(partial(self.chosen.emit, key))
            self.buttons.append(button)
        self.add(Flow(*self.buttons))
        self.hide()


class CaseScreen(Screen[ProgrammeDesk]):
    """The participant page; everything on it may be seen by him for two seconds (P15, mock 03, UX-2)."""

    cares_for = frozenset({"case", "session", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._page: CasePage | None = None
        self.state = Chip("", Tone.INFO)
        self.risk = Banner("", "", Tone.WARN)
        self.held = Banner("", "", Tone.MUTE, "calendar-off")
        self.way = PathwayCard()
        self.attendance, self.next, self.goals = AttendanceCard(), NextCard(), GoalsCard()
        self.clearance = ClearanceLine()
        self.details = DetailsCard()
        self.history = Card(_("History"))
        self._build()
        self.add_chip(self.state)
        self.alter = self.plain(_("Change"), icon="pencil")
        self.add_record = self.primary(_("Add record"), "Ctrl+N")
        self._wire()

    def _build(self) -> None:
        right = Column(self.next, self.goals, self.clearance)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Parts of this record"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        overview = SideBySide(self.attendance, right, shares=(13, 7))
        self.parts: tuple[QWidget, ...] = (overview, Column(self.details), Column(self.history))
        for text in (_("Overview"), _("Details"), _("History")):
            self.tabs.addTab(text)
        self.records = Choices(_("Add record"), records())
        for part in (self.records, self.risk, self.held, self.way, self.tabs, *self.parts):
            self.body.addWidget(part)
        self.body.setStretchFactor(overview, 1)

    def _wire(self) -> None:
        self.alter.clicked.connect(lambda: self._go("case_change"))
        self.add_record.clicked.connect(self._toggle)
        self.records.chosen.connect(self._go)
        self.way.steps.step_chosen.connect(lambda _at: self._go("review"))
        self.tabs.currentChanged.connect(self._show_tab)
        self.verbs += [Verb(text, partial(self._go, key)) for text, key in records()]

    def _toggle(self) -> None:
        self.records.setVisible(self.records.isHidden())
        if self.records.isVisible():
            self.records.buttons[0].setFocus()

    def _go(self, key: str, *_ignored: object) -> None:
        self.go(key, self.subject)

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.records.hide()
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        self.read(partial(self.desk.cases.show, CaseAsked(case=CaseId(subject))), self._show)

    def _show(self, page: CasePage) -> None:
        self._page = page
        self.show_content()
        born = ""
        if page.date_of_birth[:1].isdigit():
            born = _("Born {date}").format(date=partial_day(page.date_of_birth[:4]))
        sent = _("Referred by {who}").format(who=page.organisation) if page.organisation else ""
        lead = _("Case lead {name}").format(name=page.lead) if page.lead else _("No case lead yet")
        self.set_title(
            page.short_name,
            facts(born, sent, page.group, lead),
            (Crumb(_("Participants"), "cases"), Crumb(page.reference)),
        )
        self.state.say(page.state_words, TONES.get(CaseState(page.state), Tone.MUTE))
        say_risk(self.risk, page.risk)
        self._show_hold(page)
        self.way.show_page(page)
        self.attendance.show_page(page)
        self.goals.show_goals(page.goals)
        self.clearance.show_words(page.clearance)
        self.clearance.setVisible(bool(page.clearance))
        self.details.show_page(page)
        self._show_tasks(page)
        self._show_tab(self.tabs.currentIndex())

    def _show_hold(self, page: CasePage) -> None:
        self.held.setVisible(bool(page.holds))
        if page.holds:
            hold = page.holds[0]
            since = _("On hold since {day}").format(day=day(hold.from_day))
            self.held.say(since, _("Look again on {day}.").format(day=day(hold.review_on)), Tone.MUTE, "calendar-off")

    def _show_tasks(self, page: CasePage) -> None:
        rows = self.next.show_tasks(page, verbs_of_steps(), self.ctx.clock.today())
        for row, task in zip(rows, page.do_next, strict=False):
            row.acted.connect(partial(self.go, *step_for(task)))

    def _show_tab(self, at: int) -> None:
        for number, part in enumerate(self.parts):
            part.setVisible(number == at)
        if at == HISTORY and self.subject is not None:
            asked = CaseAsked(case=CaseId(self.subject))
            self.read(partial(self.desk.cases.history, asked), self._show_history, key="history")

    def _show_history(self, rows: tuple[RecordRow, ...]) -> None:
        emptied(self.history, 1)
        if not rows:
            self.history.add(words(_("Nothing has happened yet."), "small"))
        for row in rows:
            self.history.add(record_line(row))

    def panes(self) -> list[QWidget]:
        """The pathway, the names of the parts, and the part that is shown."""
        return [self.way, self.tabs, self.parts[self.tabs.currentIndex()]]
