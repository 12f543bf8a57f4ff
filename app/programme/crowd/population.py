"""Decides who was ever referred to an invented office: when, to which group, and how it ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.domain.moves import CaseState
from app.domain.pack import Pack
from app.ops.lots import Lots

YEARS = 5
FIRST_GROUP, LAST_GROUP = timedelta(days=90), timedelta(days=21)
COMES_BEFORE = (40, 70)
ROLLING_WEEKS, ROLLING_MEN = 104, 26
STARTERS, OLD = 0.5, 120
MOST_MEN, LATEST = 1000, timedelta(days=30)
S = CaseState


class Ending(Enum):
    """How it went for somebody who came into a group."""

    STAYED = "stayed"
    WITHDREW = "withdrew"
    WAS_ENDED = "was_ended"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Course:
    """One group: which programme, since when, and how many men come into it in all."""

    number: int
    pack: Pack
    starts_on: date
    men: int

    def joins_on(self, place: int, today: date) -> date:
        """From when on one of its men is expected: all at the start, or one after the other where it has no end."""
        if not self.pack.is_open_ended:
            return self.starts_on
        span = min(timedelta(weeks=ROLLING_WEEKS - 8), today - self.starts_on)
        return self.starts_on + span * place // max(1, self.men)


@dataclass(frozen=True, slots=True)
class Man:
    """One referral, before anything is known of him but when he came and where to."""

    number: int
    came_on: date
    pack: Pack
    course: Course | None = None
    place: int = 0

    def lots(self, what: str) -> Lots:
        """His lots for one part of his story."""
        return Lots(what, self.number)


@dataclass(frozen=True)
class Population:
    """Everybody: those with a group, by group in the order of their start, and those without."""

    courses: tuple[tuple[Course, tuple[Man, ...]], ...]
    alone: tuple[Man, ...]


def population(cases: int, packs: Sequence[Pack], today: date, first_number: int) -> Population:
    """So many referrals over five years; half come into a group. The numbers follow the days on which they came."""
    courses = tuple(_courses(round(cases * STARTERS), packs, today))
    waiting = sorted((*_into_groups(courses, today), *_without(cases - sum(one.men for one in courses), packs, today)))
    men = [
        Man(first_number + at, day, pack, course, place) for at, (day, _key, pack, course, place) in enumerate(waiting)
    ]
    by_course: dict[int, list[Man]] = {course.number: [] for course in courses}
    for man in men:
        if man.course is not None:
            by_course[man.course.number].append(man)
    return Population(
        tuple((course, tuple(by_course[course.number])) for course in courses),
        tuple(man for man in men if man.course is None),
    )


def _courses(men: int, packs: Sequence[Pack], today: date) -> Iterator[Course]:
    """Groups of every programme, their starts spread over the years; the last ones begin in a few weeks."""
    first = today - timedelta(days=365 * YEARS) + FIRST_GROUP
    number, left = 0, men
    for at, pack in enumerate(packs):
        share = left // (len(packs) - at)
        size = min(
            ROLLING_MEN if pack.is_open_ended else max(pack.group.smallest, pack.group.largest - 2), max(share, 1)
        )
        groups = max(1, round(share / size))
        left -= share
        last = today - timedelta(weeks=ROLLING_WEEKS // 4) if pack.is_open_ended else today + LAST_GROUP
        for turn in range(groups):
            begins = last - (last - first) * turn // groups
            lots = Lots("course", number)
            begins -= timedelta(days=lots.number(14))
            number += 1
            yield Course(number, pack, begins, share * (turn + 1) // groups - share * turn // groups)


Waiting = tuple[date, int, Pack, Course | None, int]


def _into_groups(courses: Sequence[Course], today: date) -> Iterator[Waiting]:
    for course in courses:
        for place in range(course.men):
            before = timedelta(days=COMES_BEFORE[0] + Lots("came", course.number, place).number(COMES_BEFORE[1]))
            came = min(course.joins_on(place, today) - before, today - LATEST)
            yield came, course.number * MOST_MEN + place, course.pack, course, place


def _without(men: int, packs: Sequence[Pack], today: date) -> Iterator[Waiting]:
    """Those who never came into a group, spread over the years until yesterday."""
    first = today - timedelta(days=365 * YEARS)
    for at in range(max(0, men)):
        day = first + (today - timedelta(days=1) - first) * (at + 1) // max(1, men)
        yield day, -1 - at, packs[at % len(packs)], None, 0


def ending(course: Course, lots: Lots) -> Ending:
    """How it ends for one man: most stay; an open-ended group is left for a while."""
    if course.pack.is_open_ended:
        return lots.weighed(((Ending.AWAY, 70), (Ending.WITHDREW, 22), (Ending.WAS_ENDED, 8)))
    return lots.weighed(((Ending.STAYED, 64), (Ending.WITHDREW, 21), (Ending.WAS_ENDED, 15)))


def state_without(days: int, lots: Lots) -> CaseState:
    """Where somebody stands who has no group, so many days after he came."""
    if days < 8:  # noqa: PLR2004  a week: not looked at yet
        return S.REFERRED
    if days < 30:  # noqa: PLR2004  a month: interviews
        return S.ASSESSING
    if days < OLD:
        return lots.weighed(
            ((S.WAITING, 46), (S.NOT_READY, 16), (S.BACK_TO_REFERRER, 6), (S.NOT_SUITABLE, 14), (S.WITHDRAWN, 18))
        )
    return lots.weighed(((S.WITHDRAWN, 52), (S.NOT_SUITABLE, 30), (S.NOT_ELIGIBLE, 18)))
