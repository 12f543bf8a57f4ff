"""Keeps rows by the hundred thousand: written in bulk, each named by the signed chain as if it were saved alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Dialect

from app.crypto.chain import OBJECT_LIMIT
from app.desk.ledger import Ledger
from app.store.work import ColumnValue, Touched, Work, plain_columns
from models.base.tables import Kept

Values = dict[str, ColumnValue]


class Shape(NamedTuple):
    """What is known of one table: how its rows are written, and what stands where nothing was said."""

    insert: str
    empty: tuple[tuple[str, Callable[[], ColumnValue]], ...]
    kept_as: tuple[tuple[str, Callable[[ColumnValue], ColumnValue] | None], ...]


@dataclass
class Bulk:
    """Rows on their way. Those that belong together are closed together, so that few entries tell of one record.

    Every row gets the digest that the door would have given it (SEC-16): the records open, and the log verifies.
    """

    work: Work
    ledger: Ledger
    act: str
    at: datetime
    kept: int = 0
    _shapes: dict[type[Kept], Shape] = field(default_factory=dict)
    _rows: dict[type[Kept], list[tuple[ColumnValue, ...]]] = field(default_factory=dict)
    _touched: list[Touched] = field(default_factory=list)

    def keep(self, table: type[Kept], **values: ColumnValue) -> str:
        """One new row, first version; its id is among the values. What is not said has the table's default."""
        shape = self._shapes.get(table) or self._shapes.setdefault(table, _shape(table, self._dialect))
        whole = {name: values[name] if name in values else default() for name, default in shape.empty}
        row = tuple(whole[name] if convert is None else convert(whole[name]) for name, convert in shape.kept_as)
        self._rows.setdefault(table, []).append(row)
        id = str(whole["id"])
        self._touched.append(Touched(table.__tablename__, id, 1, plain_columns(table, whole), None))  # type: ignore[attr-defined]
        self.kept += 1
        return id

    def close(self) -> None:
        """What was kept since the last time belongs together: sign it once there is enough for an entry."""
        if len(self._touched) >= OBJECT_LIMIT:
            self._sign()

    def write(self) -> None:
        """Put every row into its table, those it points to first, and sign what is left."""
        connection = self.work.session.connection()
        for table in sorted(self._rows, key=_place):
            connection.exec_driver_sql(self._shapes[table].insert, self._rows[table])
        self._rows.clear()
        self._sign()

    @property
    def _dialect(self) -> Dialect:
        return self.work.session.get_bind().dialect

    def _sign(self) -> None:
        if not self._touched:
            return
        told = Work(self.work.session, touched={(one.table, one.id): one for one in self._touched})
        self.ledger.append(told, self.act, self.at)
        self._touched = []


def _place(table: type[Kept]) -> int:
    """Where a table stands among all: after every table it points to."""
    mapped: Any = table
    return list(mapped.metadata.sorted_tables).index(mapped.__table__)


def _shape(table: type[Kept], dialect: Dialect) -> Shape:
    """Made once for a table: the statement in the driver's own words was half the price of a row."""
    mapped: Any = table
    columns = {attribute.key: attribute.columns[0] for attribute in mapped.__mapper__.column_attrs}
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns.values())
    places = ", ".join("?" if dialect.paramstyle == "qmark" else "%s" for _column in columns)
    # Every name is one of our own tables and quoted; a mapped class has its table only once it is mapped.
    return Shape(
        f"INSERT INTO {quote(table.__tablename__)} ({names}) VALUES ({places})",  # type: ignore[attr-defined]  # noqa: S608
        tuple((name, _default_of(column)) for name, column in columns.items()),
        tuple((name, column.type.dialect_impl(dialect).bind_processor(dialect)) for name, column in columns.items()),
    )


def _default_of(column: Any) -> Callable[[], ColumnValue]:  # noqa: ANN401  a column of any type
    """What the table itself puts there: a value, a new list, or nothing."""
    default = column.default
    if default is None:
        return lambda: None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg
