"""Says in a query from which side the database begins, where its own guess would read a whole table (P8)."""

from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute


def not_looked_up(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The same value; no index of this column is used, so that rows are found by something else and compared with it.

    For a column that says the same of most rows, and for the side of a join from which the reading begins.
    """
    return func.coalesce(column, column)
