"""What is asked after an attempt or a talk, and what the notes must not hold."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.core.language import _
from app.core.shapes import PartnerId
from app.partner.contacts import DAMAGED, ContactMade, ContactRow
from app.partner.rules.safe_contact import AttemptOutcome, WayKind
from app.partner.spoken import OUTCOMES, by_way_words, feeling_words, outcome_words, rules_words
from ui.kit.dates import clock, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2
from ui.kit.widgets import Card, facts, words

MOST_EARLIER = 12
SPOKE = frozenset({AttemptOutcome.SPOKE_SAFE.value, AttemptOutcome.SPOKE_UNSAFE_ENDED.value})
FEELINGS = ("much_safer", "safer", "same", "less_safe", "much_less_safe", "unknown")
RULES = ("no_change", "changed", "not_asked")
NUMBER = re.compile(r"(?:\+?\d[\s().-]*){7,}")
REACHED_NOBODY = frozenset({AttemptOutcome.NO_ANSWER.value, AttemptOutcome.SOMEONE_ELSE_NO_MESSAGE.value})


def form() -> FormSpec:
    """The contact log, in the order it is asked on a call (F5)."""
    outcomes = options({one.value: outcome_words(one.value) for one in OUTCOMES})
    return FormSpec(
        ContactMade,
        (
            Field("outcome", _("&Outcome"), Kind.CHOICE, required=True, choices=outcomes),
            Field(
                "how_safe", _("How safe she &feels"), Kind.CHOICE, required=True, when=spoke,
                choices=options({one: feeling_words(one) for one in FEELINGS}),
            ),
            Field("reason", _("&Why not"), Kind.LINES, required=True, lines=2, when=cannot),
            Field("message_left", _("Message"), Kind.TICK, hint=_("A message was left"), when=nobody),
            Field("notes", _("&Notes, her words"), Kind.LINES),
            Field(
                "rules_confirmed", _("Safe-contact &rules"), Kind.CHOICE, required=True, when=spoke,
                choices=options({one: rules_words(one) for one in RULES}),
            ),
            Field("way", _("&By"), Kind.CHOICE, required=True, choices=options(ways())),
            Field("clock", _("&Time today"), Kind.TIME, required=True),
            Field("next_on", _("Ne&xt contact"), Kind.DATE),
        ),
        check=problems,
        extra=frozenset({"clock"}),
    )  # fmt: skip


def ways() -> dict[str, str]:
    """Every way in words."""
    return {one.value: by_way_words(one.value) for one in WayKind}


def spoke(values: Values) -> bool:
    """Asked only when somebody spoke with her."""
    return values.get("outcome") in SPOKE


def cannot(values: Values) -> bool:
    """Asked only when she cannot be contacted safely."""
    return values.get("outcome") == AttemptOutcome.CANNOT_CONTACT_SAFELY.value


def nobody(values: Values) -> bool:
    """Asked only when she was not reached."""
    return values.get("outcome") in REACHED_NOBODY


def problems(values: Values) -> dict[str, str]:
    """A number in the notes is spotted before it is kept (F5)."""
    if NUMBER.search(str(values.get("notes", ""))):
        return {"notes": _("A number stands in the notes. Take it out: her numbers belong in the plan alone.")}
    return {}


def contact_of(form: Form, partner: str, today: date, danger: str | None = None) -> ContactMade | None:
    """The act's input, or None after the problems were shown."""
    typed = str(form.values().get("clock", "00:00"))
    at = datetime.combine(today, time.fromisoformat(typed))
    fixed: dict[str, object] = {"partner": PartnerId(partner), "at": at.isoformat()}
    return form.draft_as(ContactMade, **fixed, **({"danger": danger} if danger else {}))


def icon_of(row: ContactRow) -> str:
    """The sign beside an earlier contact."""
    if row.outcome == DAMAGED:
        return "alert-triangle"
    if row.outcome in SPOKE:
        return "phone-check"
    return "mail" if row.way in {WayKind.EMAIL.value, WayKind.POST.value} else "phone-x"


class EarlierContacts(Card):
    """What was said before, newest first."""

    def __init__(self) -> None:
        super().__init__(_("Earlier contacts"))
        self._lines = vertical(gap=SPACE_2)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)

    def show_contacts(self, rows: tuple[ContactRow, ...], zone: ZoneInfo) -> None:
        """Show the newest ones."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows[:MOST_EARLIER]:
            at = row.at.astimezone(zone)
            when = facts(f"{short_day(at.date())}, {clock(at)}", row.by)
            said = facts(outcome_words(row.outcome), feeling_words(row.how_safe) if row.how_safe != "unknown" else "")
            self._lines.addWidget(FactRow(icon_of(row), when, said, strong_first=False))
        if not rows:
            self._lines.addWidget(words(_("None yet."), "small"))
