"""Shows everything the office set for itself, by what it is about, and changes one setting at a time (P28)."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.settings import BY_KEY
from app.core.shapes import Draft, convert
from app.domain.calendar import Region
from app.programme.accounts import SettingAsked, SettingGiven, SettingRow
from app.programme.desk import ProgrammeDesk
from ui.kit.card_table import CardTable
from ui.kit.choice import Option
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, FormScreen, Verb

YES, NO = "yes", "no"
LONG = 60


class OneValue(Draft):
    """The value of one setting as its form gives it."""

    value: str | int | None = None


def parts() -> dict[str, str]:
    """What the settings are about, by the first word of their keys; in this order."""
    return {
        "office.": _("Office"),
        "calendar.": _("Days off"),
        "paper.": _("Papers"),
        "referral.": _("Referrals"),
        "order.": _("Orders"),
        "consent.": _("Statement to sign"),
        "screening.": _("Screening"),
        "waiting.": _("Waiting"),
        "hold.": _("Holds"),
        "clearance.": _("Clearance"),
        "register.": _("Registers"),
        "catch_up.": _("Catch-ups"),
        "review.": _("Reviews"),
        "meeting.": _("Case meetings"),
        "measure.": _("Questionnaires"),
        "risk.": _("Risk bands"),
        "report.": _("Reports"),
        "notice.": _("Bad news"),
        "peer.": _("Peer groups"),
        "keep.": _("Keeping"),
        "lock.": _("Locking"),
        "outcomes.": _("Outcomes"),
    }


def setting_columns() -> tuple[Column[SettingRow], ...]:
    """What it is about, its sentence, its value, and whether it is as a new office has it."""
    return (
        Column(_("About"), lambda row: parts().get(part_of(row.key), ""), small=True),
        Column(_("Setting"), lambda row: row.words, strong=True, width=340),
        Column(_("Value"), lambda row: said(row.value), width=130),
        Column(
            _("As new"),
            lambda row: _("As new") if row.value == row.default else _("Changed"),
            tone=lambda row: Tone.MUTE if row.value == row.default else Tone.INFO,
        ),
    )


def part_of(key: str) -> str:
    """The first word of a key, with its dot."""
    return "".join(key.partition(".")[:2])


def said(value: object) -> str:
    """A value as a person reads it; an empty one says so."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value) if value != "" else _("Blank")


def value_form(row: SettingRow) -> FormSpec:
    """The one question that fits the kind of this setting."""
    known, new = BY_KEY[row.key], said(row.default)
    begins = _("A new office has: {value}.").format(value=new)
    field = Field("value", _("&Value"), help=begins)
    if row.key == "office.region":
        field = Field(
            "value", _("&Value"), Kind.CHOICE, begins, required=True, choices=options({one: one for one in Region})
        )
    elif isinstance(row.default, bool):
        both = (Option(YES, _("Yes"), _("Y")), Option(NO, _("No"), _("N")))
        field = Field("value", _("&Value"), Kind.SEGMENTS, begins, choices=both)
    elif isinstance(row.default, int):
        bounds = _("From {low} to {high}. {new}").format(low=known.low, high=known.high, new=begins)
        field = Field("value", _("&Value"), Kind.NUMBER, bounds, required=True)
    elif isinstance(row.default, list | tuple):
        field = Field("value", _("&Value"), Kind.LINES, _("One on a line. {new}").format(new=begins), required=True)
    elif len(str(row.default)) > LONG:
        field = Field("value", _("&Value"), Kind.LINES, begins, lines=6)
    return FormSpec(OneValue, (field,))


def as_typed(value: object) -> object:
    """A value as its form holds it."""
    if isinstance(value, bool):
        return YES if value else NO
    return "\n".join(str(one) for one in value) if isinstance(value, list | tuple) else value


def as_kept(row: SettingRow, typed: object) -> object:
    """What was typed, in the kind of this setting."""
    if isinstance(row.default, bool):
        return typed == YES
    if isinstance(row.default, list | tuple):
        return [line.strip() for line in str(typed or "").splitlines() if line.strip()]
    return "" if typed is None else typed


class SettingsScreen(FormScreen[ProgrammeDesk]):
    """All settings at the left; the one that is chosen at the right, saved by itself and kept in the log."""

    cares_for = frozenset({"setting"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Settings"))
        self._rows: Mapping[str, SettingRow] = {}
        self._chosen = ""
        self.table: CardTable[SettingRow] = CardTable(setting_columns(), _("Settings"))
        self.side = Card(_("Change it"))
        self.sentence = words("", "strong")
        self.side.add(self.sentence)
        self.form = Form(FormSpec(OneValue, ()), _("Change it"))
        self.side.add(self.form)
        self.side.add(
            words(
                _("It counts from now on. What was done before stays as it is. Who changed it stands in the log."),
                "small",
            )
        )
        left = Below(self.table, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        self.body.addWidget(SideBySide(left, Below(self.side), shares=(13, 7), stacks_under=900), 1)
        self.as_new = self.plain(_("As a new office has it"), "Ctrl+Shift+D", "arrow-back-up")
        self.save = self.primary(_("Save"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.as_new.clicked.connect(self._fill_default)
        self.table.row_changed.connect(self._choose)
        self.table.row_chosen.connect(lambda _id: self.form.editor("value").setFocus())
        self.verbs.append(Verb(_("Papers of this office"), partial(self.go, "documents")))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.settings.show, SettingAsked()), self._show)

    def _show(self, rows: tuple[SettingRow, ...]) -> None:
        self.show_content()
        order = {part: at for at, part in enumerate(parts())}
        here = [row for row in rows if part_of(row.key) in order and BY_KEY[row.key].scope == "office"]
        here.sort(key=lambda row: order[part_of(row.key)])
        self._rows = {row.key: row for row in here}
        self.table.show_rows(here, lambda row: row.key)
        chosen = self._chosen if self._chosen in self._rows else next(iter(self._rows), "")
        self._chosen = ""
        self.table.choose(chosen)
        self._choose(chosen)

    def _choose(self, key: str) -> None:
        """Ask for the value of another setting; what is typed and not saved stays with its own."""
        row = self._rows.get(key)
        if row is None or key == self._chosen:
            return
        if self.is_edited():
            self.table.choose(self._chosen)
            self.toast(_("Save this one first, or clear what you typed."))
            return
        self._chosen = key
        self.sentence.setText(row.words)
        self.side.body.removeWidget(self.form)
        self.form.hide()
        self.form.deleteLater()
        self.form = Form(value_form(row), _("Change it"))
        self.side.body.insertWidget(2, self.form)
        self.form.show()
        typed = as_typed(row.value)
        self.form.fill({"value": typed} if typed != "" else {})

    def _fill_default(self, _on: bool = False) -> None:
        row = self._rows.get(self._chosen)
        if row is not None:
            self.form.editor("value").fill(as_typed(row.default))

    def _save(self) -> None:
        row = self._rows.get(self._chosen)
        if row is None or self.form.draft() is None:
            return
        given = {"key": row.key, "value": as_kept(row, self.form.values().get("value"))}
        self.change(partial(_set, self.desk, given), self._saved, self._refused)

    def _saved(self, _row: SettingRow) -> None:
        self.toast(_("Saved."))
        self.form.clear()
        self.refresh()

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.form]


def _set(desk: ProgrammeDesk, given: Mapping[str, object]) -> SettingRow:
    """Change it; a value that does not fit is said beside the field."""
    try:
        return desk.settings.set(convert(given, SettingGiven))
    except InvalidInput as refused:
        raise InvalidInput({"value": " ".join(refused.problems.values())}) from refused
