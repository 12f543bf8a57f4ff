"""The pages for somebody who is new here: name, role and password, then the number that is read aloud (UX-16)."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt

from app.core.language import _
from app.core.shapes import Draft
from app.desk.newcomers import Newcomer
from ui.kit.bands import announce
from ui.kit.buttons import KeyButton
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.widgets import Card, words
from ui.shell.first_run import Page
from ui.shell.kit_card import secret
from ui.shell.own_login import FormPage, differ, new_password


class NewHere(Draft):
    """What somebody new types: how she is called, how she signs in, what she does here, her own password twice."""

    label: str
    name: str
    role: str
    new: str
    again: str


def newcomer_form(roles: Mapping[str, str]) -> FormSpec:
    """The questions, the same at her own desk and beside a colleague."""
    fields = (
        Field("label", _("Name"), help=_("As colleagues see it."), required=True),
        Field("name", _("User name"), help=_("To sign in with."), required=True),
        Field("role", _("Role"), Kind.CHOICE, required=True, choices=options(roles)),
        *new_password(),
    )
    return FormSpec(NewHere, fields, check=differ)


def number_words(number: str) -> Card:
    """The safety number in large type; it cannot be copied, only read."""
    card = Card(_("Safety number"))
    shown = words(number, "h1")
    shown.setAccessibleName(_("Safety number {number}").format(number=number))
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    card.add(shown)
    return card


class JoinPage(FormPage[NewHere]):
    """Asks who is new; `make` makes her keys, `back` is the sign-in page."""

    def __init__(self, roles: Mapping[str, str], make: Callable[[NewHere], None], back: Callable[[], None]) -> None:
        told = _("You make your own keys here. A colleague lets you in after you have compared a number.")
        titles, button = (_("I am new here"), told), (_("Make my keys"), make)
        super().__init__(titles, NewHere, newcomer_form(roles), button, back)


class JoinedPage(Page):
    """Shows the number of the keys just made, and what comes next."""

    def __init__(self, made: Newcomer, who: str, back: Callable[[], None]) -> None:
        super().__init__(_("Your keys are made"), who)
        self.box.addWidget(number_words(made.safety_number))
        self.box.addWidget(words(_("Then sign in with your user name and password. You are asked for your kit first.")))
        leave = KeyButton(_("Back to sign-in"), "Enter", icon="arrow-left", look="filled")
        leave.setAutoDefault(True)
        leave.clicked.connect(lambda _on: back())
        self.box.addWidget(leave, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(leave)
        announce(self, _("Safety number {number}").format(number=made.safety_number))


class BeginTyped(Draft):
    """Who goes on beginning a team, with the password she chose."""

    login: str
    password: str


def begin_page(go_on: Callable[[BeginTyped], None], back: Callable[[], None]) -> FormPage[BeginTyped]:
    """Asks who goes on; what is next depends on what the manager did meanwhile."""
    told = _(
        "A manager compares your number, you sign for yourself, the manager lets you begin: each time press Go on."
    )
    fields = (Field("login", _("User name"), required=True), secret("password", _("Password")))
    titles, button = (_("Begin the safety team"), told), (_("Go on"), go_on)
    page = FormPage(titles, BeginTyped, FormSpec(BeginTyped, fields), button, back)
    page.leave.say(_("Back"))
    return page
