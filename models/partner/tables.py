"""Brings every partner table into one catalogue, for opening, migrating and testing."""

from models.partner import partner, safety, team
from models.partner.base import Base

ALL = (partner, safety, team)
METADATA = Base.metadata
