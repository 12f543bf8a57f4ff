"""Keeps the safe-contact plan, whole at each change."""

from models.base.sealed import Sealed
from models.partner.base import Base


class SafePlan(Sealed, Base):
    """How, when and when never to reach her; a change is a new row (PRT-3)."""

    __tablename__ = "safe_plan"
    RETENTION = "partner"
