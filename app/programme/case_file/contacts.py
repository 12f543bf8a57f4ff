"""Reads a man's own contacts with what was said in each: held, missed, booked again, and his reviews (SCH-34)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import Row, SessionId
from app.domain.codes import MarkCode, mark_words
from app.programme.planned import local
from app.programme.reviews import ReviewRow, reviews_of
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, OneToOne
from models.programme.group import Session


class ContactFile(Row):
    """One contact with him alone. One that he missed stays, and names the one that was booked again (SCH-34).

    `why` says why it was not held or cancelled, `moved` which times it had before (SCH-28).
    """

    session: SessionId
    title: str
    kind: str
    status: str
    state: str
    starts_at: datetime | None
    code: str
    words: str
    minutes: int | None
    summary: str
    his_view: str
    our_view: str
    next_on: date | None
    booked_again: SessionId | None
    again_of: SessionId | None
    review: ReviewRow | None
    one_view: bool
    answers: dict[str, str]
    why: str = ""
    moved: tuple[str, ...] = ()


def contact_files(work: Work, seat: ProgrammeSeat, case_id: str) -> tuple[ContactFile, ...]:
    """Every contact with him alone, newest first."""
    query = select(Session).where(Session.case_id == case_id, Session.is_placeholder.is_(False))
    sessions = list(work.session.scalars(query.order_by(Session.starts_at, Session.order)))
    marks = {
        row.session_id: row
        for row in work.session.scalars(select(Mark).where(Mark.case_id == case_id).order_by(Mark.turn))
    }
    said = {
        row.session_id: row
        for row in work.session.scalars(select(OneToOne).where(OneToOne.case_id == case_id).order_by(OneToOne.at))
    }
    reviews = {row.session: row for row in reviews_of(work, [case_id]) if row.counts}
    after, before = _linked(sessions)
    files = []
    for session in reversed(sessions):
        mark, talk = marks.get(session.id), said.get(session.id)
        files.append(
            ContactFile(
                session=SessionId(session.id),
                title=session.title,
                kind=session.kind,
                status=session.status,
                state=_state(session, mark, session.id in after),
                starts_at=local(seat.clock, session.starts_at),
                code=mark.code if mark else "",
                words=mark_words(MarkCode(mark.code)) if mark else "",
                minutes=mark.minutes if mark else None,
                summary=talk.summary if talk else "",
                **_views(talk),
                next_on=talk.next_on if talk else None,
                booked_again=after.get(session.id),
                again_of=before.get(session.id),
                review=reviews.get(SessionId(session.id)),
                answers=dict((talk.answers if talk else None) or {}),
                why=session.not_held_reason or "",
                moved=tuple(one["words"] for one in session.moved_because if one["kind"] == "moved"),
            )
        )
    return tuple(files)


def _views(talk: OneToOne | None) -> dict[str, Any]:
    """Both views once both are in; of one alone only that it is (F6)."""
    his, ours = ((talk.his_view or ""), (talk.our_view or "")) if talk else ("", "")
    is_one = bool(his) != bool(ours)
    return {"his_view": "" if is_one else his, "our_view": "" if is_one else ours, "one_view": is_one}


def _linked(sessions: list[Session]) -> tuple[dict[str, SessionId], dict[str, SessionId]]:
    """Contacts for the same content follow one another: the later one was booked again for the earlier (SCH-34)."""
    last: dict[tuple[str, int], str] = {}
    after: dict[str, SessionId] = {}
    before: dict[str, SessionId] = {}
    for session in sessions:
        place = (session.key, session.number)
        if place in last:
            after[last[place]] = SessionId(session.id)
            before[session.id] = SessionId(last[place])
        last[place] = session.id
    return after, before


def _state(session: Session, mark: Mark | None, is_booked_again: bool) -> str:
    """In a few words: held, missed, or booked."""
    if mark is None:
        return {"planned": _("Booked"), "not_held": _("Not held"), "cancelled": _("Cancelled")}.get(
            session.status, _("Not recorded")
        )
    if mark.minutes > 0:
        return _("Held")
    return _("Missed, booked again") if is_booked_again else _("Missed")
