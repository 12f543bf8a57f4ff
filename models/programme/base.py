"""Is the catalogue of the programme desk's tables; nothing of hers is ever among them."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.base.chain import ChainRow, HeadRow, SeenRow
from models.base.tables import Id, Kept, metadata


class Base(DeclarativeBase):
    """Every programme table hangs here."""

    metadata = metadata()


class Roster(ChainRow, Base):
    """Whose key is whose: the root of trust (E4)."""

    __tablename__ = "roster"


class History(ChainRow, Base):
    """The signed chain of what was done at this desk (E5)."""

    __tablename__ = "history"


class ChainHead(HeadRow, Base):
    """Newest event of `programme` and of `roster`."""

    __tablename__ = "chain_head"


class Seen(SeenRow, Base):
    """Where each object's newest digest stands."""

    __tablename__ = "seen"


class Grant(Kept, Base):
    """A key sealed to one person, as signed (E2)."""

    __tablename__ = "key_grant"
    RETENTION = "audit"

    user_id: Mapped[str] = mapped_column(Id, nullable=False, index=True)
    row: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
