"""Shows what the registers add up to for one man, and keeps his goals with how far each was kept (ATT-7, ONE-2)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Row, SessionId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import mark_words
from app.programme.marks import marks_of
from app.programme.packs.shelf import pack_of
from app.programme.rights import Right
from app.programme.rules.attendance import (
    Mark,
    Tally,
    consecutive_missed,
    consecutive_unacceptable,
    missed_in_all,
    totals,
)
from app.programme.rules.progress import CompletionCheck, completion, coverage, milestones_reached, started_on
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Goal, GoalReview
from models.programme.case import Case
from models.programme.group import Session

ACHIEVEMENTS = (0, 0.5, 1)


class CaseWanted(Draft):
    """Which case."""

    case: CaseId


class GoalGiven(Draft):
    """A goal looked at (`goal` with an achievement), or a new one in his words (`text`)."""

    goal: str | None = None
    text: Line | None = None
    area: Line | None = None
    step: Line | None = None
    achievement: float | None = None
    evidence: LongText | None = None


class GoalLooked(Row):
    """How far a goal was kept when it was looked at: 0 not yet, 0.5 part, 1 kept (ONE-2)."""

    achievement: float
    evidence: str
    on: date


class GoalRow(Row):
    """One goal with every time it was looked at, the newest last."""

    goal: str
    text: str
    area: str
    step: str
    set_on: date
    achievement: float | Literal["not_reviewed"]
    reviews: tuple[GoalLooked, ...]


class TallyRow(Row):
    """Counts of one kind of contact; hours are exact to the minute and never rounded up (ATT-7)."""

    offered: int
    attended: int
    compliant: int
    minutes: int
    hours: float
    not_recorded: int


class MarkLine(Row):
    """One contact with its newest mark."""

    session: SessionId
    kind: str
    at: datetime
    code: str
    words: str
    minutes: int | None
    group: str


class CoverageRow(Row):
    """One content of the programme: had, caught up or owed (SCH-31)."""

    key: str
    title: str
    state: str
    on: date | None
    group: str


class CompletionRow(Row):
    """Whether completion can be offered, on which date, and what is lacking; derived, never typed (CASE-8)."""

    offered: bool
    on: date | None
    owed: tuple[str, ...]
    hours_short: float
    review_is_owed: bool


class AttendanceRow(TallyRow, kw_only=True):
    """Everything the registers say of one man."""

    marks: tuple[MarkLine, ...]
    consecutive_missed: int
    consecutive_unacceptable: int
    missed: int
    by_kind: dict[str, TallyRow]
    coverage: tuple[CoverageRow, ...]
    milestones: tuple[float, ...]
    started_on: date | None
    completion: CompletionRow


class Progress(Noun):
    """What is looked up about one man's way through the programme."""

    seat: ProgrammeSeat

    @act("case.attendance", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def attendance(self, work: Work, draft: CaseWanted) -> AttendanceRow:
        """Show his marks and what they add up to: sessions, minutes, rows of misses, coverage (ATT-7, ATT-8)."""
        return attendance_row(work, self.seat, work.get(Case, draft.case))

    @act("case.goals", Right.READ_CASE, kind=Kind.LIST, about="case")
    def goals(self, work: Work, draft: CaseWanted) -> tuple[GoalRow, ...]:
        """List his goals with how far each was kept (ONE-2)."""
        return goal_rows(work, work.get(Case, draft.case).id)


def attendance_row(work: Work, seat: ProgrammeSeat, case: Case) -> AttendanceRow:
    """What the registers say of one man, by the counting rules."""
    pack, marks = pack_of(work, case), marks_of(work, seat, case.id)
    whole = totals(marks)
    only_unacceptable = pack.attendance.count_only_unacceptable
    return AttendanceRow(
        offered=whole.offered,
        attended=whole.attended,
        compliant=whole.compliant,
        minutes=whole.minutes,
        hours=hours_of(whole),
        not_recorded=whole.not_recorded,
        marks=tuple(_mark_line(mark) for mark in marks),
        consecutive_missed=consecutive_missed(marks),
        consecutive_unacceptable=consecutive_unacceptable(marks),
        missed=missed_in_all(marks, only_unacceptable=only_unacceptable),
        by_kind={kind.value: _tally_row(tally) for kind, tally in whole.by_kind.items()},
        coverage=tuple(
            CoverageRow(
                key=line.content.key, title=line.content.title, state=line.state.value, on=line.on, group=line.group
            )
            for line in coverage(pack, marks)
        ),
        milestones=tuple(float(hours) for hours in milestones_reached(pack, marks)),
        started_on=started_on(pack, marks),
        completion=completion_row(completion(pack, marks)),
    )


def completion_row(check: CompletionCheck) -> CompletionRow:
    """A completion check as a row."""
    return CompletionRow(
        offered=check.is_offered,
        on=check.completed_on,
        owed=check.owed,
        hours_short=float(check.hours_short),
        review_is_owed=check.review_is_owed,
    )


def hours_of(tally: Tally) -> float:
    """Hours cut to two places, so that 29.999 never reads as 30 (ATT-7)."""
    return int(tally.hours * 100) / 100


def goal_rows(work: Work, case_id: str) -> tuple[GoalRow, ...]:
    """The goals of a case, the oldest first."""
    goals = work.session.scalars(select(Goal).where(Goal.case_id == case_id).order_by(Goal.set_on, Goal.id)).all()
    query = select(GoalReview).where(GoalReview.goal_id.in_([goal.id for goal in goals]))
    looked: dict[str, list[GoalLooked]] = {goal.id: [] for goal in goals}
    for review in work.session.scalars(query.order_by(GoalReview.reviewed_on)):
        row = GoalLooked(achievement=review.achievement, evidence=review.evidence or "", on=review.reviewed_on)
        looked[review.goal_id].append(row)
    return tuple(
        GoalRow(
            goal=goal.id,
            text=goal.text,
            area=goal.area or "",
            step=goal.step or "",
            set_on=goal.set_on,
            achievement=looked[goal.id][-1].achievement if looked[goal.id] else "not_reviewed",
            reviews=tuple(looked[goal.id]),
        )
        for goal in goals
    )


def write_goals(work: Work, seat: ProgrammeSeat, session: Session, case_id: str, given: Iterable[GoalGiven]) -> None:
    """Keep what was said about each goal in this contact; a goal's words never change (ONE-2)."""
    on = session.starts_at.astimezone(seat.clock.zone).date() if session.starts_at else seat.clock.today()
    own = set(work.session.scalars(select(Goal.id).where(Goal.case_id == case_id)))
    for place, one in enumerate(given):
        if problems := _goal_problems(one, own):
            raise InvalidInput({f"goals.{place}.{name}": words for name, words in problems.items()})
        goal = one.goal
        if goal is None:
            new = Goal(
                case_id=case_id,
                text=one.text,
                area=one.area,
                step=one.step,
                set_on=on,
                set_in=session.id,
                by_user=seat.person.id,
            )
            goal = work.add(new).id
        if one.achievement is not None:
            work.add(
                GoalReview(
                    goal_id=goal,
                    session_id=session.id,
                    achievement=float(one.achievement),
                    evidence=one.evidence,
                    reviewed_on=on,
                    by_user=seat.person.id,
                )
            )


def _goal_problems(one: GoalGiven, own: set[str]) -> dict[str, str]:
    if one.goal is not None and one.goal not in own:
        return {"goal": _("This is not a goal of his.")}
    if one.goal is None and not (one.text or "").strip():
        return {"text": _("Write the goal in his words.")}
    if one.achievement is not None and one.achievement not in ACHIEVEMENTS:
        return {"achievement": _("A goal is kept (1), kept in part (0.5), or not yet (0).")}
    if one.goal is not None and one.achievement is None:
        return {"achievement": _("Say how far the goal was kept.")}
    return {}


def _tally_row(tally: Tally) -> TallyRow:
    return TallyRow(
        offered=tally.offered,
        attended=tally.attended,
        compliant=tally.compliant,
        minutes=tally.minutes,
        hours=hours_of(tally),
        not_recorded=tally.not_recorded,
    )


def _mark_line(mark: Mark) -> MarkLine:
    return MarkLine(
        session=SessionId(mark.session),
        kind=mark.kind.value,
        at=mark.starts_at,
        code=mark.code.value if mark.code else "not_recorded",
        words=mark_words(mark.code),
        minutes=mark.minutes,
        group=mark.group,
    )
