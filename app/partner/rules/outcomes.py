"""Counts what her desk knows of a period, and hides on the sheet that leaves whatever is too small (STA-5, STA-6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.counts import SMALLEST_SHOWN, Rate

Scores = Mapping[str, int]


@dataclass(frozen=True)
class Woman:
    """One record in a period; None is a question that does not arise for her."""

    is_reached: bool = False
    chose_not_to: bool = False
    tried_before_start: bool | None = None
    has_fresh_plan: bool | None = None
    first: Scores = field(default_factory=dict)
    latest: Scores = field(default_factory=dict)


@dataclass(frozen=True)
class Area:
    """How many said yes to one area at the start and lately, of those who answered it twice."""

    key: str
    start: Rate
    latest: Rate


@dataclass(frozen=True)
class Figures:
    """Everything that is counted; `answered` is how many women said something twice."""

    women: int
    answered: int
    chose_not_to: int
    reached: Rate
    before_start: Rate
    plans: Rate
    told: Rate
    completed: Rate
    areas: tuple[Area, ...]


def figures(
    women: Sequence[Woman], told: Iterable[bool], completed: tuple[int, int], areas: Sequence[str], yes_from: int
) -> Figures:
    """Count a period. `told` says of each piece of news whether she heard of it the same day."""
    news = tuple(told)
    starts = [one.tried_before_start for one in women if one.tried_before_start is not None]
    plans = [one.has_fresh_plan for one in women if one.has_fresh_plan is not None]
    counted = tuple(_area(key, women, yes_from) for key in areas)
    return Figures(
        women=len(women),
        answered=sum(any(key in one.first and key in one.latest for key in areas) for one in women),
        chose_not_to=sum(one.chose_not_to for one in women),
        reached=Rate(sum(one.is_reached for one in women), len(women), "women"),
        before_start=Rate(sum(starts), len(starts), "women whose man began"),
        plans=Rate(sum(plans), len(plans), "women reached"),
        told=Rate(sum(news), len(news), "pieces of news"),
        completed=Rate(*completed, "men who started"),
        areas=counted,
    )


def _area(key: str, women: Sequence[Woman], yes_from: int) -> Area:
    both = [(one.first[key], one.latest[key]) for one in women if key in one.first and key in one.latest]
    start, latest = (sum(pair[at] >= yes_from for pair in both) for at in (0, 1))
    return Area(key, Rate(start, len(both), "women"), Rate(latest, len(both), "women"))


def first_and_latest(scores: Iterable[tuple[str, date, Scores]], until: date) -> tuple[Scores, Scores]:
    """What she said at her first time point and at the last of another one; of one point the newest entry counts.

    Of an area that she left out once there is nothing to compare: it is in neither (NEV-14).
    """
    in_order = sorted(scores, key=lambda one: (one[0], one[1]))
    newest = {stage: said for stage, on, said in in_order if on <= until}
    stages = sorted(newest)
    return (newest[stages[0]], newest[stages[-1]]) if len(stages) > 1 else ({}, {})


def shown(rate: Rate) -> bool:
    """Whether a share may leave: those in it and those not in it are ten or more each (STA-5)."""
    return rate.n >= SMALLEST_SHOWN and rate.of - rate.n >= SMALLEST_SHOWN
