"""Takes and corrects registers; an absence reaches the safety team in the same moment (ATT-1 to 16, NEV-3, NEV-4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, Line, Meta, Row, SessionId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MarkCode, mark_words
from app.programme.marking import (
    CorrectionSaved,
    CorrectionShown,
    MarkCorrected,
    MarkTyped,
    correct_mark,
    correction_shown,
    is_same,
    new_mark,
    typed_mark,
)
from app.programme.moments import moment_for
from app.programme.planned import HELD
from app.programme.register_follow import (
    FollowUp,
    NamedCase,
    PhoneNow,
    follow_ups,
    named,
    phone_now,
    settle_start,
    tell,
)
from app.programme.register_rows import (
    Man,
    RegisterShown,
    is_named,
    men_on,
    newest_marks,
    newest_notes,
    note_is_owed,
    open_gates,
    register_shown,
    why_no_register,
)
from app.programme.rights import Right
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
    """A register as it is typed; `reason` says why somebody takes it who does not run this group (ATT-6)."""

    session: SessionId
    marks: tuple[MarkTyped, ...]
    head_count: Annotated[int, Meta(ge=0, le=500)] | None = None
    head_count_reason: Line | None = None
    reason: Line | None = None


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


class Registers(Noun):
    """What a facilitator does with a register."""

    seat: ProgrammeSeat

    @act("register.open", Right.TAKE_REGISTER, kind=Kind.OPEN, about="session")
    def open(self, work: Work, draft: SessionAsked) -> RegisterShown:
        """Show who is expected, what is marked, and who is stood down by a gate (GATE-7)."""
        return register_shown(work, self.seat, work.get(Session, draft.session))

    @act("register.take", Right.TAKE_REGISTER, about="session")
    def take(self, work: Work, draft: RegisterTaken) -> RegisterSaved:
        """Save marks and head count; absences are sealed to the safety team in the same transaction (ATT-10, NEV-4)."""
        session = work.get(Session, draft.session)
        _refuse_to_take(work, self.seat, session, draft)
        men, before = men_on(work, session), newest_marks(work, session.id)
        new = _new_marks(work, self.seat, session, draft, men, before)
        _refuse_gates(work, self.seat, men, new)
        _refuse_head_count(self.seat, session, draft, men, {**before, **new})
        work.add(
            Register(
                session_id=session.id,
                head_count=draft.head_count,
                head_count_reason=draft.head_count_reason,
                taken_reason=draft.reason,
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
            )
        )
        for mark in new.values():
            work.add(mark)
            tell(work, self.seat, session, mark)
        session.status = HELD
        _write_notes(work, self.seat, session, draft)
        started = tuple(man for id, man in men.items() if id in new and settle_start(work, self.seat, man.case))
        work.changed("register", session.id)
        return _saved(work, self.seat, session, men, new, started)

    @act("register.phoned", Right.TAKE_REGISTER, about="session")
    def phoned(self, work: Work, draft: SessionAsked) -> PhoneNoted:
        """Note that the on-call number was phoned about this register's absences (ATT-10)."""
        query = select(Register).where(Register.session_id == draft.session).order_by(Register.at.desc())
        register = work.session.scalars(query.limit(1)).one_or_none()
        if register is None:
            raise NotAllowed(_("There is no register of this session yet."))
        register.phoned_at = self.seat.clock.now()
        return PhoneNoted(session=draft.session, at=register.phoned_at)

    @act("register.correct", Right.TAKE_REGISTER, about="session")
    def correct(self, work: Work, draft: MarkCorrected) -> CorrectionSaved:
        """Correct one mark with a reason; the old one stays, the safety team is told (ATT-4, ATT-13)."""
        return correct_mark(work, self.seat, draft)

    @act("register.preview_correction", Right.TAKE_REGISTER, kind=Kind.LIST, about="session")
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
    for place, typed in enumerate(draft.marks):
        if typed.case not in men or typed.case in new:
            problems[f"marks.{place}.case"] = _("Everybody on this register has one mark, and nobody else.")
            continue
        found = mark_problems(typed_mark(seat, typed), session.planned_minutes)
        problems |= {f"marks.{place}.{name}": words for name, words in found.items()}
        if found:
            continue
        mark = new_mark(work, seat, session, typed)
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
    return words.format(
        case=man.case.reference, person=earlier.by_label, mark=mark_words(MarkCode(earlier.code)), time=at
    )


def _refuse_gates(work: Work, seat: ProgrammeSeat, men: Mapping[str, Man], new: Mapping[str, Mark]) -> None:
    """While a gate is open nobody attends, whatever is typed (GATE-7, NEV-3)."""
    reasons: list[str] = []
    for id, mark in new.items():
        if not is_absence(MarkCode(mark.code)):
            shut = reasons_not_to_mark(MarkCode(mark.code), open_gates(work, seat, men[id].case))
            reasons.extend(f"{men[id].case.reference}: {words}" for words in shut)
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


def _write_notes(work: Work, seat: ProgrammeSeat, session: Session, draft: RegisterTaken) -> None:
    notes = newest_notes(work, session.id)
    for typed in draft.marks:
        earlier = notes.get(typed.case)
        if typed.note and typed.note.strip() and (earlier is None or earlier.text != typed.note):
            work.add(
                SessionNote(
                    session_id=session.id,
                    case_id=typed.case,
                    text=typed.note,
                    at=moment_for(work, seat, SessionNote, typed.case),
                    by_user=seat.person.id,
                    by_label=seat.person.label,
                )
            )


def _saved(
    work: Work,
    seat: ProgrammeSeat,
    session: Session,
    men: Mapping[str, Man],
    new: Mapping[str, Mark],
    started: tuple[Man, ...],
) -> RegisterSaved:
    marks, notes = newest_marks(work, session.id), newest_notes(work, session.id)
    owed = [man for id, man in men.items() if note_is_owed(marks.get(id), notes.get(id))]
    return RegisterSaved(
        session=SessionId(session.id),
        recorded=len(new),
        not_recorded=tuple(named(man) for id, man in men.items() if id not in marks),
        notes_owed=tuple(named(man) for man in owed),
        follow_ups=tuple(one for id, mark in new.items() for one in follow_ups(work, seat, men[id], mark)),
        phone_now=phone_now(work, seat, men, new),
        started=tuple(named(man) for man in started),
    )
