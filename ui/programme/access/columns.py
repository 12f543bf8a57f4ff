"""Says what is asked about each item of his file, and about the whole (R12, RET-8)."""

from app.core.language import _
from app.programme.access.shapes import AccessGiven, AccessPrepared, Ground, ItemDecided
from app.programme.rules.issue import channels
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.shell.own_file import is_cut, is_less, outcome_words


def grounds() -> dict[str, str]:
    """Why an item is not given."""
    return {
        Ground.OTHER_PERSON: _("It is about another person"),
        Ground.SERIOUS_HARM: _("It could do somebody serious harm"),
        Ground.CONFIDENCE: _("It was told in confidence"),
        Ground.LEGAL: _("Another reason in law"),
    }


def ask_form() -> FormSpec:
    """When he asked."""
    return FormSpec(AccessPrepared, (Field("requested_on", _("He asked on"), Kind.DATE, required=True),))


def decide_form() -> FormSpec:
    """What is done with one item; not to give it needs a ground and a reason."""
    asked = {
        "not_asked": _("Not asked"),
        "agreed": _("Agreed"),
        "refused": _("Refused"),
        "cannot": _("Cannot be asked safely"),
    }
    return FormSpec(
        ItemDecided,
        (
            Field("outcome", _("Decision"), Kind.CHOICE, required=True, choices=options(outcome_words())),
            Field("cut_text", _("What he gets to read"), Kind.LINES, lines=5, when=is_cut),
            Field("ground", _("Ground"), Kind.CHOICE, choices=options(grounds()), when=is_less),
            Field("other_asked", _("The other person"), Kind.CHOICE, choices=options(asked), when=is_less),
            Field("why", _("Why"), when=is_less, help=_("In a sentence that another person can follow.")),
        ),
    )


def give_form() -> FormSpec:
    """How the pack goes to him."""
    return FormSpec(
        AccessGiven,
        (
            Field("channel", _("How it goes"), Kind.CHOICE, required=True, choices=options(channels())),
            Field("address_read_back", _("I have read the address back"), Kind.TICK, when=_by_post),
            Field("to_folder", _("Folder for the file"), required=True, help=_("Its file name says nothing.")),
        ),
    )


def _by_post(values: Values) -> bool:
    return values.get("channel") == "post"
