"""The list of participants by keyboard: tabs, words, numbers, and what it never shows."""

import pytest
from pytestqt.qtbot import QtBot

from tests.offices import Office
from tests.programme import flows
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, place, press, shown_words
from ui.kit.tokens import Look
from ui.programme.cases.screen import CasesScreen
from ui.shell.screen import Screen


def shown(screen: Screen[object]) -> CasesScreen:
    assert isinstance(screen, CasesScreen)
    return screen


def names(screen: CasesScreen) -> list[str]:
    return [screen.table.rows.index(row, 1).data() for row in range(screen.table.rows.rowCount())]


@pytest.fixture
def three(office: Office) -> tuple[str, str, str]:
    desk = office.desk("priya")
    return (
        flows.a_case(desk),
        flows.screened(desk, given_name="Marcus", family_name="Thorne", date_of_birth="1991", external_reference="X2"),
        flows.waiting(desk, given_name="Marek", family_name="Bielski", date_of_birth="1984", external_reference="X3"),
    )


def test_first_names_and_initials_stand_in_the_list(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    with opened(qtbot, office.desk("priya"), "cases") as signed:
        assert names(shown(here(signed))) == ["Daniel O.", "Marcus T.", "Marek B."]


def test_enter_opens_the_participant(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    with opened(qtbot, office.desk("priya"), "cases") as signed:
        press("Down")
        press("Return")

        assert place(signed) == ("case", three[1])


def test_a_tab_narrows_the_list(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    with opened(qtbot, office.desk("priya"), "cases") as signed:
        screen = shown(here(signed))
        screen.tabs.choose("waiting")

        assert names(screen) == ["Marek B."]


def test_ctrl_f_finds_by_name_and_clear_filters_brings_all_back(
    qtbot: QtBot, office: Office, three: tuple[str, ...]
) -> None:
    with opened(qtbot, office.desk("priya"), "cases") as signed:
        screen = shown(here(signed))
        press("Ctrl+F")
        for letter in "thor":
            press(letter)
        qtbot.waitUntil(lambda: names(screen) == ["Marcus T."], timeout=3000)
        press("Ctrl+Shift+X")

        assert names(screen) == ["Daniel O.", "Marcus T.", "Marek B."]
        assert screen.table.hasFocus()


def test_no_match_says_so_and_offers_the_way_out(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    with opened(qtbot, office.desk("priya"), "cases") as signed:
        screen = shown(here(signed))
        screen.tabs.choose("ended")

        assert "No one matches." in shown_words(screen)
        assert screen.clear.isVisible()
        assert not screen.open_button.isEnabled()


def test_a_colleagues_participants_are_not_in_the_list(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    with opened(qtbot, office.desk("sam"), "cases") as signed:
        assert names(shown(here(signed))) == []


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5), (Look.CONTRAST, 1.0)])
def test_the_list_keeps_every_rule_of_access(
    qtbot: QtBot, office: Office, three: tuple[str, ...], look: Look, scale: float
) -> None:
    with opened(qtbot, office.desk("priya"), "cases", look=look, scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []
