"""Keeps who the client is and how he may be reached."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Kept, Moment, Plain, later
from models.programme.base import Base


class Client(Kept, Base):
    """Whose behaviour the programme works on (domain.md section 4.1). Nothing here speaks of her."""

    __tablename__ = "client"
    RETENTION = "case"

    given_name: Mapped[str] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(200), index=True)
    known_as: Mapped[str | None] = mapped_column(String(200))
    date_of_birth: Mapped[str] = mapped_column(String(10), default="unknown")
    gender: Mapped[str] = mapped_column(String(20), default="unknown")
    language: Mapped[str | None] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    email: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(Text)
    shares_address: Mapped[str] = mapped_column(String(10), default="unknown")
    address_changed_at: Mapped[datetime | None] = mapped_column(Moment, info=later())
    needs: Mapped[str | None] = mapped_column(Text)
    children: Mapped[list[dict[str, Any]]] = mapped_column(Plain, default=list)
    availability: Mapped[dict[str, Any]] = mapped_column(Plain, default=dict)
    background: Mapped[list[dict[str, Any]] | None] = mapped_column(Plain, info=later())
