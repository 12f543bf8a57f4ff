"""Keeps groups, their planned sessions and who belongs to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain, later
from models.programme.base import Base

STILL_IN = text("left_at IS NULL")


def one_place_at_a_time() -> Index:
    """The database itself refuses a second place to a case that has one (CASE-4)."""
    return Index("ix_member_one_place", "case_id", unique=True, sqlite_where=STILL_IN, postgresql_where=STILL_IN)


class Group(Kept, Base):
    """A run of a pack, pinned to the version it began with (PACK-2)."""

    __tablename__ = "programme_group"
    RETENTION = "shared"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    programme: Mapped[str] = mapped_column(String(20))
    pack_version: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(10))
    place: Mapped[str | None] = mapped_column(String(40))
    starts_on: Mapped[date] = mapped_column(Date)
    slots: Mapped[list[dict[str, Any]]] = mapped_column(Plain)
    facilitators: Mapped[list[str]] = mapped_column(Plain, default=list)
    seats: Mapped[int] = mapped_column(Integer)
    is_rolling: Mapped[bool] = mapped_column(Boolean, default=False)
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_reason: Mapped[str | None] = mapped_column(String(500), info=later())
    clinical_partner: Mapped[str | None] = mapped_column(String(200), info=later())
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[str] = mapped_column(Id)


OF_ONE, OF_NO_ONE = text("case_id IS NOT NULL"), text("case_id IS NULL")
DATED, DATED_THERE = text("is_placeholder IS 0"), text("is_placeholder IS false")
IN_THE_PLAN = text("case_id IS NULL AND kind <> 'catch_up'")


class Session(Kept, Base):
    """One planned or dated contact: a group's, or one client's own 1-2-1 or review.

    `actual_minutes` is how long it was, when that is not as planned (ATT-2).
    `place` and `facilitators` are empty while they are the group's; no content stands twice in a group's plan (SCH-12).
    """

    __tablename__ = "session"
    RETENTION = "shared"
    __table_args__ = (
        Index(
            "uq_session_plan", "group_id", "block_key", "number",
            unique=True, sqlite_where=IN_THE_PLAN, postgresql_where=IN_THE_PLAN,
        ),
        Index("ix_session_status_starts_at", "status", "starts_at"),
        Index(
            "ix_session_dated", "status", "starts_at", "plan_order",
            sqlite_where=DATED, postgresql_where=DATED_THERE,
        ),
        Index(
            "ix_session_of_man", "case_id", "kind", "block_key", "number",
            sqlite_where=OF_ONE, postgresql_where=OF_ONE,
        ),
        Index("ix_session_of_group", "group_id", "kind", "starts_at"),
        Index(
            "ix_session_place", "block_key", "number", "starts_at",
            sqlite_where=OF_NO_ONE, postgresql_where=OF_NO_ONE,
        ),
    )  # fmt: skip

    group_id: Mapped[str | None] = mapped_column(Id, ForeignKey("programme_group.id"), index=True)
    case_id: Mapped[str | None] = mapped_column(Id, ForeignKey("case.id"))
    order: Mapped[int] = mapped_column("plan_order", Integer)
    key: Mapped[str] = mapped_column("block_key", String(40))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default="planned")
    starts_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    window_from: Mapped[date | None] = mapped_column(Date)
    window_to: Mapped[date | None] = mapped_column(Date)
    is_placeholder: Mapped[bool] = mapped_column(Boolean, default=False)
    planned_minutes: Mapped[int] = mapped_column(Integer)
    coverage: Mapped[list[str]] = mapped_column(Plain, default=list)
    covers: Mapped[list[str]] = mapped_column(Plain, default=list)
    moved_because: Mapped[list[dict[str, Any]]] = mapped_column(Plain, default=list)
    not_held_reason: Mapped[str | None] = mapped_column(String(500))
    owed_told_at: Mapped[datetime | None] = mapped_column(Moment)
    cover: Mapped[list[str]] = mapped_column(Plain, default=list)
    place: Mapped[str | None] = mapped_column(String(40), info=later())
    facilitators: Mapped[list[str] | None] = mapped_column(Plain, info=later())
    actual_minutes: Mapped[int | None] = mapped_column(Integer, info=later())


class Member(Kept, Base):
    """A client's place in a group, from joining to leaving."""

    __tablename__ = "member"
    RETENTION = "case"
    __table_args__ = (
        UniqueConstraint("case_id", "joined_at"),
        one_place_at_a_time(),
        Index("ix_member_joined_at", "joined_at"),
    )

    group_id: Mapped[str] = mapped_column(Id, ForeignKey("programme_group.id"), index=True)
    case_id: Mapped[str] = mapped_column(Id, ForeignKey("case.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(Moment)
    joined_by: Mapped[str] = mapped_column(Id)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    left_reason: Mapped[str | None] = mapped_column(String(40))
    suspended: Mapped[bool] = mapped_column(Boolean, default=False)
