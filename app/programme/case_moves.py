"""Moves a case from one state to another, with everything the table of moves asks for and does (CASE-1 to CASE-7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Row
from app.core.shapes import field as named
from app.desk.seat import Person, Seat
from app.domain.answers import Answer
from app.domain.codes import Verdict
from app.domain.moves import MOVES, CaseState, Cause, Membership, Move, ReasonCode, reasons_for, state_words
from app.programme.marks import marks_of
from app.programme.memberships.effects import effects_of, make_true
from app.programme.moments import moment_for
from app.programme.notices import NoticeKind, seal
from app.programme.packs.shelf import pack_of
from app.programme.rights import Right
from app.programme.rules import moves as rules
from app.programme.rules.moves import CaseFacts, takes_a_manager
from app.programme.rules.progress import completion, started_on
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, CaseEvent, Decision, Screening

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
    """Where a case is to go, by which act, and what stands beside it.

    `notice` and `told`: when the safety team hears of it in another way than the table's own.
    """

    to: CaseState
    cause: Cause = Cause.MANUAL
    reason_code: str | None = None
    note: str | None = None
    review_on: date | None = None
    second: Person | None = None
    notice: NoticeKind | None = None
    told: Mapping[str, str] = field(default_factory=dict)


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
    from_state: str = named(name="from")
    to: str
    left_group: str | None = None
    kept_sessions: int = 0
    dropped_sessions: int = 0
    cancelled: tuple[str, ...] = ()


def move_case(work: Work, seat: ProgrammeSeat, case: Case, asked: MoveAsked) -> CaseMoved:
    """Move, note it in the history, end or pause his place, tell the safety team where the table says N (CASE-12)."""
    source = CaseState(case.state)
    move = allowed_move(work, seat, case, asked)
    at = seat.clock.now()
    effects = effects_of(work, case.id, move, at)
    make_true(work, case.id, effects, move, at, asked.reason_code)
    case.state, case.state_since = asked.to.value, at
    case.review_on = asked.review_on
    happened = Happened("move", source.value, asked.to.value, asked.reason_code, asked.note, asked.second)
    note_event(work, seat, case.id, happened)
    if move.tells_safety_team:
        told = {"from": source.value, "to": asked.to.value, "on": seat.clock.today().isoformat(), **asked.told}
        seal(work, seat, asked.notice or _notice(source, asked.to), case.id, told)
    work.changed("case", case.id)
    ends = move.membership is Membership.END
    return CaseMoved(
        case=case.id,
        from_state=source.value,
        to=asked.to.value,
        left_group=effects.group.code if ends and effects.group else None,
        kept_sessions=effects.behind,
        dropped_sessions=effects.dropped,
        cancelled=tuple(session.title for session in effects.alone),
    )


def facts_of(work: Work, seat: ProgrammeSeat, case: Case) -> CaseFacts:
    """What registers and decisions say of a case; nothing of it is typed with a move (CASE-3, CASE-8)."""
    pack, marks = pack_of(work, case), marks_of(work, seat, case.id)
    return CaseFacts(
        state=CaseState(case.state),
        has_started=started_on(pack, marks) is not None,
        is_complete=completion(pack, marks).is_offered,
        is_decided_suitable=_is_decided_suitable(work, case.id),
    )


def _is_decided_suitable(work: Work, case_id: str) -> Answer:
    """What the newest decision says; while a newer screening is open nobody knows (SCR-7, GATE-4)."""
    newest = select(Decision.verdict).where(Decision.case_id == case_id).order_by(Decision.at.desc()).limit(1)
    verdict = work.session.execute(newest).scalar()
    being_screened = select(Screening.id).where(Screening.case_id == case_id, Screening.decided_at.is_(None)).limit(1)
    if verdict is None or work.session.execute(being_screened).first() is not None:
        return Answer.UNKNOWN
    return Answer.YES if verdict == Verdict.SUITABLE.value else Answer.NO


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
    """The second person where the table asks for one; ending, reopening and undoing take a manager (ROL-4)."""
    move = MOVES.get((CaseState(case.state), target))
    if move is None or not move.needs_second:
        return None
    return seat.second(login, Right.OVERRIDE if takes_a_manager(target, move) else Right.COUNTERSIGN)


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
