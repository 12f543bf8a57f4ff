"""Corrects one mark and its note in one go: the old ones stay, and what changes is said first (ATT-4, ATT-13)."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal, TypeVar

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import UNSET, CaseId, Draft, Line, LongText, Meta, ReportId, Row, SessionId, UnsetType
from app.domain.codes import MARKS, MarkCode, mark_words
from app.programme.attendance.parts import WORDS_OF_SOMEBODY, PartChange, changed_parts, note_change
from app.programme.marking import MarkTyped, TimeOut, is_same, length_of, new_mark, note_of, typed_mark
from app.programme.marks import marks_of
from app.programme.notices import NoticeKind, seal
from app.programme.packs.shelf import pack_of
from app.programme.reach import by_first_name
from app.programme.register_follow import settle_start, when_words
from app.programme.register_rows import MarkRow, gates_seen, mark_seen_by, newest_marks, newest_notes
from app.programme.rules.attendance import Mark as Counted
from app.programme.rules.attendance import mark_problems, totals
from app.programme.rules.gates import reasons_not_to_mark
from app.programme.rules.progress import completion, started_on
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, SessionNote
from models.programme.case import Case
from models.programme.document import Paper, Report
from models.programme.group import Session

V = TypeVar("V")
TIMES = ("minutes", "late_minutes", "left_early_minutes")


class MarkCorrected(Draft):
    """What a mark should say. What is left out stays as it is, null clears it; `mark_reason` is the mark's own (ATT-4).

    `seen` and `seen_note` are what the person looked at: when somebody changed it since, nothing is saved (ATT-14).
    """

    session: SessionId
    case: CaseId
    reason: Line
    code: MarkCode | UnsetType = UNSET
    minutes: int | UnsetType | None = UNSET
    late_minutes: int | UnsetType | None = UNSET
    left_early_minutes: int | UnsetType | None = UNSET
    engagement: Annotated[int, Meta(ge=1, le=5)] | UnsetType | None = UNSET
    task: Literal["yes", "part", "no"] | UnsetType | None = UNSET
    time_out: TimeOut | UnsetType | None = UNSET
    concern: LongText | UnsetType | None = UNSET
    mark_reason: Line | UnsetType | None = UNSET
    note: LongText | UnsetType | None = UNSET
    seen: int | None = None
    seen_note: LongText | UnsetType | None = UNSET


class ChangedPart(Row):
    """One thing that a correction changes in what is counted, in words (ATT-13)."""

    key: str
    words: str


class PaperQuoting(Row):
    """A paper that was issued and quotes this session (ATT-13)."""

    report: ReportId
    type: str
    issued_on: date


class CorrectionShown(Row):
    """What a correction would do: each part before and after, what counts otherwise, and the papers that quote it."""

    parts: tuple[PartChange, ...]
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
    return _shown(work, seat, draft, earlier, mark)


def correct_mark(work: Work, seat: ProgrammeSeat, draft: MarkCorrected) -> CorrectionSaved:
    """Add the corrected mark and note after the old ones; the safety team hears of it like of the mark (ATT-13)."""
    session, case, earlier = work.get(Session, draft.session), work.get(Case, draft.case), _earlier(work, draft)
    note = newest_notes(work, session.id).get(case.id)
    _refuse_stale(draft, earlier, note)
    mark = _corrected(work, seat, session, earlier, draft)
    shown = _shown(work, seat, draft, earlier, mark)
    if not is_same(earlier, mark):
        _refuse_gate(work, seat, case, earlier, mark)
        work.add(mark)
        if (earlier.code, earlier.minutes) != (mark.code, mark.minutes):
            told = {**when_words(seat, session), "from": earlier.code, "code": mark.code}
            seal(work, seat, NoticeKind.MARK_CORRECTED, case.id, told)
        settle_start(work, seat, case)
        work.changed("register", session.id)
    if draft.note is not UNSET and (draft.note or None) != _text(note):
        work.add(note_of(work, seat, session, case.id, draft.note or None, draft.reason.strip()))
        work.changed("register", session.id)
        work.changed("case", case.id)
    rows = tuple(mark_seen_by(work, seat, one) for one in all_turns(work, session.id, case.id))
    return CorrectionSaved(
        parts=shown.parts,
        changed=shown.changed,
        papers_quoting=shown.papers_quoting,
        mark=rows[-1],
        history=rows[:-1],
    )


def all_turns(work: Work, session_id: str, case_id: str) -> tuple[Mark, ...]:
    """A mark in all its writings, the first one first."""
    query = select(Mark).where(Mark.session_id == session_id, Mark.case_id == case_id).order_by(Mark.turn)
    return tuple(work.session.scalars(query))


def _earlier(work: Work, draft: MarkCorrected) -> Mark:
    found = newest_marks(work, draft.session).get(draft.case)
    if found is None:
        raise InvalidInput({"case": _("Nothing is recorded for him in this session. Take the register first.")})
    if not draft.reason.strip():
        raise InvalidInput({"reason": _("Write why this mark is corrected.")})
    return found


def _refuse_stale(draft: MarkCorrected, earlier: Mark, note: SessionNote | None) -> None:
    is_new = draft.seen is not None and draft.seen != earlier.turn
    if is_new or (draft.seen_note is not UNSET and (draft.seen_note or None) != _text(note)):
        raise Stale


def _text(note: SessionNote | None) -> str | None:
    return (note.text or None) if note else None


def _corrected(work: Work, seat: ProgrammeSeat, session: Session, earlier: Mark, draft: MarkCorrected) -> Mark:
    """The mark as it should be, checked like one that is typed for the first time (ATT-2)."""
    typed, keeps_times = _merged(earlier, draft, length_of(session))
    problems = mark_problems(typed_mark(seat, typed), session.planned_minutes, session.actual_minutes)
    if keeps_times:
        problems.pop("minutes", None)
    if problems:
        raise InvalidInput({"mark_reason" if name == "reason" else name: words for name, words in problems.items()})
    mark = new_mark(work, seat, session, typed, earlier.turn + 1)
    mark.correction_reason = draft.reason.strip()
    if draft.time_out is UNSET:
        mark.time_out = earlier.time_out
    return mark


def _merged(earlier: Mark, draft: MarkCorrected, length: int) -> tuple[MarkTyped, bool]:
    """The earlier mark with what the draft says laid over it; true when its times are the old ones."""
    code = _laid_over(draft.code, MarkCode(earlier.code))
    came, came_before = MARKS[code].attended, MARKS[MarkCode(earlier.code)].attended
    keeps_times = came and came_before and all(getattr(draft, name) is UNSET for name in TIMES)
    minutes, late, early = _times(earlier, draft, length) if came and came_before else _typed_times(draft)
    if keeps_times:
        minutes, late, early = earlier.minutes, earlier.late_minutes, earlier.left_early_minutes
    kept_reason = earlier.reason if came == came_before or MARKS[code].needs_reason else None
    reason = _laid_over(draft.mark_reason, kept_reason)
    if draft.mark_reason is UNSET and not reason and MARKS[code].needs_reason:
        reason = draft.reason
    typed = MarkTyped(
        case=draft.case,
        code=code,
        minutes=minutes,
        late_minutes=late,
        left_early_minutes=early,
        reason=reason or None,
        time_out=_laid_over(draft.time_out, None),
        engagement=_laid_over(draft.engagement, earlier.engagement),
        task=_laid_over(draft.task, earlier.task),  # type: ignore[arg-type]  # stored words are those of the draft
        concern=_laid_over(draft.concern, earlier.concern) or None,
    )
    return typed, keeps_times


def _times(earlier: Mark, draft: MarkCorrected, length: int) -> tuple[int | None, int | None, int | None]:
    """Minutes, late and left early of one who came then and now: what is typed counts, the rest follows from it."""
    late = _laid_over(draft.late_minutes, earlier.late_minutes)
    early = _laid_over(draft.left_early_minutes, earlier.left_early_minutes)
    follows = length - (late or 0) - (early or 0)
    if draft.minutes is UNSET or draft.minutes is None:
        return follows, late, early
    untouched = draft.late_minutes is UNSET and draft.left_early_minutes is UNSET
    return (draft.minutes, None, None) if untouched and draft.minutes != follows else (draft.minutes, late, early)


def _typed_times(draft: MarkCorrected) -> tuple[int | None, int | None, int | None]:
    """The times of a mark that says otherwise whether he came: only those that are typed."""
    late, early = _laid_over(draft.late_minutes, None), _laid_over(draft.left_early_minutes, None)
    return _laid_over(draft.minutes, None), late, early


def _laid_over(value: V | UnsetType, kept: V) -> V:
    return kept if isinstance(value, UnsetType) else value


def _refuse_gate(work: Work, seat: ProgrammeSeat, case: Case, earlier: Mark, mark: Mark) -> None:
    """A correction is no way around a gate: nobody attends by it while one is open (GATE-7, NEV-3)."""
    if MARKS[MarkCode(earlier.code)].attended or not MARKS[MarkCode(mark.code)].attended:
        return
    if shut := reasons_not_to_mark(MarkCode(mark.code), gates_seen(work, seat, [case])[case.id]):
        raise NotAllowed(*shut)


def _shown(work: Work, seat: ProgrammeSeat, draft: MarkCorrected, earlier: Mark, mark: Mark) -> CorrectionShown:
    """What changes and which papers quote it; a peer worker hears of the mark, not of what others wrote."""
    parts = changed_parts(earlier, mark)
    if draft.note is not UNSET:
        before = _text(newest_notes(work, draft.session).get(draft.case))
        parts += (note_change(before, draft.note),) if (draft.note or None) != before else ()
    changed = _changes(work, seat, mark.session_id, earlier, mark)
    if by_first_name(seat):
        return CorrectionShown(
            parts=tuple(one for one in parts if one.key not in WORDS_OF_SOMEBODY),
            changed=tuple(one for one in changed if one.key == "code"),
            papers_quoting=(),
        )
    papers = _papers(work, seat, mark.session_id, mark.case_id)
    return CorrectionShown(parts=parts, changed=changed, papers_quoting=papers)


def _changes(work: Work, seat: ProgrammeSeat, session_id: str, earlier: Mark, mark: Mark) -> tuple[ChangedPart, ...]:
    """Everything that counts differently with the new mark (ATT-13)."""
    pack = pack_of(work, work.get(Case, mark.case_id))
    before = marks_of(work, seat, mark.case_id)
    after = tuple(_replaced(one, session_id, mark) for one in before)
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


def _replaced(one: Counted, session_id: str, mark: Mark) -> Counted:
    if one.session != session_id:
        return one
    return replace(one, code=MarkCode(mark.code), minutes=mark.minutes)


def _papers(work: Work, seat: ProgrammeSeat, session_id: str, case_id: str) -> tuple[PaperQuoting, ...]:
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
        if any(one.get("session") == session_id for one in row.facts.get("sessions", ()))
    )
