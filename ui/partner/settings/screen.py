"""Sets the team's run times, clocks and times of keeping; each change is for all cases at once (W16)."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.bridge.desk import BridgeDesk
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.settings import HERS, Value
from app.core.shapes import Nothing
from app.domain.questionnaires import stage_words
from app.domain.roles import Role
from app.partner.settings import HerSettingRow, SettingsGiven
from ui.kit.bands import Banner
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section
from ui.kit.layouts import Column, SideBySide
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, FormScreen

SENTENCE = 330
MAY_SAVE = Role.SAFETY_LEAD.value
RUNS = ("clearance.case_runs", "clearance.report_runs")


class HerSettingsScreen(FormScreen[BridgeDesk]):
    """One form in parts; only what was changed is saved, in one go. An officer reads it, the lead saves."""

    cares_for = frozenset({"setting"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Settings of the team"))
        self._before: dict[str, Value] = {}
        self.form = Form(settings_form(), _("Settings of the team"), has_keys=False, label=SENTENCE)
        card, told = Card(), Card(_("What follows"))
        card.add(self.form)
        self.all_at_once = Banner(_("This changes all cases at once."), _("The lead saves, all read."), Tone.WARN)
        for line in (
            _("Run times hold for requests that come in from now on. A run that was drawn stays."),
            _("Every case waits by the same times, whether or not there is a record of hers."),
            _("A plan that was set keeps its day. The next one gets the new number of days."),
            _("The programme desk neither sees nor sets any of this."),
        ):
            told.add(words(line))
        self.body.addWidget(SideBySide(Column(card), Column(self.all_at_once, told), shares=(3, 2), stacks_under=900))
        self.body.addStretch(1)
        self.save = self.primary(_("Save"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._save())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.settings.show, Nothing()), self._show)

    def _show(self, rows: tuple[HerSettingRow, ...]) -> None:
        self._before = {row.key: row.value for row in rows}
        self.show_content()
        is_lead = self.ctx.person.role == MAY_SAVE
        self.save.setVisible(is_lead)
        for line in self.form.findChildren(QLineEdit):  # to be read and copied; what nobody could save is not typed
            line.setReadOnly(not is_lead)
        if not is_lead:
            reads = _("You read them here. The safety lead changes them.")
            self.all_at_once.say(_("The same for all cases."), reads, Tone.INFO)
        if not self.form.is_edited():
            self.form.clear()
            self.form.fill({field_of(key): shown(value) for key, value in self._before.items()})

    def _save(self) -> None:
        if self.save.isVisibleTo(self) and self.form.draft_as(SettingsGiven, values={}) is not None:
            changed = self._changed(self.form.values())
            if changed:
                draft = SettingsGiven(values=changed)
                self.change(partial(self.desk.settings.set, draft), self._saved, self._refused)
            else:
                self.toast(_("Nothing was changed."))

    def _changed(self, values: Mapping[str, object]) -> dict[str, Value]:
        """By key, what is not as it was."""
        found: dict[str, Value] = {}
        for key, before in self._before.items():
            now = typed(before, values.get(field_of(key)))
            if now != before:
                found[key] = now
        return found

    def _saved(self, _rows: object) -> None:
        self.toast(_("Saved for all cases."))
        self.form.clear()
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems({field_of(key): said for key, said in error.problems.items()})
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.form.editor(field_of(HERS[0].key))

    def panes(self) -> list[QWidget]:
        return [self.form, self.save]


def settings_form() -> FormSpec:
    """Every setting of the team in its parts, each with its sentence and bounds."""
    parts = (
        (_("Runs"), _("Times with commas between them; a day before the time where it is not every day."), RUNS),
        (_("Reaching her"), "", ("contact.", "plan.", "news.", "safety_plan.")),
        (_("DASH and Marac"), "", ("dash.", "marac.")),
        (_("Releases, figures and papers"), "", ("release.", "outcomes.", "paper.")),
        (_("Keeping"), _("From her last contact."), ("keep.",)),
        (_("Her view over time"), _("Names of its five time points. Left blank, the program’s own."), ("her_view.",)),
        (_("Locking"), "", ("lock.",)),
    )
    lines: list[Field | Section] = []
    for title, told, begins in parts:
        lines.append(Section(title, told))
        for one in HERS:
            if one.key.startswith(begins):
                is_number = isinstance(one.default, int)
                bounds = _("{low} to {high}").format(low=one.low, high=one.high) if is_number else ""
                kind = Kind.NUMBER if is_number else Kind.TEXT
                is_needed = not isinstance(one.default, str)
                hint = bounds or stage_words(one.key.rpartition(".")[2])
                lines.append(Field(field_of(one.key), _(one.words), kind, required=is_needed, hint=hint))
    return FormSpec(SettingsGiven, tuple(lines), extra=frozenset(field_of(one.key) for one in HERS))


def field_of(key: str) -> str:
    """The field of a setting; a point is no part of a field's name."""
    return key.replace(".", "_")


def shown(value: Value) -> str | int:
    """A value as its field takes it."""
    return ", ".join(value) if isinstance(value, tuple) else value if isinstance(value, str) else int(value)


def typed(before: Value, now: object) -> Value:
    """What stands in the field, as a value of this setting's kind."""
    if isinstance(before, tuple):
        return tuple(part.strip() for part in str(now or "").split(",") if part.strip())
    if isinstance(before, str):
        return str(now or "").strip()
    return now if isinstance(now, int) else 0
