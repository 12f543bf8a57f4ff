"""Keeps her record, her key, her links and the contacts with her, each as one envelope."""

from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base.sealed import Sealed, TeamSealed
from models.partner.base import Base


class Partner(Sealed, Base):
    """Who she is and how the service stands with her (PRT-2)."""

    __tablename__ = "partner"
    RETENTION = "partner"


class PartnerKey(TeamSealed, Base):
    """K_partner under the team's key; its id is the partner's id (E1)."""

    __tablename__ = "partner_key"
    RETENTION = "partner"

    doc: Mapped[Any] = mapped_column("key", LargeBinary, nullable=False)


class Link(TeamSealed, Base):
    """Which case she belongs to, and how; it lives only here (PRT-1)."""

    __tablename__ = "link"
    RETENTION = "partner"


class Contact(Sealed, Base):
    """One attempt or talk (PRT-5)."""

    __tablename__ = "contact"
    RETENTION = "partner"


class Reveal(Sealed, Base):
    """One showing of her number, with its reason (RET-10)."""

    __tablename__ = "reveal"
    RETENTION = "audit"
