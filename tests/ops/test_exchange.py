"""An office's sheet is opened as it is, or refused with one clear sentence."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.ops import exchange, sheet
from app.ops.exchange import open_sheet

HEADS = {"Surname", "Forename", "DOB", "Mobile"}
HEADER = "Surname,Forename,DOB,Mobile\r\n"


def is_head(cell: str) -> bool:
    return cell in HEADS


def a_file(tmp_path: Path, content: bytes | str, name: str = "sheet.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def a_workbook(cells: str, *, state: str = "visible") -> bytes:
    """A smallest XLSX with one hidden sheet before the visible one, written by hand."""
    packed = BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(packed, "w") as book:
        parts = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{parts}sheet.main+xml"/></Types>',
        )
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}">'
            f'<Relationship Id="r" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets>'
            '<sheet name="secret" sheetId="1" state="hidden" r:id="a"/>'
            f'<sheet name="men" sheetId="2" state="{state}" r:id="b"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}">'
            f'<Relationship Id="a" Type="{kind}/worksheet" Target="worksheets/sheet9.xml"/>'
            f'<Relationship Id="b" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        hidden = f'<row r="1">{text("A1", "hidden words")}</row>'
        book.writestr(
            "xl/worksheets/sheet9.xml", f'<worksheet xmlns="{main}"><sheetData>{hidden}</sheetData></worksheet>'
        )
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return packed.getvalue()


def text(at: str, words: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


HEAD_ROW = (
    '<row r="1">'
    + "".join(text(f"{col}1", head) for col, head in zip("ABCD", HEADER.split(","), strict=True))
    + "</row>"
)


def test_titles_blank_lines_and_totals_are_told_from_records(tmp_path: Path) -> None:
    content = "Referrals 2026,,,\r\n" + HEADER + "Shah,Imran,1981,\r\n,,,\r\nCobb,Neil,,\r\nTOTAL,,,2\r\n"

    opened = open_sheet(a_file(tmp_path, content), is_head)

    assert opened.header == ("Surname", "Forename", "DOB", "Mobile")
    assert [(row.line, row.cells[0]) for row in opened.rows] == [(3, "Shah"), (5, "Cobb")]
    assert [(out.line, out.kind) for out in opened.left_out] == [
        (1, "title"),
        (2, "header"),
        (4, "blank"),
        (6, "total"),
    ]


def test_a_man_called_total_is_no_total_line(tmp_path: Path) -> None:
    opened = open_sheet(a_file(tmp_path, HEADER + "Total,Alan,1980-01-01,07700 900100\r\n"), is_head)

    assert [row.cells[:2] for row in opened.rows] == [("Total", "Alan")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    content = (HEADER + "Byrne,Seán,1976,\r\n").replace(",", delimiter).encode(encoding)

    opened = open_sheet(a_file(tmp_path, content), is_head)

    assert opened.rows[0].cells[:2] == ("Byrne", "Seán")


def test_a_line_break_inside_a_cell_does_not_shift_the_line_numbers(tmp_path: Path) -> None:
    opened = open_sheet(a_file(tmp_path, HEADER + '"Sh\nah",Imran,,\r\nCobb,Neil,,\r\n'), is_head)

    assert [row.line for row in opened.rows] == [2, 3]


def test_control_characters_go_with_a_notice_that_repeats_nothing(tmp_path: Path) -> None:
    opened = open_sheet(a_file(tmp_path, HEADER + "Sh\u202eah\0,Imran,,\r\n"), is_head)

    assert opened.rows[0].cells[0] == "Shah"
    assert [(notice.line, notice.column) for notice in opened.notices] == [(2, "Surname")]
    assert "Shah" not in opened.notices[0].words


def test_a_cell_that_is_too_long_is_not_taken_and_says_so(tmp_path: Path) -> None:
    opened = open_sheet(a_file(tmp_path, HEADER + f"Shah,{'x' * (sheet.MAX_CELL + 1)},,\r\n"), is_head)

    assert opened.rows[0].cells == ("Shah", "", "", "")
    assert [(notice.line, notice.column) for notice in opened.notices] == [(2, "Forename")]


def test_our_own_inert_mark_is_undone_and_an_irish_name_keeps_its_own(tmp_path: Path) -> None:
    opened = open_sheet(a_file(tmp_path, HEADER + "'t Hart,O'Neill,'=1+1,'+44 7700 900100\r\n"), is_head)

    assert opened.rows[0].cells == ("'t Hart", "O'Neill", "=1+1", "+44 7700 900100")


def test_columns_without_or_with_the_same_name_stay_apart(tmp_path: Path) -> None:
    opened = open_sheet(a_file(tmp_path, "Surname,Forename,DOB,,DOB\r\na,b,c,d,e\r\n"), is_head)

    assert opened.header == ("Surname", "Forename", "DOB", "Column D", "DOB (E)")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not a sheet"),
        (b"%PDF-1.7, a, b", "not a sheet"),
        (b"PK\x03\x04 and then nothing", "not a sheet"),
        (b"just a letter\r\nwithout any columns\r\n", "not a sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Excel"),
        (b"a,b,c\r\n1,2,3\r\n", "heads of the columns"),
        (HEADER.encode() + b'"Shah,Imran,,\r\nCobb,Neil,,\r\n', "quotation marks on line 2"),
        (HEADER.encode() + b"," * 101 + b"x\r\n", "more than 100 columns"),
    ],
)
def test_what_is_no_sheet_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        open_sheet(a_file(tmp_path, content), is_head)

    assert words in refusal.value.problems["file"]


def test_a_file_that_is_too_big_is_refused_unread(tmp_path: Path) -> None:
    file = a_file(tmp_path, "")
    with file.open("wb") as hole:
        hole.truncate(sheet.MAX_BYTES + 1)

    with pytest.raises(InvalidInput, match="too big"):
        open_sheet(file, is_head)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        open_sheet(tmp_path / "nowhere.csv", is_head)


def test_the_first_visible_sheet_of_a_workbook_is_read_as_typed(tmp_path: Path) -> None:
    row = text("A2", "Shah") + text("B2", "Imran") + '<c r="C2"><v>1981</v></c><c r="D2"><v>7700900104</v></c>'

    opened = open_sheet(a_file(tmp_path, a_workbook(f'{HEAD_ROW}<row r="2">{row}</row>'), "m.xlsx"), is_head)

    assert [(one.line, one.cells) for one in opened.rows] == [(2, ("Shah", "Imran", "1981", "7700900104"))]


def test_a_formula_in_a_workbook_is_seen_and_its_value_is_not_taken(tmp_path: Path) -> None:
    row = text("A2", "Shah") + '<c r="B2" t="str"><f>HYPERLINK("x")</f><v>Imran</v></c>'

    opened = open_sheet(a_file(tmp_path, a_workbook(f'{HEAD_ROW}<row r="2">{row}</row>'), "m.xlsx"), is_head)

    assert opened.rows[0].cells[:2] == ("Shah", "=")


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="empty"):
        open_sheet(a_file(tmp_path, a_workbook(HEAD_ROW, state="hidden"), "m.xlsx"), is_head)


def test_a_zip_that_says_it_unpacks_to_more_than_the_limit_is_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(11):
            bomb.writestr(f"xl/worksheets/sheet{number}.xml", bytes(10 * 1024 * 1024))

    with pytest.raises(sheet.Refused, match="too_big"):
        sheet.read(packed.getvalue())


@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_table_or_a_refusal_with_words(content: bytes) -> None:
    rows, words = [], ""
    try:
        rows = sheet.read(content).rows
    except sheet.Refused as refusal:
        words = exchange._refusal(refusal.code, refusal.line).problems["file"]

    assert bool(rows) != bool(words)
    assert not any("\0" in cell for row in rows for cell in row)
