"""Keeps what is done with her for her safety; of what kind an entry is stands sealed too."""

from models.base.sealed import Sealed
from models.partner.base import Base


class SafetyEntry(Sealed, Base):
    """One DASH result or one step of Marac. A table named for either would tell a reader of rows what happened."""

    __tablename__ = "safety_entry"
    RETENTION = "partner"
