"""Keeps what crosses the wall: the one-way box out, the neutral clearance in. Neither can be read for more."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment
from models.programme.base import Base


class BoxItem(Kept, Base):
    """A sealed fact for the safety team (E7): this side can write it and can never read it back."""

    __tablename__ = "box_item"
    RETENTION = "crossing"

    row: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class ClearanceAsked(Kept, Base):
    """That clearance was asked for a case in a group, or for a report; asked alike for every case (CLR-1)."""

    __tablename__ = "clearance_asked"
    RETENTION = "crossing"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    subject: Mapped[str] = mapped_column(String(10))
    about: Mapped[str] = mapped_column(Id, index=True)
    doc_sha256: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(Id)


class Clearance(Kept, Base):
    """The one answer there is: cleared, signed by the safety team (E6)."""

    __tablename__ = "clearance"
    RETENTION = "crossing"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    about: Mapped[str] = mapped_column(Id, index=True)
    statement: Mapped[bytes] = mapped_column(LargeBinary)
    given_at: Mapped[datetime] = mapped_column(Moment)


class Release(Kept, Base):
    """A short text for named readers, sealed under a key of its own (E6); nothing here says about whom.

    `withdrawal` is the safety team's signed word that it holds no more (SEC-21).
    """

    __tablename__ = "release"
    RETENTION = "crossing"

    row: Mapped[bytes] = mapped_column(LargeBinary)
    withdrawal: Mapped[bytes | None] = mapped_column(LargeBinary)
