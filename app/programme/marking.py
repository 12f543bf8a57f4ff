"""Writes one mark, and corrects it: the old one stays, and what a correction changes is said first (ATT-4, ATT-13)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Meta, ReportId, Row, SessionId, to_builtins
from app.domain.codes import MARKS, MarkCode, mark_words
from app.domain.roles import Reach
from app.programme.marks import marks_of
from app.programme.moments import moment_for
from app.programme.notices import NoticeKind, seal
from app.programme.packs.shelf import pack_of
from app.programme.reach import by_first_name
from app.programme.register_follow import settle_start, when_words
from app.programme.register_rows import MarkRow, gates_seen, mark_seen_by, newest_marks
from app.programme.rights import Right
from app.programme.rules.attendance import Mark as Counted
from app.programme.rules.attendance import MarkGiven, mark_problems, minutes_present, totals
from app.programme.rules.gates import reasons_not_to_mark
from app.programme.rules.progress import completion, started_on
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.document import Paper, Report
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


class MarkCorrected(Draft):
    """What a mark should say; what is left out stays as it is. `mark_reason` stands beside the mark itself (ATT-4)."""

    session: SessionId
    case: CaseId
    reason: Line
    code: MarkCode | None = None
    minutes: int | None = None
    late_minutes: int | None = None
    left_early_minutes: int | None = None
    engagement: Annotated[int, Meta(ge=1, le=5)] | None = None
    task: Literal["yes", "part", "no"] | None = None
    time_out: TimeOut | None = None
    concern: LongText | None = None
    mark_reason: Line | None = None
    seen: int | None = None


class ChangedPart(Row):
    """One thing that a correction changes, in words (ATT-13)."""

    key: str
    words: str


class PaperQuoting(Row):
    """A paper that was issued and quotes this session (ATT-13)."""

    report: ReportId
    type: str
    issued_on: date


class CorrectionShown(Row):
    """What a correction would do: shown before it is saved."""

    changed: tuple[ChangedPart, ...]
    papers_quoting: tuple[PaperQuoting, ...]


class CorrectionSaved(CorrectionShown, kw_only=True):
    """The mark as it counts now, with all that were written before it."""

    mark: MarkRow
    history: tuple[MarkRow, ...]


def correction_shown(work: Work, seat: ProgrammeSeat, draft: MarkCorrected) -> CorrectionShown:
    """What saving this correction would change, and which papers quote the mark (ATT-13)."""
    session, earlier = work.get(Session, draft.session), _earlier(work, draft)
    mark = _corrected(work, seat, session, earlier, draft)
    changed, papers = _said(work, seat, session, earlier, mark)
    return CorrectionShown(changed=changed, papers_quoting=papers)


def correct_mark(work: Work, seat: ProgrammeSeat, draft: MarkCorrected) -> CorrectionSaved:
    """Add the corrected mark after the old one; the safety team hears of it like of the mark itself (ATT-4, ATT-13)."""
    session, case, earlier = work.get(Session, draft.session), work.get(Case, draft.case), _earlier(work, draft)
    if draft.seen is not None and draft.seen != earlier.turn:
        raise Stale
    mark = _corrected(work, seat, session, earlier, draft)
    changed, papers = _said(work, seat, session, earlier, mark)
    if not is_same(earlier, mark):
        _refuse_gate(work, seat, case, earlier, mark)
        work.add(mark)
        if (earlier.code, earlier.minutes) != (mark.code, mark.minutes):
            told = {**when_words(seat, session), "from": earlier.code, "code": mark.code}
            seal(work, seat, NoticeKind.MARK_CORRECTED, case.id, told)
        settle_start(work, seat, case)
        work.changed("register", session.id)
    rows = tuple(mark_seen_by(work, seat, one) for one in _all_turns(work, draft))
    return CorrectionSaved(changed=changed, papers_quoting=papers, mark=rows[-1], history=rows[:-1])


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


def mark_at(seat: ProgrammeSeat, session: Session, typed: MarkTyped, at: datetime, turn: int = 1) -> Mark:
    """A mark to keep; minutes are those typed, or what late and left early leave (ATT-2)."""
    return Mark(
        session_id=session.id,
        case_id=typed.case,
        turn=turn,
        code=MarkCode(typed.code).value,
        minutes=minutes_present(typed_mark(seat, typed), session.planned_minutes) or 0,
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


def _earlier(work: Work, draft: MarkCorrected) -> Mark:
    found = newest_marks(work, draft.session).get(draft.case)
    if found is None:
        raise InvalidInput({"case": _("Nothing is recorded for him in this session. Take the register first.")})
    if not draft.reason.strip():
        raise InvalidInput({"reason": _("Write why this mark is corrected.")})
    return found


def _all_turns(work: Work, draft: MarkCorrected) -> tuple[Mark, ...]:
    query = select(Mark).where(Mark.session_id == draft.session, Mark.case_id == draft.case).order_by(Mark.turn)
    return tuple(work.session.scalars(query))


def _corrected(work: Work, seat: ProgrammeSeat, session: Session, earlier: Mark, draft: MarkCorrected) -> Mark:
    """The mark as it should be, checked like one that is typed for the first time (ATT-2)."""
    typed = _merged(earlier, draft)
    if problems := mark_problems(typed_mark(seat, typed), session.planned_minutes):
        raise InvalidInput(problems)
    mark = new_mark(work, seat, session, typed, earlier.turn + 1)
    mark.correction_reason = draft.reason.strip()
    if draft.time_out is None:
        mark.time_out = earlier.time_out
    return mark


def _merged(earlier: Mark, draft: MarkCorrected) -> MarkTyped:
    code = MarkCode(draft.code or earlier.code)
    came, came_before = MARKS[code].attended, MARKS[MarkCode(earlier.code)].attended
    minutes, late, early = draft.minutes, draft.late_minutes, draft.left_early_minutes
    if came and came_before and minutes is None:
        late = earlier.late_minutes if late is None else late
        early = earlier.left_early_minutes if early is None else early
        if draft.late_minutes is None and draft.left_early_minutes is None:
            minutes = earlier.minutes
    needs_reason = MARKS[code].needs_reason
    reason = draft.mark_reason or earlier.reason or (draft.reason if needs_reason else None)
    return MarkTyped(
        case=draft.case,
        code=code,
        minutes=minutes,
        late_minutes=late,
        left_early_minutes=early,
        reason=reason,
        time_out=draft.time_out,
        engagement=draft.engagement or earlier.engagement,
        task=draft.task or earlier.task,  # type: ignore[arg-type]  # stored words are those of the draft
        concern=draft.concern or earlier.concern,
    )


def _refuse_gate(work: Work, seat: ProgrammeSeat, case: Case, earlier: Mark, mark: Mark) -> None:
    """A correction is no way around a gate: nobody attends by it while one is open (GATE-7, NEV-3)."""
    if MARKS[MarkCode(earlier.code)].attended or not MARKS[MarkCode(mark.code)].attended:
        return
    if shut := reasons_not_to_mark(MarkCode(mark.code), gates_seen(work, seat, [case])[case.id]):
        raise NotAllowed(*shut)


def _said(
    work: Work, seat: ProgrammeSeat, session: Session, earlier: Mark, mark: Mark
) -> tuple[tuple[ChangedPart, ...], tuple[PaperQuoting, ...]]:
    """What changes and which papers quote it; a peer worker hears of the mark alone."""
    changed = _changes(work, seat, session, earlier, mark)
    if by_first_name(seat):
        return tuple(one for one in changed if one.key == "code"), ()
    return changed, _papers(work, seat, session, mark.case_id)


def _changes(work: Work, seat: ProgrammeSeat, session: Session, earlier: Mark, mark: Mark) -> tuple[ChangedPart, ...]:
    """Everything that counts differently with the new mark (ATT-13)."""
    pack = pack_of(work, work.get(Case, mark.case_id))
    before = marks_of(work, seat, mark.case_id)
    after = tuple(_replaced(one, session, mark) for one in before)
    changed = []
    if earlier.code != mark.code:
        words = _("The mark goes from “{old}” to “{new}”.")
        old, new = mark_words(MarkCode(earlier.code)), mark_words(MarkCode(mark.code))
        changed.append(ChangedPart(key="code", words=words.format(old=old, new=new)))
    old_total, new_total = totals(before), totals(after)
    for key, words, old_count, new_count in (
        ("attended", _("Sessions attended go from {old} to {new}."), old_total.attended, new_total.attended),
        ("minutes", _("Minutes present go from {old} to {new}."), old_total.minutes, new_total.minutes),
    ):
        if old_count != new_count:
            changed.append(ChangedPart(key=key, words=words.format(old=old_count, new=new_count)))
    if started_on(pack, before) != started_on(pack, after):
        changed.append(ChangedPart(key="start", words=_("The day on which he started changes.")))
    if completion(pack, before).completed_on != completion(pack, after).completed_on:
        changed.append(ChangedPart(key="completion", words=_("Whether or when he completed changes.")))
    return tuple(changed)


def _replaced(one: Counted, session: Session, mark: Mark) -> Counted:
    if one.session != session.id:
        return one
    return replace(one, code=MarkCode(mark.code), minutes=mark.minutes)


def _papers(work: Work, seat: ProgrammeSeat, session: Session, case_id: str) -> tuple[PaperQuoting, ...]:
    """Papers issued about him whose facts name this session."""
    query = (
        select(Report.id, Report.type, Report.facts, Paper.at)
        .join(Paper, Paper.report_id == Report.id)
        .where(Report.case_id == case_id)
        .order_by(Paper.at)
    )
    return tuple(
        PaperQuoting(report=ReportId(row.id), type=row.type, issued_on=row.at.astimezone(seat.clock.zone).date())
        for row in work.session.execute(query)
        if any(one.get("session") == session.id for one in row.facts.get("sessions", ()))
    )
