"""Brings every programme table into one catalogue, for opening, migrating and testing."""

from models.programme import (
    account,
    attendance,
    case,
    client,
    crossing,
    delivery,
    document,
    due,
    group,
    keeping,
    measure,
    meeting,
    pack,
    peer,
    placing,
)
from models.programme.base import Base

ALL = (
    account,
    attendance,
    case,
    client,
    crossing,
    delivery,
    document,
    due,
    group,
    keeping,
    measure,
    meeting,
    pack,
    peer,
    placing,
)
METADATA = Base.metadata
