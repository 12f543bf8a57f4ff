"""Reads the structure of a paper back with another library: a screen reader must hear what the eye sees (UX-30)."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from app.core.shapes import replaced
from reports.kit.finish import PRODUCER
from reports.programme.documents import ProgressReport
from tests.reports.every import A_LOGO
from tests.reports.samples import a_report, a_rich_report, an_empty_report
from tests.reports.test_progress_report import printed

EVERY = pytest.mark.parametrize(
    "data",
    [a_report(), replaced(a_rich_report(), logo=A_LOGO), an_empty_report()],
    ids=["short", "rich, with a logo", "empty"],
)
PAINTING = {"Do", "Tj", "TJ", "'", '"', "S", "f", "f*", "B", "B*", "b", "b*", "s"}


def opened(data: ProgressReport) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(printed(data)))


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for kid in node.get("/K", ()):
        if kid.get("/Type") == "/StructElem":
            yield from nodes(kid)


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    return list(nodes(pdf.Root.StructTreeRoot.K))


def marks(node: Any) -> list[tuple[tuple[int, int], int]]:
    return [(kid.Pg.objgen, int(kid.MCID)) for kid in node.get("/K", ()) if kid.get("/Type") == "/MCR"]


@EVERY
def test_everything_painted_is_tagged_exactly_once(data: ProgressReport) -> None:
    pdf = opened(data)
    seen: list[tuple[tuple[int, int], int]] = []

    for page in pdf.pages:
        depth = 0
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            if operator == "BDC":
                depth += 1
                if str(step.operands[0]) != "/Artifact":
                    seen.append((page.obj.objgen, int(step.operands[1].MCID)))
            depth -= operator == "EMC"
            assert depth in (0, 1), "marks never nest"
            assert depth == 1 or operator not in PAINTING, f"{operator} is painted outside every mark"
        assert depth == 0

    told = [mark for node in elements(pdf) for mark in marks(node)]
    assert len(set(seen)) == len(seen)
    assert sorted(told) == sorted(seen)


@EVERY
def test_the_reading_order_is_the_order_on_the_page(data: ProgressReport) -> None:
    pdf = opened(data)
    number = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}

    told = [(number[page], mark) for node in elements(pdf) for page, mark in marks(node)]

    assert told == sorted(told)


@EVERY
def test_each_mark_finds_its_way_back_to_its_element(data: ProgressReport) -> None:
    pdf = opened(data)
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    back = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    place = {page.obj.objgen: int(page.obj.StructParents) for page in pdf.pages}

    for node in elements(pdf):
        for page, mark in marks(node):
            assert back[place[page]][mark].objgen == node.objgen


def test_headings_go_down_one_step_at_a_time() -> None:
    pdf = opened(a_rich_report())
    levels = [int(str(node.S)[2:]) for node in elements(pdf) if re.fullmatch(r"/H\d", str(node.S))]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_rows_of_cells_and_heads_with_a_scope() -> None:
    pdf = opened(a_rich_report())
    tables = [node for node in elements(pdf) if node.S == "/Table"]

    assert len(tables) >= 7
    for table in tables:
        rows = list(table.K)
        assert {str(row.S) for row in rows} == {"/TR"}
        assert len({len(row.K) for row in rows}) == 1, "every row has the same number of cells"
        heads = [cell for row in rows for cell in row.K if cell.S == "/TH"]
        assert heads
        assert {str(cell.A.Scope) for cell in heads} in ({"/Row"}, {"/Column"})
        assert all(cell.S in ("/TH", "/TD") for row in rows for cell in row.K)


def test_figures_say_in_words_what_they_show() -> None:
    pdf = opened(a_rich_report())
    figures = [str(node.Alt) for node in elements(pdf) if node.S == "/Figure"]

    assert figures[0].startswith("Pre-group: 2 of 2; Foundation: 6 of 6; My Thinking: 5 of 6; My Emotions: not started")
    assert figures[1] == "41.2 of 60.0 hours (69%)"


def test_the_logo_is_read_as_the_name_of_the_office_and_of_no_office_not_at_all() -> None:
    def figures(data: ProgressReport) -> list[str]:
        pdf = opened(data)
        return [str(node.Alt) for node in elements(pdf) if node.S == "/Figure"]

    assert figures(a_report(logo=A_LOGO)) == ["Northside Change Programme", *figures(a_report())]
    assert figures(a_report(logo=A_LOGO, office="")) == figures(a_report())


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    pdf = opened(a_report(concerns=" ".join(["He said it again."] * 900)))

    longest = max((node for node in elements(pdf) if node.S == "/P"), key=lambda node: len(marks(node)))

    assert len({page for page, _mark in marks(longest)}) >= 3


def test_a_head_that_comes_again_is_read_once() -> None:
    lines = a_rich_report().sessions * 4
    pdf = opened(replaced(a_rich_report(), sessions=lines))

    heads = [node for node in elements(pdf) if node.S == "/TH" and node.A.Scope == "/Column"]

    assert all(len(marks(node)) == 1 for node in heads)


def test_the_file_says_its_language_and_shows_its_title() -> None:
    pdf = opened(a_report())
    root = pdf.Root

    assert (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
        "en-GB", True, True)  # fmt: skip


def test_the_metadata_are_the_fixed_set_and_nothing_of_him() -> None:
    pdf = opened(a_report())
    told = {key: str(value) for key, value in pdf.trailer.Info.items()}
    packet = pdf.Root.Metadata.read_bytes().decode()

    assert told == {"/Title": "Report", "/Producer": PRODUCER, "/CreationDate": "D:20261130141200Z",
                    "/ModDate": "D:20261130141200Z"}  # fmt: skip
    assert not any(word in packet for word in ("Osei", "S. Lee", "P-0412", "creator", "ReportLab", "pikepdf"))


def test_every_font_is_in_the_file() -> None:
    pdf = opened(a_rich_report())
    for page in pdf.pages:
        for font in page.resources.Font.values():
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font
