"""Asks what is done with a contact after it was booked or held: another time, cancelling, signing, correcting."""

from collections.abc import Mapping

from app.core.language import _
from app.programme.case_file.telling import attendee_words
from app.programme.own_contacts.changes import ContactCancelled, ContactMoved
from app.programme.own_contacts.signing import ReviewCorrected, ReviewSigned
from app.programme.reviews import ReviewRow
from ui.kit.form_spec import Field, FormSpec, Kind, Section, options
from ui.programme.asking import WHEN, when_fields

VIEWS = {"his": "his_view", "ours": "our_view", "officer": "officer_view"}


def move_form() -> FormSpec:
    """Another time for a contact that is booked, and why (SCH-28)."""
    reason = Field("reason", _("Moved, because"), required=True, help=_("It stays beside the contact."))
    return FormSpec(ContactMoved, (*when_fields(), reason), extra=WHEN)


def cancel_form() -> FormSpec:
    """Why a contact that is booked will not be (SCH-34)."""
    help_ = _("The contact stays in his record as cancelled. Another date is asked for on Today.")
    return FormSpec(
        ContactCancelled, (Field("reason", _("Cancelled, because"), Kind.LINES, required=True, lines=2, help=help_),)
    )


def sign_form(review: ReviewRow) -> FormSpec:
    """Who signed, and on which day: often days after the review (REV-1)."""
    roles = [str(one["role"]) for one in review.attendees]
    first = [*review.to_sign, *(role for role in (*roles, "officer") if role not in review.to_sign)]
    help_ = _("Only for somebody who was not there.")
    return FormSpec(
        ReviewSigned,
        (
            Field(
                "role", _("Who signed"), Kind.CHOICE, required=True,
                choices=options({role: attendee_words(role) for role in dict.fromkeys(first)}),
            ),
            Field("name", _("Name"), help=help_),
            Field("signed_on", _("Signed on"), Kind.DATE, required=True),
        ),
    )  # fmt: skip


def correction_form() -> FormSpec:
    """What was written wrongly in a review; the old text stays and the new one is signed anew (REV-1)."""
    return FormSpec(
        ReviewCorrected,
        (
            Field("reason", _("Corrected, because"), required=True),
            Section(_("What was agreed")),
            Field("outstanding", _("What remains"), Kind.LINES, help=_("One line each.")),
            Field("onward", _("Onward plan"), Kind.LINES),
            Field("relapse_plan", _("Plan for a relapse"), Kind.LINES),
            Field("missing_reason", _("Reason if missing"), help=_("It is printed on the review.")),
            Section(_("Views")),
            Field("his_view", _("His"), Kind.LINES, lines=2),
            Field("our_view", _("Ours"), Kind.LINES, lines=2),
            Field("officer_view", _("His officer’s"), Kind.LINES, lines=2),
        ),
        extra=frozenset({"outstanding", *VIEWS.values()}),
    )


def as_written(review: ReviewRow) -> dict[str, object]:
    """What a correction begins with: the text that stands there."""
    said = {field: str(review.views[name]) for name, field in VIEWS.items() if name in review.views}
    text = {"onward": review.onward, "relapse_plan": review.relapse_plan, "missing_reason": review.gap}
    return {"outstanding": "\n".join(review.outstanding), **text, **said}


def correction_given(values: Mapping[str, object]) -> dict[str, object]:
    """The whole text as it shall stand; a box that was emptied is empty then."""
    lines = str(values.get("outstanding", "")).splitlines()
    return {
        "onward": values.get("onward", ""),
        "relapse_plan": values.get("relapse_plan", ""),
        "outstanding": [line for line in lines if line.strip()],
        "views": {name: values[field] for name, field in VIEWS.items() if values.get(field)},
    }
