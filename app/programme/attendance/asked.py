"""Keeps what every 1-2-1 of a programme asks, and what follows from a change at home (ONE-3, ONE-4)."""

from datetime import datetime
from typing import Literal

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, LongText
from app.domain.red import RedKind, RedSource
from app.programme.notices import NoticeKind, seal
from app.programme.red_events import Danger, raise_red
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, RedEvent

HOME = "home"
NO_CHANGE = "none"
Change = Literal["none", "new_partner", "pregnancy", "reconciliation", "other"]
RAISES: dict[str, RedKind] = {
    "new_partner": RedKind.NEW_PARTNER,
    "pregnancy": RedKind.PREGNANCY,
    "reconciliation": RedKind.RECONCILIATION,
}


class Asked(Draft):
    """What he said to the questions that stay here; one that was not asked is left out, which is never "no"."""

    safety: LongText | None = None
    responsibility: LongText | None = None
    skills: LongText | None = None
    home_task: LongText | None = None
    barriers: LongText | None = None


def question_words() -> dict[str, str]:
    """The six that every 1-2-1 asks (ONE-3); of the last only whether it was asked stays at this desk."""
    return {
        "safety": _("Safety"),
        "responsibility": _("Responsibility"),
        "skills": _("Skills practised"),
        "home_task": _("Home task"),
        "barriers": _("What gets in the way"),
        HOME: _("New partner or change at home"),
    }


def answers_kept(asked: Asked | None, change: str | None, said: str | None) -> dict[str, str]:
    """What is kept of the six: his words to five; that the last was asked, never what he answered (ONE-3)."""
    given = {name: (getattr(asked, name) or "").strip() for name in question_words() if name != HOME} if asked else {}
    kept = {name: text for name, text in given.items() if text}
    return {**kept, HOME: "asked"} if change or (said or "").strip() else kept


def not_asked(answers: dict[str, str]) -> tuple[str, ...]:
    """The questions without an answer, in words."""
    return tuple(words for name, words in question_words().items() if name not in answers)


def change_problems(change: str | None, said: str | None) -> dict[str, str]:
    """Words beside "no change" would be lost or would contradict it."""
    if change == NO_CHANGE and (said or "").strip():
        return {"change_at_home": _("You chose that nothing changed. Choose what did, or empty this box.")}
    return {}


def pass_change(
    work: Work, seat: ProgrammeSeat, case: Case, change: str | None, said: str | None, at: datetime
) -> RedEvent | None:
    """Seal what he said to the safety team, and raise the red event that a change of this kind asks for (ONE-4).

    Nothing of what he said stays at this desk: the event carries its kind, for whoever must hear of it, and no detail.
    """
    if change in (None, NO_CHANGE) and not (said or "").strip():
        return None
    kind = RAISES.get(change or "")
    named = {"change": kind.value} if kind else {}
    seal(work, seat, NoticeKind.NEW_PARTNER, case.id, {**named, "he_said": (said or "").strip()})
    if kind is None:
        return None
    what = _("He named it in a 1-2-1. What he said is with the safety team.")
    when = at.astimezone(seat.clock.zone).replace(tzinfo=None).isoformat(timespec="minutes")
    return raise_red(work, seat, case, Danger(kind=kind, what=what, when=when, source_class=RedSource.HIS_OWN))


def refuse_change(change: str | None, said: str | None) -> None:
    """Raises InvalidInput beside the box."""
    if problems := change_problems(change, said):
        raise InvalidInput(problems)
