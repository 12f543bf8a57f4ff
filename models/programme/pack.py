"""Keeps an office's own versions of programmes, and what was recorded on the way of each from draft to retired."""

from datetime import date, datetime

from sqlalchemy import Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain, one_of
from models.programme.base import Base


class PackVersion(Kept, Base):
    """One version of a programme as the office wrote it; never changed, never deleted (PACK-2, PACK-3)."""

    __tablename__ = "pack_version"
    RETENTION = "office"
    __table_args__ = (UniqueConstraint("code", "number"),)

    code: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column("toml", Text)
    based_on: Mapped[str] = mapped_column(String(50), default="")
    changes: Mapped[str] = mapped_column(Text, default="")
    reasons: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class PackEvent(Kept, Base):
    """A step in the life of a version, or something recorded about it; the highest turn says its state (6.4)."""

    __tablename__ = "pack_event"
    RETENTION = "office"
    __table_args__ = (
        UniqueConstraint("code", "number", "turn"),
        one_of("state", ("draft", "pilot", "active", "revise", "retired")),
    )

    code: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    turn: Mapped[int] = mapped_column(Integer)
    was: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    recorded: Mapped[dict[str, str]] = mapped_column(Plain)
    review_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
