"""Staff-only notes: the same button and page for every man, full or empty, bare after a minute (P3, UX-2, F7)."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.bridge.samples import a_case
from tests.bridge.test_releases import NO, TEXT, approved, run
from tests.offices import Office
from tests.programme.flows import a_group, cleared, waiting
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import here, opened, place, press, shown_words
from ui.kit.tokens import Look
from ui.programme.case.screen import CaseScreen
from ui.programme.staff_only.screen import ServiceFiguresScreen, StaffOnlyScreen
from ui.programme.today.screen import NextSession


def shown(screen: object) -> StaffOnlyScreen:
    assert isinstance(screen, StaffOnlyScreen)
    return screen


def own_words(text: str) -> str:
    """The words of a page without what is his own."""
    for own in ("Daniel", "Ewan", "P-0001", "P-0002"):
        text = text.replace(own, "HE")
    return text


def test_the_page_of_every_man_has_the_same_button_and_the_same_page_behind_it(qtbot: QtBot, office: Office) -> None:
    first, second = a_case(office), a_case(office, "Ewan")
    approved(office, first, readers=["jo"])
    run(office)
    desk = office.desk("priya")
    pages, readings = [], []
    for case in (first, second):
        with opened(qtbot, desk, "case", case) as signed:
            screen = here(signed)
            assert isinstance(screen, CaseScreen)
            pages.append((screen.notes.text(), screen.notes.isVisibleTo(screen), screen.notes.isEnabled()))
            screen.notes.click()
            assert place(signed) == ("staff_only", case)
            settle()
            readings.append(own_words(shown_words(here(signed))))
            press("Ctrl+Return", here(signed))
            assert place(signed) == ("case", case)

    assert pages[0] == pages[1] == ("Staff-only notes", True, True)
    assert readings[0] == readings[1]
    assert "Nothing new." in readings[0]


def test_its_reader_sees_the_text_and_that_it_is_never_used_with_him(qtbot: QtBot, office: Office) -> None:
    """XNG-3."""
    case = a_case(office)
    approved(office, case, caution="great_care")
    run(office)
    with opened(qtbot, office.desk("priya"), "staff_only", case) as signed:
        settle()
        words = shown_words(here(signed))
        shown(here(signed))._hide.timeout.emit()
        later = shown_words(here(signed))
        press("F5", here(signed))
        settle()

        assert TEXT in words
        for said in ("Never to be used with him", "Plans for the next weeks", "Take great care", "1 December 2026"):
            assert said in words
        assert TEXT not in later
        assert TEXT in shown_words(here(signed))


def test_the_button_on_today_opens_the_reading_of_the_next_session(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    group, case = a_group(desk, facilitators=["priya"]), waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    cleared(office, (case, group))
    approved(office, case, expires_on="2027-01-20")
    for _day in range(3):
        run(office)
    with opened(qtbot, desk, "today") as signed:
        here(signed).findChildren(NextSession)[0].read.click()

        settle()
        assert place(signed)[0] == "staff_only"
        assert TEXT in shown_words(here(signed))


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5)])
def test_the_page_keeps_every_rule_of_access(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    case = a_case(office)
    approved(office, case)
    run(office)
    with opened(qtbot, office.desk("priya"), "staff_only", case, look=look, scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []


def test_a_manager_reads_the_figures_of_the_service_and_they_go_after_a_minute(qtbot: QtBot, office: Office) -> None:
    officer, lead = office.partner_desk("maya"), office.partner_desk("wendy")
    with opened(qtbot, office.desk("jo"), "figures") as signed:
        screen = here(signed)
        assert isinstance(screen, ServiceFiguresScreen)
        assert "No sheet is here." in shown_words(screen)
        assert "from 20 January 2027 on" in shown_words(screen)
        release = perform(officer, "figures.release", {"quarter": "2026-Q3"}).release
        perform(lead, "release.approve", {"release": release, **NO})
        office.clock.move_to(office.clock.now() + timedelta(days=1))
        perform(officer, "clearance.run", {})

        screen.refresh()
        settle()
        assert "Women linked to a man with us: < 10" in shown_words(screen)
        assert check_screen(signed.window, screen) == []
        assert screen.first_focus() is screen.hide_now, "the keyboard has a place to stop"
        screen.hide_now.click()
        assert "Women" not in shown_words(screen)
        screen.refresh()
        settle()
        screen._leave_nothing()
        assert "Women" not in shown_words(screen)
