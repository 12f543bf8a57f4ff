"""Keeps who came, appended and never overwritten, and what was agreed with him."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain, later
from models.programme.base import Base

HAS_CONCERN = text("concern IS NOT NULL")
IS_SAID = text("text IS NOT NULL OR waived_reason IS NOT NULL")


class Register(Kept, Base):
    """One saving of a session's register: the head count made in the room, and who held the session (ATT-3, ATT-6)."""

    __tablename__ = "register"
    RETENTION = "shared"

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    head_count: Mapped[int] = mapped_column(Integer)
    head_count_reason: Mapped[str | None] = mapped_column(String(500))
    taken_reason: Mapped[str | None] = mapped_column(String(500))
    phoned_at: Mapped[datetime | None] = mapped_column(Moment)
    held_by: Mapped[list[str] | None] = mapped_column(Plain, info=later())
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class Mark(Kept, Base):
    """One client's line for one session; a correction is a new row and the highest `turn` counts (ATT-4)."""

    __tablename__ = "mark"
    RETENTION = "case"
    __table_args__ = (
        UniqueConstraint("session_id", "case_id", "turn"),
        Index("ix_mark_of_man", "case_id", "code", "session_id", "turn", "minutes"),
        Index("ix_mark_concern", "case_id", sqlite_where=HAS_CONCERN, postgresql_where=HAS_CONCERN),
    )

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"))
    turn: Mapped[int] = mapped_column(Integer, default=1)
    code: Mapped[str] = mapped_column(String(4))
    minutes: Mapped[int] = mapped_column(Integer)
    late_minutes: Mapped[int | None] = mapped_column(Integer)
    left_early_minutes: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(String(500))
    time_out: Mapped[dict[str, Any] | None] = mapped_column(Plain)
    engagement: Mapped[int | None] = mapped_column(Integer)
    task: Mapped[str | None] = mapped_column(String(10))
    concern: Mapped[str | None] = mapped_column(Text)
    correction_reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class SessionNote(Kept, Base):
    """A note on one client in one session; a correction is a new row, one without a text takes it back (ATT-12)."""

    __tablename__ = "session_note"
    RETENTION = "case"
    __table_args__ = (
        Index("ix_session_note_of_man", "session_id", "case_id", "at"),
        Index("ix_session_note_said", "session_id", "case_id", "at", sqlite_where=IS_SAID, postgresql_where=IS_SAID),
    )

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    text: Mapped[str | None] = mapped_column(Text)
    waived_reason: Mapped[str | None] = mapped_column(String(500))
    correction_reason: Mapped[str | None] = mapped_column(String(500), info=later())
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class OneToOne(Kept, Base):
    """What happened in a client's own 1-2-1; `answers` to what each one asks, those that were asked (ONE-1, ONE-3)."""

    __tablename__ = "one_to_one"
    RETENTION = "case"
    __table_args__ = (
        Index("ix_one_to_one_concern", "case_id", sqlite_where=HAS_CONCERN, postgresql_where=HAS_CONCERN),
    )

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    happened: Mapped[bool] = mapped_column(Boolean)
    summary: Mapped[str] = mapped_column(Text)
    his_view: Mapped[str | None] = mapped_column(Text)
    our_view: Mapped[str | None] = mapped_column(Text)
    concern: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[dict[str, Any] | None] = mapped_column(Plain, info=later())
    next_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class Goal(Kept, Base):
    """One goal in his words (ONE-2)."""

    __tablename__ = "goal"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    area: Mapped[str | None] = mapped_column(String(80))
    step: Mapped[str | None] = mapped_column(String(500))
    set_on: Mapped[date] = mapped_column(Date)
    set_in: Mapped[str | None] = mapped_column(Id, ForeignKey("session.id"))
    by_user: Mapped[str] = mapped_column(Id)


class GoalReview(Kept, Base):
    """How far a goal was kept when it was looked at: 0, 0.5 or 1, with the evidence (ONE-2)."""

    __tablename__ = "goal_review"
    RETENTION = "case"

    goal_id: Mapped[str] = mapped_column(Id, ForeignKey("goal.id"), index=True)
    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"))
    achievement: Mapped[float] = mapped_column(Float)
    evidence: Mapped[str | None] = mapped_column(Text)
    reviewed_on: Mapped[date] = mapped_column(Date)
    by_user: Mapped[str] = mapped_column(Id)


class ThreeWayReview(Kept, Base):
    """The review of client, programme and officer; a correction is a new row, the newest counts (REV-1, REV-2)."""

    __tablename__ = "three_way_review"
    RETENTION = "case"

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    held_on: Mapped[date] = mapped_column(Date)
    attendees: Mapped[list[dict[str, Any]]] = mapped_column(Plain)
    missing_reason: Mapped[str | None] = mapped_column(String(500))
    outstanding: Mapped[list[str]] = mapped_column(Plain, default=list)
    onward: Mapped[str | None] = mapped_column(Text)
    relapse_plan: Mapped[str | None] = mapped_column(Text)
    views: Mapped[dict[str, Any]] = mapped_column(Plain, default=dict)
    correction_reason: Mapped[str | None] = mapped_column(String(500), info=later())
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class ReviewSignature(Kept, Base):
    """Somebody's signature under a review, often days after it; under an old text it says nothing of a new one."""

    __tablename__ = "review_signature"
    RETENTION = "case"
    __table_args__ = (UniqueConstraint("review_id", "role", "name"),)

    review_id: Mapped[str] = mapped_column(Id, ForeignKey("three_way_review.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
