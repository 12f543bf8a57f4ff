"""Reads a DASH result as numbers and ticks, without its questions; says what speaks for a referral (RSK-8, RSK-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.core.language import _, ngettext
from app.core.shapes import Row
from app.domain.answers import Answer, Outcome, any_of, outcome_of
from app.domain.counts import band_of

SLOTS = 24
NONE_RECORDED = "none_recorded"


class DashResult(Row, frozen=True):
    """One result as it was taken with her. `answers` has one answer for each number of the form, in its order.

    `incidents`: in the twelve months before; None when nobody knows, which is never nought (NEV-14).
    """

    version: str
    on: date
    mode: str
    answers: tuple[Answer, ...]
    judgement: Answer
    referred: bool
    judgement_words: str = ""
    incidents: int | None = None
    reason: str = ""
    review_on: date | None = None

    @property
    def ticks(self) -> int:
        """How many numbers she answered with yes."""
        return self.answers.count(Answer.YES)

    @property
    def open(self) -> int:
        """How many numbers have no known answer."""
        return sum(not answer.is_known for answer in self.answers)


@dataclass(frozen=True)
class Local:
    """What the local partnership agreed; all of it settings (RSK-9, RSK-10)."""

    bands: tuple[str, ...] = ("1 standard", "10 medium", "14 high")
    ticks: int = 14
    incidents: int = 3
    repeat_months: int = 12


@dataclass(frozen=True)
class Criterion:
    """One of the three reasons for a referral: whether it is met, and the figure behind it."""

    key: str
    outcome: Outcome
    words: str


def band(ticks: int, table: Sequence[str]) -> str:
    """The local band of so many ticks; below the lowest limit nothing is recorded, which does not say safe."""
    return band_of(table, Fraction(ticks)) or NONE_RECORDED


def highest_band(result: DashResult, table: Sequence[str]) -> str:
    """The band if everything without a known answer were a yes: what the result does not rule out (NEV-14)."""
    return band(result.ticks + result.open, table)


def criteria(result: DashResult, local: Local) -> tuple[Criterion, ...]:
    """Judgement, ticks and escalation; one that could still be met is not known (RSK-9)."""
    ticks, incidents = result.ticks, result.incidents
    counted = ngettext("{count} tick", "{count} ticks", ticks).format(count=ticks)
    happened = (
        _("incidents not known")
        if incidents is None
        else ngettext("{count} incident in 12 months", "{count} incidents in 12 months", incidents).format(
            count=incidents
        )
    )
    return (
        Criterion("judgement", outcome_of(result.judgement), _("professional judgement")),
        Criterion("ticks", _reached(ticks, ticks + result.open, local.ticks), counted),
        Criterion("escalation", _reached(incidents or 0, incidents, local.incidents), happened),
    )


def _reached(known: int, at_most: int | None, limit: int) -> Outcome:
    """Met from the limit on; not known while what is not known could reach it."""
    if known >= limit:
        return Outcome.MET
    return Outcome.NOT_MET if at_most is not None and at_most < limit else Outcome.UNKNOWN


def speaks_for_referral(result: DashResult, local: Local) -> Outcome:
    """Any of the three is enough (RSK-9)."""
    return any_of(one.outcome for one in criteria(result, local))


def problems(result: DashResult, local: Local, safe_to_talk: Answer, today: date) -> dict[str, str]:
    """What cannot be saved, by field: no result without asking first, none that hides a referral (RSK-8, NEV-12)."""
    found: dict[str, str] = {}
    if safe_to_talk is not Answer.YES:
        found["safe_to_talk"] = _("Ask first how long she can talk, if it is safe now, and what contact is safe.")
    if result.on > today:
        found["on"] = _("This lies in the future.")
    if result.open == SLOTS:
        found["answers"] = _("Record at least one answer.")
    if result.judgement is Answer.YES and not result.judgement_words.strip():
        found["judgement_words"] = _("Say in a sentence what you judge by.")
    if result.review_on is not None and result.review_on < result.on:
        found["review_on"] = _("The next date is before this one.")
    met = [one.words for one in criteria(result, local) if one.outcome is Outcome.MET]
    if met and not result.referred and not result.reason.strip():
        found["reason"] = _("{what} and not referred needs a reason.").format(what=_sentence(met))
    return found


def _sentence(parts: Sequence[str]) -> str:
    """Parts as the beginning of a sentence."""
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]
