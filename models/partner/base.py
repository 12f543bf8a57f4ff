"""Is the catalogue of the partner desk's tables: ids, versions and envelopes, nothing in clear (SEC-13)."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.base.chain import ChainRow, HeadRow
from models.base.tables import Id, Kept, metadata


class Base(DeclarativeBase):
    """Every partner table hangs here."""

    metadata = metadata()


class Audit(ChainRow, Base):
    """The signed, sealed chain of what was done at this desk (E5)."""

    __tablename__ = "audit"


class AuditHead(HeadRow, Base):
    """Newest event of the `partner` chain."""

    __tablename__ = "audit_head"


class Tombstone(ChainRow, Base):
    """The signed list of what was erased (E5)."""

    __tablename__ = "tombstone"


class TeamGrant(Kept, Base):
    """The safety team's key sealed to one officer, as signed (E2)."""

    __tablename__ = "team_grant"
    RETENTION = "audit"

    user_id: Mapped[str] = mapped_column(Id, nullable=False, index=True)
    row: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


class PartnerGrant(Kept, Base):
    """The key of one restricted record sealed to one named officer, as signed (E2, SEC-12)."""

    __tablename__ = "partner_grant"
    RETENTION = "partner"

    partner_id: Mapped[str] = mapped_column(Id, nullable=False, index=True)
    user_id: Mapped[str] = mapped_column(Id, nullable=False)
    row: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
