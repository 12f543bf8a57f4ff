"""Says what stands in the list of catch-ups, and what is asked to book one or to cancel it."""

from collections.abc import Iterable, Mapping

from app.core.language import _, ngettext
from app.programme.catch_ups import CatchUpBooked, CatchUpCancelled, CatchUpLine
from ui.kit.choice import Option
from ui.kit.dates import clock, day, short_day
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import facts

OWED, OVERDUE, BOOKED, ALL = "owed", "overdue", "booked", "all"


def id_of(row: CatchUpLine) -> str:
    """One content of one man."""
    return f"{row.case}{row.key}"


def tabs() -> tuple[Option, ...]:
    """What is still to book, what should have been made up by now, and what is booked."""
    return (
        Option(OWED, _("To book"), _("T to book")[0]),
        Option(OVERDUE, _("Overdue"), _("O overdue")[0]),
        Option(BOOKED, _("Booked"), _("B booked")[0]),
    )


def empties() -> dict[str, str]:
    """Why a list is empty."""
    return {
        OWED: _("No catch-ups owed."),
        OVERDUE: _("No catch-up is overdue."),
        BOOKED: _("No catch-up is booked."),
    }


def columns(rooms: Mapping[str, str]) -> tuple[Column[CatchUpLine], ...]:
    """Who owes what, by when, and when and where it could be or will be; `rooms` may come later."""
    return (
        Column(_("Who"), lambda row: row.name, strong=True, width=130),
        Column(_("Content"), lambda row: row.title, width=190),
        Column(_("By when"), due_words, width=150, tone=due_tone),
        Column(_("When and where"), lambda row: when_words(row, rooms), width=230),
    )


def late(row: CatchUpLine) -> bool:
    """Overdue, and nothing is booked."""
    return row.is_overdue and row.booked is None


def due_words(row: CatchUpLine) -> str:
    """The last day, or that its programme sets none."""
    if row.due is None:
        return _("No last day")
    return _("{day}, late").format(day=short_day(row.due)) if late(row) else short_day(row.due)


def due_tone(row: CatchUpLine) -> Tone:
    """Late ones stand out, by their word too."""
    return Tone.WARN if late(row) else Tone.MUTE


def when_words(row: CatchUpLine, rooms: Mapping[str, str]) -> str:
    """The time it is booked for, or the first that would do, with the room."""
    at = row.booked_at or row.suggested_at
    if at is None:
        return _("No free time found")
    room = rooms.get(row.place, "") if row.booked is None else ""
    return facts(f"{short_day(at.date())}, {clock(at)}", room)


def about(row: CatchUpLine) -> str:
    """What the list has no room for."""
    due = _("due by {day}").format(day=day(row.due)) if row.due else ""
    missed = _("not had on {day}").format(day=day(row.missed_on))
    length = ngettext("{count} minute", "{count} minutes", row.minutes).format(count=row.minutes)
    return facts(row.reference, row.group_code, missed, due, length)


def count_words(rows: Iterable[CatchUpLine]) -> str:
    """How many men owe how much, and how much of it is late or booked."""
    every = tuple(rows)
    owed = [row for row in every if row.booked is None]
    men = len({row.case for row in owed})
    contents = ngettext("{count} session", "{count} sessions", len(owed)).format(count=len(owed))
    owes = ngettext("{count} man owes {sessions}", "{count} men owe {sessions}", men)
    late_ones, booked = sum(late(row) for row in owed), len(every) - len(owed)
    return facts(
        owes.format(count=men, sessions=contents) if owed else "",
        _("{count} overdue").format(count=late_ones) if late_ones else "",
        _("{count} booked").format(count=booked) if booked else "",
    )


def booking_form() -> FormSpec:
    """When, where and with whom; the first time that would do is filled in."""
    return FormSpec(
        CatchUpBooked,
        (
            Field("on", _("Day"), Kind.DATE, required=True),
            Field("at", _("Time"), Kind.TIME, required=True, hint="18:30"),
            Field("minutes", _("Minutes"), Kind.NUMBER, required=True),
            Field("place", _("Room"), Kind.CHOICE, hint=_("No room named")),
            Field("facilitator", _("Held by"), Kind.CHOICE, hint=_("Whoever books it")),
            Field("reason", _("Why then"), help=_("Only when something stands against this day.")),
        ),
        extra=frozenset({"on", "at"}),
    )


def cancelling_form() -> FormSpec:
    """Why it does not take place, or why he does not come."""
    help_ = _("It stays in the record with your name.")
    return FormSpec(
        CatchUpCancelled, (Field("reason", _("Why it is cancelled"), Kind.LINES, required=True, lines=3, help=help_),)
    )
