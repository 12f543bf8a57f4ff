"""Shows every risk result of one man as received, with level and dates; what happened stands on a page of its own."""

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.domain import labels
from app.programme.case_file.case_file import FileAsked
from app.programme.case_file.results import ResultRow
from app.programme.desk import ProgrammeDesk
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import day
from ui.kit.entries import EntryCard
from ui.kit.layouts import Flow
from ui.kit.paged_model import Column as Shown
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.case.part import Part

TONES = {"high": Tone.STOP, "very_high": Tone.STOP, "medium": Tone.WARN, "unknown": Tone.INFO}


class RiskPart(Part):
    """Levels and dates; the chosen result with its values, bands for display only (RSK-1, RSK-2, UX-2)."""

    key = "results"
    is_for_staff = True

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ResultRow, ...] = ()
        self._case = CaseId("")
        self.table: CardTable[ResultRow] = CardTable(result_columns(), _("Risk results"), most=8)
        self.none = words(_("No assessment yet. It is needed before a verdict."), "small")
        self.chosen = EntryCard(_("The chosen result"))
        self.open_it = KeyButton(_("Risk and safety"), icon="alert-triangle")
        results = Card(_("Results"))
        for part in (self.table, self.none, Flow(self.open_it)):
            results.add(part)
        self.box.addWidget(results)
        self.box.addWidget(self.chosen)
        self.box.addStretch(1)
        self.table.row_changed.connect(self._show_result)
        self.open_it.clicked.connect(lambda: self.wanted.emit("risk", self._case))

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> tuple[ResultRow, ...]:
        """Every result."""
        self._case = case
        return desk.case_file.results(FileAsked(case=case))

    def show_found(self, found: tuple[ResultRow, ...]) -> None:
        """Show them, newest first."""
        self._rows = found
        self.table.setVisible(bool(found))
        self.none.setVisible(not found)
        self.chosen.setVisible(bool(found))
        self.table.show_rows(found, lambda row: row.result)

    def _show_result(self, result: str) -> None:
        one = next((row for row in self._rows if row.result == result), None)
        if one is None:
            return
        self.chosen.clear()
        self.chosen.say_note(_("{rated} of {of} rated").format(rated=one.rated, of=one.of))
        names = {"partner": _("Risk to a partner"), "others": _("Risk to others"), "children": _("Risk to children")}
        names |= {key.casefold(): key for key in ("OGRS3", "OVP", "RSR", "RoSH")}
        for value in one.values:
            band = _("band: {band}, for display only").format(band=value.band.lower()) if value.band else ""
            caption = names.get(value.key.casefold(), value.key.replace("_", " ").capitalize())
            self.chosen.pair(caption, facts(value.said, band))
        self.chosen.pair(_("Sources used"), ", ".join(one.sources))
        if one.counts == "no":
            self.chosen.say(_("A newer result of this tool counts; this one stays in the file."))

    def panes(self) -> list[QWidget]:
        """The results, the chosen one."""
        return [self.table, self.open_it]


def result_columns() -> tuple[Shown[ResultRow], ...]:
    """Tool, level, days and by whom."""
    levels = labels.risk_levels()
    return (
        Shown(_("Tool"), lambda row: facts(row.tool, row.version), strong=True),
        Shown(
            _("Level"), lambda row: levels.get(row.level, row.level), tone=lambda row: TONES.get(row.level, Tone.MUTE)
        ),
        Shown(_("Taken"), lambda row: day(row.taken_on)),
        Shown(_("Look again"), lambda row: day(row.review_on) if row.review_on else ""),
        Shown(_("Assessed by"), lambda row: row.assessor),
        Shown(_("Counts"), lambda row: _("Yes") if row.counts == "yes" else _("Earlier"), small=True),
    )
