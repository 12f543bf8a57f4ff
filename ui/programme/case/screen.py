"""Shows one participant: where he stands, what was done, what comes next, and the ways to act on it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.domain.moves import CaseState
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day, partial_day
from ui.kit.layouts import Flow, horizontal
from ui.kit.tokens import SPACE_3, Tone
from ui.kit.widgets import Card, Chip, facts
from ui.programme.asking import step_for, verbs_of_steps
from ui.programme.case.attendance import AttendancePart
from ui.programme.case.change_forms import back_words, way_back
from ui.programme.case.contacts import ContactsPart
from ui.programme.case.history import HistoryPart, OverviewPart
from ui.programme.case.legal_forms import legal_kinds_of_change
from ui.programme.case.measures import MeasuresPart
from ui.programme.case.overview import CourtsLine, PathwayCard, RiskLine
from ui.programme.case.papers import PapersPart
from ui.programme.case.part import Part, Tab
from ui.programme.case.records import RecordsPart
from ui.programme.case.risk_part import RiskPart
from ui.shell.screen import Context, Crumb, Screen, Verb

TONES = {
    CaseState.ON_PROGRAMME: Tone.INFO,
    CaseState.PLACED: Tone.INFO,
    CaseState.WAITING: Tone.INFO,
    CaseState.COMPLETED: Tone.OK,
    CaseState.BREACH: Tone.WARN,
    CaseState.NOT_READY: Tone.WARN,
}


def records() -> tuple[tuple[str, str], ...]:
    """What can be recorded about him, and on which screen."""
    return (
        (_("1-2-1 or review"), "review"),
        (_("Risk result or red event"), "risk"),
        (_("Questionnaire"), "measure"),
        (_("Wish to change"), "motivation"),
        (_("Partner details or consent"), "referral"),
        (_("Substance screen"), "substance"),
        (_("Screening"), "screening"),
    )


class Tabs(QTabBar):
    """The names of the parts of the page: arrows, Ctrl+PgUp and Ctrl+PgDn go along them, Alt with a number to one."""

    def __init__(self, parent: QWidget, name: str, titles: Sequence[str]) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        for at, title in enumerate(titles):
            self.addTab(title)
            self.setTabToolTip(at, f"Alt+{at + 1}")
            QShortcut(QKeySequence(f"Alt+{at + 1}"), self, partial(self.choose, at))
        QShortcut(QKeySequence("Ctrl+PgDown"), self, partial(self.step, 1))
        QShortcut(QKeySequence("Ctrl+PgUp"), self, partial(self.step, -1))
        for button, words in zip(self.findChildren(QToolButton), (_("Earlier tabs"), _("Later tabs")), strict=False):
            button.setAccessibleName(words)

    def choose(self, at: int) -> None:
        """Show one part, and put the keyboard at its name."""
        self.setCurrentIndex(at)
        self.setFocus()

    def step(self, by: int) -> None:
        """The next or the previous part, round and round."""
        self.choose((self.currentIndex() + by) % self.count())


class Choices(Card):
    """A few ways on, opened by a button of the title row."""

    chosen = Signal(str)

    def __init__(self, title: str, entries: tuple[tuple[str, str], ...]) -> None:
        super().__init__(title)
        self.buttons = []
        self.by_key: dict[str, KeyButton] = {}
        for text, key in entries:
            button = KeyButton(text, small=True)
            button.clicked.connect(partial(self.chosen.emit, key))
            self.buttons.append(button)
            self.by_key[key] = button
        self.add(Flow(*self.buttons))
        self.hide()


class CaseScreen(Screen[ProgrammeDesk]):
    """The participant page; everything on it may be seen by him for two seconds (P15, mock 03, UX-2).

    Opened with a case, or with `case/tab`. Each tab asks for itself when it is opened, and anew when a record changed.
    """

    cares_for = frozenset({"case", "session", "group", "register", "report"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._state = CaseState.REFERRED
        self.state = Chip("", Tone.INFO)
        self.risk = RiskLine()
        self.notes = KeyButton(_("Staff-only notes"), icon="eye-off")
        self.held, self.courts = Banner("", "", Tone.MUTE, "calendar-off"), CourtsLine()
        self.way = PathwayCard()
        self.overview = OverviewPart()
        self.next = self.overview.next
        parts = (
            self.overview, AttendancePart(), ContactsPart(), RiskPart(), MeasuresPart(), RecordsPart(), PapersPart(),
            HistoryPart(),
        )  # fmt: skip
        self.widgets: tuple[Part, ...] = parts
        self.parts: tuple[Tab, ...] = parts
        self.tabs = Tabs(self, _("Parts of this record"), tab_titles())
        self._build()
        self.add_chip(self.state)
        self.alter = self.plain(_("Change"), icon="pencil")
        self.back = self.plain(_("Reopen"), icon="history")
        self.add_record = self.primary(_("Add record"), "Ctrl+N")
        self._offer_back()
        self._wire()

    def _build(self) -> None:
        self.records = Choices(_("Add record"), records())
        top = QWidget()
        row = horizontal(top, gap=SPACE_3)
        row.addWidget(self.risk, 1)
        row.addStretch(0)
        row.addWidget(self.notes, 0, Qt.AlignmentFlag.AlignRight)
        for part in (self.records, top, self.courts, self.held, self.way, self.tabs, *self.widgets):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _wire(self) -> None:
        self.back.clicked.connect(lambda: self._go_on(way_back(self._state)))
        self.alter.clicked.connect(lambda: self._go("case_change"))
        self.notes.clicked.connect(lambda: self._go("staff_only"))
        self.add_record.clicked.connect(self._toggle)
        self.records.chosen.connect(self._go)
        self.way.steps.step_chosen.connect(lambda _at: self._go("review"))
        self.tabs.currentChanged.connect(self._show_tab)
        for part in self.widgets:
            part.wanted.connect(self.go)
        self.verbs += [Verb(text, partial(self._go, key)) for text, key in records() if key != "substance"]
        self.verbs.append(Verb(self.notes.accessibleName(), self.notes.click, "", "eye-off"))
        said = partial(self._go_on, "reporting")
        self.verbs.append(Verb(_("Change the way of reporting"), said, "", "file-text"))
        self.verbs += [
            Verb(_("Record: {what}").format(what=one.words), partial(self._go_on, one.value), "", "certificate")
            for one in legal_kinds_of_change()
        ]
        self.verbs += [
            Verb(_("Show {tab}").format(tab=title), partial(self.tabs.choose, at), f"Alt+{at + 1}")
            for at, title in enumerate(tab_titles())
        ]

    @property
    def case(self) -> CaseId:
        """The case this page is about."""
        return CaseId((self.subject or "").partition("/")[0])

    def _toggle(self) -> None:
        self.records.setVisible(self.records.isHidden())
        if self.records.isVisible():
            self.records.buttons[0].setFocus()

    def _go(self, key: str, *_ignored: object) -> None:
        self.records.hide()
        self.go(key, self.case)

    def _go_on(self, kind: str) -> None:
        """To one kind of change."""
        self.go("case_change", f"{self.case}/{kind}")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.records.hide()
            tab = (subject or "").partition("/")[2]
            self.tabs.setCurrentIndex(next((at for at, part in enumerate(self.parts) if part.key == tab), 0))
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        for part in self.parts:
            part.is_fresh = False
        self.read(partial(self.desk.cases.show, CaseAsked(case=self.case)), self._show)

    def _show(self, page: CasePage) -> None:
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
        self._state = CaseState(page.state)
        self.state.say(page.state_words, TONES.get(self._state, Tone.MUTE))
        self._offer_back()
        self.records.by_key["substance"].setVisible(page.takes_screen)
        self.risk.show_risk(page.risk)
        self.courts.show_courts(page.courts)
        self._show_hold(page)
        self.way.show_page(page)
        self.overview.show_found(page)
        self.overview.is_fresh = True
        self._show_tasks(page)
        self._show_tab(self.tabs.currentIndex())

    def _offer_back(self) -> None:
        """A closed case can be reopened, a mistaken completion undone; an open one has neither, not even in words."""
        text = back_words(self._state)
        self.back.setVisible(bool(text))
        if text:
            self.back.say(text)
        self.verbs = [verb for verb in self.verbs if verb.run != self.back.click]
        if text:
            self.verbs.append(Verb(text, self.back.click))

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
        """Show one part; it asks for what it needs unless it has it already."""
        for number, part in enumerate(self.parts):
            part.setVisible(number == at)
        part = self.parts[at]
        if self.subject is not None and not part.is_fresh:
            self.read(partial(part.ask, self.desk, self.case), partial(self._show_part, part), key=part.key)

    def _show_part(self, part: Tab, found: object) -> None:
        part.is_fresh = True
        part.show_found(found)

    def panes(self) -> list[QWidget]:
        """The pathway, the names of the parts, and what the shown part is made of."""
        return [self.way, self.tabs, *self.parts[self.tabs.currentIndex()].panes()]


def tab_titles() -> tuple[str, ...]:
    """The names of the parts, in the order of the page."""
    return (
        _("Overview"), _("Attendance"), _("1-2-1s and goals"), _("Risk"), _("Measures"), _("Records"), _("Papers"),
        _("History"),
    )  # fmt: skip
