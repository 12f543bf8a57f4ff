"""Asks a trustee who stands by for the code on their paper (E9)."""

from app.core.language import _
from app.core.shapes import Draft
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec


class TrusteeTyped(Draft):
    """The code of a trustee who stands by."""

    code: str


def trustee_form(help_line: str) -> Form:
    """One field; it stands beside a form with keys of its own."""
    field = Field("code", _("Code of a trustee"), required=True, help=help_line)
    return Form(FormSpec(TrusteeTyped, (field,)), _("A trustee approves"), has_keys=False)
