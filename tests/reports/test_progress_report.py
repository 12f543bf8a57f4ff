"""Guards the progress report: its order, its numbers, its silence about everything not in its data."""

import re
import sys
from datetime import date
from io import BytesIO

import pypdfium2
import pytest

from app.core.errors import NotAllowed
from app.core.shapes import fields_of, replaced
from reports.kit.preview import page_count, picture, png
from reports.kit.words import hours, of, partial_day
from reports.programme.documents import DOCUMENTS, SOURCES, WRITTEN, ProgressReport
from reports.programme.pages import render
from reports.programme.parts import RiskFactor, Source
from tests.reports.samples import a_report, a_rich_report, an_empty_report, some_attendance

SECTIONS = [
    "Summary", "1. Attendance", "2. What he has worked on", "3. Goals", "4. Risk",
    "5. Concerns and what we have done", "6. What comes next", "7. What this report does not say",
    "8. About this report",
]  # fmt: skip


def printed(data: ProgressReport) -> bytes:
    out = BytesIO()
    render(data, out)
    return out.getvalue()


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r", "") for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("data", [a_report(), a_rich_report(), an_empty_report()], ids=["short", "rich", "empty"])
def test_every_man_gets_the_same_sections_in_the_same_order(data: ProgressReport) -> None:
    """REP-1."""
    lines = "\n".join(pages_of(printed(data))).split("\n")

    assert [line for line in lines if line in SECTIONS] == SECTIONS


def test_a_rich_report_has_five_pages_numbered_x_of_y() -> None:
    pages = pages_of(printed(a_rich_report()))

    assert len(pages) == 5
    assert all(f"Page {number} of 5" in page for number, page in enumerate(pages, start=1))


def test_the_same_data_give_the_same_bytes() -> None:
    assert printed(a_rich_report()) == printed(a_rich_report())
    assert printed(a_report()) != printed(a_report(version=2))


def test_only_a_draft_says_so_and_it_says_so_on_each_page() -> None:
    draft, final = pages_of(printed(replaced(a_rich_report(), is_draft=True))), pages_of(printed(a_rich_report()))

    assert all("DRAFT, not for use" in page for page in draft)
    assert not any("DRAFT" in page for page in final)


def test_an_empty_section_says_so_instead_of_leaving_a_gap() -> None:
    text = "\n".join(pages_of(printed(an_empty_report())))

    assert "5. Concerns and what we have done\nNone recorded." in text
    assert "3. Goals\nNone recorded." in text


def test_every_percentage_stands_with_its_n_of_n() -> None:
    text = "\n".join(pages_of(printed(a_rich_report())))

    shares = re.findall(r"\d+%", text)
    assert len(shares) >= 4
    assert len(re.findall(r"[\d.]+ of [\d.]+ (?:hours )?\(\d+%\)", text)) == len(shares)


def test_the_foot_has_author_reader_copy_version_and_day() -> None:
    for page in pages_of(printed(a_rich_report())):
        assert "Written by S. Lee. Read and signed off by J. Adeyemi, 30 November 2026." in page
        assert "Do not share with the person named or anyone else without asking us first." in page
        assert "Report R-0318, version 1. Figures on 30 November 2026. Copy 1 of 1, for A. Whitcombe" in page


def test_the_limits_stand_in_the_summary_and_in_their_own_section() -> None:
    """REP-2, NEV-17: finishing is no evidence that anyone is safe."""
    text = " ".join("\n".join(pages_of(printed(a_report()))).split())

    assert text.count("Attending or finishing a programme is not evidence that anyone is safe.") == 2


def test_unknown_days_are_said_to_be_unknown() -> None:
    text = "\n".join(pages_of(printed(a_report(attendance=some_attendance(planned_end=None, first_on=None)))))

    assert "First session attended Not known" in text
    assert "The day of his last session is not known." in " ".join(text.split())


def test_each_field_has_its_source_class_and_none_comes_from_elsewhere() -> None:
    """REP-5, NEV-10: no field without a class, and no class for the partner desk."""
    assert set(SOURCES) == {field for shape in DOCUMENTS.values() for field in fields_of(shape)}
    assert set(WRITTEN) <= set(SOURCES)
    assert all(SOURCES.values())


def test_a_value_of_a_wrong_source_class_is_refused_and_nothing_is_written() -> None:
    """REP-5."""
    out = BytesIO()

    with pytest.raises(NotAllowed, match="risk_factors"):
        render(a_report(risk_factors=(RiskFactor(words="x", source=Source.OBSERVED),)), out)

    assert out.getvalue() == b""


def test_printing_opens_no_file() -> None:
    printed(a_report())
    opened: list[str] = []
    listening = [True]

    def hear(event: str, details: tuple[object, ...]) -> None:
        if listening and event in ("open", "socket.connect", "urllib.Request"):
            opened.append(str(details[0]))

    sys.addaudithook(hear)
    printed(replaced(a_rich_report(), concerns='<img src="/etc/hostname"/> <a href="http://example.org">x</a>'))
    listening.clear()

    assert [path for path in opened if not path.endswith((".pyc", ".py"))] == []


def test_hours_and_shares_are_never_rounded_up_to_the_whole() -> None:
    assert [hours(0), hours(59), hours(60), hours(1199)] == ["0.0", "0.9", "1.0", "19.9"]
    assert of(999, 1000) == "999 of 1000 (99%)"
    assert of(0, 0) == "0 of 0"


def test_a_date_is_printed_as_exact_as_it_was_given() -> None:
    assert [partial_day("1988"), partial_day("1988-03"), partial_day("1988-03-04")] == [
        "1988",
        "March 1988",
        "4 March 1988",
    ]
    assert partial_day("") == "Not known"


def test_pages_become_pictures_for_the_windows() -> None:
    pdf = printed(a_report(figures_on=date(2026, 12, 1)))

    first = picture(pdf, 0, dpi=72)

    assert (first.width, first.height, len(first.rgba)) == (596, 842, 596 * 842 * 4)
    assert png(pdf, page_count(pdf) - 1).startswith(b"\x89PNG")
