"""Fills a report's facts from the registers, each with the rows it comes from; the writer cannot type them (REP-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from app.core.language import _
from app.domain.answers import Answer
from app.domain.calendar import day_words
from app.domain.codes import MARKS, LegalBasisKind, MarkCode, SourceClass
from app.domain.names import full_name
from app.domain.pack import Pack, content_key
from app.domain.pack_parts import Block as PackBlock
from app.domain.pack_parts import BlockKind
from app.programme.packs.shelf import pack_of
from app.programme.planned import HELD, PLANNED
from app.programme.report_rows import FactBlock, FactGoal, FactRisk, Facts, FactSession
from app.programme.reviews import gaps_printed
from app.programme.rules.attendance import Mark as Counted
from app.programme.rules.attendance import MarkGiven, SessionKind, is_late, totals
from app.programme.rules.progress import Covered, coverage
from app.programme.seat import ProgrammeSeat
from app.programme.together.sharing import own_covers, shared_by
from app.store.work import Work
from models.programme.attendance import Goal as GoalRow
from models.programme.attendance import GoalReview
from models.programme.attendance import Mark as MarkRow
from models.programme.case import Case, RiskResult
from models.programme.client import Client
from models.programme.group import Member, Session
from reports.programme.parts import AbsenceCount, Achievement, Attendance, BlockState, Level, Mark, Source

PRINTED_SOURCES = {
    SourceClass.COURT: Source.COURT,
    SourceClass.POLICE: Source.POLICE,
    SourceClass.REFERRER: Source.REFERRER,
    SourceClass.OBSERVED: Source.OBSERVED,
    SourceClass.HIS_OWN: Source.OWN,
}
ACHIEVED = {0.0: Achievement.NOT_YET, 0.5: Achievement.PART, 1.0: Achievement.KEPT}


@dataclass(frozen=True)
class Period:
    """The days a report covers, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Seen:
    """One session he was expected at with the newest mark, before anything is counted."""

    session: Session
    mark: MarkRow | None
    starts_at: datetime
    covers: tuple[str, ...] = ()

    @property
    def counted(self) -> Counted:
        """As the counting rules take it; no mark is not recorded (NEV-14)."""
        session, mark = self.session, self.mark
        return Counted(
            session=session.id,
            starts_at=self.starts_at,
            kind=SessionKind(session.kind),
            code=MarkCode(mark.code) if mark else None,
            minutes=mark.minutes if mark else None,
            planned_minutes=session.planned_minutes,
            covers=self.covers or tuple(session.covers) or (content_key(session.key, session.number),),
        )


def facts_of(work: Work, seat: ProgrammeSeat, case: Case, period: Period) -> Facts:
    """Everything every report may take from the records, as it stands now (REP-1, REP-4)."""
    pack, client = pack_of(work, case), work.get(Client, case.client_id)
    plan = _plan(work, seat, case.id)
    until = [one for one in plan if _has_been(one, seat.clock.now()) and one.starts_at.date() <= period.last]
    seen = [one for one in until if one.starts_at.date() >= period.first]
    risks, left_out = _risks(work, case.id, period.last)
    gaps = gaps_printed(work, case.id)
    return Facts(
        programme=pack.title,
        name=full_name(client.given_name, client.family_name),
        born="" if client.date_of_birth == Answer.UNKNOWN.value else client.date_of_birth,
        reference=case.reference,
        legal_basis=_legal_basis(case),
        recipient=", ".join(part for part in (case.referrer_officer, case.referrer_organisation) if part),
        attendance=_attendance(pack, plan, seen),
        absences=_absences(seen),
        sessions=tuple(_line(one, gaps.get(one.session.id, "")) for one in seen),
        blocks=_blocks(pack, until),
        goals=_goals(work, case.id, period.last),
        risks=risks,
        left_out=left_out,
    )


def _plan(work: Work, seat: ProgrammeSeat, case_id: str) -> list[Seen]:
    """Every dated session of his: of his groups while he was in them, his own, and any with a mark of his."""
    places = work.session.execute(
        select(Member.group_id, Member.joined_at, Member.left_at).where(Member.case_id == case_id)
    ).all()
    later = aliased(MarkRow)
    newer = exists().where(later.session_id == MarkRow.session_id, later.case_id == case_id, later.turn > MarkRow.turn)
    his = or_(Session.case_id == case_id, Session.id.in_(shared_by(case_id)), MarkRow.id.is_not(None))
    in_his_groups = Session.group_id.in_([place.group_id for place in places]) & Session.case_id.is_(None)
    query = (
        select(Session, MarkRow)
        .outerjoin(MarkRow, (MarkRow.session_id == Session.id) & (MarkRow.case_id == case_id) & ~newer)
        .where(Session.starts_at.is_not(None), his | in_his_groups)
        .order_by(Session.starts_at, Session.order)
    )
    shared, covers = set(work.session.scalars(shared_by(case_id))), own_covers(work, [case_id])
    return [
        Seen(session, mark, session.starts_at.astimezone(seat.clock.zone), covers.get((session.id, case_id), ()))
        for session, mark in work.session.execute(query)
        if session.starts_at is not None
        and ((session.id in shared and session.status in (PLANNED, HELD)) or _counts(session, mark, case_id, places))
    ]


def _counts(session: Session, mark: MarkRow | None, case_id: str, places: Sequence[Any]) -> bool:
    """With a mark of his always; without one, his own session or one of a group while he had a place in it."""
    if mark is not None or session.starts_at is None:
        return mark is not None
    if session.is_placeholder or session.status not in (PLANNED, HELD):
        return False
    at, group = session.starts_at, session.group_id
    return session.case_id == case_id or any(
        place.group_id == group and place.joined_at <= at and (place.left_at is None or place.left_at > at)
        for place in places
    )


def _has_been(one: Seen, now: datetime) -> bool:
    return one.mark is not None or (one.session.ends_at or one.starts_at) <= now


def _attendance(pack: Pack, plan: Sequence[Seen], seen: Sequence[Seen]) -> Attendance:
    """The figures of the period; group sessions are the base, hours of every kind are added (ATT-7)."""
    counted = [one.counted for one in seen]
    by_kind = totals(counted).by_kind
    group, caught_up = by_kind[SessionKind.GROUP], by_kind[SessionKind.CATCH_UP]
    came = [mark.starts_at.date() for mark in counted if mark.came]
    late = [one.mark for one in seen if one.mark and MARKS[MarkCode(one.mark.code)].attended]
    groups = [one for one in plan if one.session.kind == BlockKind.GROUP.value]
    return Attendance(
        planned=max(len(groups) if pack.is_open_ended else pack.totals().group, group.offered),
        offered=group.offered,
        attended=group.attended,
        compliant=group.compliant,
        caught_up=caught_up.attended,
        not_recorded=group.not_recorded,
        group_minutes=group.minutes,
        one_to_one_minutes=by_kind[SessionKind.ONE_TO_ONE].minutes + by_kind[SessionKind.REVIEW].minutes,
        catch_up_minutes=caught_up.minutes,
        required_minutes=_required_minutes(pack),
        late=sum(_was_late(mark, pack) for mark in late),
        late_minutes=sum(mark.late_minutes or 0 for mark in late),
        left_early=sum(bool(mark.left_early_minutes) for mark in late),
        first_on=min(came, default=None),
        last_on=max(came, default=None),
        planned_end=max((one.starts_at.date() for one in plan if one.session.status == PLANNED), default=None),
    )


def _was_late(mark: MarkRow, pack: Pack) -> bool:
    given = MarkGiven(MarkCode(mark.code), late_minutes=mark.late_minutes)
    return bool(mark.late_minutes) if pack.attendance.late_after_min is None else is_late(given, pack.attendance)


def _required_minutes(pack: Pack) -> int:
    """The hours the pack asks for; where it asks for contents, the minutes of those."""
    if pack.completion.hours is not None:
        return int(pack.completion.hours * 60)
    return sum(block.minutes * (block.count or 0) for block in pack.blocks if block.required)


def _absences(seen: Sequence[Seen]) -> tuple[AbsenceCount, ...]:
    codes = [one.mark.code for one in seen if one.mark]
    missed = [code for code in MarkCode if not MARKS[code].attended]
    return tuple(AbsenceCount(mark=Mark(code.value), count=n) for code in missed if (n := codes.count(code.value)))


def _line(one: Seen, gap: str) -> FactSession:
    mark = one.mark
    said = (mark.reason if mark else "", gap)
    return FactSession(
        session=one.session.id,
        mark=mark.id if mark else None,
        title=one.session.title,
        kind=one.session.kind,
        on=one.starts_at.date(),
        code=Mark(mark.code) if mark else Mark.NOT_RECORDED,
        minutes=mark.minutes if mark else None,
        reason=" ".join(part for part in said if part),
    )


def _blocks(pack: Pack, until: Sequence[Seen]) -> tuple[FactBlock, ...]:
    """Each block with what he has had of it, by the pack's own rule of coverage (SCH-31)."""
    had = {line.content.key for line in coverage(pack, [one.counted for one in until]) if line.state != Covered.OWED}
    return tuple(_block(block, had, until) for block in pack.blocks)


def _block(block: PackBlock, had: set[str], until: Sequence[Seen]) -> FactBlock:
    came = sum(one.session.key == block.key and one.counted.came for one in until)
    planned = block.count if block.count is not None else sum(one.session.key == block.key for one in until)
    if block.count is not None and block.kind is not BlockKind.REVIEW:
        came = sum(content_key(block.key, number) in had for number in range(1, block.count + 1))
    is_done = block.count is not None and came >= planned
    state = BlockState.AHEAD if not came else BlockState.DONE if is_done else BlockState.NOW
    return FactBlock(key=block.key, name=block.name, attended=came, planned=planned, state=state)


def _goals(work: Work, case_id: str, last: date) -> tuple[FactGoal, ...]:
    """His goals with the newest review of each up to the last day (ONE-2)."""
    goals = work.session.scalars(
        select(GoalRow).where(GoalRow.case_id == case_id, GoalRow.set_on <= last).order_by(GoalRow.set_on, GoalRow.id)
    ).all()
    ids = [goal.id for goal in goals]
    query = select(GoalReview).where(GoalReview.goal_id.in_(ids), GoalReview.reviewed_on <= last)
    newest = {review.goal_id: review for review in work.session.scalars(query.order_by(GoalReview.reviewed_on))}
    return tuple(_goal(goal, newest.get(goal.id)) for goal in goals)


def _goal(goal: GoalRow, review: GoalReview | None) -> FactGoal:
    return FactGoal(
        goal=goal.id,
        review=review.id if review else None,
        text=goal.text,
        area=goal.area or "",
        set_on=goal.set_on,
        achievement=ACHIEVED[review.achievement] if review else Achievement.NOT_REVIEWED,
        evidence=(review.evidence or "") if review else "",
    )


def _risks(work: Work, case_id: str, last: date) -> tuple[tuple[FactRisk, ...], tuple[str, ...]]:
    """The newest result of each tool; one with a source that may not be told is left out and named (REP-5, RSK-5)."""
    query = select(RiskResult).where(RiskResult.case_id == case_id, RiskResult.taken_on <= last)
    newest = {row.tool: row for row in work.session.scalars(query.order_by(RiskResult.taken_on, RiskResult.at))}
    kept, left_out = [], []
    for row in newest.values():
        sources = {SourceClass(source) for source in row.sources_used}
        if not sources or not sources <= PRINTED_SOURCES.keys():
            words = _("{tool} of {day} is left out: not all its sources may stand in a report.")
            left_out.append(words.format(tool=row.tool, day=day_words(row.taken_on)))
            continue
        source = next(printed for known, printed in PRINTED_SOURCES.items() if known in sources)
        level = Level(row.level) if row.level in set(Level) else Level.UNKNOWN
        kept.append(FactRisk(result=row.id, tool=row.tool, level=level, on=row.taken_on, source=source))
    return tuple(kept), tuple(left_out)


def _legal_basis(case: Case) -> str:
    """The legal basis in words with its reference; empty when nobody knows it."""
    words = {
        LegalBasisKind.COURT_REQUIREMENT: _("Requirement of a court order"),
        LegalBasisKind.LICENCE: _("Licence condition"),
        LegalBasisKind.FAMILY_DIRECTION: _("Direction of a family court"),
        LegalBasisKind.CHILD_PLAN: _("Plan for a child"),
        LegalBasisKind.VOLUNTARY: _("He comes by his own choice"),
        LegalBasisKind.OTHER: _("Other basis"),
    }
    if case.legal_kind not in set(LegalBasisKind):
        return ""
    return ", ".join(part for part in (words[LegalBasisKind(case.legal_kind)], case.legal_reference) if part)
