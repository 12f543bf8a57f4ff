"""Moves a case from one state to another, with everything the table of moves asks for and does (CASE-1 to CASE-7)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Row, field
from app.desk.seat import Person, Seat
from app.domain.answers import Answer
from app.domain.codes import Verdict
from app.domain.moves import MOVES, CaseState, Cause, Membership, Move, ReasonCode, reasons_for, state_words
from app.programme.marks import marks_of
from app.programme.moments import moment_for
from app.programme.notices import NoticeKind, seal
from app.programme.packs.shelf import pack_of
from app.programme.rights import Right
from app.programme.rules import moves as rules
from app.programme.rules.moves import CaseFacts
from app.programme.rules.progress import completion, started_on
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, CaseEvent, Decision
from models.programme.group import Group, Member, Session

NOTICES: dict[CaseState, NoticeKind] = {
    CaseState.DESELECTED: NoticeKind.EXCLUDED,
    CaseState.WITHDRAWN: NoticeKind.STOPPED,
    CaseState.AWAY: NoticeKind.STOPPED,
    CaseState.BACK_TO_REFERRER: NoticeKind.STOPPED,
    CaseState.NOT_SUITABLE: NoticeKind.STOPPED,
    CaseState.NOT_ELIGIBLE: NoticeKind.STOPPED,
    CaseState.COMPLETED: NoticeKind.ENDED_ON,
}


@dataclass(frozen=True)
class MoveAsked:
    """Where a case is to go, by which act, and what stands beside it."""

    to: CaseState
    cause: Cause = Cause.MANUAL
    reason_code: str | None = None
    note: str | None = None
    review_on: date | None = None
    second: Person | None = None


@dataclass(frozen=True)
class Happened:
    """One line for the history of a case."""

    kind: str
    from_state: str | None = None
    to_state: str | None = None
    reason_code: str | None = None
    note: str | None = None
    second: Person | None = None


class CaseMoved(Row):
    """What a move did: the states, the group he left, and how many sessions stayed or were dropped (CASE-4)."""

    case: str
    from_state: str = field(name="from")
    to: str
    left_group: str | None = None
    kept_sessions: int = 0
    dropped_sessions: int = 0


def move_case(work: Work, seat: ProgrammeSeat, case: Case, asked: MoveAsked) -> CaseMoved:
    """Move, note it in the history, end or pause his place, tell the safety team where the table says N (CASE-12)."""
    source = CaseState(case.state)
    move = allowed_move(work, seat, case, asked)
    at = seat.clock.now()
    left, kept, dropped = _change_membership(work, case.id, move, asked, at)
    case.state, case.state_since = asked.to.value, at
    case.review_on = asked.review_on
    happened = Happened("move", source.value, asked.to.value, asked.reason_code, asked.note, asked.second)
    note_event(work, seat, case.id, happened)
    if move.tells_safety_team:
        told = {"from": source.value, "to": asked.to.value, "on": seat.clock.today().isoformat()}
        seal(work, seat, _notice(source, asked.to), case.id, told)
    work.changed("case", case.id)
    return CaseMoved(
        case=case.id,
        from_state=source.value,
        to=asked.to.value,
        left_group=left,
        kept_sessions=kept,
        dropped_sessions=dropped,
    )


def facts_of(work: Work, seat: ProgrammeSeat, case: Case) -> CaseFacts:
    """What registers and decisions say of a case; nothing of it is typed with a move (CASE-3, CASE-8)."""
    pack, marks = pack_of(work, case), marks_of(work, seat, case.id)
    newest = select(Decision.verdict).where(Decision.case_id == case.id).order_by(Decision.at.desc()).limit(1)
    verdict = work.session.execute(newest).scalar()
    suitable = Answer.UNKNOWN if verdict is None else Answer.YES if verdict == Verdict.SUITABLE.value else Answer.NO
    return CaseFacts(
        state=CaseState(case.state),
        has_started=started_on(pack, marks) is not None,
        is_complete=completion(pack, marks).is_offered,
        is_decided_suitable=suitable,
    )


def allowed_move(work: Work, seat: ProgrammeSeat, case: Case, asked: MoveAsked) -> Move:
    """The line of the table for this move. Raises when it has none, or something it asks for is missing (CASE-1)."""
    everything = rules.MoveAsked(
        asked.to, asked.cause, seat.person.id, note="-", review_on=seat.clock.today(), second="-",
        reason_code=min(reasons_for(asked.to)),
    )  # fmt: skip
    if reasons := rules.reasons_not_to_move(pack_of(work, case), facts_of(work, seat, case), everything):
        raise NotAllowed(*reasons)
    move = MOVES[(CaseState(case.state), asked.to)]
    if move.needs_second and asked.second is None:
        raise NotAllowed(_("This needs a second person with their own password."))
    if problems := _missing_papers(move, asked):
        raise InvalidInput(problems)
    return move


def move_second(seat: ProgrammeSeat, case: Case, target: CaseState, login: str | None) -> Person | None:
    """The second person where the table asks for one; ending it by the service takes a manager (ROL-4)."""
    move = MOVES.get((CaseState(case.state), target))
    if move is None or not move.needs_second:
        return None
    return seat.second(login, Right.OVERRIDE if target is CaseState.DESELECTED else Right.COUNTERSIGN)


def _missing_papers(move: Move, asked: MoveAsked) -> dict[str, str]:
    """Reason, its words, and the day on which it is looked at again, by field (CASE-7)."""
    problems: dict[str, str] = {}
    if move.needs_reason and not asked.reason_code:
        problems["reason_code"] = _("Choose a reason for this move.")
    if asked.reason_code and asked.reason_code not in {code.value for code in reasons_for(asked.to)}:
        problems["reason_code"] = _("This reason does not fit this move.")
    if asked.reason_code == ReasonCode.OTHER.value and not (asked.note or "").strip():
        problems["note"] = _("The reason “other” needs words.")
    if len(asked.note or "") > rules.LONGEST_NOTE:
        problems["note"] = _("A note has at most {most} characters.").format(most=rules.LONGEST_NOTE)
    if move.needs_review_on and asked.review_on is None:
        problems["review_on"] = _("Set the day on which this is looked at again.")
    return problems


def begin_assessment(work: Work, seat: ProgrammeSeat, case: Case) -> None:
    """The first thing asked of him turns a referral into an assessment."""
    if case.state == CaseState.REFERRED.value:
        move_case(work, seat, case, MoveAsked(CaseState.ASSESSING))


def refuse_stale(case: Case, seen: str | None) -> None:
    """Refuse to act on a view that is no longer true; the fresh state is named (CASE-2)."""
    if seen is not None and seen not in (case.state, str(case.version)):
        words = _("This case has changed since you opened it: it is now “{state}”. Look at it again, then decide.")
        raise Stale(words.format(state=state_words(CaseState(case.state))))


def note_event(work: Work, seat: Seat, case_id: str, happened: Happened) -> CaseEvent:
    """Add one line to a case's history under the author's name as known now (CASE-7)."""
    second = happened.second
    return work.add(
        CaseEvent(
            case_id=case_id,
            at=moment_for(work, seat, CaseEvent, case_id),
            kind=happened.kind,
            from_state=happened.from_state,
            to_state=happened.to_state,
            reason_code=happened.reason_code,
            note=happened.note,
            by_user=seat.person.id,
            by_label=seat.person.label,
            second_user=second.id if second else None,
            second_label=second.label if second else None,
        )
    )


def _notice(source: CaseState, target: CaseState) -> NoticeKind:
    if source is CaseState.PLACED and target is CaseState.ON_PROGRAMME:
        return NoticeKind.STARTED
    return NOTICES.get(target, NoticeKind.MOVED)


def _change_membership(
    work: Work, case_id: str, move: Move, asked: MoveAsked, at: datetime
) -> tuple[str | None, int, int]:
    """End, pause or resume his place; past marks stay, future sessions are dropped (CASE-4, CASE-5)."""
    member = work.session.scalars(
        select(Member).where(Member.case_id == case_id, Member.left_at.is_(None))
    ).one_or_none()
    if move.membership in (Membership.SUSPEND, Membership.RESUME) and member is not None:
        member.suspended = move.membership is Membership.SUSPEND
    if move.membership is not Membership.END:
        return None, 0, 0
    own = tuple(
        work.session.scalars(
            select(Session).where(Session.case_id == case_id, Session.status == "planned", Session.starts_at > at)
        )
    )
    for session in own:
        session.status, session.not_held_reason = "cancelled", _("He left before this was held.")
    if member is None:
        return None, 0, len(own)
    member.left_at, member.left_reason = at, asked.reason_code
    kept, dropped = _sessions_of(work, member, at)
    code = work.session.execute(select(Group.code).where(Group.id == member.group_id)).scalar_one()
    return code, kept, dropped + len(own)


def _sessions_of(work: Work, member: Member, at: datetime) -> tuple[int, int]:
    """How many of the group's dated sessions lie behind him, and how many he no longer comes to."""
    mine = select(func.count()).where(
        Session.group_id == member.group_id, Session.case_id.is_(None), Session.starts_at.is_not(None)
    )
    kept = work.session.execute(mine.where(Session.starts_at <= at, Session.starts_at >= member.joined_at)).scalar_one()
    dropped = work.session.execute(mine.where(Session.starts_at > at)).scalar_one()
    return kept, dropped
