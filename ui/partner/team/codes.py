"""Asks for two trustees' codes when an officer lost password and kit (section 8)."""

from collections.abc import Callable

from app.core.language import _
from app.core.shapes import Draft
from ui.kit.form_spec import Field, FormSpec
from ui.shell.own_login import FormPage, differ, new_password


class CodesGiven(Draft):
    """What she and the two trustees type."""

    login: str
    first: str
    second: str
    new: str
    again: str


class CodesPage(FormPage[CodesGiven]):
    """Asks for both codes and a new password; `go_on` opens with them, `back` is the sign-in page."""

    def __init__(self, go_on: Callable[[CodesGiven], None], back: Callable[[], None]) -> None:
        fields = (
            Field("login", _("User name"), required=True),
            Field("first", _("Code of one trustee"), help=_("They type it themselves."), required=True),
            Field("second", _("Code of another trustee"), required=True),
            *new_password(),
        )
        told = _("Two trustees sit here with you. You get new keys and a new kit; both names stand in the log.")
        spec = FormSpec(CodesGiven, fields, check=differ)
        super().__init__((_("No password and no kit"), told), CodesGiven, spec, (_("Go on"), go_on), back)
