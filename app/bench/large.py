"""Holds what a large office does against raw reads, a bare copy and a small office (P3, P4, P5, P8, P13, P18)."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from typing import Any

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
OUTCOMES, AGGREGATES, BACKUP, BARE_COPY = "outcomes", "aggregates", "backup", "bare copy"
TODAY_AGAIN, TODAY_NEW = "today again", "today new"
BACKUPS_BEGIN_WITHIN_S = 600
SIGNS = (
    "assessed", "suitable", "consented", "ready", "started", "milestone", "completed", "reviewed", "followed_up",
    "rating", "consent", "details", "reason", "first", "last", "review", "follow_up",
)  # fmt: skip
WAY_BY_WAY = """
WITH pack(code, version, only_groups, least, needs_review, asks, asks_after) AS (VALUES {packs}),
chosen AS (SELECT id FROM "case" WHERE received_on BETWEEN :first AND :last),
came AS (
  SELECT m.case_id, min(CASE WHEN s.kind = 'group' THEN s.starts_at END) AS group_at, min(s.starts_at) AS any_at,
    sum(m.minutes) AS minutes
  FROM mark m JOIN session s ON s.id = m.session_id
  WHERE m.case_id IN (SELECT id FROM chosen) AND m.code IN ({came}) AND s.starts_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM mark n WHERE n.session_id = m.session_id AND n.case_id = m.case_id AND n.turn > m.turn)
  GROUP BY m.case_id),
seen AS (
  SELECT c.state, c.state IN ({ends}) AS over, c.state = 'completed' AS done, c.received_on,
    c.state IN ('waiting', 'placed', 'on_programme', 'completed') AS decided, c.state_since < :long_ago AS is_long_ago,
    CASE WHEN c.state IN ({ends}) THEN (
      SELECT e.reason_code FROM case_event e WHERE e.case_id = c.id AND e.kind = 'move' AND e.to_state IN ({ends})
      ORDER BY e.at DESC LIMIT 1) END AS why,
    CASE WHEN p.only_groups THEN came.group_at ELSE came.any_at END AS began,
    p.least IS NOT NULL AND coalesce(came.minutes, 0) >= p.least AS dosed, p.needs_review, p.asks, p.asks_after,
    EXISTS (SELECT 1 FROM denial_rating d WHERE d.case_id = c.id) AS assessed,
    EXISTS (SELECT 1 FROM decision d WHERE d.case_id = c.id AND d.verdict = 'suitable') AS suitable,
    EXISTS (SELECT 1 FROM consent d WHERE d.case_id = c.id AND d.signed_on IS NOT NULL) AS consented,
    EXISTS (SELECT 1 FROM details_passed d WHERE d.case_id = c.id) AS told,
    EXISTS (SELECT 1 FROM three_way_review d WHERE d.case_id = c.id) AS reviewed,
    EXISTS (SELECT 1 FROM measure_entry d WHERE d.case_id = c.id AND d.stage = 'post_exit') AS followed,
    (SELECT count(DISTINCT d.on_day) FROM measure_entry d WHERE d.case_id = c.id) AS answered
  FROM "case" c JOIN chosen ON chosen.id = c.id JOIN pack p ON p.code = c.programme AND p.version = c.pack_version
    LEFT JOIN came ON came.case_id = c.id)
SELECT CASE WHEN over THEN state || '/' || coalesce(why, '') ELSE '' END,
  CAST(julianday(date(began)) - julianday(received_on) AS INTEGER),
  assessed, suitable, consented, suitable AND consented AND told, began IS NOT NULL, dosed, done, reviewed, followed,
  decided AND NOT assessed, began IS NOT NULL AND NOT consented, began IS NOT NULL AND NOT told,
  over AND NOT done AND coalesce(why, '') = '', began IS NOT NULL AND asks AND answered = 0,
  done AND asks AND answered = 1, done AND needs_review AND NOT reviewed,
  done AND asks_after AND NOT followed AND is_long_ago,
  count(*)
FROM seen WHERE coalesce(why, '') NOT IN ({left_out})
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19"""
TWICE = """
SELECT measure, count(*) FROM (
  SELECT e.measure FROM measure_entry e JOIN "case" c ON c.id = e.case_id WHERE c.received_on BETWEEN :first AND :last
  GROUP BY e.measure, e.case_id HAVING count(DISTINCT e.series) > 1) GROUP BY measure"""
Read = Callable[[str, Mapping[str, object]], Iterable[tuple[Any, ...]]]
PAGES = ("case", TODAY_AGAIN, TODAY_NEW, "register")


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
    """P8: the same page in both offices, in turn, from the wish to see it until it stands there, painted.

    Today is opened in two ways, both after a participant's page, whose entry in the log makes every other connection
    read its pages anew, as saving does. Again: the list is read and nothing in it has changed. For the first time: the
    page is made, the list read, and each of its rows drawn, as after the sign-in; what changed in a list costs no more.
    """
    return tuple(
        measured(Contest(Budget("P8", words, "", 1.2), partial(large.time, page), partial(small.time, page)))
        for page, words in zip(PAGES, _page_words(cases), strict=True)
    )


def _page_words(cases: int) -> tuple[str, ...]:
    among = {"cases": f"{cases:,}"}
    return (
        _("a participant among {cases}, against 1,000").format(**among),
        _("Today of a manager with {cases}, seen again, against 1,000").format(**among),
        _("Today of a manager with {cases}, for the first time, against 1,000").format(**among),
        _("a register among {cases}, against 1,000").format(**among),
    )


def outcomes(desk: Asked, cases: int) -> tuple[Measured, ...]:
    """P13: the act behind the page of outcomes, and the same figures counted by hand-written SQL."""
    work = _("outcomes of five years among {cases}").format(cases=f"{cases:,}")
    budget = Budget("P13", work, _("the same aggregates in raw SQL"), 2)
    return (measured(Contest(budget, partial(desk.time, OUTCOMES), partial(desk.time, AGGREGATES))),)


def backup(desk: Asked, cases: int) -> tuple[Measured, ...]:
    """P18: a backup takes minutes in a large office, so there are as many rounds as begin within ten of them."""
    work = _("a backup of {cases} made and proved").format(cases=f"{cases:,}")
    budget = Budget("P18", work, _("copying and hashing the same bytes"), 4)
    contest = Contest(budget, partial(desk.time, BACKUP), partial(desk.time, BARE_COPY))
    return (measured(contest, no_longer_than=BACKUPS_BEGIN_WITHIN_S),)


@dataclass(frozen=True)
class Counted:
    """The figures of the page of outcomes as hand-written SQL finds them."""

    total: int
    signs: Mapping[str, int]
    ended: Mapping[str, int]
    waits: Mapping[int, int]
    twice: Mapping[str, int]


def by_hand(read: Read, words: Mapping[str, str], period: Mapping[str, object]) -> Counted:
    """The floor of P13: two questions, counted by the database; what is left here is to add up what is alike.

    `words` are the packs and codes that stand in the question, as SQL.
    """
    signs, ended, waits, total = [0] * len(SIGNS), Counter[str](), Counter[int](), 0
    for why, days, *found, count in read(WAY_BY_WAY.format_map(words), period):
        total += count
        ended[why] += count
        if days is not None:
            waits[days] += count
        for place, is_so in enumerate(found):
            if is_so:
                signs[place] += count
    twice: dict[str, int] = dict(read(TWICE, period))
    return Counted(total, dict(zip(SIGNS, signs, strict=True)), ended, waits, twice)


def at_percent(times: Sequence[Milliseconds], percent: int) -> Milliseconds:
    """The time that so many of a hundred do not exceed."""
    return quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else times[0]
