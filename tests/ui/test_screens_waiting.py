"""The waiting list by keyboard: three places with reasons, what a place does before it is given, several at once."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_group, waiting
from tests.programme.test_waiting import another
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, press, shown_words, write
from ui.kit.dialogs import BeforeAfter
from ui.kit.tokens import Look
from ui.programme.waiting.screen import NoteCard, WaitingScreen
from ui.shell.screen import Screen


def shown(screen: Screen[object]) -> WaitingScreen:
    assert isinstance(screen, WaitingScreen)
    return screen


def key(screen: WaitingScreen, which: Qt.Key) -> None:
    QTest.keyClick(screen.table, which)
    settle()


def test_a_place_is_given_in_three_keys_after_what_it_does_was_read(qtbot: QtBot, office: Office) -> None:
    """F12."""
    desk = office.desk("priya")
    group, case = a_group(desk, starts_on="2027-01-12"), waiting(desk)

    with opened(qtbot, office.desk("jo"), "waiting") as signed:
        screen = shown(here(signed))
        key(screen, Qt.Key.Key_O)
        offered = shown_words(screen.panel)
        QTest.keyClick(screen.panel, Qt.Key.Key_1)
        settle()
        effects = shown_words(screen.panel.effects)
        before = perform(desk, "group.show", {"group": group}).members
        press("Ctrl+Enter")

        assert "A place for Daniel O." in offered
        assert "12 free seats." in offered
        assert "It ends before his order does." in offered
        assert "24 sessions, from 26 January 2027" in effects
        assert "A letter to him about his place" in effects
        assert "So it is for every case." not in effects, "this step sends no notice"
        assert before == ()
        assert [one.case for one in perform(desk, "group.show", {"group": group}).members] == [case]
        assert "Awaiting safety clearance" in shown_words(screen) or screen.table.rows.rowCount() == 1


def test_several_who_are_ticked_each_get_an_answer(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    group = a_group(desk, seats=1, starts_on="2027-01-12")
    waiting(desk)
    another(desk, "Ben")

    with opened(qtbot, office.desk("jo"), "waiting") as signed:
        screen = shown(here(signed))
        key(screen, Qt.Key.Key_Space)
        key(screen, Qt.Key.Key_Down)
        key(screen, Qt.Key.Key_Space)
        ticked = screen.ticks.text()
        key(screen, Qt.Key.Key_O)
        (first,) = cards()
        assert isinstance(first, BeforeAfter)
        first.act.click()
        settle()
        (answers,) = cards()
        assert isinstance(answers, BeforeAfter)
        rows = [answers.table.rows.row_at(at) for at in range(answers.table.rows.rowCount())]
        answers.act.click()
        settle()

        assert ticked == "2 ticked"
        assert [row.after for row in rows] == ["TUE-1", "No place that fits"]
        assert rows[1].why == "There is no free seat."
        assert len(perform(desk, "group.show", {"group": group}).members) == 1


def test_a_late_entry_asks_a_manager_why_and_how_he_makes_it_up(qtbot: QtBot, office: Office) -> None:
    """SCH-30."""
    desk = office.desk("priya")
    group, case = a_group(desk), waiting(desk)
    office.clock.move_to(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))

    with opened(qtbot, office.desk("jo"), "waiting") as signed:
        screen = shown(here(signed))
        key(screen, Qt.Key.Key_O)
        QTest.keyClick(screen.panel, Qt.Key.Key_1)
        settle()
        press("Ctrl+Enter")
        asked = screen.panel.form.editor("override_reason").inner.accessibleDescription()
        write(screen.panel.form.editor("override_reason"), "His officer asks for it")
        screen.panel.form.editor("how").fill("catch_up")
        write(screen.panel.form.editor("due_on"), "10 january 2027")
        press("Ctrl+Enter")

        assert asked == "Fill this in."
        assert [one.case for one in perform(desk, "group.show", {"group": group}).members] == [case]


def test_who_came_too_late_is_told_and_keeps_what_was_chosen(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    group, _case = a_group(desk, seats=1, starts_on="2027-01-12"), waiting(desk)
    ben = another(desk, "Ben")

    with opened(qtbot, office.desk("jo"), "waiting") as signed:
        screen = shown(here(signed))
        key(screen, Qt.Key.Key_O)
        QTest.keyClick(screen.panel, Qt.Key.Key_1)
        settle()
        perform(desk, "group.allocate", {"group": group, "case": ben})
        press("Ctrl+Enter")

        assert "The last seat was taken on 24 November 2026, 20:40." in shown_words(screen.panel)
        assert screen.panel.isVisible()
        chosen = screen.panel.chosen()
        assert chosen is not None
        assert (chosen.group, chosen.needs_override) == (group, True), "as it stands now"
        assert screen.panel.form is not None


def test_a_case_that_moved_meanwhile_is_read_anew_and_what_was_typed_stays(qtbot: QtBot, office: Office) -> None:
    """CASE-2."""
    desk = office.desk("priya")
    group, case = a_group(desk), waiting(desk)
    office.clock.move_to(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))

    with opened(qtbot, office.desk("jo"), "waiting") as signed:
        screen = shown(here(signed))
        key(screen, Qt.Key.Key_O)
        QTest.keyClick(screen.panel, Qt.Key.Key_1)
        settle()
        write(screen.panel.form.editor("override_reason"), "His officer asks for it")
        screen.panel.form.editor("how").fill("catch_up")
        write(screen.panel.form.editor("due_on"), "10 january 2027")
        perform(
            desk, "case.move", {"case": case, "to": "not_ready", "reason_code": "health", "review_on": "2027-01-04"}
        )
        perform(desk, "case.move", {"case": case, "to": "waiting"})
        press("Ctrl+Enter")
        told, kept = shown_words(screen.panel), screen.panel.form.values()
        press("Ctrl+Enter")

        assert "Someone else saved first." in told
        assert kept["override_reason"] == "His officer asks for it"
        assert [one.case for one in perform(desk, "group.show", {"group": group}).members] == [case]


def test_the_note_is_written_with_f2_and_no_one_is_waiting_is_said(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    with opened(qtbot, office.desk("jo"), "waiting") as signed:
        screen = shown(here(signed))
        empty = shown_words(screen)
        waiting(desk)
        press("F5")
        screen.refresh()
        settle()
        key(screen, Qt.Key.Key_F2)
        (card,) = cards()
        assert isinstance(card, NoteCard)
        QTest.keyClicks(card.edit, "Tuesdays only")
        card.act.click()
        settle()

        assert "No one is waiting." in empty
        assert perform(desk, "waiting.list", {}).rows[0].note == "Tuesdays only"


def test_a_facilitator_has_it_by_the_palette_and_a_manager_on_the_rail(qtbot: QtBot, office: Office) -> None:
    places = {}
    for login in ("jo", "priya"):
        with opened(qtbot, office.desk(login), "today") as signed:
            page = signed.window.desk_page
            assert page is not None
            spec = page.specs["waiting"]
            places[login] = (spec.in_rail, spec in page.offered)

    assert places == {"jo": (True, False), "priya": (False, True)}


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.0), (Look.LIGHT, 1.5)])
def test_the_screen_keeps_every_rule(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    desk = office.desk("priya")
    a_group(desk, starts_on="2027-01-12")
    waiting(desk)
    with opened(qtbot, office.desk("jo"), "waiting", look=look, scale=scale) as signed:
        screen = shown(here(signed))
        assert check_screen(signed.window, screen) == []
        key(screen, Qt.Key.Key_O)
        QTest.keyClick(screen.panel, Qt.Key.Key_1)
        settle()
        assert check_screen(signed.window, screen) == []
