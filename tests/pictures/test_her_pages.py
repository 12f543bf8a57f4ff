"""Paints every page of her desk in each theme, text size and a longer language: nothing cut off, no number shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.core import language
from app.desk.catalogue import perform
from app.programme.notices import NoticeKind
from tests.bridge.samples import HER_NUMBER
from tests.bridge.test_news import crossed
from tests.bridge.test_releases import asked
from tests.made_before import made_before
from tests.offices import Office
from tests.ui.accessibility import check_screen, settle, text_whole
from tests.ui.her_desk import Story, a_story, all_asked, her_window, spoken
from ui.kit.theme import current
from ui.kit.tokens import Look

pytestmark = pytest.mark.pictures
PAGES = (
    "today", "due", "partners", "partner", "partner_new", "contact", "plan", "safety", "clearances", "report_checks",
    "team", "trustees", "releases", "release_new", "updates", "children", "her_measures", "meetings", "erasure",
    "vault", "access_log", "restriction", "retention", "outcomes", "figures",
    "settings", "her_file", "own_words", "own_keys",
)  # fmt: skip
ABOUT_HER = frozenset({
    "partner", "contact", "plan", "safety", "release_new", "updates", "children", "her_measures", "erasure",
    "restriction", "her_file",
})  # fmt: skip
ABOUT_HIM = frozenset({"own_words"})


@pytest.fixture
def story(office: Office) -> Story:
    return something_everywhere(office)


@made_before
def something_everywhere(office: Office) -> Story:
    """Something to see on every page of hers."""
    story = a_story(office)
    all_asked(office, story)
    crossed(office, story.case, NoticeKind.STOPPED)
    asked(office, story.case, expires_on="2026-12-24")
    today = office.clock.today().isoformat()
    perform(office.partner_desk(), "her_file.prepare", {"partner": story.planned, "requested_on": today})
    return story


def subject_of(story: Story, page: str) -> str | None:
    """Whose page it is: hers, his, or nobody's."""
    return story.planned if page in ABOUT_HER else story.case if page in ABOUT_HIM else None


@pytest.fixture
def longer_language() -> Iterator[None]:
    language.use(language.PSEUDO)
    yield
    language.use("en")


@pytest.mark.parametrize("look", Look)
def test_her_pages_are_painted_in_her_colours_and_show_no_number(
    qtbot: QtBot, office: Office, story: Story, tmp_path: Path, look: Look
) -> None:
    with her_window(office, look) as signed:
        qtbot.addWidget(signed.window)
        for page in PAGES:
            signed.window.go(page, subject_of(story, page))
            settle()
            file = tmp_path / f"{page}-{look.value}.png"
            signed.window.grab().save(str(file))

            assert QImage(str(file)).pixelColor(3, 700) == QColor(current().tokens.rail)
            assert HER_NUMBER not in spoken(signed.window)


@pytest.mark.parametrize("scale", [1.25, 2.0])
def test_her_pages_keep_every_rule_at_every_text_size(qtbot: QtBot, office: Office, story: Story, scale: float) -> None:
    with her_window(office, scale=scale) as signed:
        qtbot.addWidget(signed.window)
        for page in PAGES:
            signed.window.go(page, subject_of(story, page))

            assert check_screen(signed.window, signed.window.screen) == [], page


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.usefixtures("longer_language")
def test_her_pages_have_room_for_a_longer_language(qtbot: QtBot, office: Office, story: Story, scale: float) -> None:
    with her_window(office, scale=scale) as signed:
        qtbot.addWidget(signed.window)
        for page in PAGES:
            signed.window.go(page, subject_of(story, page))
            settle()

            assert text_whole(signed.window.screen) == [], page
