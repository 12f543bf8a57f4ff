"""Counts how far each referral of a cohort came, with rates that name their base and hide small numbers (STA-1, 5)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median_low
from typing import NamedTuple

from app.domain.counts import SMALLEST_SHOWN, Rate, hide_small


class Stage(StrEnum):
    """The stages of domain.md 13.1, each counted once for a referral."""

    REFERRED = "referred"
    ASSESSED = "assessed"
    SUITABLE = "suitable"
    CONSENTED = "consented"
    READY = "ready"
    STARTED = "started"
    MILESTONE = "milestone"
    COMPLETED = "completed"
    REVIEWED = "reviewed"
    FOLLOWED_UP = "followed_up"


class Lack(StrEnum):
    """What a return would miss of a referral (STA-8)."""

    RATING = "rating"
    CONSENT = "consent"
    DETAILS = "details"
    REASON = "reason"
    FIRST = "first"
    LAST = "last"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"


class Way(NamedTuple):
    """One referral: the stages it has reached, why it ended, how long it took to begin, what its record lacks."""

    case: str
    reached: frozenset[Stage]
    ended: str = ""
    is_open: bool = False
    days_to_start: int | None = None
    lacks: frozenset[Lack] = frozenset()

    @property
    def left_early(self) -> bool:
        """Began, and ended without having completed."""
        return bool(self.ended) and Stage.STARTED in self.reached and Stage.COMPLETED not in self.reached

    @property
    def left_before(self) -> bool:
        """Ended without having begun."""
        return bool(self.ended) and Stage.STARTED not in self.reached and Stage.COMPLETED not in self.reached

    @property
    def wait(self) -> int | None:
        """Which part of `WAITS` the days until he began fall into."""
        days = self.days_to_start
        return None if days is None else sum(days > most for most in WAITS)


@dataclass(frozen=True)
class Cohort:
    """What a return says: counts by stage, rates, reasons for leaving, who is still with us, the median wait."""

    total: int
    stages: dict[Stage, int]
    rates: tuple[tuple[str, Rate], ...]
    ended: dict[str, int | None]
    still_here: int
    median_days: int | None


RATES: tuple[tuple[str, Stage, Stage], ...] = (
    ("suitable", Stage.SUITABLE, Stage.ASSESSED),
    ("started", Stage.STARTED, Stage.SUITABLE),
    ("completed_of_started", Stage.COMPLETED, Stage.STARTED),
    ("completed_of_referred", Stage.COMPLETED, Stage.REFERRED),
    ("milestone", Stage.MILESTONE, Stage.STARTED),
)
WAITS = (28, 56)  # days: up to four weeks, up to eight, and over


def cohort(ways: Iterable[Way]) -> Cohort:
    """Every referral counted once at each stage it has reached; whoever is still here is shown, never dropped."""
    every = tuple(ways)
    sets = Counter(way.reached for way in every)
    stages = {stage: sum(count for reached, count in sets.items() if stage in reached) for stage in Stage}
    both = _counted_together(sets)
    waits = [way.days_to_start for way in every if way.days_to_start is not None]
    reasons = Counter(way.ended for way in every if way.ended)
    return Cohort(
        total=len(every),
        stages=stages,
        rates=tuple((key, Rate(both(top, base), stages[base], base.value)) for key, top, base in RATES),
        ended=hide_small(dict(sorted(reasons.items()))),
        still_here=sum(way.is_open for way in every),
        median_days=median_low(waits) if len(waits) >= SMALLEST_SHOWN else None,
    )


def _counted_together(sets: Mapping[frozenset[Stage], int]) -> Callable[[Stage, Stage], int]:
    """How many have reached both: a rate never counts anybody who is not in its base."""
    return lambda top, base: sum(count for reached, count in sets.items() if top in reached and base in reached)
