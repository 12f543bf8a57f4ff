"""Fills the agenda of a case-management meeting from what happened since a man was last discussed (F8, MTG-3)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy import Row as RowOf

from app.core.language import _
from app.domain.codes import CAME
from app.domain.moves import CLOSED, CaseState
from app.domain.roles import Reach
from app.programme.marks import that_counts
from app.programme.office import number_setting
from app.programme.planned import CANCELLED, HELD, NOT_HELD, PLANNED
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case, RedEvent, RiskResult
from models.programme.group import Session
from models.programme.meeting import Meeting, MeetingItem

ACTIVE = (CaseState.PLACED.value, CaseState.ON_PROGRAMME.value, CaseState.BREACH.value)
EVERY = tuple(state.value for state in CaseState)
STATUSES = (PLANNED, HELD, NOT_HELD, CANCELLED)
ABSENCES = 2


class Why(StrEnum):
    """Why a man is on the agenda."""

    RED_EVENT = "red_event"
    RISK = "risk"
    ABSENCES = "absences"
    CONCERN = "concern"
    REVIEW = "review"
    STARTED = "started"
    ENDED = "ended"
    LONG_AGO = "long_ago"


def why_words() -> dict[str, str]:
    """Each reason in words, the most pressing first."""
    return {
        Why.RED_EVENT: _("Red event"),
        Why.RISK: _("New risk result"),
        Why.CONCERN: _("Concern from a session"),
        Why.ABSENCES: _("Two or more absences"),
        Why.REVIEW: _("A review is overdue"),
        Why.STARTED: _("Started"),
        Why.ENDED: _("Ended"),
        Why.LONG_AGO: _("Not discussed for a while"),
    }


def reasons(work: Work, seat: ProgrammeSeat, on: date) -> dict[str, tuple[str, ...]]:
    """Of every case within reach why it is to be discussed, most pressing first; who has no reason is not in it.

    Only what can be one is read: who is active, what is of these weeks, and who was discussed before (P8).
    """
    usual = on - timedelta(weeks=number_setting(work.session, "meeting.weeks"))
    last, since = _last_discussed(work), seat.clock.at(datetime.combine(usual, time()))
    found: dict[str, set[str]] = defaultdict(set)
    for row in _cases(work, seat, on, since):
        began, before = local_day(seat, row.state_since), last.get(row.id, usual)
        told = {
            Why.LONG_AGO: row.state in ACTIVE and last.get(row.id, date.min) <= usual,
            Why.STARTED: began > before and row.state == CaseState.ON_PROGRAMME.value,
            Why.ENDED: began > before and CaseState(row.state) in CLOSED,
            Why.REVIEW: row.review_on is not None and row.review_on < on,
        }
        found[row.id] |= {why for why, holds in told.items() if holds}
    for id, why, day in _happened(work, seat, since):
        if day >= last.get(id, usual):
            found[id].add(why)
    missed = Counter(id for id, day in _absences(work, seat, since) if day >= last.get(id, usual))
    for id in [id for id, count in missed.items() if count >= ABSENCES]:
        found[id].add(Why.ABSENCES)
    within, order = _within(work, seat), list(why_words())
    return {
        id: tuple(sorted((str(one) for one in some), key=order.index))
        for id, some in found.items()
        if some and (within is None or id in within)
    }


def _within(work: Work, seat: ProgrammeSeat) -> frozenset[str] | None:
    """The cases of who sees only some."""
    if work.reach is Reach.ALL:
        return None
    return frozenset(work.session.scalars(select(Case.id).where(cases_within_reach(work, seat.person))))


def _discussed() -> Select[str]:
    """Who was on a meeting whose minutes were closed."""
    query = select(MeetingItem.case_id).join(Meeting, Meeting.id == MeetingItem.meeting_id)
    return query.where(Meeting.closed_at.is_not(None))


def _last_discussed(work: Work) -> dict[str, date]:
    """When each was on such a meeting last."""
    query = _discussed().add_columns(func.max(Meeting.on_day)).group_by(MeetingItem.case_id)
    return {row[0]: row[1] for row in work.session.execute(query)}


def _cases(work: Work, seat: ProgrammeSeat, on: date, since: datetime) -> Iterable[RowOf[*tuple[Any, ...]]]:
    """Who is active, whose state is new, whose review is overdue, and who was discussed; each by an index (P8)."""
    found: dict[str, RowOf[*tuple[Any, ...]]] = {}
    for wheres in (
        (Case.state.in_(ACTIVE),),
        (Case.state.in_(EVERY), Case.state_since >= since),
        (Case.state.in_(EVERY), Case.review_on < on),
        (Case.id.in_(_discussed()),),
    ):
        query = select(Case.id, Case.state, Case.state_since, Case.review_on).where(*wheres)
        for row in work.session.execute(query.where(cases_within_reach(work, seat.person))):
            found[row.id] = row
    return found.values()


def _happened(work: Work, seat: ProgrammeSeat, since: datetime) -> Iterator[tuple[str, Why, date]]:
    """Red events, risk results and concerns with their day; a red event that is still open counts as of today."""
    events = select(RedEvent.case_id, RedEvent.raised_at, RedEvent.closed_at)
    for wanted in (RedEvent.closed_at.is_(None), RedEvent.raised_at >= since, RedEvent.case_id.in_(_discussed())):
        for case, raised_at, closed_at in work.session.execute(events.where(wanted)):
            yield case, Why.RED_EVENT, local_day(seat, raised_at) if closed_at else seat.clock.today()
    for recent in (RiskResult.at >= since, RiskResult.case_id.in_(_discussed())):
        for case, at in work.session.execute(select(RiskResult.case_id, RiskResult.at).where(recent)):
            yield case, Why.RISK, local_day(seat, at)
    for case, starts_at in _of_sessions(work, since, Mark.concern.is_not(None)):
        yield case, Why.CONCERN, local_day(seat, starts_at)


def _absences(work: Work, seat: ProgrammeSeat, since: datetime) -> Iterator[tuple[str, date]]:
    """Each session that somebody missed; of one session the newest mark counts (ATT-4)."""
    for case, starts_at in _of_sessions(work, since, Mark.code.not_in(CAME), that_counts(Mark)):
        yield case, local_day(seat, starts_at)


def _of_sessions(work: Work, since: datetime, *wheres: ColumnElement[bool]) -> Iterable[tuple[str, datetime]]:
    """Such marks of these weeks, and all of who was discussed before, each once."""
    marks = select(Mark.id, Mark.case_id, Session.starts_at).join(Session, Session.id == Mark.session_id).where(*wheres)
    recent = marks.where(Session.status.in_(STATUSES), Session.starts_at >= since)
    earlier = marks.where(Mark.case_id.in_(_discussed()), Session.starts_at < since)
    found = {row.id: (row.case_id, row.starts_at) for query in (recent, earlier) for row in work.session.execute(query)}
    return found.values()


def local_day(seat: ProgrammeSeat, at: datetime) -> date:
    """The day of a moment where the office is."""
    return at.astimezone(seat.clock.zone).date()
