"""Keeps who works here as known at this desk, the office's settings and its places."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id, Kept, Moment, Plain, one_of
from models.programme.base import Base


class Account(Kept, Base):
    """A person of either desk by name and role; keys and truth stand in the roster."""

    __tablename__ = "account"
    RETENTION = "personnel"

    login: Mapped[str] = mapped_column(String(80), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(Plain)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    kit_confirmed_on: Mapped[date | None] = mapped_column(Date)


class OfficeSetting(Kept, Base):
    """One changed setting; what is not here has its default."""

    __tablename__ = "office_setting"
    RETENTION = "office"

    key: Mapped[str] = mapped_column(String(80), unique=True)
    value: Mapped[Any] = mapped_column(Plain)


class Place(Kept, Base):
    """A site or room with its holiday region."""

    __tablename__ = "place"
    RETENTION = "office"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(10))


class CalendarDay(Kept, Base):
    """What an office says of a region's days: one more off, one it works on, a year it vouches for (SCH-14)."""

    __tablename__ = "calendar_day"
    RETENTION = "office"
    __table_args__ = (UniqueConstraint("region", "day", "kind"), one_of("kind", ("off", "works", "year")))

    region: Mapped[str] = mapped_column(String(10))
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(Id)


class Closure(Kept, Base):
    """Days on which an office, place or group does not meet, or a person is away (SCH-16)."""

    __tablename__ = "closure"
    RETENTION = "office"

    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date] = mapped_column(Date)
    where: Mapped[str | None] = mapped_column("where_code", String(80))
    reason: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(Id)


class DeskView(Kept, Base):
    """How one person likes to see one list: filters kept under a name, or the widths of its columns without one."""

    __tablename__ = "desk_view"
    RETENTION = "personnel"
    __table_args__ = (UniqueConstraint("user_id", "screen", "name"),)

    user_id: Mapped[str] = mapped_column(Id)
    screen: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    value: Mapped[dict[str, Any]] = mapped_column(Plain)
