"""Fills the agenda of a case-management meeting from what happened since a man was last discussed (F8, MTG-3)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from app.core.language import _
from app.domain.codes import CAME
from app.domain.moves import CLOSED, CaseState
from app.programme.office import number_setting
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case, RedEvent, RiskResult
from models.programme.group import Session
from models.programme.meeting import Meeting, MeetingItem

ACTIVE = (CaseState.PLACED.value, CaseState.ON_PROGRAMME.value, CaseState.BREACH.value)
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
    """Of every case within reach why it is to be discussed, most pressing first; who has no reason is not in it."""
    weeks = timedelta(weeks=number_setting(work.session, "meeting.weeks"))
    query = select(Case.id, Case.state, Case.state_since, Case.review_on).where(cases_within_reach(work, seat.person))
    rows = {row.id: row for row in work.session.execute(query)}
    last = _last_discussed(work, rows)
    since = {id: last.get(id, on - weeks) for id in rows}
    found: dict[str, set[str]] = defaultdict(set)
    for id, row in rows.items():
        began = local_day(seat, row.state_since)
        told = {
            Why.LONG_AGO: row.state in ACTIVE and last.get(id, date.min) <= on - weeks,
            Why.STARTED: began > since[id] and row.state == CaseState.ON_PROGRAMME.value,
            Why.ENDED: began > since[id] and CaseState(row.state) in CLOSED,
            Why.REVIEW: row.review_on is not None and row.review_on < on,
        }
        found[id] |= {why for why, holds in told.items() if holds}
    for id, why, day in _happened(work, seat, rows):
        if day >= since[id]:
            found[id].add(why)
    for id, count in _absences(work, seat, rows, since).items():
        if count >= ABSENCES:
            found[id].add(Why.ABSENCES)
    order = list(why_words())
    return {id: tuple(sorted((str(one) for one in some), key=order.index)) for id, some in found.items() if some}


def _last_discussed(work: Work, cases: Collection[str]) -> dict[str, date]:
    """When each was last on a meeting whose minutes were closed."""
    query = (
        select(MeetingItem.case_id, func.max(Meeting.on_day))
        .join(Meeting, Meeting.id == MeetingItem.meeting_id)
        .where(Meeting.closed_at.is_not(None))
        .group_by(MeetingItem.case_id)
    )
    return {case: on for case, on in work.session.execute(query) if case in cases}


def _happened(work: Work, seat: ProgrammeSeat, cases: Collection[str]) -> list[tuple[str, Why, date]]:
    """Red events, risk results and concerns with their day; a red event that is still open counts as of today."""
    events = work.session.execute(select(RedEvent.case_id, RedEvent.raised_at, RedEvent.closed_at))
    results = work.session.execute(select(RiskResult.case_id, RiskResult.at))
    noted = select(Mark.case_id, Session.starts_at).join(Session, Session.id == Mark.session_id)
    marks = work.session.execute(noted.where(Mark.concern.is_not(None), Session.starts_at.is_not(None)))
    today = seat.clock.today()
    found = [
        *((one.case_id, Why.RED_EVENT, local_day(seat, one.raised_at) if one.closed_at else today) for one in events),
        *((one.case_id, Why.RISK, local_day(seat, one.at)) for one in results),
        *((one.case_id, Why.CONCERN, local_day(seat, one.starts_at)) for one in marks),
    ]
    return [one for one in found if one[0] in cases]


def _absences(work: Work, seat: ProgrammeSeat, cases: Collection[str], since: dict[str, date]) -> dict[str, int]:
    """How many sessions each missed since; of one session the newest mark counts (ATT-4)."""
    query = select(Mark.case_id, Mark.session_id, Mark.code, Session.starts_at)
    query = query.join(Session, Session.id == Mark.session_id).order_by(Mark.turn)
    newest = {
        (row.case_id, row.session_id): row
        for row in work.session.execute(query.where(Session.starts_at >= _earliest(seat, since)))
    }
    found: dict[str, int] = defaultdict(int)
    for (case, _session), row in newest.items():
        if case in cases and row.code not in CAME and local_day(seat, row.starts_at) >= since[case]:
            found[case] += 1
    return found


def _earliest(seat: ProgrammeSeat, since: dict[str, date]) -> datetime:
    """The first moment that matters to anybody."""
    return datetime.combine(min(since.values(), default=seat.clock.today()), time(), seat.clock.zone)


def local_day(seat: ProgrammeSeat, at: datetime) -> date:
    """The day of a moment where the office is."""
    return at.astimezone(seat.clock.zone).date()
