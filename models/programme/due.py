"""Keeps on which day something is due of a man, told from his records by the rules: a cache, never a record."""

from datetime import date

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id
from models.programme.base import Base


class DueDay(Base):
    """The first day on which something of one kind is due of one man; nothing is due, no row (P8)."""

    __tablename__ = "due_day"
    __table_args__ = (Index("ix_due_day_kind_day", "kind", "day", "case_id"),)

    case_id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(Date)


class DueRules(Base):
    """By which rules the kept days were told; other rules than this version's, or none, and nobody's days hold."""

    __tablename__ = "due_rules"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class DueOutdated(Base):
    """A man of whom something was changed since his days were told: until they are told anew he is looked at."""

    __tablename__ = "due_outdated"

    turn: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(Id, index=True)
