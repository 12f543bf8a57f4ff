"""Keeps what stands around a register: who shares a catch-up, and what was done about a mark."""

from datetime import datetime

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
