"""Holds the tables that both databases need for their signed chain: events, head, and what each object last was."""

from typing import Any

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Id


class ChainRow:
    """One signed event exactly as stored: `bytes` are what was signed (security.md E4, E5)."""

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    bytes: Mapped[Any] = mapped_column(LargeBinary, nullable=False)
    sig: Mapped[Any] = mapped_column(LargeBinary(64), nullable=False)


class HeadRow:
    """The newest event of a chain; locked while an act commits (SEC-16)."""

    chain: Mapped[str] = mapped_column(String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, nullable=False)
    hash: Mapped[str] = mapped_column(String(64), nullable=False)


class SeenRow:
    """Where an object's newest digest stands in the chain, for comparing at a read (SEC-17). An index, not a proof."""

    table: Mapped[str] = mapped_column("table_name", String(40), primary_key=True)
    object: Mapped[str] = mapped_column("object_id", Id, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, nullable=False)
