"""Turns the bytes of a strange CSV or XLSX into plain rows; runs as a child with memory and time limits (SEC-44)."""

import csv
import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, ZipError

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 4_000
MEMORY = 1024 * 1024 * 1024
SECONDS = 20

_DELIMITERS = (",", ";", "\t")
_REMOVED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_INERT = re.compile(r"'\s*[=+\-@\t\r\n]")
_FORMULA = re.compile(rb"""<c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>\s*<f[\s>/]""")
_ODD = 8
_LARGEST_WHOLE = 1e15
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Refused(Exception):
    """This is no sheet that can be read; `code` is turned into a sentence by app.ops.exchange."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass(frozen=True)
class Table:
    """Rows as a spreadsheet program numbers them from 1, and what was taken out of which cell (row, column, code)."""

    rows: list[list[str]]
    notices: list[tuple[int, int, str]] = field(default_factory=list)


def read(content: bytes) -> Table:
    """Rows of cleaned text of a CSV or of the first visible sheet of an XLSX. Raises Refused."""
    if len(content) > MAX_BYTES:
        raise Refused("too_big")
    if not content.strip():
        raise Refused("empty")
    if content.startswith(_OLE):
        raise Refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "old_excel")
    rows = _rows_of_xlsx(content) if content.startswith(b"PK") else _rows_of_csv(content)
    return _cleaned(rows)


def _cleaned(rows: Iterable[list[str]]) -> Table:
    """Every cell within the caps, without NUL and bidi controls, and an inert leading ' undone (SEC-44, R11)."""
    table = Table([])
    for line, cells in enumerate(rows, start=1):
        if line > MAX_ROWS:
            raise Refused("too_many_rows")
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise Refused("too_many_columns", line)
        table.rows.append([_cell(text, line, at, table) for at, text in enumerate(cells)])
    while table.rows and not any(table.rows[-1]):
        table.rows.pop()
    if not table.rows:
        raise Refused("empty")
    return table


def _cell(text: str, line: int, column: int, table: Table) -> str:
    """One cell as plain text; what is taken out leaves a notice."""
    if len(text) > MAX_CELL:
        table.notices.append((line, column, "too_long"))
        return ""
    plain = _REMOVED.sub("", text)
    if plain != text:
        table.notices.append((line, column, "controls_removed"))
    plain = unicodedata.normalize("NFC", plain).strip()
    return plain[1:].strip() if _INERT.match(unicodedata.normalize("NFKC", plain)) else plain


def _rows_of_csv(content: bytes) -> Iterator[list[str]]:
    """The records of a CSV, blank ones kept so that the numbering stays that of a spreadsheet program."""
    text = _decoded(content)
    delimiter = _delimiter(text)
    csv.field_size_limit(MAX_BYTES)
    line = 0
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            line += 1
            yield cells
    except csv.Error as bad:
        raise Refused("broken_quotes", line + 1) from bad


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else Windows-1252; a program or picture is refused."""
    for encoding in ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(1 for char in text[:4096] if unicodedata.category(char) == "Cc" and char not in "\r\n\t\0")
        if text.startswith("%PDF") or odd > _ODD or text.count("\0") > len(text) // 20 + _ODD:
            break
        return text
    raise Refused("not_a_sheet")


def _delimiter(text: str) -> str:
    """The separator that gives most lines most cells; a sheet of one column is no sheet of referrals."""
    lines = text.splitlines()[:200]

    def cells(delimiter: str) -> int:
        counts = sorted(line.count(delimiter) for line in lines if line.strip())
        return counts[len(counts) // 2] if counts else 0

    best = max(_DELIMITERS, key=cells)
    if not cells(best):
        raise Refused("not_a_sheet")
    return best


def _rows_of_xlsx(content: bytes) -> list[list[str]]:
    """The first visible sheet that holds anything; a cell with a formula becomes a lone = that nobody can run."""
    parts = _parts(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.visible is not SheetVisibleEnum.Visible:
                continue
            page = book.get_sheet_by_index(number)
            if page.total_height > MAX_ROWS * 50 or page.total_width > MAX_COLUMNS * 100:
                raise Refused("too_many_rows")
            rows = [[_text(value) for value in row] for row in page.to_python(skip_empty_area=False)]
            if any(any(row) for row in rows):
                return _without_formulas(rows, _sheet_xml(parts, number))
    except PasswordError as bad:
        raise Refused("encrypted") from bad
    except (CalamineError, ZipError, ValueError) as bad:
        raise Refused("not_a_sheet") from bad
    raise Refused("empty")


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook, after looking at how large they say they become (a zip bomb is refused)."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED or len(packed.infolist()) > MAX_PARTS:
                raise Refused("too_big")
            wanted = [n for n in packed.namelist() if n.startswith(("xl/worksheets/", "xl/workbook.xml", "xl/_rels/"))]
            parts = {name: packed.read(name) for name in wanted}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as bad:
        raise Refused("not_a_sheet") from bad
    if "xl/workbook.xml" not in parts:
        raise Refused("not_a_sheet")
    return parts


def _sheet_xml(parts: dict[str, bytes], number: int) -> bytes:
    """The XML of the sheet that stands at this place in the workbook."""
    sheets = re.findall(rb"<(?:\w+:)?sheet\b[^>]*?\b\w+:id=[\"']([^\"']+)[\"']", parts["xl/workbook.xml"])
    relations = parts.get("xl/_rels/workbook.xml.rels", b"")
    for relation in re.findall(rb"<Relationship\b[^>]*>", relations):
        name = re.search(rb"\bId=[\"']([^\"']+)[\"']", relation)
        target = re.search(rb"\bTarget=[\"']([^\"']+)[\"']", relation)
        if name and target and number < len(sheets) and name.group(1) == sheets[number]:
            path = target.group(1).decode("utf-8", "replace").lstrip("/")
            return parts.get(path if path.startswith("xl/") else f"xl/{path}", b"")
    return b""


def _without_formulas(rows: list[list[str]], xml: bytes) -> list[list[str]]:
    """Each cell that has a formula shows = instead of a value that somebody else's program worked out."""
    for letters, digits in _FORMULA.findall(xml):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        row = int(digits)
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = "="
    return rows


def _text(value: object) -> str:
    """A typed cell as a person would have typed it: whole numbers without .0, dates as 2026-01-15."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _limit() -> None:
    """Ask the system to stop this process when it takes too much; Windows has only the parent's time limit."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """Read one sheet from standard input and write its rows as JSON to standard output; nothing else is opened."""
    _limit()
    answer: dict[str, object]
    try:
        table = read(sys.stdin.buffer.read(MAX_BYTES + 1))
        answer = {"rows": table.rows, "notices": table.notices}
    except Refused as refusal:
        answer = {"refused": refusal.code, "line": refusal.line}
    except MemoryError:
        answer = {"refused": "too_big", "line": 0}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
