"""Keeps the year after a Marac referral: which incident is a repeat, and what still waits for a decision (RSK-10)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from app.core.language import _
from app.core.shapes import Row
from app.domain.calendar import day_words, months_after
from app.partner.rules.dash import DashResult


class Step(StrEnum):
    """What is recorded: a referral that went, a new incident, or the decision not to refer one."""

    REFERRAL = "referral"
    INCIDENT = "incident"
    NOT_REFERRED = "not_referred"


class Sort(StrEnum):
    """What an incident is, counted from the last referral before it."""

    FIRST = "first"
    REPEAT = "repeat"
    NEW = "new"


class MaracStep(Row, frozen=True):
    """One step on a day. `incident_on`: the incident that a referral is for, when it has a day of its own."""

    step: Step
    on: date
    words: str = ""
    incident_on: date | None = None

    @property
    def about(self) -> date:
        """The day of what happened."""
        return self.incident_on or self.on


class Dated(Row, frozen=True):
    """A step and when it was written down: two of one day stand in that order."""

    at: datetime
    step: MaracStep


def flag_until(referrals: Iterable[date], today: date, months: int) -> date | None:
    """The last day of the repeat year that runs today; None outside one. That day itself still counts (RSK-10)."""
    ends = [months_after(on, months) for on in referrals if on <= today]
    last = max(ends, default=None)
    return last if last is not None and today <= last else None


def sort_of(about: date, referrals: Iterable[date], months: int) -> Sort:
    """Whether what happened on this day is a repeat, a new referral, or the first one."""
    before = [on for on in referrals if on <= about]
    if not before:
        return Sort.FIRST
    return Sort.REPEAT if about <= months_after(max(before), months) else Sort.NEW


def referral_days(steps: Iterable[Dated]) -> tuple[date, ...]:
    """The days on which referrals went."""
    return tuple(one.step.on for one in steps if one.step.step is Step.REFERRAL)


def waiting(steps: Sequence[Dated], results: Iterable[tuple[datetime, DashResult]], months: int) -> tuple[str, ...]:
    """What still needs a referral or the reason why not, in words; an incident in the year never passes (NEV-12)."""
    days = referral_days(steps)
    incidents = [
        one for one in steps
        if one.step.step is Step.INCIDENT and sort_of(one.step.on, days, months) is Sort.REPEAT
    ]  # fmt: skip
    repeats = (
        _("Incident of {day} in the year after a referral: refer it as a repeat, or say why not.").format(
            day=day_words(one.step.on)
        )
        for one in incidents
        if not _is_answered(one.step.on, one.at, steps)
    )
    decided = (
        _("DASH of {day}: decided to refer. Record the referral once it has gone.").format(day=day_words(result.on))
        for at, result in results
        if result.referred and not any(_decides(one) and one.step.on >= result.on for one in steps)
    )
    return (*repeats, *decided)


def _is_answered(on: date, at: datetime, steps: Iterable[Dated]) -> bool:
    """A referral or a reason of a later day, or of the same day when it was written down after."""
    return any(_decides(one) and (one.step.on > on or (one.step.on == on and one.at > at)) for one in steps)


def _decides(one: Dated) -> bool:
    return one.step.step is not Step.INCIDENT


def problems(step: MaracStep, today: date) -> dict[str, str]:
    """What cannot be saved, by field."""
    found: dict[str, str] = {}
    if step.on > today:
        found["on"] = _("This lies in the future.")
    if step.incident_on is not None and step.incident_on > step.on:
        found["incident_on"] = _("The incident comes before its referral.")
    if step.step is not Step.REFERRAL and not step.words.strip():
        said = _("Say what happened.") if step.step is Step.INCIDENT else _("Say why it is not referred.")
        found["words"] = said
    return found
