"""Takes and corrects registers; an absence reaches the safety team in the same moment (ATT-1 to 16, NEV-3, NEV-4)."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Meta, Row, SessionId, to_builtins
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MarkCode, mark_words
from app.domain.moves import CaseState, Cause
from app.domain.roles import Reach
from app.programme.case_moves import MoveAsked, facts_of, move_case
from app.programme.marks import marks_of
from app.programme.moments import moment_for
from app.programme.notices import NoticeKind, seal
from app.programme.office import closures, office_calendar, setting
from app.programme.planned import HELD
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
    LimitKind,
    MarkGiven,
    RegisterGiven,
    is_absence,
    limits_reached,
    mark_problems,
    minutes_present,
    register_problems,
    tells_safety_team,
)
from app.programme.rules.gates import reasons_not_to_mark
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, Register, SessionNote
from models.programme.case import Case
from models.programme.group import Group, Session

PARTS = ("code", "minutes", "late_minutes", "left_early_minutes", "engagement", "task", "time_out", "concern", "reason")


class SessionAsked(Draft):
    """Which session."""

    session: SessionId


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


class RegisterTaken(Draft):
    """A register as it is typed; `reason` says why somebody takes it who does not run this group (ATT-6)."""

    session: SessionId
    marks: tuple[MarkTyped, ...]
    head_count: Annotated[int, Meta(ge=0, le=500)] | None = None
    head_count_reason: Line | None = None
    reason: Line | None = None


class NamedCase(Row):
    """A case with its name, for a list that a person reads."""

    case: CaseId
    reference: str
    name: str


class FollowUp(Row):
    """Something to do about a mark, and by when."""

    case: CaseId
    reference: str
    name: str
    kind: str
    due: date
    words: str


class PhoneNow(Row):
    """Somebody was absent after hours: the number to phone, the same for every man (ATT-10)."""

    case: CaseId
    reference: str
    number: str
    words: str


class RegisterSaved(Row):
    """What was saved, and what follows from it."""

    session: SessionId
    recorded: int
    not_recorded: tuple[NamedCase, ...]
    notes_owed: tuple[NamedCase, ...]
    follow_ups: tuple[FollowUp, ...]
    phone_now: tuple[PhoneNow, ...]
    started: tuple[NamedCase, ...]


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


def tell(work: Work, seat: ProgrammeSeat, session: Session, mark: Mark) -> None:
    """Seal an absence, or that he was sent home or did not comply: what and when, no text (ATT-10, CASE-12)."""
    if tells_safety_team(MarkCode(mark.code)):
        seal(work, seat, NoticeKind.ABSENT, mark.case_id, {**when_words(seat, session), "code": mark.code})


def when_words(seat: ProgrammeSeat, session: Session) -> dict[str, str]:
    """Which session and which day, as a sealed fact carries it."""
    day = session.starts_at.astimezone(seat.clock.zone).date().isoformat() if session.starts_at else "unknown"
    return {"session": session.title, "on": day}


def settle_start(work: Work, seat: ProgrammeSeat, case: Case) -> bool:
    """Set the state that registers alone decide: on programme from the first counted contact, or back (CASE-3)."""
    has_started = facts_of(work, seat, case).has_started
    if case.state == CaseState.PLACED.value and has_started:
        move_case(work, seat, case, MoveAsked(CaseState.ON_PROGRAMME, Cause.REGISTER))
        return True
    if case.state == CaseState.ON_PROGRAMME.value and not has_started:
        move_case(work, seat, case, MoveAsked(CaseState.PLACED, Cause.REGISTER))
    return False


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
        at=moment_for(work, seat, Mark, typed.case),
        by_user=seat.person.id,
        by_label=seat.person.label,
    )


def is_same(one: Mark, other: Mark) -> bool:
    """Whether two marks say the same in every part (ATT-4)."""
    return all(getattr(one, part) == getattr(other, part) for part in PARTS)


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
        phone_now=_phone_now(work, seat, men, new),
        started=tuple(named(man) for man in started),
    )


def named(man: Man) -> NamedCase:
    """A case with its name as a row."""
    return NamedCase(case=CaseId(man.case.id), reference=man.case.reference, name=man.name)


def follow_ups(work: Work, seat: ProgrammeSeat, man: Man, mark: Mark) -> tuple[FollowUp, ...]:
    """What a mark asks for: a call after an unexplained absence, a letter or a decision at the pack's limits (ATT-9)."""
    due = office_calendar(work.session).after_working_days(seat.clock.today(), 1, closures(work.session))
    asked = []
    if mark.code == MarkCode.UAAB.value:
        asked.append(("absence", _("He did not come and gave no reason. Ask him why.")))
    rules = seat.packs[man.case.programme].attendance
    if is_absence(MarkCode(mark.code)):
        for limit in limits_reached(rules, marks_of(work, seat, man.case.id)):
            asked.append((limit.kind.value, _limit_words(limit.kind, limit.count)))
    return tuple(
        FollowUp(case=CaseId(man.case.id), reference=man.case.reference, name=man.name, kind=kind, due=due, words=words)
        for kind, words in asked
    )


def _limit_words(kind: LimitKind, count: int) -> str:
    return {
        LimitKind.WARNING: _("He has missed {count}. Write the warning letter."),
        LimitKind.CONSECUTIVE: _("He has missed {count} in a row. The manager and his officer decide what follows."),
        LimitKind.TOTAL: _("He has missed {count} in all. The manager and his officer decide what follows."),
    }[kind].format(count=count)


def _phone_now(
    work: Work, seat: ProgrammeSeat, men: Mapping[str, Man], new: Mapping[str, Mark]
) -> tuple[PhoneNow, ...]:
    """After hours the on-call number is phoned for every absence, of whichever man (ATT-10)."""
    now = seat.clock.local()
    hours_end = time.fromisoformat(str(setting(work.session, "register.late_message_at")))
    works = office_calendar(work.session).is_working_day(now.date(), closures(work.session))
    if works and now.time() < hours_end:
        return ()
    number = str(setting(work.session, "office.on_call_number"))
    words = _("Phone the on-call number now and say that he was absent.")
    return tuple(
        PhoneNow(case=CaseId(id), reference=men[id].case.reference, number=number, words=words)
        for id, mark in new.items()
        if is_absence(MarkCode(mark.code))
    )
