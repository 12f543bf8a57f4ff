"""Says which fixed words a paper may carry: those of samples that hold no value of anybody, printed once (R8)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from reports.kit.page import Paper
from reports.kit.traces import painted, tokens
from reports.kit.words import day

A_DAY = date(2002, 3, 2)
A_MOMENT = datetime(2002, 3, 2, tzinfo=UTC)


def fixed_words(samples: Iterable[Paper]) -> frozenset[str]:
    """The words of these papers without the day that stands in every sample; single digits count as words."""
    words = frozenset[str]().union(*(tokens(painted(paper.printed(A_MOMENT))) for paper in samples))
    return (words - tokens(day(A_DAY))) | tokens(" ".join(str(number) for number in range(10)))
