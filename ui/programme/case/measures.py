"""Shows a man's questionnaires: what was filled in, one figure over time as a chart, and what an answer waits for."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from app.programme.measures.entries import EntryRow, FigureRow, MeasureSheet
from app.programme.measures.measures import CaseNamed
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.chart import ChartWithTwin, Point
from ui.kit.dates import day, short_day
from ui.kit.editors import ChoiceBox
from ui.kit.entries import EntryCard
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.paged_model import Column as Shown
from ui.kit.rows import FactRow
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, line, words
from ui.programme.case.part import Part, moment_words


class MeasuresPart(Part):
    """Entries at the left, the chosen one below; a figure over time at the right (13.2 to 13.6, TOP-2)."""

    key = "measures"
    is_for_staff = True

    def __init__(self) -> None:
        super().__init__()
        self._sheet: MeasureSheet | None = None
        self._case = CaseId("")
        self.table: CardTable[EntryRow] = CardTable(entry_columns(), _("Questionnaires filled in"), most=8)
        self.none = words("", "small")
        self.chosen = EntryCard(_("The chosen questionnaire"))
        self.fill_in = KeyButton(_("Fill in a questionnaire"), icon="plus")
        self.figure = ChoiceBox()
        self.figure.setAccessibleName(_("Which figure"))
        self.chart = ChartWithTwin(_("Over time"))
        self.said = words("", "small")
        self.over_time = Card(_("Over time"), note="Alt+T")
        for part in (self.figure, self.chart, self.said):
            self.over_time.add(part)
        entries = Card(_("Questionnaires"))
        entries.add(self.table)
        entries.add(self.none)
        entries.add(Flow(self.fill_in))
        self.box.addWidget(SideBySide(Column(entries, self.chosen), Column(self.over_time), shares=(3, 2)))
        self.box.addStretch(1)
        self.table.row_changed.connect(self._show_entry)
        self.figure.currentIndexChanged.connect(lambda _at: self._show_chart())
        self.fill_in.clicked.connect(lambda: self.wanted.emit("measure", self._case))

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> MeasureSheet:
        """Every questionnaire of his."""
        self._case = case
        return desk.measures.list(CaseNamed(case=case))

    def show_found(self, found: MeasureSheet) -> None:
        """Show entries and the chart; an empty tab says what his programme asks."""
        self._sheet = found
        for part in (self.table, self.chosen, self.over_time):
            part.setVisible(bool(found.entries))
        titles = ", ".join(one.title for one in found.offered)
        asks = _("Nothing is filled in yet. His programme asks: {titles}.").format(titles=titles)
        self.none.setText(asks if titles else _("His programme asks no questionnaire."))
        self.none.setVisible(not found.entries)
        self.fill_in.setVisible(bool(found.offered))
        self.table.show_rows(found.entries, lambda row: row.entry)
        self._offer_figures(found.entries)

    def _entry(self) -> EntryRow | None:
        rows = self._sheet.entries if self._sheet else ()
        return next((row for row in rows if row.entry == self.table.chosen_id()), None)

    def _show_entry(self, _entry: str) -> None:
        one = self._entry()
        if one is None or self._sheet is None:
            return
        self.chosen.clear()
        self.chosen.say_note(one.stage_words)
        service = one.source_service or _("Filled in here")
        self.chosen.add(FactRow("clipboard-check", one.title, facts(day(one.on), service, one.by)))
        self.chosen.pairs([(score.words, score.said) for score in one.scores])
        for earlier in reversed(one.earlier):
            said = ", ".join(f"{score.words} {score.said}" for score in earlier.scores)
            reason = _("corrected: {reason}").format(reason=earlier.reason)
            self.chosen.add(FactRow("history", _("Before"), facts(said, earlier.by, moment_words(earlier.at), reason)))
        if one.for_meeting:
            self._show_meeting(one)
        self.chosen.add(line())
        correct = KeyButton(_("Correct it"), small=True)
        correct.clicked.connect(partial(self.wanted.emit, "measure", f"{self._case}/{one.entry}"))
        self.chosen.add(Flow(correct))

    def _show_meeting(self, one: EntryRow) -> None:
        if one.discussed_on is None:
            self.chosen.add(FactRow("users", _("Waits for the case meeting"), _("It never ends his place by itself.")))
            decide = KeyButton(_("Note what was decided"), small=True)
            decide.clicked.connect(partial(self.wanted.emit, "measure", f"{self._case}/{one.entry}/meeting"))
            self.chosen.add(Flow(decide))
        else:
            discussed = _("Discussed on {day}").format(day=day(one.discussed_on))
            self.chosen.add(FactRow("users", discussed, one.decision))

    def _offer_figures(self, entries: tuple[EntryRow, ...]) -> None:
        """Every figure of which at least one is known, by questionnaire; the one that was shown stays."""
        known = {
            (row.measure, figure.key): _("{title}: {figure}").format(title=row.title, figure=figure.words.lower())
            for row in entries
            for figure in row.figures
            if figure.value != "unknown"
        }
        self.figure.blockSignals(True)
        chosen = self.figure.currentText()
        self.figure.clear()
        for (measure, key), said in known.items():
            self.figure.addItem(said, f"{measure} {key}")
        self.figure.setCurrentIndex(max(0, self.figure.findText(chosen)))
        self.figure.blockSignals(False)
        self.over_time.setVisible(bool(known))
        self._show_chart()

    def _show_chart(self) -> None:
        if self._sheet is None or self.figure.currentData() is None:
            return
        measure, _gap, key = str(self.figure.currentData()).partition(" ")
        same = [row for row in reversed(self._sheet.entries) if row.measure == measure]
        found = [(row, _figure(row, key)) for row in same]
        points = [
            Point(row.on, row.stage_words, None if figure.value == "unknown" else float(figure.value), figure.said)
            for row, figure in found
            if figure is not None
        ]
        most = max(figure.of for _row, figure in found if figure is not None)
        self.chart.show_points(self.figure.currentText(), points, float(most))
        changes = [row for row in self._sheet.changes if (row.measure, row.key) == (measure, key)]
        offered = next((row for row in self._sheet.offered if row.measure == measure), None)
        count = ngettext("{count} entry", "{count} entries", len(points)).format(count=len(points))
        first = _("first to newest: {said}").format(said=changes[0].said) if changes else ""
        self.said.setText("\n".join(part for part in (facts(count, first), offered.caveat if offered else "") if part))

    def panes(self) -> list[QWidget]:
        """The entries, the chosen one, the chart."""
        return [self.table, self.chosen, self.over_time]


def _figure(row: EntryRow, key: str) -> FigureRow | None:
    return next((figure for figure in row.figures if figure.key == key), None)


def entry_columns() -> tuple[Shown[EntryRow], ...]:
    """Which questionnaire, at which stage, on which day, and its one figure where it has one."""
    return (
        Shown(_("Questionnaire"), lambda row: row.title, strong=True),
        Shown(_("Stage"), lambda row: row.stage_words),
        Shown(_("Day"), lambda row: short_day(row.on)),
        Shown(_("Figure"), lambda row: row.figures[0].said if len(row.figures) == 1 else ""),
        Shown(_("Note"), _note, tone=lambda row: Tone.WARN if row.for_meeting and not row.discussed_on else Tone.MUTE),
    )


def _note(row: EntryRow) -> str:
    if row.for_meeting and row.discussed_on is None:
        return _("For the meeting")
    if row.earlier:
        return _("Corrected")
    return _("At the cut-off") if row.above_cut_off == "yes" else ""
