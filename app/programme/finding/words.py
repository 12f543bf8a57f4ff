"""Finds cases by what was typed: who he is and his numbers first, then what was written about him (SEC-43, XNG-6)."""

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.moves import OPEN
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.store.search import Among, Question, found, question
from app.store.work import Work
from models.programme.case import Case

RANKED_UP_TO = 200
OPEN_STATES = frozenset(state.value for state in OPEN)


@dataclass(frozen=True)
class Hit:
    """A case that fits what was typed; by a note, when nothing of the case itself does."""

    case: str
    in_note: bool


def hits_of(work: Work, seat: ProgrammeSeat, typed: str, most: int) -> tuple[Hit, ...]:
    """Cases within reach that fit, at most so many of each kind. Not there and not yours are the same nothing (UX-13).

    A short result is ranked, open cases first; a long one comes newest first, which costs nothing to know.
    """
    asked = question(typed)
    if asked is None:
        return ()
    people = _fitting(work, seat, asked, Among.PEOPLE, most)
    if len(people) <= RANKED_UP_TO:
        people.sort(key=lambda one: one[1] not in OPEN_STATES)
    known = {case for case, _state in people}
    noted = dict.fromkeys(case for case, _state in _fitting(work, seat, asked, Among.NOTES, most) if case not in known)
    return (*(Hit(case, in_note=False) for case, _state in people), *(Hit(case, in_note=True) for case in noted))


def _fitting(work: Work, seat: ProgrammeSeat, asked: Question, among: Among, most: int) -> list[tuple[str, str]]:
    """Case and state of the newest entries that fit, the newest first."""
    hits = found(work.session, asked, among).subquery()
    query = (
        select(Case.id, Case.state)
        .join(hits, hits.c.case_id == Case.id)
        .where(cases_within_reach(work, seat.person))
        .order_by(hits.c.id.desc())
        .limit(most)
    )
    return [(row.id, row.state) for row in work.session.execute(query)]
