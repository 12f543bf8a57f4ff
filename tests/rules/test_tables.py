"""A list that leaves cannot run anything, hides nothing, and is read back as it was (R11)."""

import csv
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from app.ops.tables import as_csv, as_xlsx, inert, table_of

AT = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
RUNS = ["=1+1", "+44", "-2", "@sum", "\tx", "\rx", "\nx", "\0x", "  =1", "＝1", "＠x"]  # noqa: RUF001 - full width
TABLE = table_of(
    "Waiting list",
    [("Case", "The number of the case"), ("Days", "Days"), ("Since", "The day")],
    [("P-0001", 12, date(2026, 11, 2)), ("=HYPERLINK(1)", None, None)],
)


@pytest.mark.parametrize("text", RUNS)
def test_what_a_spreadsheet_would_run_gets_a_mark(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "P-0001", "a=b", "Möller", "12"])
def test_anything_else_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_a_csv_has_its_mark_and_every_cell_is_quoted() -> None:
    raw = as_csv(TABLE)

    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    assert list(csv.reader(StringIO(text)))[1:] == [["P-0001", "12", "2026-11-02"], ["'=HYPERLINK(1)", "", ""]]


def test_a_workbook_has_two_sheets_in_sight_and_nothing_that_runs_or_tells() -> None:
    raw = as_xlsx(TABLE, AT)

    book = CalamineWorkbook.from_filelike(BytesIO(raw))
    assert [(one.name, one.visible is SheetVisibleEnum.Visible) for one in book.sheets_metadata] == [
        ("List", True),
        ("Columns", True),
    ]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1] == ["P-0001", 12.0, date(2026, 11, 2)]
    assert rows[2][0] == "=HYPERLINK(1)"
    meanings = book.get_sheet_by_index(1).to_python()
    assert ["Case", "The number of the case"] in meanings
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    assert not [name for name, text in parts.items() if "<f>" in text or "definedName" in text or "hyperlink" in text]
    assert "<dc:creator></dc:creator>" in parts["docProps/core.xml"]
    assert raw == as_xlsx(TABLE, AT)


def test_a_row_that_is_too_short_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="as long"):
        table_of("List", [("Case", "")], [("P-0001", 1)])
