"""Times the product's own path and its floor in turn, so that a ratio holds on a busy computer, and says who missed."""

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from compileall import compile_dir
from dataclasses import dataclass
from math import inf
from pathlib import Path
from statistics import median
from time import perf_counter

from app.core.language import _
from app.core.shapes import Row, to_json

ROUNDS, WARM_UPS = 7, 1
FORMAT = "handrail-bench/1"
OF_THE_PRODUCT = ("app", "models", "reports", "ui")
Milliseconds = float
Seconds = float
Measure = Callable[[], Milliseconds]


@dataclass(frozen=True, slots=True)
class Budget:
    """One line of performance.md: the work, what it is held against, and how much more it may take.

    Without a floor `at_most` is milliseconds, else how many times the floor.
    """

    name: str
    work: str
    floor: str
    at_most: float


@dataclass(frozen=True, slots=True)
class Contest:
    """A budget with the two things to time; `floor` is left out where the budget is a time."""

    budget: Budget
    ours: Measure
    floor: Measure | None = None


class Measured(Row):
    """What came out: medians in milliseconds, the ratio where there is a floor, and whether the budget holds."""

    name: str
    work: str
    floor_is: str
    ours_ms: float
    floor_ms: float | None
    ratio: float | None
    at_most: float
    rounds: int
    holds: bool


class Sheet(Row, kw_only=True):
    """All results of one run, with how busy the computer was meanwhile."""

    format: str
    cores: int
    load: float | None
    results: tuple[Measured, ...]


def timed(work: Callable[[], object]) -> Milliseconds:
    """How long a piece of work took."""
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def measured(
    contest: Contest, rounds: int = ROUNDS, warm_ups: int = WARM_UPS, no_longer_than: Seconds = inf
) -> Measured:
    """Ours, floor, ours, floor …; the first rounds warm up and do not count.

    After `no_longer_than` no new round begins. What is measured then has fewer of them, and says how many; where not
    one came after the warming up, the last of those counts.
    """
    begun = perf_counter()
    ours: list[Milliseconds] = []
    floor: list[Milliseconds] = []
    for turn in range(warm_ups + rounds):
        if turn and perf_counter() - begun > no_longer_than:
            break
        gc.collect()
        ours.append(contest.ours())
        if contest.floor is not None:
            floor.append(contest.floor())
    left_out = min(warm_ups, len(ours) - 1)
    return compared(contest.budget, ours[left_out:], floor[left_out:])


def compared(budget: Budget, ours: Sequence[Milliseconds], floor: Sequence[Milliseconds] = ()) -> Measured:
    """Medians, ratio and verdict of the times that count."""
    own, least = median(ours), median(floor) if floor else None
    ratio = None if least is None else own / least
    return Measured(
        name=budget.name,
        work=budget.work,
        floor_is=budget.floor,
        ours_ms=round(own, 3),
        floor_ms=None if least is None else round(least, 3),
        ratio=None if ratio is None else round(ratio, 2),
        at_most=budget.at_most,
        rounds=len(ours),
        holds=(own if ratio is None else ratio) <= budget.at_most,
    )


def sheet(results: Iterable[Measured]) -> Sheet:
    """The results with what the computer was like."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return Sheet(format=FORMAT, cores=os.cpu_count() or 1, load=load, results=tuple(results))


def line(result: Measured) -> str:
    """One result as a person reads it."""
    verdict = _("holds") if result.holds else _("MISSED")
    if result.ratio is None or result.floor_ms is None:
        figures = f"{result.ours_ms:9.1f} ms {'':>12} {'':>7}   ≤ {result.at_most:g} ms"
    else:
        figures = f"{result.ours_ms:9.1f} ms {result.floor_ms:9.1f} ms {result.ratio:6.2f}×   ≤ {result.at_most:g}×"
    return f"{result.name:4} {figures:52} {verdict:7} {result.work}"


def head() -> str:
    """The names of the columns."""
    return f"{'':4} {_('ours'):>12} {_('floor'):>12} {_('ratio'):>7}   {_('budget')}"


def as_json(of: Sheet) -> str:
    """A sheet for a program to read."""
    return to_json(of).decode("utf-8")


def all_hold(results: Iterable[Measured]) -> bool:
    """Whether no budget was missed."""
    return all(result.holds for result in results)


def compile_all(product: Path) -> None:
    """Put every module's bytecode beside it, as an installed product has it: without it imports take twice as long.

    Where nothing may be written, it lies there already or is left out.
    """
    for room in OF_THE_PRODUCT:
        compile_dir(product / room, quiet=2)
