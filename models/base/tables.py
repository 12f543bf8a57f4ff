"""Gives every table its names, its id and version, its portable types and its retention class."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Dialect, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from app.core.errors import Missing
from app.core.shapes import new_id

PlainValue = Any  # lists and maps of plain values
LATER = "later"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Id(TypeDecorator[str]):
    """An id: 16 raw bytes in the database, 32 lower-case hex characters everywhere else."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> bytes | None:
        """To the database; a text that can be no id names nothing (UX-13)."""
        try:
            return None if value is None else bytes.fromhex(value)
        except ValueError:
            raise Missing from None

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> str | None:
        """From the database."""
        return None if value is None else bytes(value).hex()


class Moment(TypeDecorator[datetime]):
    """A UTC moment as text that sorts (`2026-11-22T09:30:00.000000Z`); takes and gives aware times only."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else datetime.fromisoformat(value)


_PLAIN = json.JSONDecoder()


class Plain(TypeDecorator[Any]):
    """Lists and maps of plain values, kept as sorted JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: PlainValue, _dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> PlainValue:
        """Read back; most lists and maps are empty, and each row is to have its own."""
        if value == "[]":
            return []
        return None if value is None else {} if value == "{}" else _PLAIN.decode(value)


class Whose(StrEnum):
    """Of whom a column speaks, and so in whose own file it stands (RET-6, RET-8)."""

    FACT = "fact"  # of the person of the record, typed: in that person's own file
    WORDS = "words"  # on that person in free words, where somebody else may stand too: in the file after a decision
    COPY = "copy"  # what stands elsewhere too: an earlier text, a frozen value, the bytes of a paper
    OTHERS = "others"  # of somebody else than the person of the record: in no file that is given from here
    STAFF = "staff"  # of somebody who works here
    WORK = "work"  # how the office works: settings, plans, who did what when, where something stands
    SEALED = "sealed"  # only a key of the safety team opens it
    KEY = "key"  # which row, which version, which bytes: says nothing of anybody


RETENTION_CLASSES = {
    "case": "goes with his case, by list and two names (RET-3)",
    "shared": "of several men: goes with the last of them",
    "partner": "goes with her record, by her own class (RET-4)",
    "audit": "what left, what was deleted, who was let in: numbers, names of papers and keys",
    "incident": "goes with his case, which is not deleted while the incident is open",
    "crossing": "sealed for the safety team, or its signed answer",
    "personnel": "of somebody who works here",
    "office": "of the office itself",
    "chain": "the signed log and its index: ids and digests",
    "cache": "told from other records, and told anew",
}


def metadata() -> MetaData:
    """A fresh catalogue of tables with names that migrations can rely on."""
    return MetaData(naming_convention=NAMING)


def one_of(column: str, codes: tuple[str, ...]) -> CheckConstraint:
    """The database itself refuses any other code in this column."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def later(default: PlainValue = None) -> dict[str, PlainValue]:
    """Marks a column that came after its table was first released: `mapped_column(Date, info=later())`.

    Rows written before it have no such column in their digest (SEC-17); so it counts only once it says something else
    than `default`, the value that the migration gives to every old row.
    """
    return {LATER: default}


class Kept:
    """A row of ours: random id, version counted up at each save (SEC-41), and how long it is kept (RET-6)."""

    RETENTION: ClassVar[str]
    SEALED: ClassVar[bool] = False

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  the mapper calls it with the class
        return {"version_id_col": cls.version, "version_id_generator": False if cls.SEALED else None}
