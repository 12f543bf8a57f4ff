"""Says what stands in the list of items of a file, and what is asked about each (R12, RET-8)."""

from app.core.language import _
from app.programme.access.shapes import AccessGiven, AccessPrepared, Ground, ItemDecided, ItemRow, Outcome
from app.programme.rules.issue import channels
from ui.kit.dates import short_day
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone

TONES = {"": Tone.WARN, Outcome.GIVE: Tone.OK, Outcome.CUT: Tone.INFO, Outcome.KEEP: Tone.MUTE}


def outcomes() -> dict[str, str]:
    """What can be done with an item."""
    return {
        Outcome.GIVE: _("Give it"),
        Outcome.CUT: _("Give it with parts taken out"),
        Outcome.KEEP: _("Do not give it"),
    }


def grounds() -> dict[str, str]:
    """Why an item is not given."""
    return {
        Ground.OTHER_PERSON: _("It is about another person"),
        Ground.SERIOUS_HARM: _("It could do somebody serious harm"),
        Ground.CONFIDENCE: _("It was told in confidence"),
        Ground.LEGAL: _("Another reason in law"),
    }


def item_columns() -> tuple[Column[ItemRow], ...]:
    """From which day, what was decided, what it is and how it begins."""
    return (
        Column(_("Day"), lambda row: short_day(row.on), width=100),
        Column(_("Decision"), decision_words, width=130, tone=lambda row: TONES.get(row.outcome, Tone.WARN)),
        Column(_("What"), lambda row: row.words, strong=True, width=150),
        Column(_("Begins"), lambda row: " ".join(row.text.split())[:60], width=190),
    )


def decision_words(row: ItemRow) -> str:
    """What was decided, or that nobody has."""
    return outcomes().get(row.outcome, _("Not decided"))


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
            Field("outcome", _("Decision"), Kind.CHOICE, required=True, choices=options(outcomes())),
            Field("cut_text", _("What he gets to read"), Kind.LINES, lines=5, when=_is_cut),
            Field("ground", _("Ground"), Kind.CHOICE, choices=options(grounds()), when=_is_less),
            Field("other_asked", _("The other person"), Kind.CHOICE, choices=options(asked), when=_is_less),
            Field("why", _("Why"), when=_is_less, help=_("In a sentence that another person can follow.")),
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


def _is_cut(values: Values) -> bool:
    return values.get("outcome") == Outcome.CUT


def _is_less(values: Values) -> bool:
    return values.get("outcome") in {Outcome.CUT, Outcome.KEEP}


def _by_post(values: Values) -> bool:
    return values.get("channel") == "post"
