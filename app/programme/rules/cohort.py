"""Counts how far each referral of a cohort came, with rates that name their base and hide small numbers (STA-1, 5)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median_low

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


@dataclass(frozen=True)
class Way:
    """One referral: the stages it has reached, why it ended, and how long it took to begin."""

    case: str
    reached: frozenset[Stage]
    ended: str = ""
    is_open: bool = False
    days_to_start: int | None = None


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


def cohort(ways: Iterable[Way]) -> Cohort:
    """Every referral counted once at each stage it has reached; whoever is still here is shown, never dropped."""
    every = tuple(ways)
    stages = {stage: sum(stage in way.reached for way in every) for stage in Stage}
    both = _counted_together(every)
    waits = [way.days_to_start for way in every if way.days_to_start is not None]
    reasons = Counter(way.ended for way in every if way.ended)
    return Cohort(
        total=len(every),
        stages=stages,
        rates=tuple((key, Rate(both(top, base), stages[base], base.value)) for key, top, base in RATES),
        ended=hide_small(dict(sorted(reasons.items()))),
        still_here=sum(way.is_open for way in every),
        median_days=median_low(waits) if waits and len(every) >= SMALLEST_SHOWN else None,
    )


def _counted_together(every: Sequence[Way]) -> Callable[[Stage, Stage], int]:
    """How many have reached both: a rate never counts anybody who is not in its base."""
    return lambda top, base: sum(top in way.reached and base in way.reached for way in every)
