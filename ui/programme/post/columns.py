"""Says what stands in the lists of letters, and what is asked before one goes (P22)."""

from app.core.language import _
from app.programme.letters.rows import LetterAgain, LetterIssued, LetterLine, LetterPutAside, OwedLetter
from app.programme.rules.issue import channels
from reports.programme.letters.rows import LetterKind
from reports.programme.letters.words import subject
from ui.kit.choice import Option
from ui.kit.dates import day, short_day
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.paged_model import Column
from ui.kit.sharing import called
from ui.kit.tokens import Tone

OWED, GONE = "owed", "gone"
TONES = {"sent": Tone.OK, "to_print": Tone.WARN}


def tabs() -> tuple[Option, ...]:
    """What is to be sent, and what has gone."""
    return (Option(OWED, _("To send"), _("T to send")[0]), Option(GONE, _("Gone"), _("G gone")[0]))


def empties() -> dict[str, str]:
    """Why a list is empty."""
    return {OWED: _("No letter is owed."), GONE: _("No letter has gone yet.")}


def id_of(row: OwedLetter) -> str:
    """One letter owed to one man."""
    return f"{row.case}/{row.kind.value}/{row.about}"


def owed_columns() -> tuple[Column[OwedLetter], ...]:
    """To whom, which letter, from when it may go, and since when it is owed."""
    return (
        Column(_("Participant"), lambda row: called(row.name), strong=True, width=110),
        Column(_("Letter"), lambda row: row.words, width=215),
        Column(_("May go"), free_words, width=155, tone=lambda row: Tone.OK if row.is_free else Tone.WARN),
        Column(_("Since"), lambda row: short_day(row.on), width=100),
    )


def gone_columns() -> tuple[Column[LetterLine], ...]:
    """To whom, which letter, what became of it, and who did it."""
    return (
        Column(_("Participant"), lambda row: called(row.name), strong=True, width=120),
        Column(_("Letter"), lambda row: row.words, width=230),
        Column(_("State"), lambda row: row.state_words, tone=lambda row: TONES.get(row.state, Tone.MUTE)),
        Column(_("On"), lambda row: day(row.at.date())),
        Column(_("By"), lambda row: row.by, small=True),
    )


def free_words(row: OwedLetter) -> str:
    """Now, or the first day on which it may (REP-14)."""
    return _("Now") if row.is_free else _("From {day}").format(day=short_day(row.free_on))


def kinds() -> tuple[Option, ...]:
    """Every letter, for one that nothing asked for."""
    return options({kind.value: subject(kind) for kind in LetterKind})


def sending_form() -> FormSpec:
    """Which way it goes; by post to an address that was read back (REP-11, REP-12)."""
    ways = {way: words for way, words in channels().items() if way != "portal"}
    addresses = {"his": _("The one on record"), "other": _("Another one")}
    return FormSpec(
        LetterIssued,
        (
            Field("channel", _("How it goes"), Kind.SEGMENTS, required=True, choices=options(ways)),
            Field("to_address", _("Address"), Kind.SEGMENTS, choices=options(addresses), when=_by_post),
            Field("address", _("Write the address"), Kind.LINES, when=_elsewhere),
            Field(
                "read_back", _("I have read the address back to him, or from his own writing"), Kind.TICK, when=_by_post
            ),
            Field("sooner", _("How the safety lead was called"), help=_("Only for a letter that goes before its day.")),
            Field("to_folder", _("Folder for the file"), help=_("Leave it blank for a letter that is printed here.")),
        ),
    )


def again_form() -> FormSpec:
    """Why a letter that has gone goes once more, and which way (REP-11)."""
    ways = {way: words for way, words in channels().items() if way != "portal"}
    return FormSpec(
        LetterAgain,
        (
            Field("because", _("Why once more"), required=True),
            Field("channel", _("How it goes"), Kind.SEGMENTS, required=True, choices=options(ways)),
            Field(
                "read_back", _("I have read the address on it back to him, or from his own writing"), Kind.TICK,
                when=_by_post,
            ),
            Field("to_folder", _("Folder for the file"), help=_("Leave it blank for a letter that is printed here.")),
        ),
    )  # fmt: skip


def aside_form() -> FormSpec:
    """Why no letter is written."""
    reasons = {
        "told_by_phone": _("Told by telephone"),
        "told_in_person": _("Told in person"),
        "not_needed": _("Not needed"),
        "not_safe": _("No way is safe"),
    }
    return FormSpec(
        LetterPutAside,
        (Field("because", _("Why no letter"), Kind.CHOICE, required=True, choices=options(reasons)),),
    )


def _by_post(values: Values) -> bool:
    return values.get("channel") == "post"


def _elsewhere(values: Values) -> bool:
    return _by_post(values) and values.get("to_address") == "other"
