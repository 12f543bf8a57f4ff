"""Reads the meetings of a peer group: the last twelve, the next, who came to which, and what was spoken of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from app.domain.codes import MARKS, MarkCode
from app.programme.planned import HELD, PLANNED, has_status
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.group import Session
from models.programme.peer import Evening, NoteTags

LAST = 12


@dataclass(frozen=True)
class Marked:
    """One man's newest mark in one meeting, with what was said of a time-out (PEER-6)."""

    on: date
    code: MarkCode
    time_out: bool
    is_late: bool

    @property
    def came(self) -> bool:
        """He was there; a time-out is a skill used and never an absence (PEER-6)."""
        return MARKS[self.code].attended


def next_meeting(work: Work, seat: ProgrammeSeat, group_id: str) -> Session | None:
    """The next meeting that lies ahead."""
    query = _meetings_of(group_id).where(Session.status == PLANNED, Session.starts_at > seat.clock.now())
    return work.session.scalars(query.order_by(Session.starts_at).limit(1)).one_or_none()


def last_meetings(work: Work, group_id: str, now: datetime) -> tuple[Session, ...]:
    """The last twelve meetings that have begun, the oldest first; one that was not held is among them (ATT-16)."""
    query = _meetings_of(group_id).where(Session.starts_at <= now).order_by(Session.starts_at.desc()).limit(LAST)
    return tuple(reversed(work.session.scalars(query).all()))


def is_owed(session: Session, with_marks: Collection[str]) -> bool:
    """A meeting that has begun and whose register nobody has taken."""
    return session.status == PLANNED and session.id not in with_marks


def marks_in(
    work: Work, seat: ProgrammeSeat, groups: Collection[str], cases: Collection[str] | None = None
) -> dict[str, dict[str, dict[str, Marked]]]:
    """The newest marks of meetings, by group, case and session; of these men alone where they are named."""
    query = (
        select(
            Session.group_id, Session.starts_at, Mark.session_id, Mark.case_id, Mark.code, Mark.time_out,
            Mark.late_minutes,
        )
        .join(Session, Session.id == Mark.session_id)
        .where(Session.group_id.in_(groups), Session.kind == "group", Session.starts_at.is_not(None))
        .where(has_status(HELD))
        .order_by(Mark.turn)
    )  # fmt: skip
    if cases is not None:
        query = query.where(Mark.case_id.in_(cases))
    found: dict[str, dict[str, dict[str, Marked]]] = {}
    for row in work.session.execute(query):
        on = row.starts_at.astimezone(seat.clock.zone).date()
        one = Marked(on, MarkCode(row.code), row.time_out is not None, bool(row.late_minutes))
        found.setdefault(row.group_id, {}).setdefault(row.case_id, {})[row.session_id] = one
    return found


def evenings_of(work: Work, sessions: Collection[str]) -> dict[str, Evening]:
    """What was written about each meeting; the newest counts."""
    query = select(Evening).where(Evening.session_id.in_(sessions)).order_by(Evening.at)
    return {row.session_id: row for row in work.session.scalars(query)}


def note_tags(work: Work, sessions: Collection[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The CHIME tags of notes, by session and case; the newest row counts."""
    query = select(NoteTags).where(NoteTags.session_id.in_(sessions)).order_by(NoteTags.at)
    return {(row.session_id, row.case_id): tuple(row.tags) for row in work.session.scalars(query)}


def _meetings_of(group_id: str) -> Select[Session]:
    return select(Session).where(Session.group_id == group_id, Session.case_id.is_(None), Session.kind == "group")
