"""Books a man's own 1-2-1s and reviews, and records how a 1-2-1 went (SCH-8, SCH-34, ONE-1 to ONE-4)."""

from datetime import date, datetime

from sqlalchemy import or_, select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Row, SessionId, ShortText, replaced
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MarkCode
from app.domain.moves import CaseState
from app.domain.pack import Content, Pack, content_key
from app.domain.pack_parts import BlockKind
from app.programme.attendance.asked import Asked, Change, answers_kept, not_asked, pass_change, refuse_change
from app.programme.marking import MarkTyped, new_mark, typed_mark
from app.programme.marks import marks_of
from app.programme.moments import moment_typed
from app.programme.packs.shelf import pack_of
from app.programme.placing import group_of
from app.programme.planned import HELD, PLANNED, local
from app.programme.planning.own_dates import OwnDate, check_own_date, put_own_date, refuse_without_reason
from app.programme.planning.taken import one_after_the_other
from app.programme.progress import CompletionRow, GoalGiven, GoalRow, attendance_row, goal_rows, write_goals
from app.programme.register_follow import settle_start, tell
from app.programme.register_rows import newest_marks, open_gates, why_no_register
from app.programme.rights import Right
from app.programme.rules.attendance import is_absence, mark_problems
from app.programme.rules.gates import reasons_not_to_mark
from app.programme.rules.progress import held_contents
from app.programme.seat import ProgrammeSeat
from app.programme.together.sharing import standing_in_shared
from app.store.work import Work
from models.programme.attendance import Mark, OneToOne, Register
from models.programme.case import Case
from models.programme.group import Group, Session

IN_A_GROUP = (CaseState.PLACED.value, CaseState.ON_PROGRAMME.value)
NO_REASON = MarkCode.UAAB.value


class ContactBooked(Draft):
    """A contact with one man: which block of his programme, when, how long if not as the programme says.

    `facilitator` holds it, else whoever books it; a date with something against it needs a reason (SCH-27).
    """

    case: CaseId
    key: str
    starts_at: str
    minutes: int | None = None
    number: int | None = None
    reason: Line | None = None
    place: ShortText | None = None
    facilitator: ShortText | None = None


class ContactWanted(Draft):
    """Whose own contacts."""

    case: CaseId


class Views(Draft):
    """How he sees it, and how you do, in words or from 1 to 5; shown when both are in."""

    his: LongText | int | None = None
    ours: LongText | int | None = None


class ContactRecorded(Draft):
    """How a 1-2-1 went, with what each one asks (ONE-3).

    `change` and `change_at_home` are sealed to the safety team; of them stays only that it was asked, and the kind of a
    red event (ONE-4).
    """

    session: SessionId
    happened: bool
    summary: LongText
    minutes: int | None = None
    late_minutes: int | None = None
    code: MarkCode | None = None
    reason: Line | None = None
    goals: tuple[GoalGiven, ...] = ()
    views: Views | None = None
    concern: LongText | None = None
    asked: Asked | None = None
    change: Change | None = None
    change_at_home: LongText | None = None
    next_on: date | None = None


class ContactRow(Row):
    """One contact with one man alone, booked or held."""

    session: SessionId
    case: CaseId
    key: str
    number: int
    title: str
    kind: str
    status: str
    starts_at: datetime | None
    ends_at: datetime | None
    warnings: tuple[str, ...] = ()


class ContactSaved(Row):
    """What was saved: his mark, his goals, what was not asked, and what to do about a concern.

    `red_event` names the event that a change at home raised (ONE-4); `ask_red_event` leaves that to the worker.
    """

    session: SessionId
    mark: str
    minutes: int
    goals: tuple[GoalRow, ...]
    ask_red_event: bool
    started: bool
    completion: CompletionRow
    not_asked: tuple[str, ...] = ()
    red_event: str = ""


class OneToOnes(Noun):
    """What is done about 1-2-1s."""

    seat: ProgrammeSeat

    @act("one_to_one.book", Right.TAKE_REGISTER, about="case")
    def book(self, work: Work, draft: ContactBooked) -> ContactRow:
        """Book a 1-2-1 or his review; one he missed is booked again and both stay visible (SCH-8, SCH-34)."""
        one_after_the_other(work)
        case = work.get(Case, draft.case)
        pack = pack_of(work, case)
        content = content_to_book(work, self.seat, case, draft.key, draft.number)
        starts_at = moment_typed(self.seat.clock, draft.starts_at, "starts_at")
        minutes = content.minutes if draft.minutes is None else draft.minutes
        if minutes < 1:
            raise InvalidInput({"minutes": _("A contact lasts at least one minute.")})
        wanted, group_id = OwnDate(starts_at, minutes, draft.place, draft.facilitator), group_of(work, case.id)
        group = work.get(Group, group_id) if group_id else None
        warned = check_own_date(work, self.seat, (case,), wanted, group)
        refuse_without_reason(warned, draft.reason)
        session = own_session(pack, content, case.id, group_id)
        put_own_date(work, self.seat, session, case, wanted)
        work.changed("case", case.id)
        return contact_row(self.seat, session, (*warned, *window_warnings(work, self.seat, session)))

    @act("one_to_one.list", Right.READ_CASE, kind=Kind.LIST, about="case")
    def list(self, work: Work, draft: ContactWanted) -> tuple[ContactRow, ...]:
        """List a man's own contacts, booked and held, in the order of their times."""
        sharing = standing_in_shared(work, draft.case)
        query = select(Session).where(or_(Session.case_id == draft.case, Session.id.in_(list(sharing))))
        found = work.session.scalars(query.order_by(Session.starts_at, Session.order))
        rows = (contact_row(self.seat, session) for session in found)
        return tuple(replaced(row, case=draft.case, status=sharing.get(row.session) or row.status) for row in rows)

    @act("one_to_one.record", Right.TAKE_REGISTER, about="session")
    def record(self, work: Work, draft: ContactRecorded) -> ContactSaved:
        """Record a 1-2-1: his mark, goals, views; a change at home is sealed to the safety team (ONE-1 to ONE-4)."""
        session = work.get(Session, draft.session)
        if session.case_id is None or session.kind != BlockKind.ONE_TO_ONE.value:
            raise InvalidInput({"session": _("This is not a 1-2-1 of one man.")})
        if not draft.summary.strip():
            raise InvalidInput({"summary": _("Write a few words about it.")})
        _refuse_dates(self.seat, session, draft)
        refuse_change(draft.change, draft.change_at_home)
        typed = _typed(session.case_id, draft)
        mark, started = mark_contact(work, self.seat, session, typed)
        write_goals(work, self.seat, session, session.case_id, draft.goals)
        views, answers = draft.views or Views(), answers_kept(draft.asked, draft.change, draft.change_at_home)
        work.add(
            OneToOne(
                session_id=session.id,
                case_id=session.case_id,
                happened=draft.happened,
                summary=draft.summary,
                his_view=None if views.his is None else str(views.his),
                our_view=None if views.ours is None else str(views.ours),
                concern=draft.concern,
                answers=answers,
                next_on=draft.next_on,
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
            )
        )
        case, begun = work.get(Case, session.case_id), session.starts_at or self.seat.clock.now()
        event = pass_change(work, self.seat, case, draft.change, draft.change_at_home, begun)
        is_grave = _is_grave(draft, has_event=event is not None)
        saved = contact_saved(work, self.seat, session, mark, is_grave=is_grave, started=started)
        missing = not_asked(answers) if draft.happened else ()
        return replaced(saved, not_asked=missing, red_event=event.kind if event else "")


def content_to_book(work: Work, seat: ProgrammeSeat, case: Case, key: str, number: int | None) -> Content:
    """The 1-2-1 or review of his programme that is next in this block; he must have a place (GATE-7)."""
    if case.state not in IN_A_GROUP:
        raise NotAllowed(_("He has no place in a group. Contacts of the programme are booked once he has one."))
    pack = pack_of(work, case)
    contents = [
        one
        for one in pack.contents()
        if one.kind is not BlockKind.GROUP and key in (one.block.key, one.key) and number in (None, one.number)
    ]
    if not contents:
        keys = ", ".join(block.key for block in pack.blocks if block.kind is not BlockKind.GROUP)
        raise InvalidInput({"key": _("Choose one of: {keys}.").format(keys=keys)})
    settled = held_contents(pack, marks_of(work, seat, case.id))
    booked = select(Session.key, Session.number).where(Session.case_id == case.id, Session.status == PLANNED)
    settled |= {content_key(row.key, row.number) for row in work.session.execute(booked)}
    free = next((one for one in contents if one.key not in settled), None)
    if free is None:
        raise NotAllowed(_("This is booked or held already."))
    return free


def own_session(pack: Pack, content: Content, case_id: str, group_id: str | None) -> Session:
    """A contact with one man alone, standing at its place in the pack."""
    return Session(
        group_id=group_id,
        case_id=case_id,
        order=[one.key for one in pack.contents()].index(content.key),
        key=content.block.key,
        number=content.number,
        title=content.title,
        kind=content.kind.value,
        status=PLANNED,
        is_placeholder=False,
        planned_minutes=content.minutes,
        coverage=list(content.block.coverage),
        covers=[content.key],
        moved_because=[],
        cover=[],
    )


def mark_contact(work: Work, seat: ProgrammeSeat, session: Session, typed: MarkTyped) -> tuple[Mark, bool]:
    """Mark a contact with one man, with the same gates, notices and start as a register (GATE-7, ATT-10, CASE-3)."""
    if why_not := why_no_register(seat, session):
        raise InvalidInput({"session": why_not})
    if newest_marks(work, session.id):
        raise NotAllowed(_("This is recorded already. A mark is changed by correcting it."))
    if problems := mark_problems(typed_mark(seat, typed), session.planned_minutes):
        raise InvalidInput(problems)
    case, code = work.get(Case, typed.case), MarkCode(typed.code)
    if shut := reasons_not_to_mark(code, open_gates(work, seat, case)):
        raise NotAllowed(*shut)
    came = 0 if is_absence(code) else 1
    work.add(Register(session_id=session.id, head_count=came, at=seat.clock.now(), by_user=seat.person.id))
    mark = work.add(new_mark(work, seat, session, typed))
    session.status = HELD
    tell(work, seat, session, mark)
    work.changed("register", session.id)
    return mark, settle_start(work, seat, case)


def contact_saved(
    work: Work, seat: ProgrammeSeat, session: Session, mark: Mark, *, is_grave: bool, started: bool
) -> ContactSaved:
    """What a screen shows after a contact is saved; completion comes from the registers (CASE-8)."""
    case = work.get(Case, mark.case_id)
    return ContactSaved(
        session=SessionId(session.id),
        mark=mark.code,
        minutes=mark.minutes,
        goals=goal_rows(work, case.id),
        ask_red_event=is_grave,
        started=started,
        completion=attendance_row(work, seat, case).completion,
    )


def contact_row(seat: ProgrammeSeat, session: Session, warnings: tuple[str, ...] = ()) -> ContactRow:
    """A man's own contact as a row, its times in the office's zone."""
    return ContactRow(
        session=SessionId(session.id),
        case=CaseId(session.case_id or ""),
        key=session.key,
        number=session.number,
        title=session.title,
        kind=session.kind,
        status=session.status,
        starts_at=local(seat.clock, session.starts_at),
        ends_at=local(seat.clock, session.ends_at),
        warnings=warnings,
    )


def _typed(case_id: str, draft: ContactRecorded) -> MarkTyped:
    """His mark: came and took part unless another code says otherwise; an absence without a code has no reason."""
    code = MarkCode(draft.code or (MarkCode.ATTC if draft.happened else NO_REASON))
    if is_absence(code) is draft.happened:
        raise InvalidInput({"code": _("The mark must say the same as whether it happened.")})
    minutes, late = (draft.minutes, draft.late_minutes) if draft.happened else (None, None)
    if draft.happened and minutes is None and late is None:
        late = 0
    reason = draft.reason or (_("No reason given") if code is MarkCode.UAAB else None)
    return MarkTyped(case=CaseId(case_id), code=code, minutes=minutes, late_minutes=late, reason=reason)


def _is_grave(draft: ContactRecorded, *, has_event: bool) -> bool:
    """A concern, or a change at home that raised no event by itself, asks for a red event (ONE-1, ONE-4)."""
    return bool((draft.concern or "").strip()) or (not has_event and bool((draft.change_at_home or "").strip()))


def _refuse_dates(seat: ProgrammeSeat, session: Session, draft: ContactRecorded) -> None:
    """The next contact comes after this one (ONE-1)."""
    held = local(seat.clock, session.starts_at)
    if draft.next_on is not None and held is not None and draft.next_on < held.date():
        raise InvalidInput({"next_on": _("Next date is before this one.")})


def window_warnings(work: Work, seat: ProgrammeSeat, session: Session) -> tuple[str, ...]:
    """A date outside the window of the plan is kept, and said (SCH-27)."""
    query = select(Session.window_from, Session.window_to).where(
        Session.group_id == session.group_id,
        Session.is_placeholder,
        Session.key == session.key,
        Session.number == session.number,
    )
    window = work.session.execute(query.limit(1)).one_or_none()
    if window is None or window.window_from is None or session.starts_at is None:
        return ()
    day = session.starts_at.astimezone(seat.clock.zone).date()
    if window.window_from <= day and (window.window_to is None or day <= window.window_to):
        return ()
    return (_("This lies outside the time that the plan keeps for it."),)
