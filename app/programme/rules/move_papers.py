"""Says which papers follow a move, as one table (PATH-7, PATH-8, REP-14)."""

from enum import StrEnum

from app.domain.moves import CaseState

S = CaseState


class PaperDue(StrEnum):
    """A paper that a move asks for."""

    JOINING = "joining"
    BAD_NEWS = "bad_news"
    REFERRER = "referrer"
    COMPLETION = "completion"
    CORRECTION = "correction"


_BOTH = (PaperDue.BAD_NEWS, PaperDue.REFERRER)
PAPERS: dict[CaseState, tuple[PaperDue, ...]] = {
    S.PLACED: (PaperDue.JOINING,),
    S.NOT_SUITABLE: _BOTH,
    S.NOT_ELIGIBLE: _BOTH,
    S.BREACH: _BOTH,
    S.DESELECTED: _BOTH,
    S.WITHDRAWN: (PaperDue.REFERRER,),
    S.BACK_TO_REFERRER: (PaperDue.REFERRER,),
    S.COMPLETED: (PaperDue.COMPLETION,),
}


def papers_due(target: CaseState, *, is_undo: bool = False) -> tuple[PaperDue, ...]:
    """The papers of a move to this state, the same for every case."""
    return (PaperDue.CORRECTION,) if is_undo else PAPERS.get(target, ())
