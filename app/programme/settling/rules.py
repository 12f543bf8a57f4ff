"""Tells on which day something is due of these men, by the rules that Today follows and no others (P8)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from app.domain.moves import OPEN
from app.programme.attendance.follow_ups import after_misses, noted_concerns
from app.programme.attendance.owing import owed_contents
from app.programme.catch_ups import places_within_reach
from app.programme.days.kept import Due
from app.programme.denials import waiting_ratings
from app.programme.letters.owed import letters_of
from app.programme.measures.due import asked_of
from app.programme.own_contacts.owed import soon_on, undated
from app.programme.peers.entries import entries_of
from app.programme.peers.reach import running_groups
from app.programme.peers.talks import talks_in
from app.programme.reporting.due import reports_of
from app.programme.reporting.orders import orders_of
from app.programme.reviews import reviews_of
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.waiting.rating import asked_again
from app.programme.waiting.tasks import completions
from app.store.work import Work
from models.programme.case import Case

Cases = Mapping[str, Case]
Told = Iterable[tuple[str, date]]
ForAWhile = Iterable[tuple[str, date, date]]
Days = dict[tuple[str, Due], date]


def days_of(work: Work, seat: ProgrammeSeat, cases: Cases) -> Days:
    """Of each of these men and each kind the first day; of a case that is closed, only what is asked after an end.

    The work reaches everybody: what is kept is the same for whoever tells it. What is asked for a while has a last
    day too, and the first of those is kept beside it.
    """
    here = {id: case for id, case in cases.items() if case.state in OPEN}
    found: Days = {}
    for kind, tell in TELL.items():
        for id, day in tell(work, seat, here):
            found[id, kind] = min(day, found.get((id, kind), day))
    for kind, tell_for_a_while in TELL_FOR_A_WHILE.items():
        for id, day, last in tell_for_a_while(work, seat, cases):
            found[id, kind] = min(day, found.get((id, kind), day))
            if last < date.max:
                found[id, Due.UNTIL] = min(last, found.get((id, Due.UNTIL), last))
    return found


def _follow_ups(work: Work, seat: ProgrammeSeat, cases: Cases) -> Told:
    return [(one.case, one.on) for one in after_misses(work, seat, cases)]


def _concerns(work: Work, seat: ProgrammeSeat, cases: Cases) -> Told:
    return [(one.case, one.on) for one in noted_concerns(work, seat, cases)]


def _catch_ups(work: Work, seat: ProgrammeSeat, cases: Cases) -> Told:
    """One without a day stands at the end of time: it is on the list and not on Today (SCH-33)."""
    places = places_within_reach(work, seat, cases=cases)
    owed = owed_contents(work, seat, places, ahead_too=True)
    return [(one.case.id, one.due or date.max) for one in owed if one.booked is None]


def _contacts(work: Work, seat: ProgrammeSeat, cases: Cases) -> Told:
    owed = undated(work, seat, places_within_reach(work, seat, cases=cases))
    return [(one.case.id, one.due) for one in owed if one.due is not None]


def _contacts_soon(work: Work, seat: ProgrammeSeat, cases: Cases) -> Told:
    return [(one.case.id, soon_on(one)) for one in undated(work, seat, places_within_reach(work, seat, cases=cases))]


def _signatures(work: Work, _seat: ProgrammeSeat, cases: Cases) -> Told:
    return [(one.case, one.held_on) for one in reviews_of(work, list(cases)) if one.counts and one.to_sign]


def _talks(work: Work, seat: ProgrammeSeat, cases: Cases) -> Iterator[tuple[str, date]]:
    for _group, case, _meetings, since in talks_in(work, seat, running_groups(work, cases), cases):
        yield case, since


def _ratings(work: Work, seat: ProgrammeSeat, cases: Cases) -> Iterator[tuple[str, date]]:
    for id, waiting in waiting_ratings(work, cases):
        yield id, local_day(seat, waiting.rated_at)


TELL: Mapping[Due, Callable[[Work, ProgrammeSeat, Cases], Told]] = {
    Due.FOLLOW_UP: _follow_ups,
    Due.CONCERN: _concerns,
    Due.CATCH_UP: _catch_ups,
    Due.CONTACT: _contacts,
    Due.CONTACT_SOON: _contacts_soon,
    Due.SIGNATURE: _signatures,
    Due.COMPLETED: completions,
    Due.TALK: _talks,
    Due.RATING: _ratings,
    Due.QUESTIONNAIRE: asked_of,
    Due.RATED_AGAIN: asked_again,
    Due.ENTRY: entries_of,
}
TELL_FOR_A_WHILE: Mapping[Due, Callable[[Work, ProgrammeSeat, Cases], ForAWhile]] = {
    Due.REPORT: reports_of,
    Due.LETTER: letters_of,
    Due.ORDER: orders_of,
}
