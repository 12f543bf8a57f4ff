"""Says what the list of participants shows of each, by which columns it can be sorted, and where one can stand."""

from app.core.language import _
from app.domain import labels
from app.domain.moves import CLOSED, OPEN, CaseState
from app.programme.case_list import CaseRow
from ui.kit.choice import Option
from ui.kit.dates import short_day
from ui.kit.paged_model import Align, Column
from ui.kit.sharing import current
from ui.kit.tokens import Tone

S = CaseState
TABS: dict[str, tuple[CaseState, ...]] = {
    "open": tuple(state for state in S if state in OPEN),
    "programme": (S.PLACED, S.ON_PROGRAMME, S.BREACH),
    "waiting": (S.WAITING, S.BACK_TO_REFERRER, S.AWAY),
    "screening": (S.REFERRED, S.ASSESSING, S.NOT_READY),
    "ended": tuple(state for state in S if state in CLOSED),
    "all": (),
}
STATE_TONES = {
    S.REFERRED: Tone.INFO,
    S.ASSESSING: Tone.INFO,
    S.NOT_READY: Tone.WARN,
    S.WAITING: Tone.INFO,
    S.PLACED: Tone.OK,
    S.ON_PROGRAMME: Tone.OK,
    S.BREACH: Tone.WARN,
    S.BACK_TO_REFERRER: Tone.WARN,
}
RISK_TONES = {"low": Tone.MUTE, "medium": Tone.WARN, "high": Tone.STOP, "very_high": Tone.STOP, "unknown": Tone.INFO}


def tabs() -> tuple[Option, ...]:
    """Where a participant can stand."""
    return (
        Option("open", _("All open")),
        Option("programme", _("In a group")),
        Option("waiting", _("Waiting")),
        Option("screening", _("In screening")),
        Option("ended", _("Ended")),
        Option("all", _("All")),
    )


def columns() -> tuple[Column[CaseRow], ...]:
    """What the list shows; a level of risk, never a reason, and no level while it is shared (UX-2, UX-37)."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True, sort="reference"),
        Column(_("Name"), lambda row: row.short_name, width=200, sort="name"),
        Column(_("State"), state_of, tone=lambda row: STATE_TONES.get(S(row.state), Tone.MUTE), sort="state"),
        Column(_("Days"), lambda row: str(row.days_in_state), align=Align.RIGHT, sort="days"),
        Column(
            _("Risk"),
            lambda row: "" if current().is_on else labels.risk_levels().get(row.risk, row.risk),
            tone=lambda row: RISK_TONES.get(row.risk, Tone.MUTE),
        ),
        Column(_("Group"), lambda row: row.group, width=180, sort="group"),
        Column(_("Look again"), lambda row: short_day(row.review_on) if row.review_on else "", sort="review_on"),
        Column(_("Programme"), lambda row: row.programme, width=220, sort="programme"),
        Column(_("Worker"), lambda row: row.lead, sort="worker"),
    )


def orders() -> tuple[tuple[str, str], ...]:
    """The ways to sort, for the keyboard; a minus means the other way round."""
    return (
        (_("By case number"), ""),
        (_("Newest case first"), "-reference"),
        (_("By first name"), "name"),
        (_("By state"), "state"),
        (_("Longest there first"), "-days"),
        (_("Look again soonest"), "review_on"),
        (_("Order ends soonest"), "order_ends_on"),
        (_("By group"), "group"),
        (_("By programme"), "programme"),
        (_("By worker"), "worker"),
    )


def state_of(row: CaseRow) -> str:
    """The state, and whether it is paused."""
    return _("{state}, on hold").format(state=row.state_words) if row.on_hold else row.state_words
