"""Asks her about six areas at five time points and shows each over time; never beside his, never added up (13.4)."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import PartnerId
from app.domain.questionnaires import stage_words
from app.partner.her_measures import MeasureKept, MeasureRow, MeasuresPage, MeasureTaken
from app.partner.partners import OfPartner
from app.partner.rules.her_measures import HIGHEST, UNKNOWN, Stage, area_words
from ui.kit.chart import ChartWithTwin, Point
from ui.kit.editors import ChoiceBox, ChoiceEditor, keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section, options
from ui.kit.layouts import Column, SideBySide, empty, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, FormScreen


class HerMeasuresScreen(FormScreen[BridgeDesk]):
    """The form on the left, one area over time and what she said on the right."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Her view over time"))
        self._rows: tuple[MeasureRow, ...] = ()
        self._points: dict[str, str] = {one.value: stage_words(one.value) for one in Stage}
        self.save = self.primary(_("Save"), "Ctrl+S")
        self.form = Form(measure_form(), name=_("What she says"))
        keep_private(self.form)
        ask = Card(_("What she says"), note=_("optional for her"))
        ask.add(self.form)
        areas = area_words()
        self.area = ChoiceBox()
        self.area.setAccessibleName(_("Which area"))
        for key, said in areas.items():
            self.area.addItem(said, key)
        self.chart = ChartWithTwin(_("Over time"))
        over = Card(_("Over time"), note=_("kept here alone"))
        self._none = words(_("Nothing yet."), "small")
        for part in (self.area, self._none, self.chart):
            over.add(part)
        self.said = Card(_("In her words"))
        self._said = vertical(gap=SPACE_2)
        self.said.body.addLayout(self._said)
        self.body.addWidget(SideBySide(Column(ask), Column(over, self.said), shares=(1, 1), stacks_under=1000), 1)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._save())
        self.area.currentIndexChanged.connect(lambda _at: self._show_area())

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.form.clear()
        super().open(subject)
        self.read(partial(self.desk.her_measures.show, OfPartner(partner=PartnerId(subject or ""))), self._show)

    def _show(self, page: MeasuresPage) -> None:
        self.show_content()
        self._rows, self._points = page.rows, page.points
        stage = self.form.editor("stage")
        if isinstance(stage, ChoiceEditor):
            stage.offer(options(page.points))
        crumbs = (
            Crumb(_("Partner records"), "partners"), Crumb(page.number, "partner", self.subject),
            Crumb(_("Her view over time")),
        )  # fmt: skip
        said = _("our own scales from 0 to 10; no total, no promise")
        self.set_title(_("View of {number} over time").format(number=page.number), facts(page.name, said), crumbs)
        empty(self._said)
        for row in reversed(page.rows):
            if row.measure.words:
                when = facts(page.points[row.measure.stage.value], row.by)
                self._said.addWidget(FactRow("message", when, row.measure.words, strong_first=False))
        self.said.setVisible(self._said.count() > 0)
        self._show_area()

    def _show_area(self) -> None:
        area = str(self.area.currentData())
        newest = {row.measure.stage: row.measure for row in self._rows}
        points = [
            point(self._points[stage.value], newest[stage].on, newest[stage].scores.get(area, UNKNOWN))
            for stage in Stage
            if stage in newest
        ]
        self._none.setVisible(not points)
        self.chart.setVisible(bool(points))
        self.chart.show_points(area_words()[area], points, float(HIGHEST))

    def _save(self) -> None:
        values = self.form.values()
        scores = {area: values.get(area, UNKNOWN) for area in area_words()}
        draft = self.form.draft_as(MeasureTaken, partner=self.subject, scores=scores)
        if draft is not None:
            self.change(partial(self.desk.her_measures.record, draft), self._saved, self._not_saved)

    def _saved(self, _kept: MeasureKept) -> None:
        self.form.clear()
        self.toast(_("Saved."))
        self.refresh()

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            first = next(iter(area_words()))
            self.form.show_problems({first if name == "scores" else name: said for name, said in
                                     error.problems.items()})  # fmt: skip
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.form.editor("stage")

    def panes(self) -> list[QWidget]:
        return [self.form, self.area, self.save]


def point(called: str, on: date, value: int | str) -> Point:
    """One figure of one time point; what she left out is a gap, never a nought (NEV-14)."""
    if isinstance(value, int):
        return Point(on, called, float(value), str(value))
    return Point(on, called, None, _("not known"))


def measure_form() -> FormSpec:
    """Which time point, when, a figure for each area that she wants to answer."""
    areas = area_words()
    fields = [Field(key, said, Kind.NUMBER, hint=_("0 to 10")) for key, said in areas.items()]
    return FormSpec(
        MeasureTaken,
        (
            Field("stage", _("&Time point"), Kind.CHOICE, required=True,
                  choices=options({one.value: stage_words(one.value) for one in Stage})),
            Field("on", _("&Date"), Kind.DATE, required=True),
            Section(_("0 not at all, 10 fully"), _("As she sees it. What she leaves out is not known.")),
            *fields,
            Field("words", _("&In her words"), Kind.LINES, lines=2),
        ),
        extra=frozenset(areas),
    )  # fmt: skip
