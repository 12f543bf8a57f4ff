"""Reads what was done with a man lately: the strip of his sessions, the newest entries, and his goals."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import Row
from app.domain import labels
from app.domain.answers import Answer
from app.domain.calendar import day_words
from app.domain.codes import MARKS, MarkCode, mark_words
from app.domain.legal import LegalEvent, mappa_statuses, order_happened, protection_happened
from app.domain.moves import CaseState, state_words
from app.domain.pack_tables import reports
from app.programme.rules.attendance import Mark
from app.programme.rules.background import Topic, topics
from app.store.work import Work
from models.programme.attendance import Goal, GoalReview
from models.programme.attendance import Mark as MarkRow
from models.programme.case import CaseEvent
from models.programme.group import Session

LATEST = 12
ROUTE_SAID, ROUTE_BEFORE, ROUTE_OF_READER = "reporting", "reporting_before", "reporting_reader"
REPORT_ASIDE = "report_aside"


class StripCell(Row):
    """One session of the strip: his mark, or nothing yet."""

    session: str
    number: int
    title: str
    starts_at: datetime | None
    status: str
    code: str
    words: str
    came: Literal["yes", "no", "unknown"]


class RecordRow(Row):
    """One entry of the record: what, when, by whom."""

    at: datetime
    kind: str
    words: str
    detail: str
    by: str


class GoalRow(Row):
    """A goal in his words, and how far it was kept when it was last looked at."""

    goal: str
    text: str
    area: str
    step: str
    set_on: date
    achievement: float | None
    words: str
    reviewed_on: date | None


def strip_cells(work: Work, group_id: str, marks: tuple[Mark, ...]) -> tuple[StripCell, ...]:
    """Every group session of his group in order, with his mark where there is one; not recorded stays unknown."""
    if not group_id:
        return ()
    by_session = {mark.session: mark for mark in marks}
    query = select(Session).where(Session.group_id == group_id, Session.case_id.is_(None), Session.kind == "group")
    cells = []
    for number, session in enumerate(work.session.scalars(query.order_by(Session.order, Session.starts_at)), 1):
        mark = by_session.get(session.id)
        code = mark.code if mark else None
        cells.append(
            StripCell(
                session=session.id,
                number=number,
                title=session.title,
                starts_at=session.starts_at,
                status=session.status,
                code=code.value if code else "",
                words=mark_words(code) if code else "",
                came="unknown" if code is None else "yes" if MARKS[code].attended else "no",
            )
        )
    return tuple(cells)


def recent_record(work: Work, case_id: str) -> tuple[RecordRow, ...]:
    """The newest entries of marks and of the case's history, newest first."""
    rows = [*_mark_rows(work, case_id), *event_rows(work, case_id, LATEST)]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True)[:LATEST])


def event_rows(work: Work, case_id: str, limit: int | None = None) -> tuple[RecordRow, ...]:
    """What happened to a case, newest first, under the author's name as then known (CASE-7)."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.at.desc())
    rows = work.session.scalars(query.limit(limit) if limit else query)
    return tuple(
        RecordRow(
            at=row.at,
            kind=row.kind,
            words=event_words(row),
            detail=row.note or "",
            by=_("{first} and {second}").format(first=row.by_label, second=row.second_label)
            if row.second_label
            else row.by_label,
        )
        for row in rows
    )


def event_words(row: CaseEvent) -> str:
    """One line of history in words."""
    if row.kind == "move" and row.to_state:
        return _("Moved to “{state}”").format(state=state_words(CaseState(row.to_state)))
    if row.kind in (ROUTE_SAID, ROUTE_OF_READER):
        words = _("Way of reporting: {was}, now {now}")
        if row.kind == ROUTE_OF_READER:
            words = _("Way of reporting to another reader: {was}, now {now}")
        return words.format(was=_route_words(row.from_state), now=_route_words(row.to_state))
    if row.kind in set(LegalEvent):
        return _legal_words(row)
    if row.kind == REPORT_ASIDE:
        words = _("{report}: put aside until {day}")
        return words.format(report=reports().get(row.to_state or "", ""), day=_day_words(row.from_state))
    return {
        ROUTE_BEFORE: _("Way of reporting as it was said before"),
        "received": _("Referral received"),
        "duplicates_open": _("An earlier case may be the same person’s"),
        "duplicates_answered": _("Duplicate check answered"),
        "denial_second_rating": _("Denial rated by a second worker"),
        "denial_settled": _("Manager settled the denial ratings"),
        "risk_result": _("Risk result recorded"),
        "red_event_raised": _("Red event raised"),
        "red_event_closed": _("Red event closed"),
        "held": _("Put on hold"),
        "hold_lifted": _("Hold lifted"),
        "allocated": _("Given a place"),
        "version": _("Another version of the programme"),
        "assigned": _("Given to another worker"),
        "corrected": _("Details corrected"),
        "imported": _("Imported from a sheet"),
        "measure": _("Questionnaire filled in"),
        "measure_corrected": _("Questionnaire corrected"),
        "substance_screen": _("Substance screen recorded"),
    }.get(row.kind, row.kind.replace("_", " "))


def _legal_words(row: CaseEvent) -> str:
    """What a court or an agency decided, with what stood before and stands now."""
    kind, was, now = LegalEvent(row.kind), row.from_state, row.to_state
    if kind is LegalEvent.ORDER_KIND:
        kinds = labels.legal_kinds()
        words = _("Legal ground: {was}, now {now}")
        return words.format(was=kinds.get(was or "", was), now=kinds.get(now or "", now))
    if kind is LegalEvent.ORDER_REFERENCE:
        return _("Order or licence: its reference before")
    if kind is LegalEvent.PROCEEDINGS:
        answers = {"yes": _("yes"), "no": _("no")}
        other = _("not known")
        words = _("Family proceedings: {was}, now {now}")
        return words.format(was=answers.get(was or "", other), now=answers.get(now or "", other))
    if kind in (LegalEvent.REFERRER, LegalEvent.CHILD, LegalEvent.BACKGROUND):
        return _around_words(kind, row.reason_code or "")
    if kind is LegalEvent.MAPPA:
        return mappa_statuses().get(now or "", _("MAPPA"))
    if kind is LegalEvent.ORDER_STARTS:
        words = _("Begins: {was}, now {now}")
        return words.format(was=_day_words(was), now=_day_words(now))
    happened = protection_happened() if kind is LegalEvent.PROTECTION else order_happened()
    said = happened.get(row.reason_code or "", "")
    if was == now:
        return said
    return _("{happened}: last day {was}, now {now}").format(happened=said, was=_day_words(was), now=_day_words(now))


def _around_words(kind: LegalEvent, topic: str) -> str:
    """Of whom or what something was said."""
    if kind is LegalEvent.BACKGROUND:
        return _("Known of him: {what}").format(what=topics()[Topic(topic)].lower())
    return _("Another referrer or officer") if kind is LegalEvent.REFERRER else _("A child of his")


def _day_words(text: str | None) -> str:
    return day_words(date.fromisoformat(text)) if text else _("not known")


def _route_words(code: str | None) -> str:
    return labels.route_words(Answer(code or Answer.UNKNOWN.value)).lower()


def goal_rows(work: Work, case_id: str) -> tuple[GoalRow, ...]:
    """His goals in his words, each with its newest review."""
    goals = work.session.scalars(select(Goal).where(Goal.case_id == case_id).order_by(Goal.set_on, Goal.id)).all()
    query = select(GoalReview).where(GoalReview.goal_id.in_([goal.id for goal in goals]))
    newest = {one.goal_id: one for one in work.session.scalars(query.order_by(GoalReview.reviewed_on))}
    return tuple(_goal_row(goal, newest.get(goal.id)) for goal in goals)


def _goal_row(goal: Goal, review: GoalReview | None) -> GoalRow:
    kept = {0.0: _("Not yet"), 0.5: _("Kept in part"), 1.0: _("Kept")}
    return GoalRow(
        goal=goal.id,
        text=goal.text,
        area=goal.area or "",
        step=goal.step or "",
        set_on=goal.set_on,
        achievement=review.achievement if review else None,
        words=kept.get(review.achievement, "") if review else _("Not looked at yet"),
        reviewed_on=review.reviewed_on if review else None,
    )


def _mark_rows(work: Work, case_id: str) -> tuple[RecordRow, ...]:
    query = (
        select(MarkRow, Session.title)
        .join(Session, Session.id == MarkRow.session_id)
        .where(MarkRow.case_id == case_id)
        .order_by(MarkRow.at.desc(), MarkRow.turn.desc())
        .limit(LATEST)
    )
    return tuple(
        RecordRow(
            at=mark.at,
            kind="mark",
            words=_("{session}: {mark}").format(session=title, mark=mark_words(MarkCode(mark.code))),
            detail=_("engagement {number} of 5").format(number=mark.engagement) if mark.engagement else "",
            by=mark.by_label,
        )
        for mark, title in work.session.execute(query)
    )
