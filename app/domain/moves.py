"""Lists the states of a case, every move between them and every reason code, as one table (CASE-1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.core.language import _


class CaseState(StrEnum):
    """Where a case stands (domain.md 4.2)."""

    REFERRED = "referred"
    ASSESSING = "assessing"
    NOT_READY = "not_ready"
    WAITING = "waiting"
    PLACED = "placed"
    ON_PROGRAMME = "on_programme"
    BREACH = "breach"
    BACK_TO_REFERRER = "back_to_referrer"
    AWAY = "away"
    COMPLETED = "completed"
    NOT_SUITABLE = "not_suitable"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN = "withdrawn"
    DESELECTED = "deselected"


S = CaseState
CLOSED = frozenset({S.COMPLETED, S.NOT_SUITABLE, S.NOT_ELIGIBLE, S.WITHDRAWN, S.DESELECTED})
OPEN = frozenset(CaseState) - CLOSED


def state_words(state: CaseState) -> str:
    """The words a person reads for a state; never "graduated" or "cured" (WRD-1)."""
    return {
        S.REFERRED: _("Referred"),
        S.ASSESSING: _("In assessment"),
        S.NOT_READY: _("Suitable, not ready"),
        S.WAITING: _("Waiting for a place"),
        S.PLACED: _("Placed"),
        S.ON_PROGRAMME: _("On programme"),
        S.BREACH: _("Breach being looked into"),
        S.BACK_TO_REFERRER: _("Back to court or referrer"),
        S.AWAY: _("Left, may return"),
        S.COMPLETED: _("Completed"),
        S.NOT_SUITABLE: _("Not suitable"),
        S.NOT_ELIGIBLE: _("Not eligible"),
        S.WITHDRAWN: _("Withdrawn"),
        S.DESELECTED: _("Ended by the service"),
    }[state]


class Cause(StrEnum):
    """Which act makes a move: a person by hand, or the system from another act."""

    MANUAL = "manual"
    REGISTER = "register"
    ALLOCATE = "allocate"
    LEAVE = "leave"
    REOPEN = "reopen"
    UNDO = "undo"


class Membership(StrEnum):
    """What a move does to his place in a group and its future sessions (CASE-5)."""

    NONE = "none"
    CREATE = "create"
    KEEP = "keep"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"
    RETURN = "return"


@dataclass(frozen=True)
class Move:
    """One line of the table: what the move needs and what it does."""

    cause: Cause
    membership: Membership = Membership.NONE
    needs_reason: bool = False
    needs_second: bool = False
    needs_review_on: bool = False
    tells_safety_team: bool = False


@dataclass(frozen=True)
class _Line:
    """As the table of domain.md 4.3 prints it: R reason, 2 second name, N safety team told, V review date."""

    sources: tuple[CaseState, ...]
    targets: tuple[CaseState, ...]
    cause: Cause
    marks: str
    membership: Membership = Membership.NONE


_STARTED_OR_PLACED = (S.PLACED, S.ON_PROGRAMME)
_TABLE: tuple[_Line, ...] = (
    _Line((S.REFERRED,), (S.ASSESSING,), Cause.MANUAL, ""),
    _Line((S.REFERRED, S.ASSESSING), (S.NOT_ELIGIBLE,), Cause.MANUAL, "R2N"),
    _Line((S.ASSESSING, S.NOT_READY), (S.NOT_SUITABLE,), Cause.MANUAL, "R2N"),
    _Line((S.ASSESSING,), (S.NOT_READY,), Cause.MANUAL, "RV"),
    _Line((S.ASSESSING, S.NOT_READY), (S.WAITING,), Cause.MANUAL, ""),
    _Line((S.NOT_READY, S.WAITING), (S.ASSESSING,), Cause.MANUAL, "R"),
    _Line((S.PLACED,), (S.ASSESSING,), Cause.MANUAL, "RN", Membership.END),
    _Line((S.ON_PROGRAMME,), (S.PLACED,), Cause.REGISTER, "N", Membership.KEEP),
    _Line((S.WAITING,), (S.NOT_READY,), Cause.MANUAL, "RV"),
    _Line((S.WAITING, S.AWAY), (S.PLACED,), Cause.ALLOCATE, "", Membership.CREATE),
    _Line(_STARTED_OR_PLACED, (S.WAITING,), Cause.LEAVE, "RN", Membership.END),
    _Line((S.PLACED,), (S.NOT_READY,), Cause.MANUAL, "RVN", Membership.END),
    _Line((S.PLACED,), (S.ON_PROGRAMME,), Cause.REGISTER, "N", Membership.KEEP),
    _Line(_STARTED_OR_PLACED, (S.BREACH,), Cause.MANUAL, "RN", Membership.SUSPEND),
    _Line((S.BREACH,), _STARTED_OR_PLACED, Cause.MANUAL, "RN", Membership.RESUME),
    _Line((S.ON_PROGRAMME, S.BREACH), (S.ASSESSING,), Cause.MANUAL, "RN", Membership.END),
    _Line((S.ON_PROGRAMME,), (S.COMPLETED,), Cause.MANUAL, "N", Membership.END),
    _Line((S.ON_PROGRAMME,), (S.AWAY,), Cause.MANUAL, "RN", Membership.END),
    _Line(
        (S.ON_PROGRAMME, S.PLACED, S.BREACH, S.AWAY, S.BACK_TO_REFERRER),
        (S.DESELECTED,),
        Cause.MANUAL,
        "R2N",
        Membership.END,
    ),
    _Line(
        (S.ASSESSING, S.NOT_READY, S.WAITING, S.PLACED, S.ON_PROGRAMME, S.BREACH),
        (S.BACK_TO_REFERRER,),
        Cause.MANUAL,
        "RN",
        Membership.END,
    ),
    _Line((S.BACK_TO_REFERRER,), (S.ASSESSING, S.WAITING), Cause.MANUAL, "R"),
    _Line(tuple(state for state in CaseState if state in OPEN), (S.WITHDRAWN,), Cause.MANUAL, "RN", Membership.END),
    _Line((S.NOT_SUITABLE, S.NOT_ELIGIBLE, S.WITHDRAWN, S.DESELECTED), (S.ASSESSING,), Cause.REOPEN, "R2N"),
    _Line((S.COMPLETED,), (S.ON_PROGRAMME,), Cause.UNDO, "R2N", Membership.RETURN),
)


def _spread() -> Iterator[tuple[tuple[CaseState, CaseState], Move]]:
    for line in _TABLE:
        move = Move(
            line.cause,
            line.membership,
            needs_reason="R" in line.marks,
            needs_second="2" in line.marks,
            needs_review_on="V" in line.marks,
            tells_safety_team="N" in line.marks,
        )
        for source in line.sources:
            yield from (((source, target), move) for target in line.targets)


MOVES: dict[tuple[CaseState, CaseState], Move] = dict(_spread())


class ReasonCode(StrEnum):
    """Why a case moved or ended (domain.md 4.3); no code means "because of her" (CASE-11)."""

    DUPLICATE = "duplicate"
    ERROR = "error"
    COURSE_UNAVAILABLE = "course_unavailable"
    TRANSFER = "transfer"
    NOT_ENOUGH_TIME = "not_enough_time"
    RELEASED = "released"
    SENTENCE_ENDED = "sentence_ended"
    ORDER_ENDED = "order_ended"
    DEPORTED = "deported"
    RISK_SCORES_CHANGED = "risk_scores_changed"
    PERSONAL = "personal"
    PERSONAL_SAFETY = "personal_safety"
    OTHER = "other"
    DEATH = "death"
    HEALTH = "health"
    SOLICITORS_ADVICE = "solicitors_advice"
    MOTIVATION = "motivation"
    NON_ASSOCIATION = "non_association"
    RECALL = "recall"
    MOVED_AWAY = "moved_away"
    OWN_REQUEST = "own_request"
    ATTITUDE = "attitude"
    BEHAVIOUR_IN_SESSION = "behaviour_in_session"
    BEHAVIOUR_OUTSIDE = "behaviour_outside"
    TROUBLE_WITH_MEMBERS = "trouble_with_members"
    MISSED_TOO_MANY = "missed_too_many"
    ALCOHOL_DRUGS = "alcohol_drugs"
    NEW_VIOLENCE = "new_violence"
    ORDER_BREACHED = "order_breached"
    DETAILS_REFUSED = "details_refused"
    BLAMES_ONLY_OTHERS = "blames_only_others"
    OPERATIONAL = "operational"


_LISTED = tuple(ReasonCode)
_BOTH = frozenset(_LISTED[_LISTED.index(ReasonCode.DEATH) : _LISTED.index(ReasonCode.OWN_REQUEST) + 1])
WITHDRAWN_REASONS = frozenset(_LISTED[: _LISTED.index(ReasonCode.DEATH)]) | _BOTH
DESELECTED_REASONS = frozenset(_LISTED[_LISTED.index(ReasonCode.ATTITUDE) :]) | _BOTH
LEFT_OUT_OF_STATISTICS = frozenset({ReasonCode.DUPLICATE, ReasonCode.ERROR})


def reasons_for(target: CaseState) -> frozenset[ReasonCode]:
    """The reason codes that may stand beside a move to this state."""
    return {S.WITHDRAWN: WITHDRAWN_REASONS, S.DESELECTED: DESELECTED_REASONS}.get(target, frozenset(ReasonCode))
