"""Keeps what is done with her for her safety, and how she is reached; of what kind an entry is stands sealed too."""

from models.base.sealed import Sealed
from models.partner.base import Base


class SafePlan(Sealed, Base):
    """How, when and when never to reach her, whole at each change; a change is a new row (PRT-3)."""

    __tablename__ = "safe_plan"
    RETENTION = "partner"


class SafetyEntry(Sealed, Base):
    """One DASH result or one step of Marac. A table named for either would tell a reader of rows what happened."""

    __tablename__ = "safety_entry"
    RETENTION = "partner"
