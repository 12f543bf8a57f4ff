"""Keeps a picture of a page of each kind of layout: a change of look is seen before it is sent.

A picture that was deleted is made anew, and the test fails once so that a person looks at it.
"""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.core.shapes import replaced
from reports.kit.preview import png
from reports.programme.documents import Kind, Report
from reports.programme.parts import Change, Changes, Decided, Profile, Verdict
from tests.reports.every import A_LOGO, a_paper, bytes_of
from tests.reports.samples import a_report, a_rich_report, some_attendance
from tests.reports.test_archive_and_letters import ARABIC

KEPT = Path(__file__).with_name("pages")
DPI, ALIKE = 48, 0.7


def plain(path: str) -> str:
    """Words that say which field they stand in."""
    return f"Some words about {path.replace('_', ' ').replace('.', ', ')}."


def substance() -> Report:
    lines = tuple(Change(item=item, out_of=28, first=20 - at, latest=5 + at) for at, item in enumerate(Profile))
    changes = Changes(first_on=date(2026, 3, 2), latest_on=date(2026, 11, 2), lines=lines)
    return a_paper(Kind.SUBSTANCE, plain, changes=changes, attendance=some_attendance())


PAGES: dict[str, tuple[Report, int]] = {
    "progress-1": (a_rich_report(), 0),
    "progress-2": (a_rich_report(), 1),
    "progress-dutch": (replaced(a_rich_report(), language="nl"), 0),
    "draft": (replaced(a_report(), is_draft=True, read_on=None), 0),
    "substance": (substance(), 1),
    "acceptance": (
        a_paper(Kind.ACCEPTANCE, plain, logo=None, decided=Decided(verdict=Verdict.SUITABLE, on=date(2026, 11, 2))),
        0,
    ),
    "letterhead": (replaced(a_rich_report(), logo=A_LOGO), 0),
    "from-the-right": (a_report(name=f"{ARABIC} (Daniel)", concerns=f"{ARABIC}. " * 8), 1),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_its_kept_picture(name: str) -> None:
    data, page = PAGES[name]
    kept, drawn = KEPT / f"{name}.png", Image.open(BytesIO(png(bytes_of(data), page, dpi=DPI))).convert("L")
    if not kept.exists():
        KEPT.mkdir(exist_ok=True)
        drawn.save(kept, optimize=True)
        pytest.fail(f"{kept.name} was made: look at it")

    before = Image.open(kept)

    assert before.size == drawn.size
    assert ImageStat.Stat(ImageChops.difference(before, drawn)).mean[0] < ALIKE


def test_another_page_is_seen_to_be_another() -> None:
    before = Image.open(KEPT / "progress-1.png")
    drawn = Image.open(BytesIO(png(bytes_of(a_rich_report()), 1, dpi=DPI))).convert("L")

    assert ImageStat.Stat(ImageChops.difference(before, drawn)).mean[0] > ALIKE
