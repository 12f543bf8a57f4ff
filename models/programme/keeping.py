"""Keeps what stops a deletion, what a deletion leaves behind, and the signed list that lets no copy bring it back."""

from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.chain import ChainRow
from models.base.tables import Id, Kept, Plain
from models.programme.base import Base


class Tombstone(ChainRow, Base):
    """The signed list of cases that were deleted (E5)."""

    __tablename__ = "case_tombstone"


class LegalHold(Kept, Base):
    """That nothing of a case may be deleted, why, and how it ended (RET-2)."""

    __tablename__ = "legal_hold"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    on_day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
    ended_on: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str | None] = mapped_column(Text)
    ended_by_label: Mapped[str | None] = mapped_column(String(200))
    second_label: Mapped[str | None] = mapped_column(String(200))


class Deletion(Kept, Base):
    """The certificate of one list that was deleted: numbers, never content (RET-3, RET-5)."""

    __tablename__ = "deletion"
    RETENTION = "audit"

    on_day: Mapped[date] = mapped_column(Date, index=True)
    by_label: Mapped[str] = mapped_column(String(200))
    second_label: Mapped[str] = mapped_column(String(200))
    counts: Mapped[dict[str, Any]] = mapped_column(Plain)


class KeptDisclosure(Kept, Base):
    """What had left of a case that is deleted, kept a year longer than the record (domain.md section 14)."""

    __tablename__ = "kept_disclosure"
    RETENTION = "audit"

    reference: Mapped[str] = mapped_column(String(20))
    until: Mapped[date] = mapped_column(Date, index=True)
    said: Mapped[dict[str, Any]] = mapped_column(Plain)
