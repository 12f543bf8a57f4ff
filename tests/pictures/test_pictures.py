"""Paints every page of the gallery in each theme, text size and a longer language: no words cut off (A13, A14)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.core import language
from tests.pictures.gallery import PAGES
from tests.ui.accessibility import check_screen, ring_shows, settle, stops, text_whole
from tests.ui.show import Signed, themed
from ui.kit.tokens import Accent, Look
from ui.shell.desk_page import Bands
from ui.shell.screen import ScreenSpec

pytestmark = pytest.mark.pictures
SIZES = [(1366, 768), (1920, 1080)]


@pytest.fixture
def longer_language() -> Iterator[None]:
    language.use(language.PSEUDO)
    yield
    language.use("en")


def opened(qtbot: QtBot, page: str, size: tuple[int, int] = SIZES[0]) -> Signed:
    bands = Bands(protect=("Partner desk.", "Only the safety team can open this.")) if page == "contact" else Bands()
    signed = Signed([ScreenSpec(page, page.title(), "home", PAGES[page])], object(), bands=bands)
    qtbot.addWidget(signed.window)
    signed.window.resize(*size)
    settle()
    return signed


def accent_of(page: str) -> Accent:
    return Accent.PLUM if page == "contact" else Accent.TEAL


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_painted_in_the_colours_of_its_theme(qtbot: QtBot, tmp_path: Path, page: str, look: Look) -> None:
    with themed(accent_of(page), look) as theme:
        signed = opened(qtbot, page)

        file = tmp_path / f"{page}-{look.value}.png"
        signed.window.grab().save(str(file))

        image = QImage(str(file))
        assert (image.width(), image.height()) == SIZES[0]
        assert image.pixelColor(3, 700) == QColor(theme.tokens.rail)
        assert image.pixelColor(image.width() - 3, image.height() - 3) == QColor(theme.tokens.canvas)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_keeps_every_rule_at_every_text_size(
    qtbot: QtBot, page: str, scale: float, size: tuple[int, int]
) -> None:
    with themed(accent_of(page), scale=scale):
        signed = opened(qtbot, page, size)

        assert check_screen(signed.window, signed.window.screen, is_read=True) == []


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("longer_language")
def test_a_page_has_room_for_a_longer_language(qtbot: QtBot, page: str, scale: float) -> None:
    with themed(accent_of(page), scale=scale):
        signed = opened(qtbot, page)

        assert text_whole(signed.window) == []


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("page", PAGES)
def test_a08_every_kind_of_control_shows_its_focus(qtbot: QtBot, page: str, look: Look) -> None:
    with themed(accent_of(page), look):
        signed = opened(qtbot, page)

        kinds = {type(stop): stop for stop in stops(signed.window) if not stop.property("own_ring")}

        assert [line for stop in kinds.values() for line in ring_shows(signed.window, stop)] == []
