"""Shows the reports about one man, and every copy that has left the building with its reader, ground and way."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from app.programme.left.sheets import sheet_words
from app.programme.left.words import bases, what_words
from app.programme.moves.corrections import CorrectionRow, CorrectionsWanted
from app.programme.report_rows import DisclosureRow, DisclosuresWanted, ReportLine, ReportsWanted
from app.programme.rules.issue import channels
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import day
from ui.kit.layouts import Flow
from ui.kit.paged_model import Column as Shown
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.programme.case.part import Part, moment_words

SHEETS = ("statement", "goals", "file")
TONES = {"draft": Tone.INFO, "second_reader": Tone.WARN, "cleared": Tone.OK, "issued": Tone.OK}


@dataclass(frozen=True)
class Left:
    """What this tab asks for."""

    reports: tuple[ReportLine, ...]
    copies: tuple[DisclosureRow, ...]
    letters: tuple[CorrectionRow, ...]


class PapersPart(Part):
    """Reports on their way and delivered, and what left the building (RET-1)."""

    key = "papers"

    def __init__(self) -> None:
        super().__init__()
        self._case = CaseId("")
        self.reports: CardTable[ReportLine] = CardTable(report_columns(), _("Reports about him"), most=8)
        self.copies: CardTable[DisclosureRow] = CardTable(copy_columns(), _("What has left"), most=8)
        self.no_reports = words(_("No report yet."), "small")
        self.no_copies = words(_("Nothing about him has left the building."), "small")
        self.new = KeyButton(_("New report"), icon="plus")
        self.letters = KeyButton(_("Correcting letters"), icon="mail")
        self.post = KeyButton(_("Letters to him"), icon="mail")
        self.access = KeyButton(_("He asks for his file"), icon="user")
        self.sheets = {kind: KeyButton(sheet_words()[kind], icon="printer") for kind in SHEETS}
        reports, copies = Card(_("Reports")), Card(_("What has left the building"))
        for part in (self.reports, self.no_reports, Flow(self.new, self.post, *self.sheets.values(), self.access)):
            reports.add(part)
        copies.add(self.copies)
        copies.add(self.no_copies)
        copies.add(Flow(self.letters))
        self.box.addWidget(reports)
        self.box.addWidget(copies)
        self.box.addStretch(1)
        self.reports.row_chosen.connect(lambda report: self.wanted.emit("report", report))
        self.new.clicked.connect(lambda: self.wanted.emit("reports", self._case))
        self.post.clicked.connect(lambda: self.wanted.emit("post", self._case))
        for kind, button in self.sheets.items():
            button.clicked.connect(partial(self._open_sheet, kind))
        self.access.clicked.connect(lambda: self.wanted.emit("access", f"case/{self._case}"))
        self.letters.clicked.connect(lambda: self.wanted.emit("letters", self._case))

    def _open_sheet(self, kind: str) -> None:
        self.wanted.emit("sheet", f"{kind}/{self._case}")

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> Left:
        """Reports and copies of this case, and letters that correct one."""
        self._case = case
        return Left(
            desk.reports.list(ReportsWanted(case=case)),
            desk.papers.disclosures(DisclosuresWanted(case=case)),
            desk.corrections.list(CorrectionsWanted(case=case, sent_too=True)),
        )

    def show_found(self, found: Left) -> None:
        """Show both lists; the letters have a page of their own."""
        self.letters.setVisible(bool(found.letters))
        self.reports.show_rows(found.reports, lambda row: row.report)
        self.copies.show_rows(found.copies, lambda row: row.disclosure)
        for table, none, rows in (
            (self.reports, self.no_reports, found.reports),
            (self.copies, self.no_copies, found.copies),
        ):
            table.setVisible(bool(rows))
            none.setVisible(not rows)

    def panes(self) -> list[QWidget]:
        """Reports, then what left."""
        return [self.reports, self.new, self.post, *self.sheets.values(), self.access, self.copies, self.letters]


def report_columns() -> tuple[Shown[ReportLine], ...]:
    """Where each report stands, and who wrote and reads it."""
    return (
        Shown(_("Covers until"), lambda row: day(row.covers_to), strong=True),
        Shown(_("Stands"), lambda row: row.words, tone=lambda row: TONES.get(row.state, Tone.MUTE)),
        Shown(_("Written by"), lambda row: row.author),
        Shown(_("Second reader"), lambda row: row.reader),
        Shown(_("Since"), lambda row: day(row.since.date())),
    )


def copy_columns() -> tuple[Shown[DisclosureRow], ...]:
    """Who got what, when, whether it still stands, on what ground and how."""
    return (
        Shown(_("Reader"), lambda row: row.recipient, strong=True),
        Shown(_("What"), lambda row: what_words(row.what)),
        Shown(_("When"), lambda row: moment_words(row.at)),
        Shown(_("State"), lambda row: _("Taken back") if row.taken_back else _("Given out"), tone=tone_of),
        Shown(_("Ground"), lambda row: bases().get(row.basis, row.basis)),
        Shown(_("Way"), lambda row: channels().get(row.channel, row.channel)),
        Shown(_("Copy"), lambda row: str(row.copy_number)),
        Shown(_("Given out by"), lambda row: row.by),
    )


def tone_of(row: DisclosureRow) -> Tone:
    """Out, or no longer true (CASE-9)."""
    return Tone.WARN if row.taken_back else Tone.MUTE
