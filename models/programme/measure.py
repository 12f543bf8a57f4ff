"""Keeps what was filled in on paper about a man, and what a drug or alcohol worker's brief tool said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain
from models.programme.base import Base


class MeasureEntry(Kept, Base):
    """One questionnaire as filled in; a correction is a new row of the same series and its highest turn counts."""

    __tablename__ = "measure_entry"
    RETENTION = "case"
    __table_args__ = (
        UniqueConstraint("series", "turn"),
        Index(
            "ix_measure_entry_for_meeting", "on_day",
            sqlite_where=text("for_meeting IS 1"), postgresql_where=text("for_meeting IS true"),
        ),
    )  # fmt: skip

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    series: Mapped[str] = mapped_column(Id)
    turn: Mapped[int] = mapped_column(Integer, default=1)
    measure: Mapped[str] = mapped_column(String(40), index=True)
    stage: Mapped[str] = mapped_column(String(40))
    on_day: Mapped[date] = mapped_column(Date)
    scores: Mapped[dict[str, Any]] = mapped_column(Plain)
    source_service: Mapped[str] = mapped_column(String(200), default="")
    for_meeting: Mapped[bool] = mapped_column(Boolean, default=False)
    discussed_on: Mapped[date | None] = mapped_column(Date)
    decision: Mapped[str | None] = mapped_column(Text)
    correction_reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class SubstanceScreen(Kept, Base):
    """What a brief tool said in the hands of a drug or alcohol worker: its result, never its items (SUB-1)."""

    __tablename__ = "substance_screen"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    tool: Mapped[str] = mapped_column(String(200))
    tool_version: Mapped[str] = mapped_column(String(40), default="")
    on_day: Mapped[date] = mapped_column(Date)
    worker: Mapped[str] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
