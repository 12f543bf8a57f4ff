"""Decides which backups of one database are kept: 7 daily, 4 weekly, 2 monthly, none above 90 days (SEC-58)."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

DAILY, WEEKLY, MONTHLY = 7, 4, 2
OLDEST = timedelta(days=90)


def kept(made: Collection[datetime], now: datetime) -> frozenset[datetime]:
    """Which of these moments stay: the newest of each of the last days, weeks and months that have one.

    Days are those of the moments' own time zone. What lies ahead of `now` stays and takes nobody's place.
    """
    ahead = {one for one in made if one > now}
    past = sorted((one for one in made if one <= now and now - one <= OLDEST), reverse=True)
    days = _newest_of(past, lambda one: (one.year, one.month, one.day), DAILY)
    weeks = _newest_of(past, lambda one: one.isocalendar()[:2], WEEKLY)
    months = _newest_of(past, lambda one: (one.year, one.month), MONTHLY)
    return frozenset(ahead | days | weeks | months)


def _newest_of(past: list[datetime], span: Callable[[datetime], tuple[int, ...]], most: int) -> set[datetime]:
    """The newest moment of each of the latest spans; `past` begins with the newest."""
    newest: dict[tuple[int, ...], datetime] = {}
    for one in past:
        newest.setdefault(span(one), one)
    return set(list(newest.values())[:most])
