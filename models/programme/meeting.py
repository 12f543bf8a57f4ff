"""Keeps the programme half of a case-management meeting: who was there, what was decided on each man (MTG-1)."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain
from models.programme.base import Base


class Meeting(Kept, Base):
    """One date, prepared and then closed with its minutes."""

    __tablename__ = "meeting"
    RETENTION = "shared"

    on_day: Mapped[date] = mapped_column(Date, index=True)
    attendees: Mapped[list[str]] = mapped_column(Plain, default=list)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(200))


class MeetingItem(Kept, Base):
    """One man of a meeting: why he is on it, the level before and after, what is done by whom until when."""

    __tablename__ = "meeting_item"
    RETENTION = "case"
    __table_args__ = (UniqueConstraint("meeting_id", "case_id"),)

    meeting_id: Mapped[str] = mapped_column(Id, ForeignKey("meeting.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    order: Mapped[int] = mapped_column(Integer)
    why: Mapped[list[str]] = mapped_column(Plain, default=list)
    level_before: Mapped[str] = mapped_column(String(20))
    level_after: Mapped[str | None] = mapped_column(String(20))
    decision: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    owner: Mapped[str | None] = mapped_column(Id)
    due_on: Mapped[date | None] = mapped_column(Date)
    usable_with_him: Mapped[str] = mapped_column(String(10), default="no")
