"""The page of outcomes by keyboard: periods, narrowing, the men behind a bar, the table twin, and export."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.shapes import from_json
from app.domain.calendar import FIVE_YEARS
from app.programme.left.counting import CohortWanted
from tests.offices import Office
from tests.programme.flows import a_case
from tests.programme.test_outcomes import crowded
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, place, press, shown_words
from ui.kit.buttons import KeyButton
from ui.programme.exports.screen import ExportsScreen
from ui.programme.outcomes.behind import BehindScreen
from ui.programme.outcomes.screen import OutcomesScreen


def five_years(screen: object) -> OutcomesScreen:
    """The page over as long a time as there are records."""
    assert isinstance(screen, OutcomesScreen)
    screen.span.choose(FIVE_YEARS)
    QApplication.processEvents()
    return screen


def test_a_manager_walks_from_a_figure_to_the_men_and_back(qtbot: QtBot, office: Office) -> None:
    """F10, STA-5: Enter opens ten or more, fewer have no list; Left steps the quarter."""
    with opened(qtbot, crowded(office, 90).desk("jo"), "outcomes") as signed:
        screen = five_years(here(signed))
        assert screen.figures.isVisible()
        shown = screen.wanted()
        press("Left", screen.flow)
        assert screen.wanted().to < shown.to
        press("Right", screen.flow)
        assert screen.wanted() == shown
        hidden = next((bar for bar in screen.early.bars() if bar.count is None), None)
        if hidden is not None:
            screen._open_behind(hidden.key)
            assert place(signed)[0] == "outcomes"
        press("Alt+T")
        assert screen.twin.isVisible()
        assert screen.twin.rows.rowCount() > len(screen.flow.bars())
        press("Alt+T")
        press("Return", screen.flow)

        behind = here(signed)
        assert isinstance(behind, BehindScreen)
        assert behind.table.rows.rowCount() == screen.flow.bars()[0].count
        crumb = next(one for one in behind.findChildren(KeyButton) if one.text() == "Outcomes")
        crumb.click()
        back = here(signed)
        assert isinstance(back, OutcomesScreen)
        assert back.wanted() == shown


def test_e_goes_to_the_form_with_what_the_page_shows(qtbot: QtBot, office: Office) -> None:
    """RET-1: an export has its reader and reason; STA-4: the same narrowing."""
    with opened(qtbot, crowded(office, 60).desk("jo"), "outcomes") as signed:
        screen = five_years(here(signed))
        screen.by.choose("referred")
        wanted = screen.wanted()
        screen.flow.setFocus()
        press("E", screen.flow)

        form = here(signed)
        assert isinstance(form, ExportsScreen)
        values = form.form.values()
        assert (values["list"], values["form"], values["first"]) == ("statistics", "pdf", wanted.from_.isoformat())
        assert form.narrowed.isVisible()
        assert from_json(CohortWanted, str(place(signed)[1]).split(" ", 2)[2]) == wanted


@pytest.mark.parametrize(("login", "sees"), [("jo", True), ("priya", False)])
def test_a_manager_goes_from_what_partners_say_to_the_sheets(
    qtbot: QtBot, office: Office, login: str, *, sees: bool
) -> None:
    """STA-6: the sheets are the managers'; nobody else is shown a way that would end at a refusal."""
    with opened(qtbot, crowded(office, 60).desk(login), "outcomes") as signed:
        screen = five_years(here(signed))
        assert screen.sheets.isVisible() == sees
        if sees:
            screen.sheets.click()
            assert place(signed)[0] == "figures"


def test_fewer_than_ten_show_no_figure_and_what_is_missing_still_shows(qtbot: QtBot, office: Office) -> None:
    """STA-5, STA-8."""
    a_case(office.desk("jo"))
    with opened(qtbot, office.desk("jo"), "outcomes") as signed:
        screen = here(signed)
        assert isinstance(screen, OutcomesScreen)
        assert screen.none.isVisible()
        assert not screen.figures.isVisible()
        assert not screen.export.isEnabled()
        assert "< 10 men" in shown_words(screen)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_keeps_every_rule(qtbot: QtBot, office: Office, scale: float) -> None:
    with opened(qtbot, crowded(office, 90).desk("jo"), "outcomes", scale=scale) as signed:
        five_years(here(signed))
        assert check_screen(signed.window, here(signed)) == []


@pytest.mark.parametrize("page", ["outcomes", "outcomes_cases", "exports"])
def test_a_page_opened_with_something_else_opens_as_if_with_nothing(qtbot: QtBot, office: Office, page: str) -> None:
    with opened(qtbot, office.desk("jo"), page, "P-0001") as signed:
        assert place(signed)[0] == page
