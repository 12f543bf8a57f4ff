"""Fills the statistics return from the records: how far each referral of a cohort came (domain.md 13.1, STA-4)."""

from collections.abc import Sequence
from datetime import date

from app.core.language import _
from app.core.shapes import Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.labels import reasons
from app.domain.moves import CaseState, state_words
from app.programme.left.counting import CohortWanted, ways_of
from app.programme.rights import Right
from app.programme.rules.cohort import Cohort, Stage, Way, cohort
from app.programme.seat import ProgrammeSeat
from app.store.work import Work


class StageRow(Row):
    """How many referrals reached a stage."""

    key: str
    words: str
    count: int


class RateRow(Row):
    """A rate with n, N and the name of its base; below ten it has no percentage (STA-1, STA-5)."""

    key: str
    words: str
    n: int
    of: int
    base: str
    percent: int | None


class EndedRow(Row):
    """Why referrals ended; None where fewer than ten did (STA-5)."""

    words: str
    count: int | None


class CohortPage(Row):
    """The statistics return: what it covers, how far they came, and what is hidden because it is too small."""

    first: date
    last: date
    by: str
    total: int
    stages: tuple[StageRow, ...]
    rates: tuple[RateRow, ...]
    ended: tuple[EndedRow, ...]
    still_here: int
    median_days: int | None
    suppressed: tuple[str, ...]


class Statistics(Noun):
    """What is counted for a funder; nothing here is called an effect (STA-7)."""

    seat: ProgrammeSeat

    @act("statistics.cohort", Right.READ_CASE, kind=Kind.LIST)
    def cohort(self, work: Work, draft: CohortWanted) -> CohortPage:
        """Count how far the referrals of a period came, with rates that name their base (STA-1 to STA-5)."""
        return cohort_page(work, self.seat, draft)


def cohort_page(work: Work, seat: ProgrammeSeat, draft: CohortWanted) -> CohortPage:
    """The return of one cohort; counts below ten are shown as such and never as a percentage."""
    return page_of(ways_of(work, seat, draft), draft)


def page_of(ways: Sequence[Way], draft: CohortWanted) -> CohortPage:
    """The same from what was counted already."""
    found = cohort(ways)
    words = stages()
    rates = tuple(
        RateRow(
            key=key, words=rate_words()[key], n=rate.n, of=rate.of, base=words[Stage(rate.base)], percent=rate.percent
        )
        for key, rate in found.rates
    )
    return CohortPage(
        first=draft.from_,
        last=draft.to,
        by=draft.by,
        total=found.total,
        stages=tuple(StageRow(key=stage.value, words=words[stage], count=found.stages[stage]) for stage in Stage),
        rates=rates,
        ended=tuple(EndedRow(words=ended_words(key), count=count) for key, count in found.ended.items()),
        still_here=found.still_here,
        median_days=found.median_days,
        suppressed=_suppressed(found, rates),
    )


def stages() -> dict[Stage, str]:
    """Each stage in words."""
    return {
        Stage.REFERRED: _("Referred"),
        Stage.ASSESSED: _("Assessed"),
        Stage.SUITABLE: _("Suitable"),
        Stage.CONSENTED: _("Signed the statement of understanding"),
        Stage.READY: _("Ready for a place"),
        Stage.STARTED: _("Started"),
        Stage.MILESTONE: _("Reached the first milestone of hours"),
        Stage.COMPLETED: _("Completed"),
        Stage.REVIEWED: _("Three-way review held"),
        Stage.FOLLOWED_UP: _("Followed up afterwards"),
    }


def rate_words() -> dict[str, str]:
    """Each rate in words."""
    return {
        "suitable": _("Suitable, of those assessed"),
        "started": _("Started, of those suitable"),
        "completed_of_started": _("Completed, of those who started"),
        "completed_of_referred": _("Completed, of all referred"),
        "milestone": _("Reached the first milestone, of those who started"),
    }


def ended_words(key: str) -> str:
    """A state at the end and why, in words."""
    state, _slash, reason = key.partition("/")
    words = state_words(CaseState(state))
    return f"{words}: {reasons().get(reason, reason)}" if reason else words


def _suppressed(found: Cohort, rates: Sequence[RateRow]) -> tuple[str, ...]:
    """What is not told because too few stand behind it (STA-5)."""
    told = [rate.words for rate in rates if rate.percent is None]
    return (*told, *(ended_words(key) for key, count in found.ended.items() if count is None))
