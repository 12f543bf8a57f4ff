"""Reads in one bounded question how far each referral of a period came and what it lacks (STA-4, STA-8, P13)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, Literal, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, ShortText, field, from_json
from app.domain.calendar import months_after
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
C = TypeVar("C", bound=Draft)


class CohortWanted(Draft):
    """Which referrals: by the day they were received or the day they ended, never both in one return (STA-4).

    `programme` narrows it to one programme, `site` to men who had a place in a group that meets there.
    """

    from_: date = field(name="from")
    to: date
    by: Literal["referred", "ended"] = "referred"
    programme: ShortText | None = None
    site: ShortText | None = None


def read_wanted(shape: type[C], text: str) -> C | None:
    """A cohort that a page was opened with, as JSON; None for anything else that a page may be opened with."""
    try:
        return from_json(shape, text)
    except InvalidInput:
        return None


def ways_of(work: Work, seat: ProgrammeSeat, wanted: CohortWanted) -> tuple[Way, ...]:
    """How far each of these referrals came, from the records alone; what was recorded in error is left out."""
    if wanted.to < wanted.from_:
        raise InvalidInput({"to": _("The period ends before it begins.")})
    return tuple(_ways(work, seat, wanted))


def _ways(work: Work, seat: ProgrammeSeat, wanted: CohortWanted) -> Iterator[Way]:
    programmes = {(pack.code, pack.version): Programme(pack) for pack in shelf_of(work).packs}
    days: dict[datetime, date] = {}  # men of one evening share its moment
    alike: dict[tuple[object, ...], tuple[frozenset[Stage], frozenset[Lack]]] = {}  # most records look like many others
    question = _question(cohort_ids(work, seat, wanted), _long_ago(work, seat))
    for id_, received_on, reason, group_at, any_at, minutes, *told in work.session.execute(question):
        if reason in LEFT_OUT:
            continue
        recorded = Recorded(*told)
        counted = programmes[recorded.programme, recorded.pack_version]
        at, started = group_at if counted.only_groups else any_at, None
        if at is not None:
            started = days.get(at) or days.setdefault(at, at.astimezone(seat.clock.zone).date())
        signs = (recorded, bool(reason), at is not None, counted.has_dose(minutes))
        if signs not in alike:
            alike[signs] = (counted.reached(*signs), counted.lacks(*signs))
        is_over = recorded.state in CLOSED
        yield Way(
            id_,
            alike[signs][0],
            f"{recorded.state}/{reason or ''}" if is_over else "",
            not is_over,
            (started - received_on).days if started else None,
            alike[signs][1],
        )


def _long_ago(work: Work, seat: ProgrammeSeat) -> datetime:
    """Who ended before this should have been followed up by now."""
    months = number_setting(work.session, "measure.after_months")
    return seat.clock.at(datetime.combine(months_after(seat.clock.today(), -months), time()))


class Recorded(NamedTuple):
    """What the records say of one referral, and may say of many alike."""

    programme: str
    pack_version: str
    state: str
    is_long_ago: bool
    told: bool
    assessed: bool
    suitable: bool
    consented: bool
    reviewed: bool
    followed_up: bool
    answered_days: int


class Programme:
    """What one programme counts as a start and as its first milestone, and what it asks for (CASE-3, ATT-7)."""

    def __init__(self, pack: Pack) -> None:
        self.only_groups = pack.group.start_counts_from is StartCountsFrom.GROUP_SESSION
        self.first_milestone = ceil(min(pack.milestones_hours) * 60) if pack.milestones_hours else None
        self.needs_review = pack.completion.needs_review
        self.stages = {stage for one in pack.measures if one.side == "client" for stage in one.stages}

    def has_dose(self, minutes: int | None) -> bool:
        """Whether so many minutes reach the first milestone; nothing is rounded up to it (ATT-7)."""
        return self.first_milestone is not None and (minutes or 0) >= self.first_milestone

    def reached(self, row: Recorded, _has_reason: bool, has_started: bool, has_dose: bool) -> frozenset[Stage]:
        """The stages that the records of one referral show."""
        found = {
            Stage.REFERRED: True,
            Stage.ASSESSED: row.assessed,
            Stage.SUITABLE: row.suitable,
            Stage.CONSENTED: row.consented,
            Stage.READY: row.suitable and row.consented and row.told,
            Stage.STARTED: has_started,
            Stage.MILESTONE: has_dose,
            Stage.COMPLETED: row.state == CaseState.COMPLETED.value,
            Stage.REVIEWED: row.reviewed,
            Stage.FOLLOWED_UP: row.followed_up,
        }
        return frozenset(stage for stage, is_reached in found.items() if is_reached)

    def lacks(self, row: Recorded, has_reason: bool, has_started: bool, _has_dose: bool) -> frozenset[Lack]:
        """What a return would miss of this referral (STA-8)."""
        is_done = row.state == CaseState.COMPLETED.value
        found = {
            Lack.RATING: row.state in DECIDED and not row.assessed,
            Lack.CONSENT: has_started and not row.consented,
            Lack.DETAILS: has_started and not row.told,
            Lack.REASON: row.state in ENDS and not is_done and not has_reason,
            Lack.FIRST: has_started and bool(self.stages) and not row.answered_days,
            Lack.LAST: is_done and bool(self.stages) and row.answered_days == 1,
            Lack.REVIEW: is_done and self.needs_review and not row.reviewed,
            Lack.FOLLOW_UP: is_done and AFTER in self.stages and not row.followed_up and row.is_long_ago,
        }
        return frozenset(lack for lack, is_missing in found.items() if is_missing)


def _question(ids: Select[str], long_ago: datetime) -> Select[Any]:
    """One row for each referral: where it stands and what was recorded, by index and never man by man (P13)."""
    came = _came(ids)
    moved = select(CaseEvent.reason_code).where(
        CaseEvent.case_id == Case.id, CaseEvent.kind == "move", CaseEvent.to_state.in_(ENDS)
    )
    last_reason = moved.order_by(CaseEvent.at.desc()).limit(1).scalar_subquery()
    answered = select(func.count(MeasureEntry.on_day.distinct())).where(MeasureEntry.case_id == Case.id)
    suitable, signed = Decision.verdict == Verdict.SUITABLE.value, Consent.signed_on.is_not(None)
    return (
        select(
            Case.id,
            Case.received_on,
            case((Case.state.in_(ENDS), last_reason)),
            came.c.group_at,
            came.c.any_at,
            came.c.minutes,
            Case.programme,
            Case.pack_version,
            Case.state,
            Case.state_since < long_ago,
            exists().where(DetailsPassed.case_id == Case.id),
            exists().where(DenialRating.case_id == Case.id),
            exists().where(Decision.case_id == Case.id, suitable),
            exists().where(Consent.case_id == Case.id, signed),
            exists().where(ThreeWayReview.case_id == Case.id),
            exists().where(MeasureEntry.case_id == Case.id, MeasureEntry.stage == AFTER),
            answered.scalar_subquery(),
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
