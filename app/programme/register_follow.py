"""Does what follows from a saved mark: the safety team, the start, the calls and letters to make (ATT-9, ATT-10)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from app.core.language import _
from app.core.shapes import CaseId, Row, SessionId
from app.domain.codes import MarkCode
from app.domain.moves import CaseState, Cause
from app.programme.case_moves import MoveAsked, move_case
from app.programme.marks import marks_of
from app.programme.memberships.effects import member_of
from app.programme.notices import Notice, NoticeKind, seal_all
from app.programme.office import closures, office_calendar, setting
from app.programme.packs.shelf import pack_of
from app.programme.planned import local
from app.programme.register_rows import Man, PhoneDue
from app.programme.rules.attendance import Mark as Counted
from app.programme.rules.attendance import is_absence, tells_safety_team
from app.programme.rules.limits import LimitKind, LimitStep, limit_steps
from app.programme.rules.progress import started_on
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, Register
from models.programme.case import Case
from models.programme.group import Session

ABSENCE, CONCERN = "absence", "concern"


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
    session: SessionId
    kind: str
    limit: int | None
    due: date
    words: str


class PhoneNow(Row):
    """Somebody was absent after hours: the number to phone, the same for every man (ATT-10)."""

    case: CaseId
    reference: str
    number: str
    words: str


def tell(work: Work, seat: ProgrammeSeat, session: Session, mark: Mark) -> None:
    """Seal an absence, or that he was sent home or did not comply: what and when, no text (ATT-10, CASE-12)."""
    tell_all(work, seat, session, [mark])


def tell_all(work: Work, seat: ProgrammeSeat, session: Session, marks: Iterable[Mark]) -> None:
    """The same for the marks of a whole register, each sealed by itself."""
    when = when_words(seat, session)
    absent = [mark for mark in marks if tells_safety_team(MarkCode(mark.code))]
    seal_all(work, seat, [Notice(NoticeKind.ABSENT, one.case_id, {**when, "code": one.code}) for one in absent])


def when_words(seat: ProgrammeSeat, session: Session) -> dict[str, str]:
    """Which session and which day, as a sealed fact carries it."""
    day = session.starts_at.astimezone(seat.clock.zone).date().isoformat() if session.starts_at else "unknown"
    return {"session": session.title, "on": day}


def settle_start(work: Work, seat: ProgrammeSeat, case: Case) -> bool:
    """Set the state that registers alone decide: on programme from the first counted contact, or back (CASE-3)."""
    return settle_counted(work, seat, case, marks_of(work, seat, case.id))


def settle_counted(work: Work, seat: ProgrammeSeat, case: Case, counted: Iterable[Counted]) -> bool:
    """The same for a case whose registers are read already."""
    marks = tuple(counted)
    has_started = started_on(pack_of(work, case), marks) is not None
    if case.state == CaseState.PLACED.value and has_started and _has_begun_here(work, case, marks):
        move_case(work, seat, case, MoveAsked(CaseState.ON_PROGRAMME, Cause.REGISTER))
        return True
    if case.state == CaseState.ON_PROGRAMME.value and not has_started:
        move_case(work, seat, case, MoveAsked(CaseState.PLACED, Cause.REGISTER))
    return False


def _has_begun_here(work: Work, case: Case, counted: Iterable[Counted]) -> bool:
    """Whether he came since he has this place: who comes back is on the programme once he comes, not before."""
    member = member_of(work, case.id)
    here = [mark for mark in counted if member is None or mark.starts_at >= member.joined_at]
    return started_on(pack_of(work, case), here) is not None


def named(man: Man) -> NamedCase:
    """A case with its name as a row."""
    return NamedCase(case=CaseId(man.case.id), reference=man.reference, name=man.name)


def call_by(work: Work, seat: ProgrammeSeat) -> date:
    """The next working day: what a mark asks for is done by then (ATT-9)."""
    return office_calendar(work.session).after_working_days(seat.clock.today(), 1, closures(work.session))


def follow_ups(work: Work, man: Man, mark: Mark, counted: Sequence[Counted], due: date) -> tuple[FollowUp, ...]:
    """What a mark asks for: a call after an unexplained absence; a letter, or a decision at the limits (ATT-9)."""
    asked: list[tuple[str, int | None, str]] = []
    if mark.code == MarkCode.UAAB.value:
        asked.append((ABSENCE, None, mark.session_id))
    asked += [(step.kind.value, step.limit, step.session) for step in _new_steps(work, man.case, mark, counted)]
    if (mark.concern or "").strip():
        asked.append((CONCERN, None, mark.session_id))
    return tuple(
        FollowUp(
            case=CaseId(man.case.id),
            reference=man.reference,
            name=man.name,
            session=SessionId(session),
            kind=kind,
            limit=limit,
            due=due,
            words=asked_words(kind, limit or 0),
        )
        for kind, limit, session in asked
    )


def _new_steps(work: Work, case: Case, mark: Mark, counted: Sequence[Counted]) -> tuple[LimitStep, ...]:
    """The limits that this mark reached and that were not reached without it."""
    rules = pack_of(work, case).attendance
    before = limit_steps(rules, [one for one in counted if one.session != mark.session_id])
    known = {(step.kind, step.limit) for step in before}
    return tuple(step for step in limit_steps(rules, counted) if (step.kind, step.limit) not in known)


def asked_words(kind: str, count: int) -> str:
    """What is to be done, in words."""
    return {
        ABSENCE: _("He did not come and gave no reason. Ask him why."),
        CONCERN: _("A concern was noted. Raise a red event, or say why none is needed."),
        LimitKind.WARNING.value: _("He has missed {count}. Write the warning letter."),
        LimitKind.CONSECUTIVE.value: _(
            "He has missed {count} in a row. The manager and his officer decide what follows."
        ),
        LimitKind.TOTAL.value: _("He has missed {count} in all. The manager and his officer decide what follows."),
    }[kind].format(count=count)


def is_after_hours(work: Work, seat: ProgrammeSeat, at: datetime) -> bool:
    """Whether the office is closed at this moment."""
    here = at.astimezone(seat.clock.zone)
    hours_end = time.fromisoformat(str(setting(work.session, "register.late_message_at")))
    works = office_calendar(work.session).is_working_day(here.date(), closures(work.session))
    return not works or here.time() >= hours_end


def phone_due(work: Work, seat: ProgrammeSeat, marks: Mapping[str, Mark], saved: Iterable[Register]) -> PhoneDue | None:
    """Whether an absence saved after hours is still to be phoned, until the next working day begins (ATT-10)."""
    today, calendar, days_off = seat.clock.today(), office_calendar(work.session), closures(work.session)
    late = [
        one.at for one in marks.values()
        if is_absence(MarkCode(one.code)) and is_after_hours(work, seat, one.at)
        and today < calendar.after_working_days(one.at.astimezone(seat.clock.zone).date(), 1, days_off)
    ]  # fmt: skip
    if not late:
        return None
    phoned = max((one.phoned_at for one in saved if one.phoned_at), default=None)
    is_done = phoned is not None and phoned >= max(late)
    return PhoneDue(
        number=str(setting(work.session, "office.on_call_number")),
        words=phone_words(),
        phoned_at=local(seat.clock, phoned) if is_done else None,
    )


def phone_words() -> str:
    """What is asked after hours, of whichever man."""
    return _("Phone the on-call number now and say that he was absent.")


def phone_now(work: Work, seat: ProgrammeSeat, men: Mapping[str, Man], new: Mapping[str, Mark]) -> tuple[PhoneNow, ...]:
    """After hours the on-call number is phoned for every absence, of whichever man (ATT-10)."""
    if not is_after_hours(work, seat, seat.clock.now()):
        return ()
    number, words = str(setting(work.session, "office.on_call_number")), phone_words()
    return tuple(
        PhoneNow(case=CaseId(id), reference=men[id].reference, number=number, words=words)
        for id, mark in new.items()
        if is_absence(MarkCode(mark.code))
    )
