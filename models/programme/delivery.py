"""Keeps what stands around a register: who shares a catch-up, who covers, who held it, what was done about a mark."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain
from models.programme.base import Base


class CatchUpMan(Kept, Base):
    """One man of a catch-up that several share, and which contents it makes up for in his case (SCH-33)."""

    __tablename__ = "catch_up_man"
    RETENTION = "case"
    __table_args__ = (UniqueConstraint("session_id", "case_id"),)

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    covers: Mapped[list[str]] = mapped_column(Plain)
    added_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    left_reason: Mapped[str | None] = mapped_column(String(500))


class BookedAgain(Kept, Base):
    """A 1-2-1, review or catch-up that was booked because an earlier one was missed or not held (SCH-34)."""

    __tablename__ = "booked_again"
    RETENTION = "case"
    __table_args__ = (UniqueConstraint("session_id"),)

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    earlier_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)


class CoverNamed(Kept, Base):
    """Who was named to stand in at a session, for whom and why; the newest row counts (ATT-6)."""

    __tablename__ = "cover_named"
    RETENTION = "case"

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    people: Mapped[list[dict[str, Any]]] = mapped_column(Plain)
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class SessionHeld(Kept, Base):
    """Who held a session, and how long it really was when longer than planned; the newest row counts (ATT-2, ATT-6)."""

    __tablename__ = "session_held"
    RETENTION = "case"

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    held_by: Mapped[list[str]] = mapped_column(Plain)
    actual_minutes: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class FollowUpDone(Kept, Base):
    """What was done about something that a mark asked for: a call, a letter, a decision, a concern (ATT-9)."""

    __tablename__ = "follow_up_done"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    limit: Mapped[int | None] = mapped_column("at_limit", Integer)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class ContactAsked(Kept, Base):
    """The standing questions of a 1-2-1 as he answered them, and why its record was written again (ONE-3)."""

    __tablename__ = "contact_asked"
    RETENTION = "case"

    one_to_one_id: Mapped[str] = mapped_column(Id, ForeignKey("one_to_one.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(Plain)
    correction_reason: Mapped[str | None] = mapped_column(String(500))
    by_label: Mapped[str] = mapped_column(String(200))
