"""Holds papers to what an archive and a screen reader ask for, by checkers of others; and to names in any letters.

`pikepdf.pdfa` and `pdfua` are good checkers and not veraPDF: neither says that a file is certified.
"""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pdfua import validate
from pikepdf import pdfa

from app.core.shapes import replaced
from reports.kit import rtl
from reports.kit.delivery import add_password
from reports.kit.traces import painted, tokens, untraced
from reports.programme.allowed import leaks
from reports.programme.documents import Kind, Report
from tests.reports.every import a_paper, bytes_of
from tests.reports.samples import a_report, a_rich_report
from tests.reports.test_every_document import mark, marked, one_of_each
from tests.reports.test_tagging import elements

ARABIC, HEBREW = "محمد لافي قال إنه سيحضر الجلسة", "דוד כהן אמר שהוא יגיע"
LETTERS = {
    "cyrillic": "Дмитрий Сергеевич",
    "greek": "Δημήτρης Παπαδόπουλος",
    "vietnamese": "Nguyễn Thị Hường",
    "arabic": ARABIC,
    "persian": "پریسا گلچین",
    "hebrew": HEBREW,
    "both ways": f"Mohammed ({ARABIC}) and {HEBREW} 12",
}


def named(words: str) -> Report:
    return a_report(name=words, author=words, office=words, concerns=f"{words}. " * 12, recipient=words)


@pytest.mark.parametrize("kind", one_of_each())
def test_the_paper_that_is_kept_passes_the_checks_of_an_archive(kind: Kind) -> None:
    found = pdfa.validate_written(BytesIO(marked(kind)), "2b")

    assert [one.message for one in found.findings] == []
    assert found.passed


@pytest.mark.parametrize("data", [a_rich_report(), named(LETTERS["both ways"])], ids=["rich", "both ways"])
def test_a_copy_passes_the_checks_of_tagged_papers_and_no_longer_says_that_it_is_an_archive(
    data: Report, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.pdf"
    with pikepdf.open(BytesIO(add_password(bytes_of(data), "four-words")), password="four-words") as opened:
        packet = opened.Root.Metadata.read_bytes()
        opened.save(copy, encryption=False)

    assert [one.message for one in validate(copy).findings] == []
    assert (b"pdfuaid:part" in packet, b"pdfaid" in packet) == (True, False)


def test_a_paper_with_its_colours_taken_out_fails_the_check() -> None:
    with pikepdf.open(BytesIO(marked(Kind.CONCERN))) as pdf:
        del pdf.Root.OutputIntents
        out = BytesIO()
        pdf.save(out)

    assert not pdfa.validate_written(BytesIO(out.getvalue()), "2b").passed


@pytest.mark.parametrize("words", LETTERS.values(), ids=LETTERS)
def test_names_in_any_letters_are_printed_pass_the_gate_and_the_archive(words: str) -> None:
    data = named(words)

    pdf = bytes_of(data)

    assert "[?]" not in painted(pdf)
    assert leaks(data, pdf) == ()
    assert leaks(named("Somebody else"), pdf) != ()
    assert pdfa.validate_written(BytesIO(pdf), "2b").passed


def test_a_screen_reader_is_given_the_words_as_they_are_read() -> None:
    with pikepdf.open(BytesIO(bytes_of(a_report(concerns=ARABIC)))) as pdf:
        spoken = [str(node.ActualText) for node in elements(pdf) if "/ActualText" in node]

    assert spoken == [ARABIC]


def test_arabic_letters_join_and_lines_run_from_the_right() -> None:
    drawn = rtl.visual("سلام")

    assert drawn != "سلام"[::-1]
    assert rtl.visual(f"({HEBREW})") == f"({HEBREW[::-1]})"
    assert rtl.visual("Daniel (Osei) 12") == "Daniel (Osei) 12"


def test_a_word_is_known_however_it_was_drawn_and_another_is_not() -> None:
    known = tokens(ARABIC)

    assert untraced(rtl.visual(ARABIC), known) == ()
    assert untraced(rtl.visual(HEBREW), known) != ()


def test_a_long_text_from_the_right_loses_no_word_over_its_lines_and_pages() -> None:
    letters = "אבגדהוזחטי"
    words = ["".join(letters[int(digit)] for digit in f"{number:04d}") for number in range(900)]
    data = replaced(a_report(), concerns=" ".join(words))

    pdf = bytes_of(data)

    assert tokens(" ".join(words)) <= tokens(painted(pdf))
    assert leaks(data, pdf) == ()


def test_the_same_paper_has_the_same_bytes_with_every_kind_of_letter() -> None:
    data = a_paper(Kind.CONCERN, lambda path: f"{mark(path)} {LETTERS['both ways']}")

    assert bytes_of(data) == bytes_of(data)
