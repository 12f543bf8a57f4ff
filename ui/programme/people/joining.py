"""Makes a new colleague's keys while they sit here and type their own password; a manager lets them in (P28)."""

from functools import partial

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import convert
from app.domain.roles import SIDE_OF, Role, Side, role_words
from app.programme.desk import ProgrammeDesk
from app.programme.people.joining import NewcomerRow, PersonPrepared
from ui.kit.form import Form
from ui.kit.widgets import Card, words
from ui.shell.join import NewHere, newcomer_form
from ui.shell.screen import Context, Crumb, Screen


class NewcomerScreen(Screen[ProgrammeDesk]):
    """The same questions as at the sign-in page. What is typed here is a password too, so nothing of it is kept."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("New colleague"))
        self.set_title(_("New colleague"), "", (Crumb(_("People and roles"), "people"), Crumb(_("New colleague"))))
        roles = {role.value: role_words(role) for role in Role if SIDE_OF[role] is Side.PROGRAMME}
        self.form = Form(newcomer_form(roles), _("New colleague"))
        card = Card()
        card.add(words(_("Your new colleague types this themselves, the password above all: nobody else knows it.")))
        card.add(self.form)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.make = self.primary(_("Make the keys"), "Ctrl+Enter")
        self._wire()

    def _wire(self) -> None:
        self.make.clicked.connect(lambda _on: self._make())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.form.clear()

    def first_focus(self) -> QWidget | None:
        return self.form.editor("label")

    def is_edited(self) -> bool:
        """True while something typed is not saved."""
        return self.form.is_edited()

    def _make(self) -> None:
        typed = self.form.draft_as(NewHere)
        if typed is None:
            return
        try:
            draft = convert({"name": typed.name, "label": typed.label, "role": typed.role}, PersonPrepared)
        except InvalidInput as bad:
            self._refused(bad)
            return
        self.change(partial(self._prepare, draft, typed.new), self._made, self._refused)

    def _prepare(self, draft: PersonPrepared, password: str) -> NewcomerRow:
        """The password goes beside the act, never into it."""
        self.desk.seat.sign_in_files.offer(password)
        return self.desk.joins.prepare(draft)

    def _made(self, _row: NewcomerRow) -> None:
        self.form.clear()
        self.toast(_("Keys are made. Compare the number and let them in."))
        self.go("people")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(dict(error.problems))
        else:
            self.show_problem(error)

    def hideEvent(self, event: QHideEvent) -> None:
        self.form.clear()
        super().hideEvent(event)
