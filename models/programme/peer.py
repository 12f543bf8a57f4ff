"""Keeps what peer support writes down: requests for contact, evenings, steps, talks, and the work of its workers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain
from models.programme.base import Base

NOT_ANSWERED = text("answered_at IS NULL")


class Enquiry(Kept, Base):
    """One request for contact with a peer group: when it came, when it was answered, what became of it (PEER-3)."""

    __tablename__ = "enquiry"
    RETENTION = "case"
    __table_args__ = (
        Index("ix_enquiry_open", "received_at", sqlite_where=NOT_ANSWERED, postgresql_where=NOT_ANSWERED),
    )

    group_id: Mapped[str] = mapped_column(Id, ForeignKey("programme_group.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(Id, ForeignKey("case.id"), index=True)
    asked: Mapped[str] = mapped_column(String(20), default="first")
    first_name: Mapped[str | None] = mapped_column(String(200))
    heard_from: Mapped[str | None] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(Moment, index=True)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[str] = mapped_column(String(20), default="open")
    note: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class Evening(Kept, Base):
    """What a meeting was about and who did what; saved anew it is a new row and the newest counts."""

    __tablename__ = "evening"
    RETENTION = "shared"

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    themes: Mapped[list[str]] = mapped_column(Plain, default=list)
    tags: Mapped[list[str]] = mapped_column(Plain, default=list)
    roles: Mapped[list[dict[str, Any]]] = mapped_column(Plain, default=list)
    stopped_reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class StepTaken(Kept, Base):
    """A step that a man chose; he may choose it again, and no order is kept to."""

    __tablename__ = "step_taken"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    on_day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class ResponsibilityReview(Kept, Base):
    """The talk after several meetings, and how it came out (PEER-5)."""

    __tablename__ = "responsibility_review"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    on_day: Mapped[date] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(30), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class MotivationRung(Kept, Base):
    """On which rung of the self-determination ladder a man was seen, and who pressed him from outside (DEN-5)."""

    __tablename__ = "motivation_rung"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    on_day: Mapped[date] = mapped_column(Date)
    rung: Mapped[str] = mapped_column(String(20))
    pressures: Mapped[list[str]] = mapped_column(Plain, default=list)
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class NoteTags(Kept, Base):
    """The CHIME tags of one man's note in one session; set anew it is a new row and the newest counts."""

    __tablename__ = "note_tags"
    RETENTION = "case"

    session_id: Mapped[str] = mapped_column(Id, ForeignKey("session.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    tags: Mapped[list[str]] = mapped_column(Plain, default=list)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class PeerWorker(Kept, Base):
    """What is agreed with a peer worker: paid or voluntary, and since when; the newest row counts (PEER-10)."""

    __tablename__ = "peer_worker"
    RETENTION = "personnel"

    user_id: Mapped[str] = mapped_column(Id, index=True)
    paid: Mapped[str] = mapped_column(String(20), default="unknown")
    since: Mapped[date | None] = mapped_column(Date)
    does: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class CompetenceRating(Kept, Base):
    """Competences of a peer worker as rated on one day, each with what was seen; never edited (PEER-10)."""

    __tablename__ = "competence_rating"
    RETENTION = "personnel"

    user_id: Mapped[str] = mapped_column(Id, index=True)
    on_day: Mapped[date] = mapped_column(Date)
    ratings: Mapped[dict[str, int]] = mapped_column(Plain)
    evidence: Mapped[dict[str, str]] = mapped_column(Plain)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class Supervision(Kept, Base):
    """One entry of the supervision log: supervision, a session observed, a talk afterwards, a training (PEER-10)."""

    __tablename__ = "supervision"
    RETENTION = "personnel"

    user_id: Mapped[str] = mapped_column(Id, index=True)
    on_day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(20))
    notes: Mapped[str | None] = mapped_column(Text)
    next_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
