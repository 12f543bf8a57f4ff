"""Brings every partner table into one catalogue, and says of each column whose it is (RET-6)."""

from models.base.tables import Whose
from models.partner import partner, safety, team
from models.partner.base import Base

ALL = (partner, safety, team)
METADATA = Base.metadata

SEALED = frozenset({"doc", "key", "sk", "row"})
KEYS = frozenset({"id", "version", "partner_id", "seq", "bytes", "sig", "chain", "hash", "table_name", "object_id"})
OF_STAFF = frozenset({"user_id"})
CHAINS = frozenset({"audit", "audit_head", "audit_seen", "tombstone"})


def whose(_table: str, column: str) -> Whose | None:
    """Of whom a column speaks; None when nobody has said it yet. In clear there are ids alone (SEC-13)."""
    if column in SEALED:
        return Whose.SEALED
    if column in KEYS:
        return Whose.KEY
    return Whose.STAFF if column in OF_STAFF else None


def kept_as(mapped: type) -> str:
    """The retention class of a table's rows, and so of each of its columns; empty when nobody has said it."""
    name = str(getattr(mapped, "__tablename__", ""))
    return str(getattr(mapped, "RETENTION", "chain" if name in CHAINS else ""))
