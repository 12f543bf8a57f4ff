"""Asks for backups and trustees' codes where no desk is open: records put back, an office laid out anew (E9)."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from app.core.language import _
from app.core.shapes import Draft
from app.desk.storage import Progress
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Flow, horizontal
from ui.kit.pathway import StepState, WorkSteps
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, Icon, words
from ui.shell.first_run import Page
from ui.shell.kit_card import HiddenCode, secret
from ui.shell.own_login import FormPage, T, differ, new_password

LOOK_EVERY_MS = 250


class BackWanted(Draft):
    """Which backup of her records is put back, and the officer who opens it."""

    file: str
    login: str
    password: str


class ManagerTyped(Draft):
    """What the manager types whose key opens a backup of the programme desk."""

    login: str
    password: str


class OfficeWanted(Draft):
    """Both desks' backups, and the officer who comes back with a new password."""

    hers: str
    his: str
    login: str
    new: str
    again: str


class KitWanted(Draft):
    """A backup of her records, and what stands on an officer's kit."""

    file: str
    login: str
    code: str
    number: str


class CodeTyped(Draft):
    """What one trustee types."""

    code: str


class FilesPage(FormPage[T]):
    """A form with files in it: each has a button that looks for it; a path may be typed or pasted too."""

    def __init__(
        self, titles: tuple[str, str], asks: type[T], spec: FormSpec, go_on: Callable[[T], None],
        back: Callable[[], None], files: Sequence[tuple[str, str]],
    ) -> None:  # fmt: skip
        super().__init__(titles, asks, spec, (_("Go on"), go_on), back)
        self.look = {name: KeyButton(label, icon="file-text", small=True) for name, label in files}
        for name, button in self.look.items():
            button.clicked.connect(partial(self._choose, name))
        self.box.insertWidget(self.box.count() - 1, Flow(*self.look.values()))

    def _choose(self, name: str, _on: bool = False) -> None:
        file, _kind = QFileDialog.getOpenFileName(self, _("Choose a backup"), "", _("Backups") + " (*.hrb)")
        if file:
            self.form.editor(name).fill(file)


def back_page(go_on: Callable[[BackWanted], None], back: Callable[[], None]) -> FilesPage[BackWanted]:
    """The first page where records do not open any more; which desk's they are, the backup itself says."""
    told = _("Her records are put back by you and a trustee. The backup is checked whole before anything changes.")
    either = _("Its name begins with partner. Where the list of staff got shorter: one that begins with programme.")
    fields = (
        Field("file", _("Backup"), help=either, required=True),
        Field("login", _("User name"), required=True),
        secret("password", _("Password")),
    )
    files = (("file", _("Look for the backup")),)
    return FilesPage((_("Put a backup back"), told), BackWanted, FormSpec(BackWanted, fields), go_on, back, files)


def manager_page(go_on: Callable[[ManagerTyped], None], back: Callable[[], None]) -> FormPage[ManagerTyped]:
    """The second of three where a backup of the programme desk makes the list of staff shorter (E4)."""
    told = _(
        "This backup holds the programme desk's records. By it the list of staff gets shorter: you, a manager and a "
        "trustee agree to go on from there. The manager types here, and you look away."
    )
    fields = (Field("login", _("User name of the manager"), required=True), secret("password", _("Password")))
    spec = FormSpec(ManagerTyped, fields)
    page = FormPage((_("A manager"), told), ManagerTyped, spec, (_("Go on"), go_on), back)
    page.leave.say(_("Back"))
    return page


def office_page(go_on: Callable[[OfficeWanted], None], back: Callable[[], None]) -> FilesPage[OfficeWanted]:
    """The first page on a computer where no office stands and nobody's kit is left."""
    told = _(
        "Two trustees sit here with you, each with their own paper. Both backups are checked before anything stands."
    )
    fields = (
        Field("hers", _("Backup of the partner desk"), help=_("Its name begins with partner."), required=True),
        Field("his", _("Backup of the programme desk"), help=_("Its name begins with programme."), required=True),
        Field("login", _("Your user name"), help=_("As it was before."), required=True),
        *new_password(),
    )
    files = (("hers", _("Look for the partner desk's")), ("his", _("Look for the programme desk's")))
    spec = FormSpec(OfficeWanted, fields, check=differ)
    page = FilesPage((_("Lay an office out anew"), told), OfficeWanted, spec, go_on, back, files)
    page.leave.say(_("Back"))
    return page


def kit_page(go_on: Callable[[KitWanted], None], back: Callable[[], None]) -> FilesPage[KitWanted]:
    """Where an office stands without her desk: a backup of it and an officer's kit on paper."""
    told = _("Is there a backup of it, and your kit on paper? Then its records are laid out here again.")
    fields = (
        Field("file", _("Backup of the partner desk"), help=_("Its name begins with partner."), required=True),
        Field("login", _("User name"), required=True),
        Field("code", _("Code of the kit"), required=True),
        Field("number", _("Safety number of the kit"), required=True),
    )
    files = (("file", _("Look for the backup")),)
    title = _("Lay the partner desk out from a backup")
    page = FilesPage((title, told), KitWanted, FormSpec(KitWanted, fields), go_on, back, files)
    page.leave.say(_("Back"))
    return page


class CodePage(FormPage[CodeTyped]):
    """One trustee types the code on their paper, hidden from the others; then the page is gone and the code with it."""

    def __init__(self, title: str, go_on: Callable[[str], None], back: Callable[[], None]) -> None:
        told = _("You type the code on your own paper, and nobody looks over your shoulder.")
        spec = FormSpec(CodeTyped, (secret("code", _("Code")),))
        super().__init__((title, told), CodeTyped, spec, (_("Go on"), lambda given: go_on(given.code)), back)
        self.leave.say(_("Back"))
        self.shown = HiddenCode(self.form, "code")


class WorkingPage(Page):
    """What is being done now, step by step; *Stop* ends it at its next step, and nothing half-made is kept."""

    def __init__(self, title: str, steps: Sequence[str], first: int, progress: Progress) -> None:
        super().__init__(title, _("This takes a few minutes in a large office. Leave the computer on."))
        self._steps, self._first, self._progress = tuple(steps), first, progress
        self.says = Banner("", "", Tone.INFO)
        self._marks = [Icon("circle", "ink_3") for _step in self._steps]
        self._lines = [words(step) for step in self._steps]
        card = Card()
        for mark, line in zip(self._marks, self._lines, strict=True):
            row = horizontal(gap=SPACE_2)
            row.addWidget(mark)
            row.addWidget(line, 1)
            card.body.addLayout(row)
        self.stop = KeyButton(_("Stop"), "Esc")
        self.stop.clicked.connect(lambda _on: self._ask_to_stop())
        for part in (self.says, card):
            self.box.addWidget(part)
        self.box.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.stop)
        self._at = -1
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)
        self._looking.start()
        self.look()

    def look(self) -> None:
        """Say how far it is, once at each step."""
        at = max(self._progress.step - self._first, 0)
        if at == self._at:
            return
        self._at = at
        heading = _("Step {step} of {steps}").format(step=at + 1, steps=len(self._steps))
        self.says.say(heading, self._steps[at], Tone.INFO)
        for number, (mark, line) in enumerate(zip(self._marks, self._lines, strict=True)):
            state = StepState.DONE if number < at else StepState.NOW if number == at else StepState.LATER
            mark.show_icon(*WorkSteps.MARKS[state])
            said = self._steps[number]
            line.setAccessibleName(_("{step}: done").format(step=said) if state is StepState.DONE else said)
        announce(self, f"{heading}. {self._steps[at]}")

    def _ask_to_stop(self) -> None:
        self._progress.stop()
        self.stop.setEnabled(False)
        self.stop.say(_("Stopping"))
