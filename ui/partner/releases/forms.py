"""What is asked for a new release, for its approval and for stopping one; the columns of their list."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from app.bridge.his_cases import HisLine
from app.bridge.release_shapes import ReaderRow, ReleaseApproved, ReleaseAsked, ReleaseLine, ReleaseStopped
from app.core.language import _
from app.domain.codes import LawfulBasis
from app.domain.roles import Role, role_words
from app.domain.staff_only import caution_words, purpose_words, topic_words
from app.partner.spoken import basis_words, release_state_words
from ui.kit.choice import Option
from ui.kit.dates import short_day
from ui.kit.form_spec import Field, FormSpec, Kind, Section, Values, answers, options
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import facts

TONES = {
    "asked": Tone.WARN, "declined": Tone.MUTE, "approved": Tone.INFO, "sent": Tone.OK, "withdrawn": Tone.MUTE,
}  # fmt: skip
OF_CONSENT = ("how", "when", "scope")


def columns(zone: ZoneInfo) -> tuple[Column[ReleaseLine], ...]:
    """Case, state, author, until when."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("State"), state_of, tone=lambda row: Tone.MUTE if row.is_over else TONES[row.state]),
        Column(_("Written by"), lambda row: row.by),
        Column(_("Holds until"), lambda row: short_day(row.expires.astimezone(zone).date())),
    )


def state_of(row: ReleaseLine) -> str:
    """Its state; one whose day has passed says so."""
    if row.waits_for_me:
        return _("Waits for you")
    return _("Has run out") if row.is_over and row.state in {"approved", "sent"} else release_state_words(row.state)


def new_form(cases: Sequence[HisLine], readers: Sequence[ReaderRow]) -> FormSpec:
    """A new text without a source, what it is for, on which basis, who reads it and until when (F7)."""
    hows = {"phone": _("By telephone"), "in_person": _("In person"), "written": _("In writing")}
    people = [Option(one.login, facts(one.label, role_words(Role(one.role)))) for one in readers]
    return FormSpec(
        ReleaseAsked,
        (
            Field("case", _("&His case"), Kind.CHOICE, required=True,
                  choices=[Option(one.case, facts(one.reference, one.name, one.state)) for one in cases]),
            Field("text", _("&New words, without a source"), Kind.LINES, required=True, lines=4,
                  help=_("As little as the reader needs. No quote, no name, no day, nothing only she knows.")),
            Field("purpose", _("&What the reader needs it for"), Kind.CHOICE, required=True,
                  choices=options(purpose_words())),
            Field("readers", _("&Readers"), Kind.TICKS, required=True, choices=people),
            Field("expires_on", _("Holds &until"), Kind.DATE, required=True),
            Section(_("Basis")),
            Field("basis", _("Lawful &basis"), Kind.CHOICE, required=True, choices=options(basis_words())),
            Field("note", _("Wh&y it holds"), Kind.LINES, required=True, lines=2, when=without_consent),
            Field("how", _("H&ow she agreed"), Kind.SEGMENTS, required=True, choices=options(hows), when=by_consent),
            Field("when", _("W&hen, and what was said"), required=True, when=by_consent),
            Field("scope", _("To wh&at she agreed"), Kind.LINES, required=True, lines=2, when=by_consent,
                  help=_("She may take it back at any time.")),
            Section(_("If it helps"), _("Without a reason.")),
            Field("caution", _("&Care"), Kind.CHOICE, choices=options(caution_words())),
            Field("do_not_raise", _("&Do not raise"), Kind.CHOICE, choices=options(topic_words())),
        ),
        extra=frozenset(OF_CONSENT),
    )  # fmt: skip


def approval_form() -> FormSpec:
    """The four ways in which a text gives her away though nothing in it is hers; each must be a plain no."""
    return FormSpec(
        ReleaseApproved,
        (
            Field("could_tell_who", _("Could he &work out who said this?"), Kind.ANSWER, "", True, answers()),
            Field("only_she_knows", _("Does &only she know it?"), Kind.ANSWER, "", True, answers()),
            Field("timing_tells", _("Does its &timing tell?"), Kind.ANSWER, "", True, answers()),
            Field("childs_words", _("Are they a c&hild’s words?"), Kind.ANSWER, "", True, answers()),
        ),
    )


def stop_form() -> FormSpec:
    """Why it is declined or withdrawn."""
    return FormSpec(ReleaseStopped, (Field("reason", _("Wh&y"), Kind.LINES, required=True, lines=2),))


def by_consent(values: Values) -> bool:
    """Asked only when her consent is the basis."""
    return values.get("basis") == LawfulBasis.CONSENT.value


def without_consent(values: Values) -> bool:
    """Asked for every other basis."""
    return values.get("basis") is not None and not by_consent(values)
