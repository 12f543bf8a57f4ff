"""Today by keyboard: the most urgent row has the keyboard, and Enter does it."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.programme import task_rows
from tests.offices import Office
from tests.programme import flows
from tests.programme.peer_flows import a_peer_group, welcomed
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, place, press, shown_words
from ui.kit.tokens import Look
from ui.programme.today.screen import TodayScreen
from ui.shell.screen import Screen


def shown(screen: Screen[object]) -> TodayScreen:
    assert isinstance(screen, TodayScreen)
    return screen


def test_enter_does_what_is_due_first(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.a_case(desk)

    with opened(qtbot, desk, "today") as signed:
        screen = shown(here(signed))
        first = QApplication.focusWidget()
        press("Return")

        assert first is screen.rows[0].button
        assert place(signed) == ("screening", case)


def test_late_work_says_how_late_and_stands_first(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    flows.a_case(desk)

    with opened(qtbot, desk, "today") as signed:
        words = shown_words(here(signed))

        assert "Overdue" in words
        assert "27 days late" in words
        assert "Begin the assessment: Daniel O." in words


def test_only_one_button_is_filled(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    flows.a_case(desk)
    flows.screened(desk, given_name="Marcus", family_name="Thorne", date_of_birth="1991", external_reference="X2")

    with opened(qtbot, desk, "today") as signed:
        looks = [row.button.property("look") for row in shown(here(signed)).rows]

        assert looks.count("filled") == 1
        assert len(looks) == 2


def test_a_day_without_work_says_so(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("sam"), "today") as signed:
        assert "Nothing is due." in shown_words(here(signed))


def test_a_new_office_says_where_to_begin_and_the_keyboard_is_there(qtbot: QtBot, office: Office) -> None:
    """UX-17: nothing is due and no group is one's own yet; each step opens the page that does it."""
    with opened(qtbot, office.desk("jo"), "today") as signed:
        steps = [step.button.text() for step in shown(here(signed)).begin]
        first = QApplication.focusWidget()
        press("Return")

        assert steps == ["People and roles", "Papers of this office", "New group", "New referral"]
        assert first.accessibleName() == "People and roles: Let your colleagues in"
        assert place(signed) == ("people", None)


def test_a_day_without_work_says_what_comes_next(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("jo")
    flows.a_group(desk)

    with opened(qtbot, office.desk("sam"), "today") as signed:
        screen = shown(here(signed))

        assert "Nothing is due. Next: Tuesday 1 December 2026, 18:30." in shown_words(screen)
        assert screen.begin == []


def test_an_administrator_has_a_today_of_their_own(qtbot: QtBot, office: Office) -> None:
    flows.a_case(office.desk("priya"))

    with opened(qtbot, office.desk("ada"), "today") as signed:
        assert "Daniel" not in shown_words(signed.window)


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5), (Look.CONTRAST, 1.0)])
def test_the_page_keeps_every_rule_of_access(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    desk = office.desk("priya")
    flows.a_case(desk)
    flows.screened(desk, given_name="Marcus", family_name="Thorne", date_of_birth="1991", external_reference="X2")

    with opened(qtbot, desk, "today", look=look, scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []


def test_what_is_not_in_the_list_leads_to_the_page_that_has_it(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: the first rows stand here, and how many more there are."""
    monkeypatch.setattr(task_rows, "FIRST", 1)
    desk = office.desk("priya")
    for year, name in enumerate(("Ed", "Di", "Cy"), start=1981):
        who = {"given_name": name, "family_name": f"{name}son", "date_of_birth": f"{year}"}
        flows.a_case(desk, **who, external_reference=name)

    with opened(qtbot, desk, "today") as signed:
        screen = shown(here(signed))
        words = shown_words(screen)
        screen.lists[0].button.setFocus()
        press("Space")

        assert len(screen.rows) == 1
        assert "3 things to do" in words
        assert "1+" in words
        assert "New referrals" in words
        assert "2 more, none due before what is listed." in words
        assert place(signed)[0] == "referrals"


def test_a_peer_worker_is_led_to_a_page_of_their_own(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """UX-13: what is not in their list never leads to a page that is not theirs."""
    monkeypatch.setattr(task_rows, "FIRST", 1)
    group = a_peer_group(office)
    for name in ("Hassan", "Ali"):
        welcomed(office, group, name)

    with opened(qtbot, office.desk("pete"), "today") as signed:
        screen = shown(here(signed))
        words = shown_words(screen)
        screen.lists[0].button.setFocus()
        press("Space")

        assert "My groups" in words
        assert place(signed)[0] == "my_groups"


def test_a_list_that_is_read_again_leaves_the_keyboard_where_it_was(qtbot: QtBot, office: Office) -> None:
    """UX-7: what somebody else did comes into the list above it; unchanged, not one row is made anew."""
    desk = office.desk("priya")
    flows.a_case(desk)
    flows.a_case(desk, given_name="Lee", external_reference="X2", date_of_birth="1988")

    with opened(qtbot, desk, "today") as signed:
        screen = shown(here(signed))
        before, held = list(screen.rows), screen.rows[1]
        held.button.setFocus()
        screen.open()
        unchanged = [row is old for row, old in zip(screen.rows, before, strict=True)]
        flows.a_case(desk, given_name="Abe", external_reference="X3", date_of_birth="1979")
        screen.open()
        focused = QApplication.focusWidget()

        assert unchanged == [True, True]
        assert len(screen.rows) == 3
        assert focused is next(row.button for row in screen.rows if row.task.title == held.task.title)
        assert focused is not screen.rows[0].button
