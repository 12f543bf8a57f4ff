"""Catch-ups across groups by keyboard: booked as suggested, for several at once, taken back and cancelled (P13)."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.test_catch_ups import missed_by
from tests.programme.test_planning import rooms
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, place, press, write
from tests.ui.show import Signed
from ui.kit.editors import TextEditor
from ui.programme.catch_ups.screen import CatchUpsScreen

LATE = datetime(2027, 1, 14, 9, 0, tzinfo=UTC)


def planner(signed: Signed) -> CatchUpsScreen:
    screen = here(signed)
    assert isinstance(screen, CatchUpsScreen)
    return screen


@made_before
def booked(office: Office) -> dict[str, str]:
    """Each man who has a catch-up ahead, and when."""
    lines = perform(office.desk("priya"), "catch_up.list", {"booked_too": True})
    return {line.name: f"{line.booked_at:%d %b %H:%M}" for line in lines if line.booked}


def told(screen: CatchUpsScreen, field: str) -> str:
    return screen.panel.form.editor(field).inner.accessibleDescription()


def retype(screen: CatchUpsScreen, field: str, text: str) -> None:
    editor = screen.panel.form.editor(field)
    assert isinstance(editor, TextEditor)
    editor.edit.clear()
    write(editor.edit, text)


def test_one_man_is_booked_as_suggested_with_one_key_and_taken_back_with_another(qtbot: QtBot, office: Office) -> None:
    """SCH-33: the first time that would do is filled in; what is taken back is owed again."""
    missed_by(office, 2)
    with opened(qtbot, office.desk("priya"), "catch_ups") as signed:
        screen = planner(signed)
        heading = screen.panel.heading.text()

        press("Return", screen.table)
        after = booked(office), screen.panel.heading.text()
        press("Ctrl+Z", screen)

        assert heading == "Adam O., Foundation 1"
        assert after == ({"Adam O.": "25 Nov 18:30"}, "Ben O., Foundation 1")
        assert booked(office) == {}
        assert screen.table.rows.rowCount() == 2


def test_several_who_owe_the_same_come_to_one_catch_up(qtbot: QtBot, office: Office) -> None:
    """SCH-33: one session and one register for all who are ticked."""
    missed_by(office, 3)
    with opened(qtbot, office.desk("priya"), "catch_ups") as signed:
        screen = planner(signed)
        assert screen.panel.too.text() == "2 more men owe the same"

        press("Alt+A", screen)
        press("Ctrl+B", screen)

        lines = perform(office.desk("priya"), "catch_up.list", {"booked_too": True})
        assert len({line.booked for line in lines}) == 1
        assert set(booked(office).values()) == {"25 Nov 18:30"}
        assert screen.none.isVisible()
        assert not screen.book.isVisible()


def test_a_taken_room_says_when_it_is_free_and_what_was_typed_stays(qtbot: QtBot, office: Office) -> None:
    """SCH-27, P13."""
    rooms(office)
    desk, _session, (_adam, ben) = missed_by(office, 2)
    talk = {"case": ben, "key": "pre_group", "starts_at": "2026-11-25T18:00", "minutes": 30}
    perform(office.desk("jo"), "one_to_one.book", {**talk, "place": "room-2", "facilitator": "jo"})
    with opened(qtbot, desk, "catch_ups") as signed:
        screen = planner(signed)
        screen.panel.form.editor("place").fill("room-2")
        retype(screen, "minutes", "60")
        retype(screen, "at", "17:30")

        press("Ctrl+B", screen)

        assert told(screen, "place") == "Room 2 is taken at 17:30. Free at 17:00."
        assert screen.panel.form.values()["at"] == "17:30"
        assert booked(office) == {}


def test_a_day_off_is_kept_with_a_reason(qtbot: QtBot, office: Office) -> None:
    missed_by(office, 1)
    with opened(qtbot, office.desk("priya"), "catch_ups") as signed:
        screen = planner(signed)
        retype(screen, "on", "25 December 2026")

        press("Ctrl+B", screen)
        asked = told(screen, "reason")
        retype(screen, "reason", "He works every other day.")
        press("Ctrl+B", screen)

        assert "Christmas Day" in asked
        assert booked(office) == {"Adam O.": "25 Dec 18:30"}


def test_a_row_of_today_leads_to_the_man_and_what_is_late_stands_apart(qtbot: QtBot, office: Office) -> None:
    """SCH-33: overdue is listed."""
    _desk, _session, (_adam, ben) = missed_by(office, 2)
    office.clock.move_to(LATE)
    with opened(qtbot, office.desk("priya"), "today") as signed:
        row = next(row for row in here(signed).rows if row.task.title.startswith("Book a catch-up: Ben O."))  # type: ignore[attr-defined]

        row.button.click()
        screen = planner(signed)

        assert place(signed) == ("catch_ups", ben)
        assert screen.panel.heading.text() == "Ben O., Foundation 1"
        screen.tabs.choose("overdue")
        assert screen.table.rows.rowCount() == 2


def test_a_booking_is_cancelled_with_a_reason_or_goes_on_without_one_man(qtbot: QtBot, office: Office) -> None:
    """CASE-5: a shared one stays without him; a cancelled one is kept and marked."""
    desk, session, (adam, ben, carl) = missed_by(office, 3)
    wanted = {"case": adam, "sessions_covered": [session], "with": [ben, carl], "starts_at": "2026-11-26T18:30"}
    made = perform(desk, "catch_up.book", wanted)
    with opened(qtbot, office.desk("priya"), "catch_ups", ben) as signed:
        screen = planner(signed)
        assert screen.panel.heading.text() == "Ben O., Foundation 1"

        screen.panel.stays_away.click()
        asked = screen.panel.why.editor("reason").inner.accessibleDescription()
        write(screen.panel.why.editor("reason"), "He works that evening.")
        screen.panel.stays_away.click()
        without_him = set(booked(office))
        write(screen.panel.why.editor("reason"), "The room floods.")
        screen.panel.cancel.click()

        assert asked == "Fill this in."
        assert without_him == {"Adam O.", "Carl O."}
        assert booked(office) == {}
        (kept,) = perform(desk, "one_to_one.list", {"case": adam})
        assert (kept.session, kept.status) == (made.session, "cancelled")


def test_nothing_owed_is_said_and_a_filter_is_cleared_with_its_key(qtbot: QtBot, office: Office) -> None:
    missed_by(office, 1)
    with opened(qtbot, office.desk("priya"), "catch_ups") as signed:
        screen = planner(signed)

        screen.tabs.choose("overdue")
        empty = screen.none.isVisible(), screen.clear.isVisible()
        press("Ctrl+Shift+X", screen)

        assert empty == (True, True)
        assert screen.table.rows.rowCount() == 1
    with opened(qtbot, office.desk("sam"), "catch_ups") as signed:
        assert planner(signed).first_focus() is not None


def test_what_was_typed_outlives_a_lock(qtbot: QtBot, office: Office) -> None:
    missed_by(office, 3)
    with opened(qtbot, office.desk("priya"), "catch_ups") as signed:
        screen = planner(signed)
        press("Down", screen.table)
        retype(screen, "at", "19:00")
        next(iter(screen.panel.others.values())).setChecked(True)
        kept = screen.kept()
        screen.panel.forget()
        screen.refresh()

        screen.restore(kept)

        assert screen.panel.heading.text() == "Ben O., Foundation 1"
        assert screen.panel.form.values()["at"] == "19:00"
        assert len(screen.panel.chosen_too()) == 1


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_keeps_every_rule(qtbot: QtBot, office: Office, scale: float) -> None:
    missed_by(office, 3)
    with opened(qtbot, office.desk("jo"), "catch_ups", scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []  # type: ignore[arg-type]
