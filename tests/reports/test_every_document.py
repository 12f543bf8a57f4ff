"""Holds every report to the same proofs: it prints, it traces, it carries what it may, nothing else (REP-3, REP-4)."""

import sys
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from app.core.errors import NotAllowed
from app.core.shapes import replaced
from reports.kit.traces import painted
from reports.programme.allowed import leaks
from reports.programme.documents import DOCUMENTS, Kind, problems
from reports.programme.headings import heading, title, written_parts
from reports.programme.pages import ORDER
from reports.programme.words import limits
from tests.reports.every import a_paper, bytes_of, lost_words, many_words, text_fields
from tests.reports.test_hostile_text import HOSTILE

EVERY = pytest.mark.parametrize("kind", list(Kind))
ONLY_IN = {
    "agreed": {Kind.ACCEPTANCE},
    "done": {Kind.CONCERN},
    "asked": {Kind.CONCERN},
    "ahead": {Kind.MIDWAY, Kind.COMPLETION},
    "how_it_ended": {Kind.NON_COMPLETION},
    "question": {Kind.COURT, Kind.CAFCASS, Kind.CHILDRENS_SERVICES},
    "answer": {Kind.COURT, Kind.CAFCASS, Kind.CHILDRENS_SERVICES},
    "concerns": set(Kind) - {
        *(Kind.ACCEPTANCE, Kind.NOT_SUITABLE, Kind.THREE_WAY_REVIEW, Kind.SUBSTANCE)
    },
    "held.onward": {Kind.THREE_WAY_REVIEW},
    "held.outstanding": {Kind.THREE_WAY_REVIEW},
}  # fmt: skip
ON_A_LINE = {"office", "marking", "blocks.name"}
"""What has one line or two in the head of a page or under a picture is cut there, between two words."""


def one_of_each() -> list[Kind]:
    """One kind of each row: three are the same row for three readers."""
    return list({shape: kind for kind, shape in reversed(DOCUMENTS.items())}.values())


def mark(path: str) -> str:
    """A word that stands for one field and occurs nowhere else."""
    return f"Zq{path.replace('.', 'x').replace('_', 'y')}q"


@cache
def marked(kind: Kind) -> bytes:
    """The paper of a kind with the mark of each field in its place; drawn once."""
    return bytes_of(a_paper(kind, mark))


def flat(text: str) -> str:
    return " ".join(text.split())


@EVERY
def test_the_mark_of_each_field_is_on_the_paper_that_may_carry_it(kind: Kind) -> None:
    text = "".join(painted(marked(kind)).split())

    wanted = text_fields(kind)
    assert {path for path in wanted if mark(path) in text} == wanted
    assert {path for path, kinds in ONLY_IN.items() if mark(path) in text} == {
        path for path, kinds in ONLY_IN.items() if kind in kinds
    }


@EVERY
def test_an_honest_paper_passes_the_gate_and_a_word_more_does_not(kind: Kind) -> None:
    pdf = marked(kind)

    assert leaks(a_paper(kind, mark), pdf) == ()
    assert leaks(a_paper(kind, lambda _path: "other"), pdf) != ()


@EVERY
def test_every_paper_has_its_name_its_parts_in_order_and_the_limits(kind: Kind) -> None:
    text = flat(painted(marked(kind)))

    places = [text.find(words) for words in (title(kind), *(heading(part, kind) for part in written_parts(kind)))]
    assert -1 not in places
    assert all(sentence in text for sentence in limits())
    assert "successfully" not in text


@EVERY
def test_a_paper_about_which_nothing_is_known_says_so_and_passes(kind: Kind) -> None:
    data = a_paper(kind, lambda _path: "", rows=0, is_draft=True)

    pdf = bytes_of(data)

    assert leaks(data, pdf) == ()
    assert "None recorded." in painted(pdf)


@pytest.mark.parametrize("kind", one_of_each())
def test_hostile_values_everywhere_are_printed_as_text(kind: Kind) -> None:
    words = " ".join(one for name, one in HOSTILE.items() if name != "long word")
    data = a_paper(kind, lambda _path: words, rows=1)

    pdf = bytes_of(data)

    assert leaks(data, pdf) == ()
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []


@pytest.mark.parametrize("kind", one_of_each())
def test_a_hundred_thousand_signs_over_all_its_fields_lose_no_word(kind: Kind) -> None:
    said = many_words(text_fields(kind))

    pdf = bytes_of(a_paper(kind, lambda path: said.get(path, path), rows=1))

    assert lost_words(said, pdf) <= ON_A_LINE


def test_no_paper_opens_a_file() -> None:
    marked(Kind.PROGRESS)
    opened: list[str] = []
    listening = [True]

    def hear(event: str, details: tuple[object, ...]) -> None:
        if listening and event in ("open", "socket.connect", "urllib.Request"):
            opened.append(str(details[0]))

    sys.addaudithook(hear)
    for kind in one_of_each():
        bytes_of(a_paper(kind, lambda _path: HOSTILE["image"] + HOSTILE["link"], rows=1))
    listening.clear()

    assert [path for path in opened if not path.endswith((".pyc", ".py"))] == []


def test_every_kind_has_its_row_and_its_order() -> None:
    assert set(DOCUMENTS) == set(ORDER) == set(Kind)


def test_a_row_of_another_kind_is_refused() -> None:
    data = replaced(a_paper(Kind.CONCERN, mark), kind=Kind.SUBSTANCE)

    assert problems(data) == ("kind: substance",)
    with pytest.raises(NotAllowed):
        bytes_of(data)
