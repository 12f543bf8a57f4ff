"""Makes a mark or a note of what is typed about one man, and says whether two marks are the same (ATT-2, ATT-4)."""

from datetime import datetime
from typing import Annotated, Literal

from app.core.shapes import CaseId, Draft, Line, LongText, Meta, to_builtins
from app.domain.codes import MarkCode
from app.domain.roles import Reach
from app.programme.moments import moment_for
from app.programme.rights import Right
from app.programme.rules.attendance import MarkGiven, minutes_present
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, SessionNote
from models.programme.group import Session

PARTS = ("code", "minutes", "late_minutes", "left_early_minutes", "engagement", "task", "time_out", "concern", "reason")


class TimeOut(Draft):
    """A time-out during the session."""

    came_back: bool
    follow_up: Line | None = None


class MarkTyped(Draft):
    """One man's mark as it is typed; what is left out is not known."""

    case: CaseId
    code: MarkCode
    minutes: int | None = None
    late_minutes: int | None = None
    left_early_minutes: int | None = None
    reason: Line | None = None
    time_out: TimeOut | None = None
    engagement: Annotated[int, Meta(ge=1, le=5)] | None = None
    task: Literal["yes", "part", "no"] | None = None
    note: LongText | None = None
    concern: LongText | None = None


def typed_mark(seat: ProgrammeSeat, typed: MarkTyped) -> MarkGiven:
    """A mark as the rules take it."""
    return MarkGiven(
        code=MarkCode(typed.code),
        minutes=typed.minutes,
        late_minutes=typed.late_minutes,
        left_early_minutes=typed.left_early_minutes,
        reason=typed.reason or "",
        by_manager=seat.reach(Right.OVERRIDE) is not Reach.NONE,
    )


def new_mark(work: Work, seat: ProgrammeSeat, session: Session, typed: MarkTyped, turn: int = 1) -> Mark:
    """A mark to keep, at a moment of its own."""
    return mark_at(seat, session, typed, moment_for(work, seat, Mark, typed.case), turn)


def length_of(session: Session) -> int:
    """How long a session was: as recorded, else as planned (ATT-2)."""
    return session.actual_minutes or session.planned_minutes


def mark_at(seat: ProgrammeSeat, session: Session, typed: MarkTyped, at: datetime, turn: int = 1) -> Mark:
    """A mark to keep; minutes are those typed, or what late and left early leave (ATT-2)."""
    return Mark(
        session_id=session.id,
        case_id=typed.case,
        turn=turn,
        code=MarkCode(typed.code).value,
        minutes=minutes_present(typed_mark(seat, typed), length_of(session)) or 0,
        late_minutes=typed.late_minutes,
        left_early_minutes=typed.left_early_minutes,
        reason=typed.reason,
        time_out=to_builtins(typed.time_out) if typed.time_out else None,
        engagement=typed.engagement,
        task=typed.task,
        concern=typed.concern,
        at=at,
        by_user=seat.person.id,
        by_label=seat.person.label,
    )


def is_same(one: Mark, other: Mark) -> bool:
    """Whether two marks say the same in every part (ATT-4)."""
    return all(getattr(one, part) == getattr(other, part) for part in PARTS)


def note_of(
    work: Work, seat: ProgrammeSeat, session: Session, case_id: str, text: str | None, reason: str | None = None
) -> SessionNote:
    """A note to keep, at a moment of its own; without a text what stood there is taken back (ATT-12)."""
    return SessionNote(
        session_id=session.id,
        case_id=case_id,
        text=text,
        correction_reason=reason,
        at=moment_for(work, seat, SessionNote, case_id),
        by_user=seat.person.id,
        by_label=seat.person.label,
    )
