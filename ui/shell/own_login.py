"""A person's own way in: the recovery kit confirmed, the password changed, and the way back in with a kit (UX-18)."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.settings import SHORTEST_PASSWORD as SHORTEST
from app.core.shapes import Draft, Nothing
from app.desk.own_login import KitConfirmed, KitGroups, OwnLogins, PasswordChanged
from app.desk.seat import Kit, Seat
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Problems, Values
from ui.kit.layouts import Flow
from ui.kit.problems import problem_of
from ui.kit.widgets import Card, words
from ui.shell.first_run import Page
from ui.shell.kit_card import WIDTH, KitCard, secret
from ui.shell.screen import Context, Screen


class HasOwnLogin(Protocol):
    """Any desk: every signed-in person has a login of their own."""

    @property
    def seat(self) -> Seat: ...
    @property
    def own_logins(self) -> OwnLogins: ...


D = TypeVar("D", bound=HasOwnLogin)
T = TypeVar("T", bound=Draft)


class PasswordTyped(Draft):
    """The old password and the new one twice."""

    password: str
    new: str
    again: str


class KitUsed(Draft):
    """What somebody who forgot their password types."""

    login: str
    code: str
    new: str
    again: str
    device_secret: str = ""


def new_password() -> tuple[Field, Field]:
    """The new password, twice."""
    strong = _("At least {count} characters. Four words that do not belong together are good.").format(count=SHORTEST)
    return secret("new", _("New password"), strong), secret("again", _("New password again"))


def differ(values: Values) -> Problems:
    """The two new passwords must be the same; the rest is said by the act."""
    return {} if values.get("new") == values.get("again") else {"again": _("The two passwords differ.")}


class KitScreen(Screen[D], Generic[D]):
    """Makes a kit and lets it count once part of it was typed back; it is wiped from the page when one leaves."""

    def __init__(self, ctx: Context[D]) -> None:
        super().__init__(ctx, _("Recovery kit"))
        self.card: KitCard | None = None
        self.why = words("")
        self.body.addWidget(self.why)
        self.make = self.plain(_("Make a new kit"), icon="refresh")
        self.keep = self.primary(_("Kit is kept"))
        self.body.addStretch(1)
        self._wire()

    def _wire(self) -> None:
        self.make.clicked.connect(lambda _on: self._show_kit())
        self.keep.clicked.connect(lambda _on: self._confirm())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self._wipe()
        has_kit = self.desk.seat.own_login.has_kit()
        self.make.setVisible(has_kit)
        self.keep.setVisible(not has_kit)
        told = _("Your kit is confirmed. Make a new one when it is lost or somebody saw it: the old one then ends.")
        first = _(
            "Write this down or print it, and keep it away from here. Without it a lost password loses the records."
        )
        self.why.setText(told if has_kit else first)
        if not has_kit:
            self._show_kit()

    def _show_kit(self) -> None:
        self._wipe()
        self.card = KitCard(self.desk.seat.own_login.make_kit(), asks_password=True)
        self.body.insertWidget(1, self.card)
        self.make.hide()
        self.keep.show()
        self.card.form.editor("first").setFocus()

    def first_focus(self) -> QWidget | None:
        return self.card.form.editor("first") if self.card is not None else self.make

    def _confirm(self) -> None:
        typed = self.card.typed() if self.card is not None else None
        if typed is None:
            return
        self.desk.seat.own_login.offer(typed.password)
        groups = KitGroups(groups=(typed.first, typed.second))
        self.change(lambda: self.desk.own_logins.confirm_kit(groups), self._kept, self._not_kept)

    def _kept(self, _confirmed: KitConfirmed) -> None:
        self.ctx.shell.calm()
        self.toast(_("Your kit counts from now on."))
        self.open()

    def _not_kept(self, error: Exception) -> None:
        if self.card is None or not self.card.refuse(error):
            self.show_problem(error)

    def _wipe(self) -> None:
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    def hideEvent(self, event: QHideEvent) -> None:
        self._wipe()
        super().hideEvent(event)


class PasswordScreen(Screen[D], Generic[D]):
    """Changes one's own password; says that it rotates no key (section 8)."""

    def __init__(self, ctx: Context[D]) -> None:
        super().__init__(ctx, _("Change my password"))
        fields = (secret("password", _("Password until now")), *new_password())
        self.form = Form(FormSpec(PasswordTyped, fields, check=differ), _("Change my password"))
        told = _("If somebody may know the old one, tell your manager too: a new password alone takes nothing back.")
        card = Card()
        card.setMaximumWidth(theme.current().px(WIDTH))
        for part in (words(told), self.form):
            card.add(part)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.save = self.primary(_("Change password"))
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._change())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.form.clear()

    def first_focus(self) -> QWidget | None:
        return self.form.editor("password")

    def _change(self) -> None:
        typed = self.form.draft_as(PasswordTyped)
        if typed is not None:
            self.desk.seat.own_login.offer(typed.password, typed.new)
            self.change(lambda: self.desk.own_logins.change_password(Nothing()), self._changed, self._not_changed)

    def _changed(self, _done: PasswordChanged) -> None:
        self.form.clear()
        self.toast(_("The new password counts from now on. Your kit stays the same."))

    def _not_changed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(dict(error.problems))
        else:
            self.show_problem(error)

    def hideEvent(self, event: QHideEvent) -> None:
        self.form.clear()
        super().hideEvent(event)


class FormPage(Page, Generic[T]):
    """One form before anybody is signed in; `do` gets what was typed, `back` is the sign-in page."""

    def __init__(
        self, titles: tuple[str, str], asks: type[T], spec: FormSpec, button: tuple[str, Callable[[T], None]],
        back: Callable[[], None], other: tuple[str, Callable[[], None]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(*titles)
        self._asks = asks
        self.form = Form(spec, titles[0])
        go_on, do = button
        card = Card()
        card.add(self.form)
        self.box.addWidget(card)
        self.go_on = KeyButton(go_on, "Ctrl+Enter", look="filled")
        self.leave = leave = KeyButton(_("Back to sign-in"), icon="arrow-left")
        buttons = Flow(leave)
        if other is not None:
            self.other = KeyButton(other[0], icon="key")
            self.other.clicked.connect(lambda _on: other[1]())
            buttons.add(self.other)
        buttons.add(self.go_on)
        self.box.addWidget(buttons)
        self.go_on.clicked.connect(lambda _on: self._try(do))
        leave.clicked.connect(lambda _on: back())
        self.setFocusProxy(self.form.editor(spec.fields[0].name))

    def _try(self, do: Callable[[T], None]) -> None:
        typed = self.form.draft_as(self._asks)
        if typed is not None:
            self.go_on.setEnabled(False)
            self.problem.hide()
            do(typed)

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above; what was typed stays."""
        self.go_on.setEnabled(True)
        if isinstance(error, InvalidInput):
            self.form.show_problems(dict(error.problems))
        else:
            self.refuse(problem_of(error).words)


class ForgotPage(FormPage[KitUsed]):
    """Asks for the kit and a new password; `go_on` opens with it, `back` is the sign-in page.

    `without_kit`: the words of a button for whom the kit is lost too, and where it leads.
    """

    def __init__(
        self, go_on: Callable[[KitUsed], None], back: Callable[[], None],
        without_kit: tuple[str, Callable[[], None]] | None = None,
    ) -> None:  # fmt: skip
        fields = (
            Field("login", _("User name"), required=True),
            Field("code", _("Code of the kit"), required=True),
            Field("device_secret", _("Device secret of the kit"), help=_("Only when you are new at this computer.")),
            *new_password(),
        )
        told = _("Your recovery kit opens instead. It works once; then there is a new one.")
        spec = FormSpec(KitUsed, fields, check=differ)
        super().__init__((_("Forgot password"), told), KitUsed, spec, (_("Go on"), go_on), back, without_kit)


class NextKitPage(Page):
    """The kit that takes the place of the one just used; `keep` gets the two groups typed back."""

    def __init__(self, kit: Kit, keep: Callable[[tuple[str, str]], None]) -> None:
        super().__init__(_("Your next kit"), _("The old one ends when two groups of this one are typed back."))
        self.card = KitCard(kit, asks_password=False)
        self.box.addWidget(self.card)
        self.keep = KeyButton(_("Kit is kept"), "Ctrl+Enter", look="filled")
        self.keep.clicked.connect(lambda _on: self._try(keep))
        self.box.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.card.form.editor("first"))

    def _try(self, keep: Callable[[tuple[str, str]], None]) -> None:
        typed = self.card.typed()
        if typed is not None:
            self.keep.setEnabled(False)
            self.problem.hide()
            keep((typed.first, typed.second))

    def show_error(self, error: Exception) -> None:
        """Beside the field, or above."""
        self.keep.setEnabled(True)
        if not self.card.refuse(error):
            self.refuse(problem_of(error).words)
