"""Writes a list as CSV or XLSX in which nothing can run: quoted cells, values only, what each column means (R11)."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from app.core.language import _

Cell = str | int | date | None
RUNS = frozenset("=+-@\t\r\n\0")
MARK = "'"
WIDEST = 60


@dataclass(frozen=True)
class Heading:
    """A column: what stands above it, and what it means."""

    head: str
    means: str


@dataclass(frozen=True)
class Table:
    """A list that leaves: its name, its columns and its rows, each as long as the columns."""

    name: str
    columns: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


def as_csv(table: Table) -> bytes:
    """UTF-8 with its mark, every cell quoted, and a mark before what a spreadsheet would run (R11)."""
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([inert(column.head) for column in table.columns])
    writer.writerows([inert(_text(cell)) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, made_at: datetime) -> bytes:
    """Two sheets in sight, the list and what its columns mean; values only, and fixed properties (R11)."""
    import xlsxwriter  # noqa: PLC0415  loaded only when a list leaves: no window waits for it

    out = BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, plain)
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    bold, on = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("List"))
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.head, bold)
        sheet.set_column(at, at, _width(table, at))
    for number, row in enumerate(table.rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, bool) or cell is None:
                continue
            if isinstance(cell, int):
                sheet.write_number(number, at, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(number, at, datetime.combine(cell, datetime.min.time()), on)
            else:
                sheet.write_string(number, at, cell)
    sheet.freeze_panes(1, 0)
    meanings = book.add_worksheet(_("Columns"))
    for number, (head, means) in enumerate([(table.name, ""), *((one.head, one.means) for one in table.columns)]):
        meanings.write_string(number, 0, head, bold)
        meanings.write_string(number, 1, means)
    meanings.set_column(0, 0, 24)
    meanings.set_column(1, 1, WIDEST)
    book.close()
    return out.getvalue()


def inert(text: str) -> str:
    """The cell with a mark before it when a spreadsheet would take it for a formula (R11)."""
    seen = unicodedata.normalize("NFKC", text).lstrip(" ")
    return MARK + text if seen[:1] in RUNS and seen else text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _width(table: Table, at: int) -> int:
    longest = max([len(table.columns[at].head), *(len(_text(row[at])) for row in table.rows)])
    return min(longest + 2, WIDEST)


def table_of(name: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Cell]]) -> Table:
    """A table from plain lists; every row must be as long as the columns."""
    made = tuple(tuple(row) for row in rows)
    if any(len(row) != len(columns) for row in made):
        raise ValueError("a row is not as long as the columns")
    return Table(name, tuple(Heading(*column) for column in columns), made)
