"""Takes one report from draft to delivery: words, second reader, the one line on clearance, issue, a copy (P21, F9)."""

from functools import partial

from app.core.language import _
from app.core.shapes import ReportId
from app.programme.desk import ProgrammeDesk
from app.programme.report_rows import (
    CopyMade,
    GivenBack,
    OfReport,
    ReaderAsked,
    ReportDelivered,
    SignedOff,
)
from app.programme.reporting.versions import VersionRow
from app.programme.rules.issue import ON_PAPER
from ui.kit.bands import announce
from ui.kit.dialogs import interrupt
from ui.programme.asking import with_second
from ui.programme.reports.page import CLEARED, DELIVERED, DRAFT, ISSUED, READER, ReportPaper
from ui.shell.printing import ToPrint
from ui.shell.screen import Context


class ReportScreen(ReportPaper):
    """The text at the left, what helps and what is still to be done at the right."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.next.clicked.connect(self._go_on)
        self.save.clicked.connect(lambda: self._save(self._saved))
        self.preview.clicked.connect(self._preview)
        self.compare.clicked.connect(self._compare)
        self.figures.inserted.connect(self.text.insert)
        self.text.edited.connect(self._typed)
        self.pause.timeout.connect(self._save_itself)
        self.wording.go.clicked.connect(self._next_wording)
        self.reading.back.clicked.connect(self._give_back)
        self.reading.here.clicked.connect(self._sign_here)
        self._scroll.verticalScrollBar().actionTriggered.connect(lambda _how: self._note_the_end())

    def _go_on(self) -> None:
        page = self._page
        if page is None or not self.next.isEnabled():
            return
        acts = {
            DRAFT: self._save_and_ask,
            READER: self._sign,
            CLEARED: self._issue,
            ISSUED: self._deliver,
            DELIVERED: self._deliver,
        }
        acts[page.state]()

    def _compare(self) -> None:
        """The editions beside one another, and back to the text."""
        if self.versions.isVisible():
            self._show_text()
        elif self._page is not None:
            draft = OfReport(report=ReportId(self._page.report))
            self.read(partial(self.desk.report_versions.versions, draft), self._show_versions, "versions")

    def _show_versions(self, found: tuple[VersionRow, ...]) -> None:
        if self._page is not None:
            self.versions.show_versions(self._page, found)
            self.text.hide()
            self.pages.hide()
            self.versions.show()
            self.compare.say(_("Back to the text"))

    def _save_and_ask(self) -> None:
        self._save(self._ask_reader)

    def _saved(self, _saved: object) -> None:
        self.toast(_("The draft is saved."))
        self._saved_itself(_saved)

    def _ask_reader(self, _saved: object) -> None:
        if self._page is not None:
            draft = ReaderAsked(report=ReportId(self._page.report), reader=self.reading.chosen())
            self.change(partial(self.desk.reports.ask_second_reader, draft), self._asked, self._refused)

    def _asked(self, _step: object) -> None:
        self.toast(_("It lies with the second reader."))
        self.refresh()

    def _sign(self) -> None:
        """Only after the whole text has been on the screen (REP-6)."""
        if self._page is None:
            return
        draft = SignedOff(report=ReportId(self._page.report), read_whole=self._was_read(), seen=self._page.edition)
        self.change(partial(self.desk.reports.sign_off, draft), self._signed, self._refused)

    def _sign_here(self) -> None:
        page = self._page
        if page is None:
            return

        def sign(second: str) -> object:
            return self.desk.reports.sign_off(SignedOff(report=ReportId(page.report), second=second, seen=page.edition))

        with_second(self, _("Sign off this report as second reader."), sign, self._signed)

    def _signed(self, _step: object) -> None:
        self.toast(_("Signed off. It now awaits safety clearance, as every report does."))
        self.refresh()

    def _note_the_end(self) -> None:
        """Who has been at the end may go back up, or make the text larger, and has still read it (REP-6)."""
        bar = self._scroll.verticalScrollBar()
        if self._page is not None and bar.sliderPosition() >= bar.maximum() - 2:
            self.reading.note_the_end(self._page)

    def _was_read(self) -> bool:
        bar = self._scroll.verticalScrollBar()
        return self.reading.is_read or bar.value() >= bar.maximum() - 2

    def _give_back(self) -> None:
        comment = self.reading.comment_typed()
        if self._page is not None and comment is not None:
            draft = GivenBack(report=ReportId(self._page.report), comment=comment)
            self.change(partial(self.desk.reports.give_back, draft), self._given_back, self._refused)

    def _given_back(self, _step: object) -> None:
        self.reading.clear()
        self.toast(_("Given back to its writer."))
        self.refresh()

    def _issue(self) -> None:
        page = self._page
        if page is None:
            return
        lines = (
            _("Copy for {reader}.").format(reader=page.recipient or _("a reader you name next")),
            _("From here on nothing in it can change."),
        )
        act = partial(self.desk.papers.issue, OfReport(report=ReportId(page.report)))
        go_on = partial(self.change, act, self._issued, self._refused)
        interrupt(self, _("Issue this report?"), lines, _("Issue report"), _("Not now"), go_on)

    def _issued(self, _issued: object) -> None:
        self.toast(_("Issued. Now make the copy for its reader."))
        self.refresh()

    def _deliver(self) -> None:
        page = self._page
        draft = self.delivery.form.draft_as(ReportDelivered, report=page.report) if page else None
        if draft is not None:
            self.change(partial(self.desk.papers.deliver, draft), self._delivered, self._refused)

    def _delivered(self, copy: CopyMade) -> None:
        self.delivery.show_copy(copy)
        goes_on_paper = self.delivery.form.values()["channel"] in ON_PAPER
        self.printing.offer([ToPrint(copy.content, copy.password)] if goes_on_paper else (), copy.report)
        announce(self, _("The copy is made. Its password is shown once."))
        self.refresh()
