"""What is owed, by keyboard: notes written one after the other, registers never taken, follow-ups done in place."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.test_one_to_ones import booked
from tests.programme.test_registers import first_session, placed
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, press, write
from ui.kit.form import Form
from ui.programme.owed.screen import OwedScreen


def typed(form: Form, name: str, text: str) -> None:
    """Write into a field at once; a long text is pasted, as a person would."""
    edit = form.editor(name).focusProxy() or form.editor(name)
    inner = edit if isinstance(edit, QPlainTextEdit) else edit.findChild(QPlainTextEdit)
    assert isinstance(inner, QWidget)
    inner.setFocus()
    inner.insertPlainText(text)  # type: ignore[attr-defined]


@made_before
def two_who_came(office: Office) -> tuple[str, list[str]]:
    """A register of two men who came, with no note on either."""
    group, cases = placed(office, 2)
    desk = office.desk("priya")
    session = first_session(desk, group)
    marks = [{"case": case, "code": "ATTC", "minutes": 150} for case in cases]
    perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 2})
    return session, cases


def test_notes_are_written_one_after_the_other(qtbot: QtBot, office: Office) -> None:
    """ATT-12: the oldest first, in place; Ctrl+S saves and goes to the next."""
    two_who_came(office)
    with opened(qtbot, office.desk("priya"), "owed") as signed:
        screen = here(signed)
        assert isinstance(screen, OwedScreen)
        first = screen.heading.text()

        press("Return")
        typed(screen.note, "text", "He spoke about Sunday.")
        press("Ctrl+S", screen)

        assert first == "Note on Adam O."
        assert screen.heading.text() == "Note on Ben O."
        assert screen.table.hasFocus()
        assert [row.name for row in perform(office.desk("priya"), "notes.owed", {})] == ["Ben O."]


def test_a_note_of_10_001_characters_is_refused_beside_its_field_and_kept(qtbot: QtBot, office: Office) -> None:
    """ATT-12."""
    two_who_came(office)
    with opened(qtbot, office.desk("priya"), "owed") as signed:
        screen = here(signed)
        assert isinstance(screen, OwedScreen)

        typed(screen.note, "text", "x" * 10_001)
        press("Ctrl+S", screen)

        assert "at most 10000" in screen.note.editor("text").inner.accessibleDescription()
        assert len(str(screen.note.values()["text"])) == 10_001
        assert len(perform(office.desk("priya"), "notes.owed", {})) == 2


def test_a_manager_waives_a_note_with_a_reason(qtbot: QtBot, office: Office) -> None:
    """ATT-12: waived by M."""
    two_who_came(office)
    with opened(qtbot, office.desk("jo"), "owed") as signed:
        screen = here(signed)
        assert isinstance(screen, OwedScreen)

        screen.waive.click()
        typed(screen.waiver, "reason", "The paper note is in the file.")
        press("Ctrl+S", screen)

        assert [row.name for row in perform(office.desk("jo"), "notes.owed", {})] == ["Ben O."]
    with opened(qtbot, office.desk("priya"), "owed") as signed:
        assert not here(signed).waive.isVisible()  # type: ignore[attr-defined]


def test_a_register_never_taken_is_opened_or_noted_as_not_held(qtbot: QtBot, office: Office) -> None:
    """ATT-11, ATT-16."""
    placed(office)
    office.clock.move_to(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    with opened(qtbot, office.desk("priya"), "owed", "registers") as signed:
        screen = here(signed)
        assert isinstance(screen, OwedScreen)
        heading = screen.heading.text()

        typed(screen.not_held, "reason", "The hall was locked")
        press("Ctrl+S", screen)

        assert heading == "Register never taken: TUE-1"
        assert perform(office.desk("priya"), "register.owed", {}) == ()
        assert screen.none.isVisible()


def test_a_follow_up_from_today_is_done_in_place(qtbot: QtBot, office: Office) -> None:
    """ATT-9."""
    group, (adam,) = placed(office)
    desk = office.desk("priya")
    marks = [{"case": adam, "code": "UAAB", "reason": "no reason given"}]
    perform(desk, "register.take", {"session": first_session(desk, group), "marks": marks, "head_count": 0})
    office.clock.move_to(office.clock.now() + timedelta(days=3))
    with opened(qtbot, desk, "owed", adam) as signed:
        screen = here(signed)
        assert isinstance(screen, OwedScreen)
        QTest.keyClick(screen.table, Qt.Key.Key_Home)

        typed(screen.done, "words", "He was ill, he will send a note.")
        press("Ctrl+S", screen)

        assert [one.kind for one in perform(desk, "follow_up.list", {})] == ["warning"]


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_keeps_every_rule(qtbot: QtBot, office: Office, scale: float) -> None:
    two_who_came(office)
    with opened(qtbot, office.desk("jo"), "owed", scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []  # type: ignore[arg-type]


def test_a_contact_without_a_date_is_booked_in_place_and_what_stands_against_it_is_said(
    qtbot: QtBot, office: Office
) -> None:
    """SCH-8, SCH-27, SCH-34."""
    _group, (adam,) = placed(office)
    desk = office.desk("priya")
    missed = booked(office, adam)
    perform(desk, "one_to_one.record", {"session": missed, "happened": False, "summary": "He did not come."})
    with opened(qtbot, desk, "owed", "contacts") as signed:
        screen = here(signed)
        assert isinstance(screen, OwedScreen)
        assert screen.heading.text() == "Pre-group 1-2-1 1 with Adam O."
        assert "24 November 2026: not held" in screen.below.text()
        assert "before Foundation 1" in screen.below.text()

        press("Return")
        write(screen.booking.editor("on"), "1 december 2026")
        write(screen.booking.editor("at"), "19:00")
        press("Ctrl+S", screen)
        assert "expected elsewhere" in screen.booking.editor("on").inner.accessibleDescription()
        assert screen.booking.values() == {"on": "2026-12-01", "at": "19:00"}
        screen.booking.editor("at").fill("10:00")
        press("Ctrl+S", screen)

        assert screen.heading.text() == "Pre-group 1-2-1 2 with Adam O."
        rows = perform(desk, "one_to_one.list", {"case": adam})
        assert [(row.title, row.status) for row in rows] == [
            ("Pre-group 1-2-1 1", "held"),
            ("Pre-group 1-2-1 1", "planned"),
        ]
