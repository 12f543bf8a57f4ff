"""Says whether a case may move, what the move needs, does, and which papers follow it (CASE-1 to 11, PATH-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.language import _
from app.domain.answers import Answer
from app.domain.moves import (
    MOVES,
    OPEN,
    CaseState,
    Cause,
    Membership,
    Move,
    ReasonCode,
    reasons_for,
    state_words,
)
from app.domain.pack import Pack

LONGEST_NOTE = 500
NEEDS_DECISION = {CaseState.WAITING: (CaseState.ASSESSING, CaseState.NOT_READY, CaseState.BACK_TO_REFERRER)}


@dataclass(frozen=True)
class MoveAsked:
    """A move as it is asked for; `seen` is the state the person looked at (CASE-2)."""

    target: CaseState
    cause: Cause
    by: str
    reason_code: ReasonCode | None = None
    note: str = ""
    review_on: date | None = None
    second: str | None = None
    seen: CaseState | None = None


@dataclass(frozen=True)
class CaseFacts:
    """What is true of the case itself; every answer comes from records, none is typed with the move."""

    state: CaseState
    has_started: bool = False
    is_complete: bool = False
    is_decided_suitable: Answer = Answer.UNKNOWN


def move_between(source: CaseState, target: CaseState) -> Move | None:
    """The line of the table, or None when there is no such move (CASE-1)."""
    return MOVES.get((source, target))


def is_stale(case: CaseFacts, asked: MoveAsked) -> bool:
    """True when the state changed since it was read: the fresh one is shown and nothing is replaced (CASE-2)."""
    return asked.seen is not None and asked.seen is not case.state


def reasons_not_to_move(pack: Pack, case: CaseFacts, asked: MoveAsked) -> tuple[str, ...]:
    """Empty when the move may be made (CASE-1, CASE-3, CASE-6, CASE-7)."""
    move = move_between(case.state, asked.target)
    if case.state is asked.target:
        words = _("The case is already in this state: {state}.")
        return (words.format(state=state_words(case.state)),)
    if move is None or not _may_cause(asked.cause, move):
        words = _("A case cannot go from “{source}” to “{target}” in this way.")
        return (words.format(source=state_words(case.state), target=state_words(asked.target)),)
    return (*_facts(pack, case, asked), *_papers(move, asked))


def targets_from(pack: Pack, case: CaseFacts, cause: Cause) -> tuple[CaseState, ...]:
    """The states a person may choose from here, in the order of the table (CASE-6)."""
    return tuple(
        target
        for (source, target), move in MOVES.items()
        if source is case.state and _may_cause(cause, move) and not _facts(pack, case, MoveAsked(target, cause, by=""))
    )


def takes_a_manager(target: CaseState, move: Move) -> bool:
    """Whether the second name must be a manager's: ended by the service, reopened, or a completion undone (ROL-4)."""
    return move.needs_second and (target is CaseState.DESELECTED or move.cause in {Cause.REOPEN, Cause.UNDO})


def _may_cause(cause: Cause, move: Move) -> bool:
    """Leaving a group may make every move by hand that ends a membership, besides its own (CASE-6)."""
    if cause is Cause.LEAVE:
        return move.cause is Cause.LEAVE or (move.cause is Cause.MANUAL and move.membership is Membership.END)
    return cause is move.cause


def _facts(pack: Pack, case: CaseFacts, asked: MoveAsked) -> tuple[str, ...]:
    """What the registers and decisions must say before the move (CASE-3, CASE-8, PEER-7)."""
    reasons = []
    if asked.target is CaseState.COMPLETED and not case.is_complete:
        reasons.append(_("The registers do not show that he has completed."))
    if asked.target is CaseState.AWAY and not pack.group.return_guarantee:
        reasons.append(_("This programme does not keep a place for return."))
    if asked.target is CaseState.ON_PROGRAMME and not case.has_started:
        reasons.append(_("No register shows that he has started."))
    if (
        asked.target is CaseState.PLACED
        and case.state in {CaseState.BREACH, CaseState.ON_PROGRAMME}
        and case.has_started
    ):
        reasons.append(_("A register shows that he has started."))
    needs_decision = case.state in NEEDS_DECISION.get(asked.target, ())
    if needs_decision and case.is_decided_suitable is not Answer.YES:
        reasons.append(_("There is no decision that he is suitable."))
    return tuple(reasons)


def _papers(move: Move, asked: MoveAsked) -> tuple[str, ...]:
    """Reason, note, review date and second name (CASE-7, ROL-4)."""
    reasons = []
    if move.needs_reason and asked.reason_code is None:
        reasons.append(_("Choose a reason."))
    if asked.reason_code is not None and asked.reason_code not in reasons_for(asked.target):
        reasons.append(_("This reason does not belong to this state."))
    if asked.reason_code is ReasonCode.OTHER and not asked.note.strip():
        reasons.append(_("Write which other reason."))
    if len(asked.note) > LONGEST_NOTE:
        reasons.append(_("A note has at most {most} characters.").format(most=LONGEST_NOTE))
    if move.needs_review_on and asked.review_on is None:
        reasons.append(_("Set a review date."))
    if move.needs_second and asked.second is None:
        reasons.append(_("A second person must agree to this."))
    if move.needs_second and asked.second == asked.by:
        reasons.append(_("The second person must be somebody else."))
    return tuple(reasons)


@dataclass(frozen=True)
class FutureSession:
    """A session ahead on which this man is expected; `is_shared` when others are too (CASE-5)."""

    session: str
    is_group: bool
    is_shared: bool


@dataclass(frozen=True)
class Dropped:
    """What becomes of the sessions ahead: taken off, or cancelled and kept as cancelled (CASE-5)."""

    taken_off: tuple[str, ...]
    cancelled: tuple[str, ...]


def what_is_dropped(move: Move, ahead: Iterable[FutureSession]) -> Dropped:
    """Off group sessions and shared catch-ups; a contact with him alone is cancelled; past marks stay (CASE-5)."""
    if move.membership is not Membership.END:
        return Dropped((), ())
    known = tuple(ahead)
    taken_off = tuple(one.session for one in known if one.is_group or one.is_shared)
    return Dropped(taken_off, tuple(one.session for one in known if not (one.is_group or one.is_shared)))


def reasons_not_to_hold(
    case: CaseFacts, kind_is_open: bool, reason: str, review_on: date | None, today: date
) -> tuple[str, ...]:
    """Empty when a hold may be laid over the state; one open hold of each kind (CASE-10)."""
    reasons = []
    if case.state not in OPEN:
        reasons.append(_("A closed case cannot be held."))
    if kind_is_open:
        reasons.append(_("There is already an open hold of this kind."))
    if not reason.strip():
        reasons.append(_("Write why the case is held."))
    if review_on is None or review_on < today:
        reasons.append(_("Set a review date that lies ahead."))
    return tuple(reasons)


class PaperDue(StrEnum):
    """A paper that a move asks for."""

    JOINING = "joining"
    BAD_NEWS = "bad_news"
    REFERRER = "referrer"
    COMPLETION = "completion"
    CORRECTION = "correction"


_BOTH = (PaperDue.BAD_NEWS, PaperDue.REFERRER)
PAPERS: dict[CaseState, tuple[PaperDue, ...]] = {
    CaseState.PLACED: (PaperDue.JOINING,),
    CaseState.NOT_SUITABLE: _BOTH,
    CaseState.NOT_ELIGIBLE: _BOTH,
    CaseState.BREACH: _BOTH,
    CaseState.DESELECTED: _BOTH,
    CaseState.WITHDRAWN: (PaperDue.REFERRER,),
    CaseState.BACK_TO_REFERRER: (PaperDue.REFERRER,),
    CaseState.COMPLETED: (PaperDue.COMPLETION,),
}


def papers_due(target: CaseState, *, is_undo: bool = False) -> tuple[PaperDue, ...]:
    """The papers of a move to this state, the same for every case."""
    return (PaperDue.CORRECTION,) if is_undo else PAPERS.get(target, ())
