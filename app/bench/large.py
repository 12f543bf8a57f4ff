"""Holds lists, search and pages of a large office against raw reads and against a small office (P3, P4, P5, P8)."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import quantiles

from app.bench.harness import ROUNDS, WARM_UPS, Budget, Contest, Measured, Milliseconds, compared, measured
from app.core.errors import Unavailable
from app.core.language import _

FRAME_MS = 1000 / 60
LIST, BARE_LIST, SCROLL, TYPED, BY_LIKE, MEMORY, CASES = (
    "list",
    "bare list",
    "scroll",
    "typed",
    "like",
    "memory",
    "cases",
)
PAGES = ("case", "today", "register")


@dataclass(frozen=True)
class Asked:
    """A window that stands open in a process of its own and does one piece of work whenever it is asked."""

    process: subprocess.Popen[bytes]

    def times(self, work: str) -> list[Milliseconds]:
        """What it measured. Raises Unavailable when it ended instead."""
        if self.process.stdin is None or self.process.stdout is None:
            raise Unavailable
        try:
            self.process.stdin.write(work.encode() + b"\n")
            self.process.stdin.flush()
            return [float(one) for one in json.loads(self.process.stdout.readline())]
        except (OSError, ValueError) as ended:
            raise Unavailable(
                _("A program that was to be timed did not get that far. Nothing was measured.")
            ) from ended

    def time(self, work: str) -> Milliseconds:
        """What it measured, where that is one time."""
        return self.times(work)[0]


@contextmanager
def asked(command: Sequence[str]) -> Iterator[Asked]:
    """Start it; it ends with the questions."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603  our own program
        yield Asked(process)


def long_list(desk: Asked, cases: int) -> tuple[Measured, ...]:
    """P3: the list is opened again and again; what it took of memory is read once it has stood there."""
    work = _("the list of {cases} participants shown").format(cases=f"{cases:,}")
    budget = Budget("P3", work, _("the ids read with the raw driver, and 40 rows shown"), 2)
    before = desk.time(MEMORY)
    result = measured(Contest(budget, partial(desk.time, LIST), partial(desk.time, BARE_LIST)))
    more = Budget("P3", _("the same list: memory in MB, in place of ms"), "", 40)
    return result, compared(more, [desk.time(MEMORY) - before])


def scrolling(desk: Asked) -> tuple[Measured, ...]:
    """P4: the slowest frame but one in a hundred, each time the list is gone through from end to end."""
    budget = Budget("P4", _("scrolling that list: 99 of 100 frames"), "", FRAME_MS)
    frames = [desk.times(SCROLL) for _turn in range(WARM_UPS + ROUNDS)]
    return (compared(budget, [at_percent(times, 99) for times in frames[WARM_UPS:]]),)


def searching(desk: Asked) -> tuple[Measured, ...]:
    """P5: every key typed asks again; the slowest but one in twenty must fit a frame."""
    at_once = Budget("P5", _("search as you type: 95 of 100 keys"), "", FRAME_MS)
    budget = Budget("P5", _("the same search"), _("LIKE over the same names and notes"), 1 / 100)
    typed, like = [], []
    for _turn in range(WARM_UPS + ROUNDS):
        typed.append(desk.times(TYPED))
        like.append(at_percent(desk.times(BY_LIKE), 50))
    slow = [at_percent(times, 95) for times in typed[WARM_UPS:]]
    usual = [at_percent(times, 50) for times in typed[WARM_UPS:]]
    return compared(at_once, slow), compared(budget, usual, like[WARM_UPS:])


def growth(large: Asked, small: Asked, cases: int) -> tuple[Measured, ...]:
    """P8: the same page in both offices, in turn."""
    return tuple(
        measured(Contest(Budget("P8", words, "", 1.2), partial(large.time, page), partial(small.time, page)))
        for page, words in zip(PAGES, _page_words(cases), strict=True)
    )


def _page_words(cases: int) -> tuple[str, ...]:
    among = {"cases": f"{cases:,}"}
    return (
        _("a participant among {cases}, against 1,000").format(**among),
        _("Today of a manager with {cases}, against 1,000").format(**among),
        _("a register among {cases}, against 1,000").format(**among),
    )


def at_percent(times: Sequence[Milliseconds], percent: int) -> Milliseconds:
    """The time that so many of a hundred do not exceed."""
    return quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else times[0]
