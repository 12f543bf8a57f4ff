"""What is asked when she was told of him, and what she wants to hear; the lines of what she was told."""

from collections.abc import Sequence
from datetime import tzinfo

from app.bridge.news import ToldRow, UpdateLine, UpdatesWanted, UpdateTold
from app.core.language import _
from app.core.shapes import replaced
from app.partner.rules.safe_contact import WayKind
from app.partner.rules.telling import NEEDS_WORDS, ToldOutcome, Wants
from app.partner.spoken import by_way_words, told_words, wants_words
from ui.kit.choice import Option
from ui.kit.dates import day, short_day
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.rows import FactRow
from ui.kit.widgets import facts


def told_form(due: Sequence[UpdateLine]) -> FormSpec:
    """Which news, when, by which way, how it ended; always with the words that a programme is no guarantee (PRT-8)."""
    news = [Option(one.item, facts(one.words, one.reference, short_day(one.came_at.date()))) for one in due]
    return FormSpec(
        UpdateTold,
        (
            Field("items", _("&News"), Kind.TICKS, required=True, choices=news),
            Field("on", _("&Date"), Kind.DATE, required=True),
            Field("clock", _("&Time"), Kind.TIME, required=True),
            Field("way", _("&Way"), Kind.CHOICE, required=True,
                  choices=options({way.value: by_way_words(way.value) for way in WayKind})),
            Field("outcome", _("How it &ended"), Kind.CHOICE, required=True,
                  choices=options({one.value: told_words(one.value) for one in ToldOutcome})),
            Field("words", _("Wh&y not"), Kind.LINES, required=True, lines=2, when=needs_words),
            Field("said", _("&In a few words"), Kind.LINES, lines=2, when=needs_none,
                  help=_("Say it each time: a programme is no guarantee.")),
        ),
        extra=frozenset({"on", "clock", "said"}),
    )  # fmt: skip


def wants_form() -> FormSpec:
    """What she wants to hear, as she said it (PRT-7)."""
    asked = {one.value: wants_words(one.value) for one in Wants if one is not Wants.NOT_ASKED}
    return FormSpec(
        UpdatesWanted,
        (
            Field("wants", _("She wants to &hear"), Kind.SEGMENTS, required=True, choices=options(asked)),
            Field("way", _("&By which way"), help=_("Only a way that her plan allows.")),
        ),
    )


def needs_words(values: Values) -> bool:
    """Asked only when she was not told for a reason."""
    return values.get("outcome") in {one.value for one in NEEDS_WORDS}


def needs_none(values: Values) -> bool:
    """The short note of every other outcome."""
    return values.get("outcome") is not None and not needs_words(values)


def told_row(row: ToldRow) -> FactRow:
    """One telling: when and by whom, what, how it ended."""
    one = row.told
    when = facts(day(one.on), by_way_words(one.way), row.by)
    return FactRow("message", when, facts(told_words(one.outcome.value), ", ".join(one.news)), strong_first=False)


def moved(line: UpdateLine, zone: tzinfo) -> UpdateLine:
    """A line with its moment in the office's time."""
    return replaced(line, came_at=line.came_at.astimezone(zone))
