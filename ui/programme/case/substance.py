"""Records what a drug or alcohol worker's brief tool said about one man: its result, never its items (SUB-1)."""

from functools import partial

from app.core.language import _
from app.core.shapes import CaseId
from app.programme.case_file.case_file import FileAsked
from app.programme.case_file.records import RecordsShown
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.measures.substance import Screened, ScreenRow, result_words
from ui.kit.dates import day
from ui.kit.entries import EntryCard
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Column, SideBySide
from ui.kit.rows import FactRow
from ui.kit.widgets import Card, facts
from ui.shell.screen import Context, Crumb, FormScreen

Look = tuple[CasePage, RecordsShown]


def look(desk: ProgrammeDesk, case: CaseId) -> Look:
    """Who he is, and what is on record."""
    return desk.cases.show(CaseAsked(case=case)), desk.case_file.records(FileAsked(case=case))


def screen_form() -> FormSpec:
    """Tool, version, day, worker and result."""
    return FormSpec(
        Screened,
        (
            Field("tool", _("Tool"), required=True),
            Field("version", _("Version")),
            Field("on", _("Used on"), Kind.DATE, required=True),
            Field("worker", _("Used by"), required=True, help=_("The drug or alcohol worker who used it.")),
            Field("result", _("Result"), Kind.CHOICE, required=True, choices=options(result_words())),
        ),
    )


class SubstanceScreen(FormScreen[ProgrammeDesk]):
    """A new result at the left, earlier ones at the right; each stays (SUB-1, SUB-2)."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Substance screen"))
        self._case = CaseId("")
        self.form = Form(screen_form(), _("Substance screen"))
        sheet = Card(_("What the brief tool said"))
        sheet.add(self.form)
        self.earlier = EntryCard(_("Earlier results"))
        self.body.addWidget(SideBySide(Column(sheet), Column(self.earlier), shares=(13, 7)), 1)
        self.save = self.primary(_("Save"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.form.clear()
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        self.read(partial(look, self.desk, CaseId(subject)), self._show)

    def _show(self, found: Look) -> None:
        page, records = found
        self._case = page.case
        self.show_content()
        crumbs = (
            Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case), Crumb(_("Substance screen")),
        )  # fmt: skip
        title = _("Substance screen: {name}").format(name=page.short_name)
        self.set_title(title, facts(page.state_words, page.programme_title), crumbs)
        self.earlier.clear()
        if not records.screens:
            self.earlier.say(_("No result yet."))
        for row in records.screens:
            below = facts(row.tool, day(row.on), row.worker, row.asks)
            self.earlier.add(FactRow("clipboard-check", row.words, below))

    def _save(self) -> None:
        draft = self.form.draft_as(Screened, case=self._case)
        if draft is not None:
            self.change(partial(self.desk.substances.screen, draft), self._saved, self._refused)

    def _saved(self, row: ScreenRow) -> None:
        self.form.clear()
        self.toast(row.asks or _("Saved."))
        self.go("case", f"{self._case}/records")
