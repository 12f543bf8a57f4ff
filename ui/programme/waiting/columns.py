"""Says as data what the waiting list shows of each man: a level of risk, never a reason (UX-2)."""

from collections.abc import Callable

from app.core.language import _
from app.domain import labels
from app.programme.waiting.rows import WaitingLine
from ui.kit.dates import day, short_day
from ui.kit.paged_model import Align, Column
from ui.kit.tokens import Tone
from ui.kit.widgets import facts

RISK_TONES = {"low": Tone.MUTE, "medium": Tone.WARN, "high": Tone.STOP, "very_high": Tone.STOP, "unknown": Tone.INFO}
FINISH_TONES = {"cannot": Tone.STOP, "soon": Tone.WARN}


def columns(is_ticked: Callable[[str], bool]) -> tuple[Column[WaitingLine], ...]:
    """The columns of mock 09, with his first name and what time is left."""
    return (
        Column(
            _("Case"),
            lambda row: _("{case}, ticked").format(case=row.reference) if is_ticked(row.case) else row.reference,
            strong=True,
            icon=lambda row: "square-check" if is_ticked(row.case) else "",
        ),
        Column(_("Name"), lambda row: row.short_name, width=150),
        Column(_("Referred by"), lambda row: row.referred_by, width=170),
        Column(
            _("Days waiting"),
            lambda row: _("{days}, too long").format(days=row.days) if row.is_long else str(row.days),
            align=Align.RIGHT,
            icon=lambda row: "hourglass" if row.is_long else "",
        ),
        Column(
            _("Risk"),
            lambda row: labels.risk_levels().get(row.risk, row.risk),
            tone=lambda row: RISK_TONES.get(row.risk, Tone.MUTE),
        ),
        Column(_("Earliest place"), place_words, width=300),
        Column(_("Time left"), finish_short, tone=lambda row: FINISH_TONES.get(row.finish, Tone.MUTE)),
        Column(_("Placement note"), lambda row: facts(row.clearance, row.note), width=320),
    )


def place_words(row: WaitingLine) -> str:
    """The place he has or could have, and its first evening."""
    if not row.place_code:
        return _("None that fits")
    return facts(row.place_code, short_day(row.place_begins) if row.place_begins else "")


def finish_short(row: WaitingLine) -> str:
    """One or two words about the time that is left; nothing when there is enough (PATH-2)."""
    return labels.finishes().get(row.finish, "")


def about(row: WaitingLine) -> str:
    """What the chosen row has no room for."""
    ends = _("Order ends {day}").format(day=day(row.order_ends_on)) if row.order_ends_on else _("No order")
    risk = _("Risk assessed {day}").format(day=day(row.risk_on)) if row.risk_on else _("No assessment yet")
    since = _("Waiting since {day}").format(day=day(row.since))
    return facts(row.reference, since, risk, ends, row.finish_words)
