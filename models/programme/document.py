"""Keeps reports through their workflow, the papers they became and who got them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain
from models.programme.base import Base


class Report(Kept, Base):
    """One report on its way: draft, second reader, clearance, issue (REP-6)."""

    __tablename__ = "report"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    type: Mapped[str] = mapped_column("report_type", String(30))
    period_from: Mapped[date | None] = mapped_column(Date)
    period_to: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(30), default="draft", index=True)
    sections: Mapped[dict[str, str]] = mapped_column(Plain, default=dict)
    facts: Mapped[dict[str, Any]] = mapped_column(Plain, default=dict)
    facts_on: Mapped[date] = mapped_column(Date)
    edition: Mapped[int] = mapped_column(Integer, default=1)
    author: Mapped[str] = mapped_column(Id)
    author_label: Mapped[str] = mapped_column(String(200))
    asked_reader: Mapped[str | None] = mapped_column(Id)
    second_reader: Mapped[str | None] = mapped_column(Id)
    second_reader_label: Mapped[str | None] = mapped_column(String(200))
    signed_off_at: Mapped[datetime | None] = mapped_column(Moment)
    clearance_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    doc_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)


class ReportEvent(Kept, Base):
    """One step of a report's way, with who and when; never edited."""

    __tablename__ = "report_event"
    RETENTION = "case"

    report_id: Mapped[str] = mapped_column(Id, ForeignKey("report.id"), index=True)
    edition: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class ReportVersion(Kept, Base):
    """What the writer's parts of a report said in one edition; never edited (REP-6)."""

    __tablename__ = "report_version"
    RETENTION = "case"

    report_id: Mapped[str] = mapped_column(Id, ForeignKey("report.id"), index=True)
    edition: Mapped[int] = mapped_column(Integer)
    sections: Mapped[dict[str, str]] = mapped_column(Plain)
    figures_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class Paper(Kept, Base):
    """The bytes that were signed off, of which only cleared ones are issued, and their hash (REP-10)."""

    __tablename__ = "paper"
    RETENTION = "case"

    report_id: Mapped[str] = mapped_column(Id, ForeignKey("report.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class Disclosure(Kept, Base):
    """What left, to whom, on what basis, by whom (RET-1, REP-11)."""

    __tablename__ = "disclosure"
    RETENTION = "audit"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    paper_id: Mapped[str | None] = mapped_column(Id, ForeignKey("paper.id"))
    what: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str] = mapped_column(String(300))
    basis: Mapped[str] = mapped_column(String(40))
    necessity: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(40))
    proof: Mapped[str | None] = mapped_column(String(300))
    approver: Mapped[str] = mapped_column(Id)
    sha256_cleared: Mapped[str] = mapped_column(String(64))
    sha256_delivered: Mapped[str | None] = mapped_column(String(64))
    copy_number: Mapped[int] = mapped_column(Integer, default=1)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class Letter(Kept, Base):
    """A letter to him that has gone, or was put aside; `about` names what it was owed for (REP-6, REP-10)."""

    __tablename__ = "letter"
    RETENTION = "case"
    __table_args__ = (Index("ix_letter_in_order", "at", "id"),)

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20))
    because: Mapped[str | None] = mapped_column(String(500))
    values: Mapped[dict[str, Any]] = mapped_column("letter_values", Plain, default=dict)
    dates: Mapped[list[str]] = mapped_column("letter_dates", Plain, default=list)
    name: Mapped[str | None] = mapped_column(String(40))
    sha256: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    disclosure_id: Mapped[str | None] = mapped_column(Id, ForeignKey("disclosure.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
    second_user: Mapped[str | None] = mapped_column(Id)


class Incident(Kept, Base):
    """Something that went to the wrong person, got lost or was opened: its clock runs from noticing it (REP-11)."""

    __tablename__ = "incident"
    RETENTION = "incident"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    disclosure_id: Mapped[str] = mapped_column(Id, ForeignKey("disclosure.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(Text)
    noticed_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    told: Mapped[list[str]] = mapped_column(Plain, default=list)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
    decision: Mapped[str | None] = mapped_column(Text)
    reported: Mapped[str | None] = mapped_column(String(20))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(Id)
    closed_label: Mapped[str | None] = mapped_column(String(200))


class ListGone(Kept, Base):
    """A list that left as a sheet: for whom, on what basis, why, and its hash (R11, RET-1)."""

    __tablename__ = "list_gone"
    RETENTION = "audit"

    what: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(300))
    basis: Mapped[str] = mapped_column(String(40))
    necessity: Mapped[str] = mapped_column(Text)
    rows: Mapped[int] = mapped_column("row_count", Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class AccessRequest(Kept, Base):
    """That he asked for his file: its month, every item with its decision, and the pack that two people signed."""

    __tablename__ = "access_request"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    requested_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    items: Mapped[list[dict[str, Any]]] = mapped_column(Plain, default=list)
    name: Mapped[str | None] = mapped_column(String(40))
    sha256: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_by: Mapped[str | None] = mapped_column(Id)
    signed_label: Mapped[str | None] = mapped_column(String(200))
    second_user: Mapped[str | None] = mapped_column(Id)
    second_label: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
