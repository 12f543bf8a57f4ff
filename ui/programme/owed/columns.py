"""Says what stands in the list of what is owed, and what is asked to settle it."""

from dataclasses import dataclass
from datetime import date

from app.core.language import _
from app.programme.attendance.follow_ups import FollowUpRow, FollowUpSettled
from app.programme.one_to_ones import ContactBooked
from app.programme.owed import NoteOwed, NoteWaived, NoteWritten, RegisterOwed, SessionNotHeld
from app.programme.own_contacts.owed import UndatedRow
from ui.kit.choice import Option
from ui.kit.dates import clock, day, short_day
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import facts
from ui.programme.asking import WHEN, time_of, when_fields

NOTES, REGISTERS, AFTER, CONTACTS = "notes", "registers", "follow_ups", "contacts"


@dataclass(frozen=True)
class Owing:
    """One thing owed as the list shows it, with the row it was made from."""

    id: str
    what: str
    who: str
    since: date | None
    is_late: bool
    heading: str
    below: str
    row: NoteOwed | RegisterOwed | FollowUpRow | UndatedRow


def tabs() -> tuple[Option, ...]:
    """What may be owed."""
    return (
        Option(NOTES, _("Notes"), _("N notes")[0]),
        Option(REGISTERS, _("Registers"), _("R registers")[0]),
        Option(AFTER, _("Follow-ups"), _("F follow-ups")[0]),
        Option(CONTACTS, _("1-2-1s"), _("O one to ones")[0]),
    )


def columns() -> tuple[Column[Owing], ...]:
    """Oldest first: who, what, since or by when."""
    return (
        Column(_("Who"), lambda row: row.who, strong=True, width=150),
        Column(_("What"), lambda row: row.what, width=260),
        Column(
            _("Since or due"),
            lambda row: short_day(row.since) if row.since else _("No day set"),
            tone=lambda row: Tone.WARN if row.is_late else Tone.MUTE,
        ),
    )


def note_owing(row: NoteOwed, today: date) -> Owing:
    """A man on whom nothing is written yet."""
    heading = _("Note on {name}").format(name=row.name)
    below = facts(row.reference, row.title, day(row.on))
    return Owing(f"{row.session}{row.case}", row.title, row.name, row.on, row.on < today, heading, below, row)


def register_owing(row: RegisterOwed, today: date) -> Owing:
    """A session whose register was never taken."""
    on = row.starts_at.date()
    who = row.group_code or _("Catch-up")
    below = facts(row.title, day(on), clock(row.starts_at), _("{count} expected").format(count=row.expected))
    heading = _("Register never taken: {group}").format(group=who)
    return Owing(str(row.session), row.title, who, on, on < today, heading, below, row)


def follow_up_owing(row: FollowUpRow, _today: date) -> Owing:
    """A call, a letter, a decision or a concern."""
    named = {
        "absence": _("Ask why he did not come"),
        "concern": _("Look at a concern"),
        "warning": _("Warning letter"),
        "consecutive": _("Decision with his officer"),
        "total": _("Decision with his officer"),
    }
    what = named.get(row.kind, row.kind)
    below = facts(row.reference, row.title, _("by {day}").format(day=day(row.due)))
    id_ = f"{row.case}{row.session}{row.kind}{row.limit or ''}"
    return Owing(id_, what, row.name, row.due, row.is_overdue, row.words, below, row)


def contact_owing(row: UndatedRow, _today: date) -> Owing:
    """A 1-2-1 or review without a date: when the plan has it, and the attempt before (SCH-8, SCH-34)."""
    missed = _("{day}: not held").format(day=day(row.missed_on)) if row.missed_on else ""
    below = facts(row.reference, row.group_code, time_of(row), missed)
    heading = _("{title} with {name}").format(title=row.title, name=row.name)
    return Owing(f"{row.case}{row.key}", row.title, row.name, row.due, row.is_overdue, heading, below, row)


def booking_form() -> FormSpec:
    """When it shall be."""
    help_ = _("Only when something stands against this day.")
    return FormSpec(ContactBooked, (*when_fields(), Field("reason", _("Why then"), help=help_)), extra=WHEN)


def note_form() -> FormSpec:
    """The note itself."""
    return FormSpec(NoteWritten, (Field("text", _("Note for his record"), Kind.LINES, required=True, lines=10),))


def waiver_form() -> FormSpec:
    """Why nobody will write it."""
    return FormSpec(NoteWaived, (Field("reason", _("Why no note is needed"), Kind.LINES, required=True, lines=3),))


def done_form() -> FormSpec:
    """What was done."""
    help_ = _("It stays in his record with your name.")
    return FormSpec(
        FollowUpSettled, (Field("words", _("What was done"), Kind.LINES, required=True, lines=5, help=help_),)
    )


def not_held_form() -> FormSpec:
    """Why a session was not held."""
    help_ = _("A session that was not held covers nobody: everybody owes its content.")
    return FormSpec(
        SessionNotHeld, (Field("reason", _("Not held, because"), Kind.LINES, required=True, lines=3, help=help_),)
    )
