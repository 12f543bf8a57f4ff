"""Reads in one bounded question how far each referral of a period came and what it lacks (STA-4, STA-8, P13)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, exists, func, select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, ShortText, field
from app.domain.codes import CAME, Verdict
from app.domain.moves import CLOSED, LEFT_OUT_OF_STATISTICS, CaseState
from app.domain.pack import Pack
from app.domain.pack_parts import StartCountsFrom
from app.programme.marks import that_counts
from app.programme.office import number_setting
from app.programme.packs.shelf import shelf_of
from app.programme.reach import cases_within_reach
from app.programme.rules.attendance import SessionKind
from app.programme.rules.cohort import Lack, Stage, Way
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, ThreeWayReview
from models.programme.case import Case, CaseEvent, Consent, Decision, DenialRating, DetailsPassed
from models.programme.group import Group, Member, Session
from models.programme.measure import MeasureEntry

ENDS = tuple(sorted(state.value for state in CLOSED))
AFTER = "post_exit"
DECIDED = frozenset(
    state.value for state in (CaseState.WAITING, CaseState.PLACED, CaseState.ON_PROGRAMME, CaseState.COMPLETED)
)
LEFT_OUT = frozenset(reason.value for reason in LEFT_OUT_OF_STATISTICS)
DAYS_IN_A_MONTH = 30.44


class CohortWanted(Draft):
    """Which referrals: by the day they were received or the day they ended, never both in one return (STA-4).

    `programme` narrows it to one programme, `site` to men who had a place in a group that meets there.
    """

    from_: date = field(name="from")
    to: date
    by: Literal["referred", "ended"] = "referred"
    programme: ShortText | None = None
    site: ShortText | None = None


def ways_of(work: Work, seat: ProgrammeSeat, wanted: CohortWanted) -> tuple[Way, ...]:
    """How far each of these referrals came, from the records alone; what was recorded in error is left out."""
    if wanted.to < wanted.from_:
        raise InvalidInput({"to": _("The period ends before it begins.")})
    return tuple(_ways(work, seat, wanted))


def _ways(work: Work, seat: ProgrammeSeat, wanted: CohortWanted) -> Iterator[Way]:
    programmes = {(pack.code, pack.version): _Counted(pack) for pack in shelf_of(work).packs}
    months = number_setting(work.session, "measure.after_months")
    due_before = seat.clock.now() - timedelta(days=DAYS_IN_A_MONTH * months)
    sets: dict[frozenset[Any], frozenset[Any]] = {}  # the same few sets again and again: each is kept once
    for row in work.session.execute(_question(cohort_ids(work, seat, wanted))):
        if row.reason in LEFT_OUT:
            continue
        counted = programmes[row.programme, row.pack_version]
        began = row.group_at if counted.only_groups else row.any_at
        started = None if began is None else began.astimezone(seat.clock.zone).date()
        reached = counted.reached(row, started)
        lacks = counted.lacks(row, reached, due_before)
        is_over = row.state in CLOSED
        yield Way(
            row.id,
            sets.setdefault(reached, reached),
            f"{row.state}/{row.reason or ''}" if is_over else "",
            not is_over,
            (started - row.received_on).days if started else None,
            sets.setdefault(lacks, lacks),
        )


class _Counted:
    """What one programme counts as a start and as its first milestone, and what it asks for (CASE-3, ATT-7)."""

    def __init__(self, pack: Pack) -> None:
        self.only_groups = pack.group.start_counts_from is StartCountsFrom.GROUP_SESSION
        self.first_milestone = ceil(min(pack.milestones_hours) * 60) if pack.milestones_hours else None
        self.needs_review = pack.completion.needs_review
        self.stages = {stage for one in pack.measures if one.side == "client" for stage in one.stages}

    def reached(self, row: Row[Any], started: date | None) -> frozenset[Stage]:
        """The stages that the records of one referral show."""
        found = {Stage.REFERRED}
        found |= {stage for stage in RECORDED if getattr(row, stage.value)}
        if row.suitable and row.consented and row.told:
            found.add(Stage.READY)
        if started is not None:
            found.add(Stage.STARTED)
        if self.first_milestone is not None and (row.minutes or 0) >= self.first_milestone:
            found.add(Stage.MILESTONE)
        if row.state == CaseState.COMPLETED.value:
            found.add(Stage.COMPLETED)
        return frozenset(found)

    def lacks(self, row: Row[Any], reached: frozenset[Stage], due_before: datetime) -> frozenset[Lack]:
        """What a return would miss of this referral (STA-8)."""
        has_started, is_done = Stage.STARTED in reached, Stage.COMPLETED in reached
        found = {
            Lack.RATING: row.state in DECIDED and not row.assessed,
            Lack.CONSENT: has_started and not row.consented,
            Lack.DETAILS: has_started and not row.told,
            Lack.REASON: row.state in ENDS and not is_done and not row.reason,
            Lack.FIRST: has_started and bool(self.stages) and not row.days,
            Lack.LAST: is_done and bool(self.stages) and row.days == 1,
            Lack.REVIEW: is_done and self.needs_review and not row.reviewed,
            Lack.FOLLOW_UP: is_done and AFTER in self.stages and not row.followed_up and row.since < due_before,
        }
        return frozenset(lack for lack, is_missing in found.items() if is_missing)


RECORDED: Mapping[Stage, type[DenialRating | Decision | Consent | ThreeWayReview | MeasureEntry]] = {
    Stage.ASSESSED: DenialRating,
    Stage.SUITABLE: Decision,
    Stage.CONSENTED: Consent,
    Stage.REVIEWED: ThreeWayReview,
    Stage.FOLLOWED_UP: MeasureEntry,
}
COUNTS: Mapping[Stage, ColumnElement[bool]] = {
    Stage.SUITABLE: Decision.verdict == Verdict.SUITABLE.value,
    Stage.CONSENTED: Consent.signed_on.is_not(None),
    Stage.FOLLOWED_UP: MeasureEntry.stage == AFTER,
}


def _question(ids: Select[str]) -> Select[Any]:
    """One row for each referral: where it stands and what was recorded, by index and never row by row (P13)."""
    came = _came(ids)
    moved = select(CaseEvent.reason_code).where(
        CaseEvent.case_id == Case.id, CaseEvent.kind == "move", CaseEvent.to_state.in_(ENDS)
    )
    last_reason = moved.order_by(CaseEvent.at.desc()).limit(1).scalar_subquery()
    days = select(func.count(MeasureEntry.on_day.distinct())).where(MeasureEntry.case_id == Case.id)
    flags = [
        exists().where(table.case_id == Case.id, *([COUNTS[stage]] if stage in COUNTS else [])).label(stage.value)
        for stage, table in RECORDED.items()
    ]
    return (
        select(
            Case.id,
            Case.programme,
            Case.pack_version,
            Case.state,
            Case.state_since.label("since"),
            Case.received_on,
            case((Case.state.in_(ENDS), last_reason)).label("reason"),
            exists().where(DetailsPassed.case_id == Case.id).label("told"),
            *flags,
            days.scalar_subquery().label("days"),
            came.c.group_at,
            came.c.any_at,
            came.c.minutes,
        )
        .outerjoin(came, came.c.case_id == Case.id)
        .where(Case.id.in_(ids))
        .order_by(Case.number)
    )


def _came(ids: Select[str]) -> Subquery:
    """Of each man the first contact he came to, the first in a group, and the minutes of all (CASE-3, ATT-4, ATT-7)."""
    in_a_group = case((Session.kind == SessionKind.GROUP.value, Session.starts_at))
    return (
        select(
            Mark.case_id,
            func.min(in_a_group).label("group_at"),
            func.min(Session.starts_at).label("any_at"),
            func.sum(Mark.minutes).label("minutes"),
        )
        .join(Session, Session.id == Mark.session_id)
        .where(Mark.case_id.in_(ids), Mark.code.in_(CAME), that_counts(Mark), Session.starts_at.is_not(None))
        .group_by(Mark.case_id)
        .subquery()
    )


def cohort_ids(work: Work, seat: ProgrammeSeat, wanted: CohortWanted) -> Select[str]:
    """The referrals of a period that this person may see, as a question to stand inside another."""
    query = select(Case.id).where(cases_within_reach(work, seat.person), *_period(seat, wanted))
    if wanted.programme:
        query = query.where(Case.programme == wanted.programme)
    if wanted.site:
        there = select(Member.case_id).join(Group, Group.id == Member.group_id).where(Group.place == wanted.site)
        query = query.where(Case.id.in_(there))
    return query


def _period(seat: ProgrammeSeat, wanted: CohortWanted) -> tuple[ColumnElement[bool], ...]:
    if wanted.by == "referred":
        return (Case.received_on >= wanted.from_, Case.received_on <= wanted.to)
    first = seat.clock.at(datetime.combine(wanted.from_, time()))
    last = seat.clock.at(datetime.combine(wanted.to + timedelta(days=1), time()))
    return (Case.state.in_(ENDS), Case.state_since >= first, Case.state_since < last)
