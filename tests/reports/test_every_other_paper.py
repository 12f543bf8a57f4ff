"""Holds every paper that is no report to the proofs of the reports: hostile, empty, long, marked."""

import sys
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pikepdf
import pytest

from app.core.shapes import Row
from reports.kit.traces import painted
from reports.partner import figures, papers
from reports.partner.figures import FiguresSheet
from reports.partner.papers import OwnPaper
from reports.programme import pages
from reports.programme.letters import correction
from reports.programme.letters import page as letters
from reports.programme.letters.correction import CorrectionLetter
from reports.programme.letters.rows import (
    ATTENDING,
    DATED,
    AttendanceLetter,
    DatesLetter,
    DecisionLetter,
    LetterKind,
)
from reports.programme.sheets import access
from reports.programme.sheets import page as sheets
from reports.programme.sheets.access import AccessPack
from reports.programme.sheets.rows import Sheet
from tests.reports.every import lost_words, many_words, value_of
from tests.reports.test_every_document import mark
from tests.reports.test_hostile_text import HOSTILE

HOSTILE_WORDS = " ".join(words for name, words in HOSTILE.items() if name != "long word") + " עברית ffi ﬃ Ǆ"
FIXED = {"language", "born"}
ONE_PRINTER = {AccessPack: access, CorrectionLetter: correction, OwnPaper: papers, FiguresSheet: figures}
SHEETS = get_args(Sheet)
PAPERS: dict[str, tuple[type[Row], LetterKind | None]] = {
    **{kind.value: (DatesLetter, kind) for kind in sorted(DATED)},
    **{kind.value: (AttendanceLetter, kind) for kind in sorted(ATTENDING)},
    **{kind.value: (DecisionLetter, kind) for kind in LetterKind if kind not in DATED | ATTENDING},
    **{shape.__name__: (shape, None) for shape in (*SHEETS, AccessPack, CorrectionLetter, FiguresSheet)},
    **dict.fromkeys(("him", "her"), (OwnPaper, None)),
}
ONE_OF_EACH = list({shape: name for name, (shape, _kind) in PAPERS.items()}.values())
ON_A_LINE = {"head.office", "head.office_address", "office", "office_address", "marking", "head.label"}
"""What has one line in the head or foot of a page is cut there, between two words."""
INTERNAL = {"MeetingSheet", "FileSheet"}
"""These stay here and need no label in the place of a programme's name."""


def a_paper(name: str, say: Callable[[str], str], *, rows: int = 2) -> Any:
    """One paper whose every text is what `say` answers for its field."""
    shape, kind = PAPERS[name]

    def told(path: str) -> str:
        last = path.rpartition(".")[2]
        return {"language": "en", "born": "1988-03-04"}[last] if last in FIXED else say(path)

    hints = {field: hint for field, hint in get_type_hints(shape).items() if field != "audience"}
    values = {field: value_of(field, hint, told, rows) for field, hint in hints.items()}
    if shape is OwnPaper:
        values["audience"] = name
    if kind is not None:
        values["kind"] = kind
    return shape(**values)


def printer(paper: Row) -> Any:
    """What prints it."""
    return ONE_PRINTER.get(type(paper), sheets if isinstance(paper, SHEETS) else letters)


def bytes_of(paper: Any) -> bytes:
    out = BytesIO()
    printer(paper).render(paper, out)
    return out.getvalue()


@cache
def marked(name: str) -> bytes:
    return bytes_of(a_paper(name, mark))


def fields_of(name: str) -> set[str]:
    """The path of every text that such a paper has."""
    asked: set[str] = set()
    a_paper(name, lambda path: asked.add(path) or path)
    return asked


@pytest.mark.parametrize("name", PAPERS)
def test_each_field_is_on_the_paper_that_may_carry_it_and_another_word_is_refused(name: str) -> None:
    text, paper = "".join(painted(marked(name)).split()), a_paper(name, mark)
    every = {path for other in ONE_OF_EACH for path in fields_of(other)}

    wanted = fields_of(name) - ({"head.label"} if name in INTERNAL else set())
    assert {path for path in every if mark(path) in text} == wanted
    assert printer(paper).leaks(paper, marked(name)) == ()
    assert printer(paper).leaks(a_paper(name, lambda _path: "other"), marked(name)) != ()


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_hostile_values_everywhere_are_printed_as_text(name: str) -> None:
    paper = a_paper(name, lambda _path: HOSTILE_WORDS, rows=1)

    pdf = bytes_of(paper)

    assert printer(paper).leaks(paper, pdf) == ()
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_about_which_nothing_is_known_passes(name: str) -> None:
    paper = a_paper(name, lambda _path: "", rows=0)

    assert printer(paper).leaks(paper, bytes_of(paper)) == ()


def test_no_paper_is_left_out() -> None:
    """Whoever writes a module that prints a paper adds it here, or to the reports."""
    found = {file for file in Path("reports").rglob("*.py") if "\ndef render(" in file.read_text("utf-8")}
    tested = {Path(one.__file__).relative_to(Path.cwd()) for one in (letters, sheets, *ONE_PRINTER.values(), pages)}

    assert found == tested


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_hundred_thousand_signs_over_all_its_fields_lose_no_word(name: str) -> None:
    said = many_words(fields_of(name))
    paper = a_paper(name, lambda path: said[path], rows=1)

    pdf = bytes_of(paper)

    assert lost_words(said, pdf) <= ON_A_LINE


def test_a_hundred_thousand_signs_of_his_own_file_lose_no_word() -> None:
    words = " ".join(f"w{number:05d}" for number in range(14_300))
    paper = a_paper("AccessPack", lambda path: words if path == "items.text" else "short", rows=1)

    pdf = bytes_of(paper)

    assert len(words) > 100_000
    assert set(words.split()) <= set(painted(pdf).split())
    assert access.leaks(paper, pdf) == ()


def test_no_letter_and_no_sheet_opens_a_file() -> None:
    for name in ONE_OF_EACH:
        marked(name)
    opened: list[str] = []
    listening = [True]

    def hear(event: str, details: tuple[object, ...]) -> None:
        if listening and event in ("open", "socket.connect", "urllib.Request"):
            opened.append(str(details[0]))

    sys.addaudithook(hear)
    for name in ONE_OF_EACH:
        bytes_of(a_paper(name, lambda _path: HOSTILE["image"] + HOSTILE["link"], rows=1))
    listening.clear()

    assert [path for path in opened if not path.endswith((".pyc", ".py"))] == []


def test_the_same_values_give_the_same_bytes() -> None:
    assert all(bytes_of(a_paper(name, mark)) == marked(name) for name in ONE_OF_EACH)
