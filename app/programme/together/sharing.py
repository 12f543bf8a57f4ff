"""Knows who shares a catch-up: one session with one register for several men, of whichever groups (SCH-33, CASE-5)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Select, or_, select

from app.core.language import _
from app.store.work import Work
from models.programme.delivery import CatchUpMan
from models.programme.group import Session


def men_sharing(work: Work, session: Session) -> tuple[str, ...]:
    """The cases expected in a shared catch-up; one that left before it was held is not (CASE-5)."""
    query = select(CatchUpMan.case_id).where(CatchUpMan.session_id == session.id)
    query = query.where(or_(CatchUpMan.left_at.is_(None), CatchUpMan.left_at > session.starts_at))
    return tuple(work.session.scalars(query.order_by(CatchUpMan.added_at, CatchUpMan.case_id)))


def shared_by(case_id: str) -> Select[str]:
    """A query of the shared catch-ups that a man is down for."""
    return select(CatchUpMan.session_id).where(CatchUpMan.case_id == case_id, CatchUpMan.left_at.is_(None))


def standing_in_shared(work: Work, case_id: str) -> dict[str, str]:
    """Every shared catch-up he was ever down for; `cancelled` where he left it, which says nothing of the others."""
    query = select(CatchUpMan.session_id, CatchUpMan.left_at).where(CatchUpMan.case_id == case_id)
    return {row.session_id: "cancelled" if row.left_at else "" for row in work.session.execute(query)}


def men_by_session(work: Work, sessions: Collection[str]) -> dict[str, frozenset[str]]:
    """The men of several shared catch-ups, by session; another session is not among them."""
    query = select(CatchUpMan.session_id, CatchUpMan.case_id)
    query = query.where(CatchUpMan.session_id.in_(sessions), CatchUpMan.left_at.is_(None))
    found: dict[str, set[str]] = {}
    for row in work.session.execute(query):
        found.setdefault(row.session_id, set()).add(row.case_id)
    return {id: frozenset(cases) for id, cases in found.items()}


def own_covers(work: Work, cases: Collection[str]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """What each shared catch-up makes up for in the case of each man, by session and case (SCH-31)."""
    query = select(CatchUpMan.session_id, CatchUpMan.case_id, CatchUpMan.covers).where(CatchUpMan.case_id.in_(cases))
    return {(row.session_id, row.case_id): tuple(row.covers) for row in work.session.execute(query)}


def shared_ahead(work: Work, case_id: str, at: datetime) -> tuple[Session, ...]:
    """The shared catch-ups that are booked, lie ahead and expect him."""
    ahead = select(Session).where(Session.id.in_(shared_by(case_id)), Session.status == "planned")
    return tuple(work.session.scalars(ahead.where(Session.starts_at > at).order_by(Session.starts_at)))


def leave_shared(work: Work, session: Session, case_id: str, at: datetime, reason: str) -> bool:
    """Take a man off one; it stays without him, and is cancelled, kept and marked when nobody is left (CASE-5)."""
    query = select(CatchUpMan).where(CatchUpMan.session_id == session.id, CatchUpMan.case_id == case_id)
    man = work.session.scalars(query.where(CatchUpMan.left_at.is_(None))).one_or_none()
    if man is None:
        return False
    man.left_at, man.left_reason = at, reason
    work.session.flush()
    if not men_by_session(work, [session.id]):
        session.status, session.not_held_reason = "cancelled", _("Nobody is left who would come.")
    return True
