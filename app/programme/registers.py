"""Takes and corrects registers; an absence reaches the safety team in the same moment (ATT-1 to 16, NEV-3, NEV-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, Line, Meta, Row, SessionId, replaced
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MarkCode, mark_words
from app.programme.attendance.correcting import (
    CorrectionSaved,
    CorrectionShown,
    MarkCorrected,
    correct_mark,
    correction_shown,
)
from app.programme.attendance.holding import held_by, holders_named, holders_of, set_length
from app.programme.marking import MarkTyped, is_same, mark_at, typed_mark
from app.programme.marks import marks_of_all
from app.programme.moments import after, moments_for
from app.programme.planned import HELD
from app.programme.register_follow import (
    FollowUp,
    NamedCase,
    PhoneNow,
    call_by,
    follow_ups,
    named,
    phone_due,
    phone_now,
    settle_counted,
    tell_all,
)
from app.programme.register_rows import (
    Man,
    RegisterShown,
    gates_seen,
    is_named,
    men_among,
    newest_marks,
    newest_notes,
    note_is_owed,
    register_shown,
    seen_by,
    why_no_register,
)
from app.programme.rights import Right
from app.programme.rules.attendance import Mark as Counted
from app.programme.rules.attendance import (
    MarkGiven,
    RegisterGiven,
    is_absence,
    mark_problems,
    register_problems,
)
from app.programme.rules.gates import reasons_not_to_mark
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, Register, SessionNote
from models.programme.group import Group, Session


class SessionAsked(Draft):
    """Which session."""

    session: SessionId


class RegisterTaken(Draft):
    """A register as it is typed; `reason` says why somebody takes it who does not run this group (ATT-6).

    `held_by` names who held the session, `actual_minutes` how long it was when that is not as planned (ATT-2).
    """

    session: SessionId
    marks: tuple[MarkTyped, ...]
    head_count: Annotated[int, Meta(ge=0, le=500)] | None = None
    head_count_reason: Line | None = None
    reason: Line | None = None
    held_by: tuple[str, ...] | None = None
    actual_minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    actual_is_right: bool = False


class RegisterSaved(Row):
    """What was saved, and what follows from it."""

    session: SessionId
    recorded: int
    not_recorded: tuple[NamedCase, ...]
    notes_owed: tuple[NamedCase, ...]
    follow_ups: tuple[FollowUp, ...]
    phone_now: tuple[PhoneNow, ...]
    started: tuple[NamedCase, ...]


class PhoneNoted(Row):
    """When the on-call number was phoned about a register."""

    session: SessionId
    at: datetime


@dataclass(frozen=True)
class Marked:
    """The marks of a session before this saving, those it adds, and the newest notes after it, by case."""

    before: Mapping[str, Mark]
    new: Mapping[str, Mark]
    notes: Mapping[str, SessionNote]


class Registers(Noun):
    """What a facilitator does with a register."""

    seat: ProgrammeSeat

    @act("register.open", Right.REGISTER, kind=Kind.OPEN, about="session")
    def open(self, work: Work, draft: SessionAsked) -> RegisterShown:
        """Show who is expected, what is marked, who is stood down by a gate, and who held it (GATE-7, ATT-6)."""
        session = work.get(Session, draft.session)
        group = work.session.get(Group, session.group_id) if session.group_id else None
        saved, marks = _savings(work, session), newest_marks(work, session.id)
        phone = phone_due(work, self.seat, marks, saved)
        shown = register_shown(work, self.seat, session, marks, saved)
        return replaced(shown, holders=holders_of(work, group, session, saved), phone=phone)

    @act("register.take", Right.REGISTER, about="session")
    def take(self, work: Work, draft: RegisterTaken) -> RegisterSaved:
        """Save marks and head count; absences are sealed to the safety team in the same transaction (ATT-10, NEV-4)."""
        session = work.get(Session, draft.session)
        _refuse_to_take(work, self.seat, session, draft)
        set_length(work, session, draft.actual_minutes, is_sure=draft.actual_is_right)
        before, notes = newest_marks(work, session.id), newest_notes(work, session.id)
        men = seen_by(work, self.seat, session, men_among(work, session, before))
        new = _new_marks(work, self.seat, session, draft, men, before)
        work.compare(men[id].case for id in new)
        _refuse_gates(work, self.seat, men, new)
        _refuse_head_count(self.seat, session, draft, men, {**before, **new})
        written = _new_notes(work, self.seat, session, draft, notes)
        session.status = HELD
        work.add_all([_register(work, self.seat, session, draft), *new.values(), *written])
        tell_all(work, self.seat, session, new.values())
        noted = {**notes, **{note.case_id: note for note in written}}
        saved = _saved(work, self.seat, session, men, Marked(before, new, noted))
        work.changed("register", session.id)
        return saved

    @act("register.phoned", Right.REGISTER, about="session")
    def phoned(self, work: Work, draft: SessionAsked) -> PhoneNoted:
        """Note that the on-call number was phoned about this register's absences (ATT-10)."""
        query = select(Register).where(Register.session_id == draft.session).order_by(Register.at.desc())
        register = work.session.scalars(query.limit(1)).one_or_none()
        if register is None:
            raise NotAllowed(_("There is no register of this session yet."))
        register.phoned_at = self.seat.clock.now()
        return PhoneNoted(session=draft.session, at=register.phoned_at)

    @act("register.correct", Right.REGISTER, about="session")
    def correct(self, work: Work, draft: MarkCorrected) -> CorrectionSaved:
        """Correct one mark with a reason; the old one stays, the safety team is told (ATT-4, ATT-13)."""
        return correct_mark(work, self.seat, draft)

    @act("register.preview_correction", Right.REGISTER, kind=Kind.LIST, about="session")
    def preview_correction(self, work: Work, draft: MarkCorrected) -> CorrectionShown:
        """Say what a correction would change, and which papers quote the mark, before it is saved (ATT-13)."""
        return correction_shown(work, self.seat, draft)


def _refuse_to_take(work: Work, seat: ProgrammeSeat, session: Session, draft: RegisterTaken) -> None:
    if why_not := why_no_register(seat, session):
        raise InvalidInput({"session": why_not})
    group = work.get(Group, session.group_id) if session.group_id else None
    if not is_named(seat, group, session) and not (draft.reason or "").strip():
        raise InvalidInput({"reason": _("You do not run this group. Write why you take its register.")})


def _new_marks(
    work: Work,
    seat: ProgrammeSeat,
    session: Session,
    draft: RegisterTaken,
    men: Mapping[str, Man],
    before: Mapping[str, Mark],
) -> dict[str, Mark]:
    """The marks that are new; the same again makes no row, another is a clash and is shown (ATT-4, ATT-14)."""
    problems: dict[str, str] = {}
    clashes: list[str] = []
    new: dict[str, Mark] = {}
    moments = moments_for(work, seat, Mark, men)
    for place, typed in enumerate(draft.marks):
        if typed.case not in men or typed.case in new:
            problems[f"marks.{place}.case"] = _("Everybody on this register has one mark, and nobody else.")
            continue
        found = mark_problems(typed_mark(seat, typed), session.planned_minutes, session.actual_minutes)
        problems |= {f"marks.{place}.{name}": words for name, words in found.items()}
        if found:
            continue
        mark = mark_at(seat, session, typed, moments[typed.case])
        earlier = before.get(typed.case)
        if earlier is None:
            new[typed.case] = mark
        elif not is_same(earlier, mark):
            clashes.append(_clash(seat, men[typed.case], earlier))
    if problems:
        raise InvalidInput(problems)
    if clashes:
        raise Stale(" ".join([*clashes, _("Look at the register again; a mark is changed by correcting it.")]))
    return new


def _clash(seat: ProgrammeSeat, man: Man, earlier: Mark) -> str:
    words = _("{case}: {person} recorded “{mark}” at {time}.")
    at = f"{earlier.at.astimezone(seat.clock.zone):%H:%M}"
    return words.format(case=man.named, person=earlier.by_label, mark=mark_words(MarkCode(earlier.code)), time=at)


def _refuse_gates(work: Work, seat: ProgrammeSeat, men: Mapping[str, Man], new: Mapping[str, Mark]) -> None:
    """While a gate is open nobody attends, whatever is typed (GATE-7, NEV-3)."""
    reasons: list[str] = []
    came = {id: MarkCode(mark.code) for id, mark in new.items() if not is_absence(MarkCode(mark.code))}
    gates = gates_seen(work, seat, [men[id].case for id in came])
    for id, code in came.items():
        reasons.extend(f"{men[id].named}: {words}" for words in reasons_not_to_mark(code, gates[id]))
    if reasons:
        raise NotAllowed(*reasons)


def _refuse_head_count(
    seat: ProgrammeSeat,
    session: Session,
    draft: RegisterTaken,
    men: Mapping[str, Man],
    marks: Mapping[str, Mark],
) -> None:
    given = {
        man.called: MarkGiven(MarkCode(marks[id].code), marks[id].minutes) if id in marks else None
        for id, man in men.items()
    }
    register = RegisterGiven(given, draft.head_count, draft.head_count_reason or "")
    now = seat.clock.now()
    if problems := register_problems(register, session.starts_at or now, now):
        raise InvalidInput(problems)


def _savings(work: Work, session: Session) -> Sequence[Register]:
    """Every saving of this register, the newest last."""
    return work.session.scalars(select(Register).where(Register.session_id == session.id).order_by(Register.at)).all()


def _register(work: Work, seat: ProgrammeSeat, session: Session, draft: RegisterTaken) -> Register:
    return Register(
        session_id=session.id,
        head_count=draft.head_count,
        head_count_reason=draft.head_count_reason,
        taken_reason=draft.reason,
        held_by=holders_named(work, draft.held_by, held_by(_savings(work, session))),
        at=seat.clock.now(),
        by_user=seat.person.id,
    )


def _new_notes(
    work: Work, seat: ProgrammeSeat, session: Session, draft: RegisterTaken, notes: Mapping[str, SessionNote]
) -> tuple[SessionNote, ...]:
    """The notes that say something else than the newest one (ATT-12)."""
    typed = [(one.case, one.note) for one in draft.marks if one.note and one.note.strip()]
    fresh = [(case, text) for case, text in typed if case not in notes or notes[case].text != text]
    moments = moments_for(work, seat, SessionNote, {case for case, _text in fresh})
    written = []
    for case, text in fresh:
        at = moments[case]
        moments[case] = after(at, at)
        by, label = seat.person.id, seat.person.label
        written.append(SessionNote(session_id=session.id, case_id=case, text=text, at=at, by_user=by, by_label=label))
    return tuple(written)


def _started(
    work: Work, seat: ProgrammeSeat, men: Mapping[str, Man], counted: Mapping[str, tuple[Counted, ...]]
) -> tuple[NamedCase, ...]:
    """Those whom this register put on the programme (CASE-3)."""
    return tuple(
        named(man) for id, man in men.items() if id in counted and settle_counted(work, seat, man.case, counted[id])
    )


def _saved(work: Work, seat: ProgrammeSeat, session: Session, men: Mapping[str, Man], marked: Marked) -> RegisterSaved:
    """What follows from the new marks: who has started, who is asked why, what is still owed (CASE-3, ATT-9)."""
    new, marks = marked.new, {**marked.before, **marked.new}
    read, due = marks_of_all(work, seat, new), call_by(work, seat)
    counted = {id: read.get(id, ()) for id in new}
    started = _started(work, seat, men, counted)
    return RegisterSaved(
        session=SessionId(session.id),
        recorded=len(new),
        not_recorded=tuple(named(man) for id, man in men.items() if id not in marks),
        notes_owed=tuple(named(man) for id, man in men.items() if note_is_owed(marks.get(id), marked.notes.get(id))),
        follow_ups=tuple(one for id in new for one in follow_ups(work, men[id], new[id], counted[id], due)),
        phone_now=phone_now(work, seat, men, new),
        started=started,
    )
