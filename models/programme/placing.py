"""Keeps what is said about a place: notes beside the list, how a latecomer catches up, papers taken back."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment
from models.programme.base import Base


class PlacementNote(Kept, Base):
    """What to mind when a place is sought for a man; the newest counts, an empty one takes the note away."""

    __tablename__ = "placement_note"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class GroupLanguage(Kept, Base):
    """The language a group speaks; the newest counts, and no row means that nobody has said (SCH-35)."""

    __tablename__ = "group_language"
    RETENTION = "shared"

    group_id: Mapped[str] = mapped_column(Id, ForeignKey("programme_group.id"), index=True)
    language: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class CoveragePlan(Kept, Base):
    """How a latecomer makes up one content that his group had before he came, and by when (SCH-30)."""

    __tablename__ = "coverage_plan"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    group_id: Mapped[str] = mapped_column(Id, ForeignKey("programme_group.id"))
    content: Mapped[str] = mapped_column(String(80))
    how: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class PaperWithdrawn(Kept, Base):
    """That an issued paper no longer stands, and why; the paper itself is kept (CASE-9, NEV-18)."""

    __tablename__ = "paper_withdrawn"
    RETENTION = "case"

    paper_id: Mapped[str] = mapped_column(Id, ForeignKey("paper.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class CorrectingLetter(Kept, Base):
    """A letter owed to somebody who got a paper that was taken back; it is on the list until it has gone (CASE-9)."""

    __tablename__ = "correcting_letter"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    disclosure_id: Mapped[str] = mapped_column(Id, ForeignKey("disclosure.id"))
    recipient: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    sent_on: Mapped[date | None] = mapped_column(Date)
    sent_how: Mapped[str | None] = mapped_column(String(200))
    sent_by: Mapped[str | None] = mapped_column(Id)
