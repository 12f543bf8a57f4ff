"""Sets what stands on the papers of the office: name, address, marking, envelope, and how long bad news waits."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Nothing, convert
from app.programme.accounts import LogoGiven, LogoRow, SettingAsked, SettingGiven, SettingRow
from app.programme.desk import ProgrammeDesk
from ui.kit.buttons import KeyButton
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Section
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.printed import PaperPicture
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, FormScreen

KEYS = {
    "name": "office.name",
    "address": "paper.address",
    "phone": "paper.phone",
    "back": "paper.return_address",
    "label": "paper.discreet_label",
    "marking": "paper.marking",
    "days": "notice.window_days",
}


def documents_form() -> FormSpec:
    """What an office says of itself on paper."""
    return FormSpec(
        SettingGiven,
        (
            Section(_("The office")),
            Field("name", _("Name of the office"), required=True, help=_("At the head of every paper.")),
            Field("address", _("Address"), Kind.LINES, help=_("At the foot of letters.")),
            Field("phone", _("Number to call"), help=_("In letters to participants.")),
            Section(_("The envelope")),
            Field("back", _("Return address"), help=_("A box number or a street, without a name.")),
            Section(_("On the paper")),
            Field("label", _("Discreet label"), required=True, help=_("Instead of the programme's name.")),
            Field("marking", _("Marking"), help=_("On reports that leave.")),
            Section(_("Bad news")),
            Field("days", _("Working days it waits"), Kind.NUMBER, required=True, help=_("The same for every man.")),
        ),
        extra=frozenset(KEYS),
    )


class LogoCard(Card):
    """The logo that papers carry, and how it is changed."""

    def __init__(self) -> None:
        super().__init__(_("Logo"))
        self.picture, self.says = PaperPicture(), words("", "small")
        self.choose, self.take_off = KeyButton(_("Choose a picture")), KeyButton(_("Take it off"))
        self.add(self.picture)
        self.add(self.says)
        self.add(Flow(self.choose, self.take_off))

    def show_logo(self, logo: LogoRow) -> None:
        """Show it as it lies on paper, or say that there is none."""
        self.picture.show_picture(logo.picture)
        self.take_off.setVisible(bool(logo.picture))
        there = _("At the top right of a first page. Only its pixels are kept.")
        self.says.setText(there if logo.picture else _("Papers carry none. A PNG or JPEG file of at most 2 MB fits."))


class DocumentsScreen(FormScreen[ProgrammeDesk]):
    """One form; only what was changed is saved, each setting as an act of its own."""

    cares_for = frozenset({"setting"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Papers of this office"))
        self._before: dict[str, object] = {}
        self.form = Form(documents_form(), _("Papers of this office"))
        card, told, self.logo = Card(), Card(_("What follows")), LogoCard()
        card.add(self.form)
        for line in (
            _("Letters show it from the next one on. What has been issued is never changed."),
            _("A letter to a participant names no programme: the label stands in its place, and no logo may name it."),
            _("The outside of an envelope carries his name, his address and the return address, and nothing else."),
        ):
            told.add(words(line))
        self.body.addWidget(SideBySide(Below(card), Below(self.logo, told), shares=(3, 2)))
        self.body.addStretch(1)
        self.save = self.primary(_("Save"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.logo.choose.clicked.connect(lambda _on: self._choose_logo())
        self.logo.take_off.clicked.connect(lambda _on: self._set_logo(None))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.settings.show, SettingAsked()), self._show)
        self.read(partial(self.desk.settings.logo, Nothing()), self.logo.show_logo, "logo")

    def _show(self, rows: tuple[SettingRow, ...]) -> None:
        known = {row.key: row.value for row in rows}
        self._before = {name: known[key] for name, key in KEYS.items()}
        self.show_content()
        if not self.form.is_edited():
            self.form.clear()
            self.form.fill({name: value or None for name, value in self._before.items()})

    def _choose_logo(self) -> None:
        kinds = _("Pictures") + " (*.png *.jpg *.jpeg)"
        file, _kind = QFileDialog.getOpenFileName(self, _("Choose a picture"), "", kinds)
        if file:
            self._set_logo(file)

    def _set_logo(self, file: str | None) -> None:
        self.change(partial(self.desk.settings.set_logo, LogoGiven(file=file)), self._logo_set)

    def _logo_set(self, logo: LogoRow) -> None:
        there, gone = _("Papers carry this logo from now on."), _("Papers carry no logo from now on.")
        self.toast(there if logo.picture else gone)
        self.logo.show_logo(logo)

    def _save(self) -> None:
        if self.form.draft_as(SettingGiven, key="office.name", value="") is None:
            return
        changed = self._changed(self.form.values())
        self.change(partial(_set_all, self.desk, changed), self._saved, self._refused)

    def _changed(self, values: Mapping[str, object]) -> dict[str, object]:
        """By field, what is not as it was; an emptied one is an empty text."""
        now = {name: values.get(name, "") for name in KEYS}
        return {name: value for name, value in now.items() if value != self._before.get(name)}

    def _saved(self, _rows: object) -> None:
        self.toast(_("Saved."))
        self.form.clear()
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and set(error.problems) & set(KEYS):
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.form.editor("name")


def _set_all(desk: ProgrammeDesk, changed: Mapping[str, object]) -> None:
    """Each changed setting; a refusal names its field."""
    for name, value in changed.items():
        try:
            desk.settings.set(convert({"key": KEYS[name], "value": value}, SettingGiven))
        except InvalidInput as refused:
            raise InvalidInput({name: " ".join(refused.problems.values())}) from refused
