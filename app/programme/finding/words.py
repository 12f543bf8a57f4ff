"""Finds cases by what was typed: who he is and his numbers first, then what was written about him (SEC-43, XNG-6)."""

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.moves import OPEN
from app.programme.case_list import short_of
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.store.search import Among, Question, found, question
from app.store.work import Work
from models.programme.case import Case, reference_of
from models.programme.client import Client

RANKED_UP_TO = 200
OPEN_STATES = frozenset(state.value for state in OPEN)


@dataclass(frozen=True)
class Hit:
    """A case that fits what was typed, as a line shows it; by a note, when nothing of the case itself does."""

    case: str
    reference: str
    short: str
    state: str
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
        people.sort(key=lambda one: one.state not in OPEN_STATES)
    known = {one.case for one in people}
    noted = {one.case: one for one in _fitting(work, seat, asked, Among.NOTES, most) if one.case not in known}
    return (*people, *noted.values())


def _fitting(work: Work, seat: ProgrammeSeat, asked: Question, among: Among, most: int) -> list[Hit]:
    """The cases of the newest entries that fit, the newest first; columns alone, since every key typed asks (P5)."""
    hits, given = found(work.session, asked, among)
    query = (
        select(Case.id, Case.number, Case.state, Client.known_as, Client.given_name, Client.family_name)
        .join(hits, hits.c.case_id == Case.id)
        .join(Client, Client.id == Case.client_id)
        .where(cases_within_reach(work, seat.person))
        .order_by(hits.c.id.desc())
        .limit(most)
    )
    return [
        Hit(id, reference_of(number), short_of(known_as, given, family), state, in_note=among is Among.NOTES)
        for id, number, state, known_as, given, family in work.session.connection().execute(query, given)
    ]
