"""Opens an office's spreadsheet as it is: finds its header, its blank and total lines, and says what was left out."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Row, from_json
from app.ops import sheet

HIDDEN_ARGUMENT = "read-sheet"
_HEADER_WITHIN = 30
_HEADER_NEEDS = 3
_TOTAL = re.compile(r"(grand |sub)?(total|totals|totaal|sum|count)\b\W*", re.IGNORECASE)
_NUMBER = re.compile(r"[\d.,\s%£€-]*")


class SheetRow(Row, frozen=True):
    """One line of the sheet with its number as a spreadsheet program shows it, and its cells in header order."""

    line: int
    cells: tuple[str, ...]


class LeftOut(Row, frozen=True):
    """A line that is no record: `title`, `header`, `blank` or `total`."""

    line: int
    kind: str


class Notice(Row, frozen=True):
    """Something taken out of a cell on opening; the words never repeat the cell."""

    line: int
    column: str
    words: str


class Sheet(Row, frozen=True):
    """An opened sheet: one header per column, every one different, and the rows below it."""

    header: tuple[str, ...]
    header_line: int
    rows: tuple[SheetRow, ...]
    left_out: tuple[LeftOut, ...]
    notices: tuple[Notice, ...]


class _Answer(Row, frozen=True):
    """What the child process says."""

    rows: tuple[tuple[str, ...], ...] = ()
    notices: tuple[tuple[int, int, str], ...] = ()
    refused: str = ""
    line: int = 0


def open_sheet(path: Path, is_header_word: Callable[[str], bool]) -> Sheet:
    """Open a CSV or XLSX. `is_header_word` says whether a cell reads like the head of a column. Raises InvalidInput."""
    return arrange(_parsed(_content(path)), is_header_word)


def arrange(answer: _Answer, is_header_word: Callable[[str], bool]) -> Sheet:
    """Tell title rows, header, blank lines and total lines from the records."""
    if answer.refused:
        raise _refusal(answer.refused, answer.line)
    at = _header_at(answer.rows, is_header_word)
    width = max(len(row) for row in answer.rows[at:])
    header = _distinct(_padded(answer.rows[at], width))
    rows: list[SheetRow] = []
    left_out: list[LeftOut] = []
    for line, cells in enumerate(answer.rows, start=1):
        kind = _kind(cells, line, at + 1, answer.rows[at])
        if kind:
            left_out.append(LeftOut(line=line, kind=kind))
        else:
            rows.append(SheetRow(line=line, cells=_padded(cells, width)))
    notices = tuple(
        Notice(line=line, column=header[column] if column < width else _letters(column), words=_notice_words(code))
        for line, column, code in answer.notices
    )
    return Sheet(header=header, header_line=at + 1, rows=tuple(rows), left_out=tuple(left_out), notices=notices)


def _content(path: Path) -> bytes:
    """The bytes of the file, refused unread when there are too many."""
    try:
        if not path.is_file():
            raise InvalidInput({"file": _("There is no such file.")})
        if path.stat().st_size > sheet.MAX_BYTES:
            raise _refusal("too_big", 0)
        return path.read_bytes()
    except OSError as bad:
        raise InvalidInput({"file": _("This file cannot be opened. Is it open in another program?")}) from bad


def _parsed(content: bytes) -> _Answer:
    """Let a child process read the bytes, so that a hostile file can neither hang nor fill this one (SEC-44)."""
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, HIDDEN_ARGUMENT] if frozen else [sys.executable, "-m", "app.ops.sheet"]
    home = None if frozen else Path(__file__).parents[2]
    try:
        child = subprocess.run(  # noqa: S603  our own program, no shell
            command, input=content, capture_output=True, timeout=sheet.SECONDS * 2, check=False, cwd=home
        )
    except subprocess.TimeoutExpired as slow:
        raise _refusal("too_big", 0) from slow
    if child.returncode != 0:
        raise _refusal("not_a_sheet", 0)
    return from_json(_Answer, child.stdout)


def _header_at(rows: Sequence[Sequence[str]], is_header_word: Callable[[str], bool]) -> int:
    """The place of the first row in which most cells read like heads of columns."""
    best, most = -1, _HEADER_NEEDS - 1
    for at, cells in enumerate(rows[:_HEADER_WITHIN]):
        known = sum(1 for cell in cells if cell and is_header_word(cell))
        if known > most and known * 2 >= sum(1 for cell in cells if cell):
            best, most = at, known
    if best < 0:
        words = _("No row with the heads of the columns was found in the first {count} lines.")
        raise InvalidInput({"file": words.format(count=_HEADER_WITHIN)})
    return best


def _kind(cells: Sequence[str], line: int, header_line: int, header: Sequence[str]) -> str:
    """Why a line is no record; empty when it is one."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return "blank"
    if line < header_line:
        return "title"
    if line == header_line or tuple(cells) == tuple(header):
        return "header"
    is_total = _TOTAL.fullmatch(filled[0]) and all(_NUMBER.fullmatch(cell) for cell in filled[1:])
    return "total" if is_total else ""


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *("" for _gap in range(width - len(cells))))


def _distinct(header: Sequence[str]) -> tuple[str, ...]:
    """Every column gets a name of its own: a nameless one its letter, a repeated one its letter behind."""
    names: list[str] = []
    for at, text in enumerate(header):
        name = " ".join(text.split()) or _("Column {letter}").format(letter=_letters(at))
        names.append(f"{name} ({_letters(at)})" if name in names else name)
    return tuple(names)


def _letters(at: int) -> str:
    """A, B, ... Z, AA: the column as a spreadsheet program names it."""
    letters = ""
    number = at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _notice_words(code: str) -> str:
    if code == "too_long":
        return _("This cell is too long and was not taken.")
    return _("Invisible control characters were removed from this cell.")


def _refusal(code: str, line: int) -> InvalidInput:
    """The sentence for a file that is no sheet."""
    words = {
        "empty": _("This file is empty."),
        "too_big": _("This file is too big: a sheet of referrals is at most 10 MB."),
        "too_many_rows": _("This sheet has too many rows: at most 20,000 can be read at once."),
        "too_many_columns": _("Line {line} has more than 100 columns.").format(line=line),
        "encrypted": _("This workbook is locked with a password. Save a copy without one, and delete it afterwards."),
        "old_excel": _("This is an old Excel workbook. Save it as .xlsx or CSV first."),
        "broken_quotes": _(
            "The quotation marks on line {line} do not match. Mend the line, or save the sheet as CSV again."
        ).format(line=line),
    }
    return InvalidInput({"file": words.get(code, _("This is not a sheet that can be read. Save it as .xlsx or CSV."))})
