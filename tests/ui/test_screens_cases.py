"""The list of participants by keyboard: tabs, words, numbers, and what it never shows."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.programme.crowd.fill import fill
from tests.made_before import made_before
from tests.offices import Office
from tests.programme import flows
from tests.programme.test_crowd import practice
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words
from tests.ui.show import EVENING
from ui.kit.tokens import Look
from ui.programme.cases.screen import CasesScreen
from ui.shell.palette import Palette
from ui.shell.screen import Screen


def shown(screen: Screen[object]) -> CasesScreen:
    assert isinstance(screen, CasesScreen)
    return screen


def names(screen: CasesScreen) -> list[str]:
    return [screen.table.rows.index(row, 1).data() for row in range(screen.table.rows.rowCount())]


@pytest.fixture
@made_before
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


def test_filters_narrow_and_are_kept_under_a_name(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    """P14: filter chips, saved filters; nobody else sees them."""
    with opened(qtbot, office.desk("jo"), "cases") as signed:
        screen = shown(here(signed))
        screen.tabs.choose("waiting")
        screen.narrowing.worker.setCurrentIndex(screen.narrowing.worker.findText("Priya Nair"))
        assert names(screen) == ["Marek B."]
        press("Ctrl+Shift+K")
        card = cards()[0]
        card.name.setText("Priya waits")
        press("Return", card.name)
        screen.clear.click()
        assert len(names(screen)) == 3

        screen.narrowing.kept.setCurrentIndex(screen.narrowing.kept.findText("Priya waits"))

        assert names(screen) == ["Marek B."]
        assert screen.tabs.value() == "waiting"
        screen.narrowing.forget.click()
        assert perform(office.desk("jo"), "view.list", {"screen": "cases"}).kept == ()
    assert perform(office.desk("priya"), "view.list", {"screen": "cases"}).kept == ()


def test_a_head_sorts_and_turns_the_order_round(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    with opened(qtbot, office.desk("jo"), "cases") as signed:
        screen = shown(here(signed))
        screen.table.sort_wanted.emit("name")
        assert names(screen) == ["Daniel O.", "Marcus T.", "Marek B."]

        screen.table.sort_wanted.emit("name")

        assert names(screen) == ["Marek B.", "Marcus T.", "Daniel O."]
        screen.table.sort_wanted.emit("reference")
        assert names(screen) == ["Daniel O.", "Marcus T.", "Marek B."]


def test_the_palette_finds_a_participant_by_number_and_first_name(
    qtbot: QtBot, office: Office, three: tuple[str, ...]
) -> None:
    """UX-25: case numbers and first names only; what is found depends on who asks."""
    with opened(qtbot, office.desk("priya"), "today") as signed:
        press("Ctrl+K", signed.window)
        for letter in "thorn":
            press(letter)
        palette = signed.window.findChild(Palette)
        assert palette is not None
        qtbot.waitUntil(lambda: "P-0002" in str(offers(palette)), timeout=3000)
        assert "Marcus T." in str(offers(palette))
        assert "Thorne" not in str(offers(palette))
        press("Return")

        assert place(signed) == ("case", three[1])
    with opened(qtbot, office.desk("ada"), "today") as signed:
        press("Ctrl+K", signed.window)
        for letter in "thorn":
            press(letter)
        palette = signed.window.findChild(Palette)
        assert palette is not None
        qtbot.wait(200)
        assert "P-0002" not in str(offers(palette))


def offers(palette: Palette) -> list[str]:
    return [palette._found.item(row).text() for row in range(palette._found.rowCount())]


def test_a_columns_width_is_remembered(qtbot: QtBot, office: Office, three: tuple[str, ...]) -> None:
    """A18: wider and narrower by key; the width is there the next time."""
    with opened(qtbot, office.desk("jo"), "cases") as signed:
        screen = shown(here(signed))
        before = screen.table.columnWidth(0)
        press("Ctrl+Shift+Right", screen.table)
        screen._rest.stop()
        screen._rest.timeout.emit()
        assert screen.table.columnWidth(0) > before

    with opened(qtbot, office.desk("jo"), "cases") as signed:
        assert shown(here(signed)).table.columnWidth(0) > before


def test_a_long_list_fetches_only_what_is_painted(qtbot: QtBot, office: Office) -> None:
    """P3, P14: ids first; rows come by the hundred when they are seen."""
    office.clock.move_to(EVENING)
    fill(practice(office), 260)
    with opened(qtbot, office.desk("jo"), "cases") as signed:
        screen = shown(here(signed))
        screen.tabs.choose("all")

        assert screen.table.rows.rowCount() == 260
        assert set(screen.table.rows._pages) == {0}
        screen.table.selectRow(259)
        QApplication.processEvents()
        assert set(screen.table.rows._pages) == {0, 2}
        assert screen.table.rows.index(259, 0).data() == "P-0260"


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5), (Look.CONTRAST, 1.0)])
def test_the_list_keeps_every_rule_of_access(
    qtbot: QtBot, office: Office, three: tuple[str, ...], look: Look, scale: float
) -> None:
    with opened(qtbot, office.desk("priya"), "cases", look=look, scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []
