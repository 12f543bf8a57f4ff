"""Says yes, no, not known and not asked apart, and keeps a date that is only partly known as it was given."""

import calendar as month_lengths
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from re import compile as pattern

from app.core.language import _

_WRITTEN = pattern(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Answer(StrEnum):
    """What somebody said to a question; not asked and not known are both answers, never "no" (NEV-14)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"

    @property
    def is_known(self) -> bool:
        """True for yes and no only: empty means nobody asked, and both show as not known (REF-7)."""
        return self in {Answer.YES, Answer.NO}


class Outcome(StrEnum):
    """Whether a criterion is met; not known is an outcome of its own (SCR-1)."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


def words(value: Answer | Outcome) -> str:
    """The words a person reads for an answer or an outcome (domain.md section 1)."""
    return {
        Answer.YES: _("yes"),
        Answer.NO: _("no"),
        Answer.UNKNOWN: _("not known"),
        Answer.NOT_ASKED: _("not known"),
        Outcome.MET: _("met"),
        Outcome.NOT_MET: _("not met"),
        Outcome.UNKNOWN: _("not known"),
    }[value]


def outcome_of(answer: Answer, *, wanted: Answer = Answer.YES) -> Outcome:
    """Compare an answer with the wanted one; what nobody knows stays not known (NEV-14)."""
    if not answer.is_known:
        return Outcome.UNKNOWN
    return Outcome.MET if answer is wanted else Outcome.NOT_MET


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Met if one is met; not known if none is met and one is not known; else not met (SCR-2)."""
    seen = set(outcomes)
    if Outcome.MET in seen:
        return Outcome.MET
    return Outcome.UNKNOWN if Outcome.UNKNOWN in seen else Outcome.NOT_MET


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Not met if one is not met; not known if none failed and one is not known; else met (SCR-2)."""
    seen = set(outcomes)
    if Outcome.NOT_MET in seen:
        return Outcome.NOT_MET
    return Outcome.UNKNOWN if Outcome.UNKNOWN in seen else Outcome.MET


def not_(outcome: Outcome) -> Outcome:
    """Turn met and not met round; not known stays not known (SCR-2)."""
    turned = {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET}
    return turned.get(outcome, Outcome.UNKNOWN)


@dataclass(frozen=True)
class PartialDate:
    """A date as it was given: a year, a month, or a day. It never becomes more exact than that."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError(_("A day needs its month."))
        self.range()  # refuses a day that does not exist

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "1988", "1988-04" or "1988-04-12"; anything else is a ValueError."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(_("Write a date as 1988, 1988-04 or 1988-04-12."))
        year, month, day = (int(part) if part else None for part in found.groups())
        return cls(int(year or 0), month, day)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """A whole date as a partial date that happens to be complete."""
        return cls(day.year, day.month, day.day)

    @property
    def is_complete(self) -> bool:
        """True when the day is known."""
        return self.day is not None

    def range(self) -> tuple[date, date]:
        """The first and the last day that this can mean, both included."""
        if self.month is None:
            return date(self.year, 1, 1), date(self.year, 12, 31)
        if self.day is None:
            first = date(self.year, self.month, 1)
            return first, first.replace(day=month_lengths.monthrange(self.year, self.month)[1])
        whole = date(self.year, self.month, self.day)
        return whole, whole

    def could_match(self, other: "PartialDate") -> bool:
        """True when both can mean the same day (REF-1: a partial date counts as "could match")."""
        (first, last), (other_first, other_last) = self.range(), other.range()
        return first <= other_last and other_first <= last

    def __str__(self) -> str:
        parts = (f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)
