"""Throws at the page what people paste, type and attack with: it is printed as text, or harmlessly, and never fails."""

import ast
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab import rl_config

from app.core.errors import InvalidInput
from app.core.shapes import replaced
from reports.kit.escape import shown
from reports.kit.logo import read_logo
from reports.programme.allowed import leaks
from reports.programme.documents import ProgressReport
from reports.programme.parts import Block, BlockState, Goal, SessionLine
from tests.reports.every import picture
from tests.reports.samples import FIRST, a_report, a_rich_report
from tests.reports.test_progress_report import pages_of, printed

HOSTILE = {
    "image": '<img src="/etc/passwd" width="1"/>',
    "stray tag": "he said <b>stop and </i> left & went; 3 < 4 > 2",
    "entity": "&lt;b&gt; &#65; &amp; &nosuch;",
    "link": '<a href="file:///etc/passwd">here</a> <font name="Nowhere">x</font> <br> <para>',
    "formula": "=HYPERLINK(1) @sum +1 -1",
    "direction marks": "P-\u202e2140\u202c \u2066name\u2069 \u200ehid\u200bden",
    "control": "a\x00b\x07c\x1b[31m\ud800",
    "emoji": "well done 👍🏽 🎉 then",
    "long word": "w" * 2000,
    "greek, cyrillic, vietnamese": "Δημήτρης Παπαδόπουλος, Дмитрий Сергеевич, Nguyễn Thị Hường",
    "arabic": "محمد said so",
    "lines": "one\r\ntwo\u2028three\n\n\n\nfour\tfive",
    "spaces": "   \u00a0 \u3000 ",
}


def filled(words: str) -> ProgressReport:
    """The words in every free field, table cell, head and foot."""
    return replaced(
        a_report(
            office=words, marking=words, programme=words, name=words, born="", reference=words, legal_basis=words,
            recipient=words, summary=words, concerns=words, next_steps=words, author=words, second_reader=words,
            number=words),
        sessions=(SessionLine(session=words, on=FIRST, mark="ATTC", reason=words),),
        blocks=tuple(Block(name=words, attended=1, planned=2, state=state, worked_on=words) for state in BlockState),
        goals=(Goal(text=words, area=words, set_on=FIRST, achievement="part", evidence=words),),
    )  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_printed_as_text_and_passes_the_gate(words: str) -> None:
    data = filled(words)

    pdf = printed(data)

    assert leaks(data, pdf) == ()
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []


def test_what_looks_like_markup_is_readable_on_the_page() -> None:
    text = "\n".join(pages_of(printed(a_report(concerns=HOSTILE["stray tag"]))))

    assert HOSTILE["stray tag"] in text


def test_direction_marks_are_gone_and_missing_letters_are_marked() -> None:
    assert shown(HOSTILE["direction marks"]) == "P-2140 name hidden"
    assert shown("well done 👍🏽 🎉") == "well done [?] [?]"
    assert shown("a\x00b\r\nc") == "ab\nc"


def test_a_very_long_text_loses_no_word_over_its_pages() -> None:
    words = " ".join(f"word{number}" for number in range(10_000))

    text = "\n".join(pages_of(printed(a_report(concerns=words))))

    assert all(f"word{number}" in text for number in range(0, 10_000, 37))
    assert "6. What comes next" in text


def test_a_table_cell_taller_than_a_page_is_split_and_its_head_comes_again() -> None:
    words = " ".join(f"reason{number}" for number in range(1500))
    data = a_report(sessions=(SessionLine(session="My Thinking, session 1", on=FIRST, mark="AAME", reason=words),))

    pages = pages_of(printed(data))

    whole = "\n".join(pages)
    assert all(f"reason{number}" in whole for number in range(1500))
    assert sum("Session Date Attendance Reason" in page for page in pages) > 3


def test_every_letter_of_a_name_in_another_alphabet_can_be_read_back() -> None:
    text = "\n".join(pages_of(printed(a_report(name="Δημήτρης Nguyễn Дмитрий"))))

    assert "Name Δημήτρης Nguyễn Дмитрий" in text


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.text(max_size=300), number=st.integers(0, 10_000))
def test_whatever_is_typed_the_report_prints_and_traces(words: str, number: int) -> None:
    data = a_report(name=words, concerns=words, version=number)

    assert leaks(data, printed(data)) == ()


def test_a_programme_of_thirty_blocks_still_fits() -> None:
    block = a_rich_report().blocks[1]
    data = replaced(a_rich_report(), blocks=(block,) * 60)

    assert leaks(data, printed(data)) == ()


def test_paragraphs_are_made_in_one_place_only() -> None:
    makers = [
        file.name
        for file in sorted(Path("reports").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Paragraph")
    ]

    assert set(makers) == {"text.py"}


def test_of_a_picture_file_only_the_pixels_are_kept() -> None:
    about = Image.Exif()
    about[0x010E], about[0x0112] = "Zyxwvut", 6
    photo = picture("JPEG", exif=about.tobytes(), comment=b"Zyxwvut", icc_profile=b"Zyxwvut")

    logo = read_logo(photo)

    assert b"Zyxwvut" in photo
    assert (logo.width, logo.height) == (60, 180), "turned as its file says, and as small as print needs"
    assert len(logo.rgb()) == 60 * 180 * 3
    assert b"Zyxwvut" not in logo.png() + logo.rgb()
    assert read_logo(picture()).rgb()[-3:] == b"\xff" * 3, "what is clear lies on white"


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:300], picture("GIF"), picture("BMP"),
     picture(size=(23, 300)), picture(size=(6001, 30)), picture() + b" " * 2_000_000],
    ids=["nothing", "pdf", "svg", "half of it", "gif", "bmp", "thin", "huge", "heavy"],
)  # fmt: skip
def test_what_is_no_small_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_logo(content)

    assert set(refused.value.problems) == {"file"}


def test_no_address_is_trusted() -> None:
    printed(a_report())

    assert (rl_config.trustedSchemes, rl_config.trustedHosts) == ([], [])
