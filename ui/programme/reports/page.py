"""Lays out one report: text or printed pages at the left, the cards beside it, and saving its words (P21)."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import ReportId
from app.programme.accounts import PeopleWanted, PersonRow
from app.programme.desk import ProgrammeDesk
from app.programme.report_rows import (
    OfReport,
    PreviewAsked,
    PreviewMade,
    ReportEdited,
    ReportPage,
)
from reports.programme.documents import Kind
from reports.programme.headings import title
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, day
from ui.kit.editors import ChoiceBox
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.pathway import Step, StepState, WorkSteps
from ui.kit.printed import PrintedPages
from ui.kit.sharing import short_of
from ui.kit.widgets import Card, facts, words
from ui.programme.reports.cards import ClearanceCard, DeliveryCard, ReadingCard, WayCard, WordingCard
from ui.programme.reports.parts import ReportText
from ui.programme.reports.versions import ComparedVersions
from ui.shell.printing import PrintCard
from ui.shell.screen import Context, Crumb, Screen, Verb

DRAFT, READER, WAITING, CLEARED, ISSUED, DELIVERED = (
    "draft",
    "second_reader",
    "awaiting_clearance",
    "cleared",
    "issued",
    "delivered",
)
SAVED_AFTER_MS = 20_000
ORDER = (DRAFT, READER, WAITING, CLEARED, DELIVERED)


def step_names() -> tuple[str, ...]:
    """The steps of a report, the same for every one (REP-8)."""
    return (_("Draft"), _("Second reader"), _("Safety clearance"), _("Issue"), _("Delivered"))


def place_of(state: str) -> int:
    """At which step a report in this state is."""
    return ORDER.index(CLEARED) if state == ISSUED else ORDER.index(state)


class ReportPaper(Screen[ProgrammeDesk]):
    """What one report shows: its text or its pages, the cards beside it, and saving its words."""

    is_for_staff = True
    cares_for = frozenset({"report"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Report"))
        self._page: ReportPage | None = None
        self._kept: dict[str, object] = {}
        self._wording = -1
        self._is_fresh = True
        self.steps = WorkSteps(())
        self.text = ReportText()
        self.pages = PrintedPages()
        self.pages.hide()
        self.versions = ComparedVersions()
        self.versions.hide()
        self.wording = WordingCard()
        self.figures = FiguresCard()
        self.clearance = ClearanceCard()
        self.way = WayCard()
        self.reading = ReadingCard()
        self.delivery = DeliveryCard()
        self.printing = PrintCard(self, _("Print this copy"))
        self.save = KeyButton(_("Save draft"), "Ctrl+S")
        self.saved_at = words("", "small", wraps=False)
        self.compare = KeyButton(_("Earlier versions"), "Ctrl+Shift+V", small=True)
        self.verbs += [
            Verb(_("Save draft"), self.save.click, "Ctrl+S"),
            Verb(_("Compare with an earlier version"), self.compare.click, "Ctrl+Shift+V"),
        ]
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(SAVED_AFTER_MS)
        left = Below(self.text, self.pages, self.versions, Flow(self.save, self.compare, self.saved_at), is_filled=True)
        self.right = Below(
            self.delivery, self.printing, self.wording, self.figures, self.clearance, self.reading, self.way
        )
        self.body.addWidget(self.steps)
        self.body.addWidget(SideBySide(left, self.right, shares=(7, 4)), 1)
        self.preview = self.plain(_("Preview as printed"), "Ctrl+P", "printer")
        self.next = self.primary(_("Ask for second reader"), "Ctrl+Enter")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject or self._page is None:
            self._page, self._is_fresh = None, True
            self._show_text()
        super().open(subject)
        self.read(partial(self.desk.reports.show, OfReport(report=ReportId(subject or ""))), self._show)
        self.read(partial(self.desk.people.list, PeopleWanted()), self._show_people, "people")

    def _show_people(self, people: tuple[PersonRow, ...]) -> None:
        self.reading.show_people([one for one in people if one.label != self.ctx.person.name])

    def _show(self, page: ReportPage) -> None:
        self._page = page
        self.show_content()
        first, last = day(page.covers_from), day(page.covers_to)
        about = facts(
            _("Written by {person}").format(person=page.author),
            _("covers {first} to {last}").format(first=first, last=last),
            _("edition {number}").format(number=page.edition),
        )
        crumbs = (
            Crumb(_("Reports"), "reports"),
            Crumb(page.reference, "case", page.case),
            Crumb(title(Kind(page.type))),
        )
        heading = _("{report} for {name}").format(report=title(Kind(page.type)), name=short_of(page.name))
        self.set_title(heading, about, crumbs)
        here = place_of(page.state)
        states = [StepState.DONE if at < here else StepState.NOW if at == here else StepState.LATER for at in range(5)]
        if page.state == DELIVERED:
            states = [StepState.DONE] * 5
        figures = _("figures of {day}").format(day=day(page.figures_on))
        due = _("due {day}").format(day=day(page.due_on)) if page.due_on else ""
        steps = [Step(name, "", state) for name, state in zip(step_names(), states, strict=True)]
        self.steps.show_steps(steps, facts(due, figures))
        self.text.show_report(page, page.may_edit and page.state == DRAFT)
        if self._kept:
            self.text.fill(self._kept)
            self._kept = {}
        self.wording.show_report(page)
        self.figures.show_report(page)
        self.clearance.show_lines(page.lines)
        self.way.show_report(page)
        self.reading.show_report(page)
        self.right.box.insertWidget(0 if page.state == READER else 5, self.reading)
        self.delivery.show_report(page)
        self.printing.show_record(page.report)
        self._show_buttons(page)
        if self._is_fresh and (start := self.first_focus()) is not None:
            start.setFocus()
        self._is_fresh = False

    def _show_buttons(self, page: ReportPage) -> None:
        self.save.setVisible(page.state == DRAFT)
        words_of = {
            DRAFT: _("Ask for second reader"),
            READER: _("Sign off"),
            WAITING: _("Issue report"),
            CLEARED: _("Issue report"),
            ISSUED: _("Make the copy"),
            DELIVERED: _("Make another copy"),
        }
        self.next.say(words_of[page.state])
        self.next.setEnabled(page.state != WAITING and (page.state != READER or page.may_sign))

    def _save(self, then: Callable[[object], None]) -> None:
        page, changed = self._page, self.text.changed()
        if page is None:
            return
        if not changed:
            then(None)
            return
        draft = ReportEdited(report=ReportId(page.report), sections=changed, seen=page.edition)
        self.change(partial(self.desk.reports.edit, draft), then, self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.delivery.isVisible():
            self.delivery.form.show_problems(error.problems)
        elif isinstance(error, InvalidInput) and "reader" in error.problems:
            self.reading.say_problem(error.problems["reader"])
        else:
            self.show_problem(error)

    def _typed(self) -> None:
        """A draft saves itself when nobody has typed for a while; the words stay on the screen whatever comes of it."""
        if self.text.is_edited():
            self.saved_at.setText(_("Not saved yet"))
            self.pause.start()

    def _save_itself(self) -> None:
        page = self._page
        if page is not None and page.state == DRAFT and page.may_edit and self.text.is_edited():
            self._save(self._saved_itself)

    def _saved_itself(self, _saved: object) -> None:
        self.saved_at.setText(_("Saved {time}").format(time=clock(self.ctx.clock.local())))
        self.refresh()

    def _preview(self) -> None:
        if self.pages.isVisible():
            self._show_text()
        elif self._page is not None:
            draft = PreviewAsked(report=ReportId(self._page.report), dpi=110)
            self._save(lambda _saved: self.read(partial(self.desk.papers.preview, draft), self._show_pages, "preview"))

    def _show_pages(self, made: PreviewMade) -> None:
        self.pages.show_pages(
            made.pages,
            _("A draft: each page says so, and nothing of it may be used.")
            if made.is_draft
            else _("These are the pages that were signed. Nothing in them can change."),
        )
        self.text.hide()
        self.versions.hide()
        self.pages.show()
        self.preview.say(_("Back to the text"))
        self.refresh()

    def _show_text(self) -> None:
        self.pages.hide()
        self.versions.hide()
        self.text.show()
        self.preview.say(_("Preview as printed"))
        self.compare.say(_("Earlier versions"))

    def _next_wording(self) -> None:
        found = self._page.wordings if self._page else ()
        if found:
            self._show_text()
            self._wording = (self._wording + 1) % len(found)
            self.text.go_to(found[self._wording])

    def is_edited(self) -> bool:
        return self.text.is_edited()

    def kept(self) -> dict[str, object]:
        return dict(self.text.changed())

    def restore(self, kept: dict[str, object]) -> None:
        self._kept = dict(kept)
        self.text.fill(kept)

    def first_focus(self) -> QWidget | None:
        return next(iter(self.text.editors.values()), self.next)

    def panes(self) -> list[QWidget]:
        return [self.text if self.text.isVisible() else self.pages, self.reading, self.wording]


class FiguresCard(Card):
    """Each figure with what it says now; in the text it stands as [attended] and is printed as it is on the day."""

    is_for_staff = True
    inserted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Figures for your text"))
        self.which = ChoiceBox()
        self.which.setAccessibleName(_("Which figure"))
        self.insert = KeyButton(_("Insert"), "Ctrl+Shift+F", small=True)
        self.insert.clicked.connect(self._insert)
        self.add(words(_("It is printed as the registers have it on the day."), "small"))
        for part in (self.which, Flow(self.insert)):
            self.add(part)
        self._shown: tuple[str, ...] = ()

    def show_report(self, page: ReportPage) -> None:
        """Offer the figures of this report while it is written."""
        self.setVisible(bool(page.phrases) and page.may_edit and page.state == "draft")
        lines = tuple(_("{what}: {says}").format(what=one.label, says=one.says) for one in page.phrases)
        if lines == self._shown:
            return
        self._shown = lines
        self.which.clear()
        for line, one in zip(lines, page.phrases, strict=True):
            self.which.addItem(line, one.key)

    def _insert(self) -> None:
        if self.which.currentData() is not None:
            self.inserted.emit(f"[{self.which.currentData()}]")
