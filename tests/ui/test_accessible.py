"""The example screen keeps every accessibility rule, and each check finds what it is there to find."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.core import language
from tests.ui.accessibility import check_screen, ring_shows, stops
from tests.ui.example import ExampleScreen, ReferralDesk
from tests.ui.show import Signed, themed
from ui.kit.tokens import Look
from ui.shell.screen import ScreenSpec

SIZES = [(1366, 768), (1920, 1080)]


def signed_in(qtbot: QtBot) -> Signed:
    signed = Signed([ScreenSpec("referrals", "Referrals", "inbox", ExampleScreen)], ReferralDesk())
    qtbot.addWidget(signed.window)
    return signed


@pytest.fixture
def signed(qtbot: QtBot) -> Iterator[Signed]:
    with themed():
        yield signed_in(qtbot)


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("size", SIZES)
def test_a_screen_keeps_every_rule_at_every_text_size(qtbot: QtBot, scale: float, size: tuple[int, int]) -> None:
    with themed(scale=scale):
        signed = signed_in(qtbot)
        signed.window.resize(*size)

        assert check_screen(signed.window, signed.window.screen) == []


def test_a_language_a_third_longer_fits_too(qtbot: QtBot) -> None:
    language.use(language.PSEUDO)
    try:
        with themed(scale=1.5):
            signed = signed_in(qtbot)

            assert check_screen(signed.window, signed.window.screen) == []
    finally:
        language.use("en")


@pytest.mark.parametrize("look", Look)
def test_a08_every_control_of_a_screen_shows_its_focus(qtbot: QtBot, look: Look) -> None:
    with themed(look=look):
        signed = signed_in(qtbot)

        complaints = [
            line
            for stop in stops(signed.window)
            if not stop.property("own_ring")
            for line in ring_shows(signed.window, stop)
        ]

        assert complaints == []


def test_a_control_without_a_name_is_found(signed: Signed) -> None:
    signed.window.screen.body.addWidget(QLineEdit())

    assert any(line.startswith("A01") for line in check_screen(signed.window, signed.window.screen))


def test_tab_against_the_order_of_reading_is_found(signed: Signed) -> None:
    signed.window.screen.body.insertWidget(0, QPushButton("Made last, read first"))

    found = check_screen(signed.window, signed.window.screen, is_read=True)

    assert any(line.startswith("A04 Tab goes back up") for line in found)


def test_cut_words_are_found(signed: Signed) -> None:
    label = QLabel("More words than there is room for")
    label.setFixedWidth(30)
    signed.window.screen.body.addWidget(label)

    assert any(line.startswith("A13") for line in check_screen(signed.window, signed.window.screen))


def test_a_small_target_is_found(signed: Signed) -> None:
    button = QPushButton("x")
    button.setFixedSize(12, 12)
    signed.window.screen.body.addWidget(button)

    assert any(line.startswith("A12") for line in check_screen(signed.window, signed.window.screen))


def test_one_chord_for_two_things_is_found(signed: Signed) -> None:
    signed.window.screen.plain("Another", "Ctrl+S")

    assert any(line.startswith("A05") for line in check_screen(signed.window, signed.window.screen))
