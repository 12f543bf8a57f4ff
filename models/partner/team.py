"""Keeps the safety team's own key, what it took in, and its clearances on their way."""

from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base.sealed import TeamSealed
from models.partner.base import Base


class TeamKey(TeamSealed, Base):
    """The private key that opens the one-way box, under the team's key (E1)."""

    __tablename__ = "team_key"
    RETENTION = "audit"

    doc: Mapped[Any] = mapped_column("sk", LargeBinary, nullable=False)


class Taken(TeamSealed, Base):
    """That an item of the one-way box was taken in, and what it said; its id is the item's (SEC-24)."""

    __tablename__ = "taken"
    RETENTION = "partner"


class Clearing(TeamSealed, Base):
    """One request for clearance: what was found, held or marked, its drawn run, whether delivered (CLR-2)."""

    __tablename__ = "clearing"
    RETENTION = "crossing"


class TeamEntry(TeamSealed, Base):
    """A release on its way, or the safety team's half of a meeting; of what kind an entry is stands sealed too."""

    __tablename__ = "team_entry"
    RETENTION = "crossing"
