"""Keeps a referral to one programme and every judgement made on it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain, later
from models.programme.base import Base

IS_OPEN = text("lifted_on IS NULL")
KEEPS_A_SEAT = text("lifted_on IS NULL AND keeps_seat IS 1")
KEEPS_A_SEAT_THERE = text("lifted_on IS NULL AND keeps_seat IS true")
NOT_CLOSED = text("closed_at IS NULL")


class Case(Kept, Base):
    """One referral of one client to one programme, `P-0001` (domain.md section 4)."""

    __tablename__ = "case"
    RETENTION = "case"
    __table_args__ = (
        Index("ix_case_state_received_on", "state", "received_on"),
        Index("ix_case_state_review_on", "state", "review_on"),
        Index("ix_case_state_order_ends_on", "state", "order_ends_on"),
        Index("ix_case_state_since", "state", "state_since"),
        Index("ix_case_in_order", "number", "id", "state"),
    )

    client_id: Mapped[str] = mapped_column(Id, ForeignKey("client.id"), index=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    programme: Mapped[str] = mapped_column(String(20))
    pack_version: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="referred", index=True)
    state_since: Mapped[datetime] = mapped_column(Moment)
    review_on: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(30))
    referrer_organisation: Mapped[str | None] = mapped_column(String(200))
    referrer_officer: Mapped[str | None] = mapped_column(String(200))
    referrer_email: Mapped[str | None] = mapped_column(String(200))
    referrer_phone: Mapped[str | None] = mapped_column(String(200), info=later())
    referrer_reference: Mapped[str | None] = mapped_column(String(200))
    legal_kind: Mapped[str] = mapped_column(String(30), default="unknown")
    legal_reference: Mapped[str | None] = mapped_column(String(200))
    order_starts_on: Mapped[date | None] = mapped_column(Date, info=later())
    order_ends_on: Mapped[date | None] = mapped_column(Date)
    received_on: Mapped[date] = mapped_column(Date, index=True)
    reason: Mapped[str | None] = mapped_column(Text)
    orders: Mapped[list[dict[str, Any]]] = mapped_column(Plain, default=list)
    family_proceedings: Mapped[str] = mapped_column(String(10), default="unknown")
    family_ended_on: Mapped[str | None] = mapped_column(String(10), info=later())
    family_stage: Mapped[str | None] = mapped_column(String(200), info=later())
    family_next_on: Mapped[date | None] = mapped_column(Date, info=later())
    external_reference: Mapped[str | None] = mapped_column(String(80), index=True)
    assigned_to: Mapped[str | None] = mapped_column(Id, index=True)
    reporting_route: Mapped[str] = mapped_column(String(10), default="unknown")
    reporting_reason: Mapped[str | None] = mapped_column(String(500), info=later())
    reporting_said_on: Mapped[date | None] = mapped_column(Date, info=later())
    other_readers: Mapped[list[dict[str, Any]] | None] = mapped_column(Plain, info=later())
    background: Mapped[list[dict[str, Any]] | None] = mapped_column(Plain, info=later())
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(Id)

    @property
    def reference(self) -> str:
        """The readable number, `P-0001`."""
        return reference_of(self.number)


def reference_of(number: int) -> str:
    """The readable number of a case, `P-0001`, where its row is not at hand."""
    return f"P-{number:04d}"


class CaseEvent(Kept, Base):
    """One thing that happened to a case: a move, a hold, a decision; never edited (CASE-7)."""

    __tablename__ = "case_event"
    RETENTION = "case"
    __table_args__ = (Index("ix_case_event_kind_case_id", "kind", "case_id"),)

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str | None] = mapped_column(String(20))
    reason_code: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(500))
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
    second_user: Mapped[str | None] = mapped_column(Id)
    second_label: Mapped[str | None] = mapped_column(String(200))


class Mappa(Kept, Base):
    """How several agencies manage him together, as the lead agency said it; never minutes (RSK-7)."""

    __tablename__ = "mappa"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(10), default="unknown")
    level: Mapped[str] = mapped_column(String(10), default="unknown")
    lead_agency: Mapped[str | None] = mapped_column(String(200))
    coordinator: Mapped[str | None] = mapped_column(String(200))
    said_on: Mapped[date] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date, index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class Consent(Kept, Base):
    """The statement of understanding as explained and signed (GATE-1)."""

    __tablename__ = "consent"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    form_version: Mapped[str] = mapped_column(String(20))
    explained_on: Mapped[date] = mapped_column(Date)
    signed_on: Mapped[date | None] = mapped_column(Date)
    witness: Mapped[str | None] = mapped_column(String(200))
    declined: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class DetailsPassed(Kept, Base):
    """That details were given or refused, when and how many people; never what they were (GATE-2)."""

    __tablename__ = "details_passed"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(40))
    people: Mapped[int] = mapped_column(Integer, default=0)
    lawful_reason: Mapped[str | None] = mapped_column(String(40))
    second_user: Mapped[str | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class Screening(Kept, Base):
    """One round of screening; a decision closes it and later changes start a new one (SCR-7)."""

    __tablename__ = "screening"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    assessed_on: Mapped[date | None] = mapped_column(Date)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)


class CriterionAnswer(Kept, Base):
    """What was answered to one criterion, with its source class (SCR-10); the newest counts."""

    __tablename__ = "criterion_answer"
    RETENTION = "case"

    screening_id: Mapped[str] = mapped_column(Id, ForeignKey("screening.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    on_date: Mapped[str | None] = mapped_column(String(10))
    source_class: Mapped[str] = mapped_column(String(20), default="his_own")
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)


class DenialRating(Kept, Base):
    """One worker's rating of denial and motivation; never edited (DEN-4)."""

    __tablename__ = "denial_rating"
    RETENTION = "case"
    __table_args__ = (Index("ix_denial_rating_of_case", "case_id", "grade", "at"),)

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"))
    screening_id: Mapped[str | None] = mapped_column(Id, ForeignKey("screening.id"))
    admits: Mapped[str] = mapped_column(String(20))
    latest_admitted_on: Mapped[str] = mapped_column(String(10), default="unknown")
    forms: Mapped[list[str]] = mapped_column(Plain, default=list)
    grade: Mapped[int] = mapped_column(Integer)
    motivation: Mapped[str] = mapped_column(String(20), default="unknown")
    pressures: Mapped[list[str]] = mapped_column(Plain, default=list)
    basis: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))


class Decision(Kept, Base):
    """A verdict with everything it stood on, frozen (SCR-7)."""

    __tablename__ = "decision"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    screening_id: Mapped[str] = mapped_column(Id, ForeignKey("screening.id"))
    verdict: Mapped[str] = mapped_column(String(20))
    suggested: Mapped[str] = mapped_column(String(20))
    reason_code: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    review_on: Mapped[date | None] = mapped_column(Date)
    frozen: Mapped[dict[str, Any]] = mapped_column(Plain)
    pack_version: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
    by_label: Mapped[str] = mapped_column(String(200))
    second_user: Mapped[str | None] = mapped_column(Id)
    second_label: Mapped[str | None] = mapped_column(String(200))


class RiskResult(Kept, Base):
    """A risk tool's result as received; unknown stays unknown (RSK-1)."""

    __tablename__ = "risk_result"
    RETENTION = "case"

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    tool: Mapped[str] = mapped_column(String(40))
    tool_version: Mapped[str | None] = mapped_column(String(40))
    taken_on: Mapped[date] = mapped_column(Date)
    assessor: Mapped[str] = mapped_column(String(200))
    results: Mapped[dict[str, Any]] = mapped_column(Plain)
    sources_used: Mapped[list[str]] = mapped_column(Plain, default=list)
    level: Mapped[str] = mapped_column(String(20), default="unknown")
    review_on: Mapped[date | None] = mapped_column(Date, index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    by_user: Mapped[str] = mapped_column(Id)


class RedEvent(Kept, Base):
    """Danger with a clock (RED-1 to RED-3)."""

    __tablename__ = "red_event"
    RETENTION = "case"
    __table_args__ = (Index("ix_red_event_open", "case_id", sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED),)

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(Moment)
    source_class: Mapped[str] = mapped_column(String(20))
    told: Mapped[list[dict[str, Any]]] = mapped_column(Plain, default=list)
    due_at: Mapped[datetime] = mapped_column(Moment)
    raised_at: Mapped[datetime] = mapped_column(Moment, index=True)
    raised_by: Mapped[str] = mapped_column(Id)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[str | None] = mapped_column(Id)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(Id)
    decision: Mapped[str | None] = mapped_column(Text)


class Hold(Kept, Base):
    """A pause laid over a state (CASE-10)."""

    __tablename__ = "hold"
    RETENTION = "case"
    __table_args__ = (
        Index("ix_hold_open", "review_on", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_hold_seat_kept", "from_day", sqlite_where=KEEPS_A_SEAT, postgresql_where=KEEPS_A_SEAT_THERE),
    )

    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(500))
    from_day: Mapped[date] = mapped_column(Date)
    review_on: Mapped[date] = mapped_column(Date)
    keeps_seat: Mapped[bool]
    may_attend: Mapped[bool]
    lifted_on: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    by_user: Mapped[str] = mapped_column(Id)
