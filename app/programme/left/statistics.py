"""Fills the statistics return from the records: how far each referral of a cohort came (domain.md 13.1, STA-4)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Row, ShortText, field
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import Verdict
from app.domain.labels import reasons
from app.domain.moves import CLOSED, LEFT_OUT_OF_STATISTICS, CaseState, state_words
from app.programme.marks import marks_of_all
from app.programme.packs.shelf import pack_of
from app.programme.reach import cases_within_reach
from app.programme.rights import Right
from app.programme.rules.cohort import Cohort, Stage, Way, cohort
from app.programme.rules.progress import milestones_reached, started_on
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import ThreeWayReview
from models.programme.case import Case, CaseEvent, Consent, Decision, DenialRating, DetailsPassed
from models.programme.measure import MeasureEntry

ENDS = tuple(sorted(state.value for state in CLOSED))
AFTER = "post_exit"


class CohortWanted(Draft):
    """Which referrals: by the day they were received or the day they ended, never both in one return (STA-4)."""

    from_: date = field(name="from")
    to: date
    by: Literal["referred", "ended"] = "referred"
    programme: ShortText | None = None


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
    if draft.to < draft.from_:
        raise InvalidInput({"to": _("The period ends before it begins.")})
    found = cohort(ways_of(work, seat, _cases(work, seat, draft)))
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
        ended=tuple(EndedRow(words=_ended_words(key), count=count) for key, count in found.ended.items()),
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


def ways_of(work: Work, seat: ProgrammeSeat, cases: Sequence[Case]) -> tuple[Way, ...]:
    """How far each of these referrals came, from the records alone."""
    ids = [case.id for case in cases]
    marks = marks_of_all(work, seat, ids)
    has = _recorded(work, ids)
    ended = _reasons(work, ids)
    found = []
    for case in cases:
        pack, his = pack_of(work, case), marks.get(case.id, ())
        began = started_on(pack, his)
        reached = {Stage.REFERRED, *has[case.id]}
        if {Stage.SUITABLE, Stage.CONSENTED} <= reached and case.id in has.told:
            reached.add(Stage.READY)
        if began is not None:
            reached.add(Stage.STARTED)
        if milestones_reached(pack, his):
            reached.add(Stage.MILESTONE)
        if case.state == CaseState.COMPLETED.value:
            reached.add(Stage.COMPLETED)
        is_over = case.state in ENDS
        found.append(
            Way(
                case=case.id,
                reached=frozenset(reached),
                ended=f"{case.state}/{ended.get(case.id, '')}" if is_over else "",
                is_open=not is_over,
                days_to_start=(began - case.received_on).days if began else None,
            )
        )
    return tuple(found)


class _Recorded(defaultdict[str, set[Stage]]):
    """Which stages the records show for each case, and whose partner details were given or lawfully not."""

    def __init__(self) -> None:
        super().__init__(set)
        self.told: set[str] = set()


def _recorded(work: Work, ids: Sequence[str]) -> _Recorded:
    found = _Recorded()
    queries = {
        Stage.ASSESSED: select(DenialRating.case_id).where(DenialRating.case_id.in_(ids)),
        Stage.SUITABLE: select(Decision.case_id).where(
            Decision.case_id.in_(ids), Decision.verdict == Verdict.SUITABLE.value
        ),
        Stage.CONSENTED: select(Consent.case_id).where(Consent.case_id.in_(ids), Consent.signed_on.is_not(None)),
        Stage.REVIEWED: select(ThreeWayReview.case_id).where(ThreeWayReview.case_id.in_(ids)),
        Stage.FOLLOWED_UP: select(MeasureEntry.case_id).where(
            MeasureEntry.case_id.in_(ids), MeasureEntry.stage == AFTER
        ),
    }
    for stage, query in queries.items():
        for case_id in work.session.scalars(query):
            found[case_id].add(stage)
    found.told = set(work.session.scalars(select(DetailsPassed.case_id).where(DetailsPassed.case_id.in_(ids))))
    return found


def _cases(work: Work, seat: ProgrammeSeat, draft: CohortWanted) -> list[Case]:
    query = select(Case).where(cases_within_reach(work, seat.person), *_period(seat, draft))
    if draft.programme:
        query = query.where(Case.programme == draft.programme)
    cases = list(work.session.scalars(query.order_by(Case.number)))
    left_out = {reason.value for reason in LEFT_OUT_OF_STATISTICS}
    reasons_now = _reasons(work, [case.id for case in cases if case.state in ENDS])
    return [case for case in cases if reasons_now.get(case.id) not in left_out]


def _period(seat: ProgrammeSeat, draft: CohortWanted) -> tuple[ColumnElement[bool], ...]:
    if draft.by == "referred":
        return (Case.received_on >= draft.from_, Case.received_on <= draft.to)
    first = seat.clock.at(datetime.combine(draft.from_, time()))
    last = seat.clock.at(datetime.combine(draft.to + timedelta(days=1), time()))
    return (Case.state.in_(ENDS), Case.state_since >= first, Case.state_since < last)


def _reasons(work: Work, ids: Sequence[str]) -> dict[str, str]:
    """The reason code of the move that each case made last."""
    query = select(CaseEvent.case_id, CaseEvent.reason_code).where(
        CaseEvent.case_id.in_(ids), CaseEvent.kind == "move", CaseEvent.to_state.in_(ENDS)
    )
    return {row.case_id: row.reason_code or "" for row in work.session.execute(query.order_by(CaseEvent.at))}


def _ended_words(key: str) -> str:
    state, _slash, reason = key.partition("/")
    words = state_words(CaseState(state))
    return f"{words}: {reasons().get(reason, reason)}" if reason else words


def _suppressed(found: Cohort, rates: Sequence[RateRow]) -> tuple[str, ...]:
    """What is not told because too few stand behind it (STA-5)."""
    told = [rate.words for rate in rates if rate.percent is None]
    return (*told, *(_ended_words(key) for key, count in found.ended.items() if count is None))
