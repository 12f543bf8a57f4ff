"""Brings every programme table into one catalogue, for opening, migrating and testing."""

from models.programme import account, attendance, case, client, crossing, document, group, measure, placing
from models.programme.base import Base

ALL = (account, attendance, case, client, crossing, document, group, measure, placing)
METADATA = Base.metadata
