"""The schedule by keyboard: what is painted is listed, a closure shows what it hits, and the way to the move (P25)."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from models.programme.account import Place
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import a_group
from tests.programme.test_register_faults import GONE, gone_at
from tests.programme.test_registers import first_session, placed
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from ui.kit.tokens import Look
from ui.programme.groups.screen import GroupScreen
from ui.programme.schedule.lines import OFF, SESSION
from ui.programme.schedule.screen import MONTH, WEEK, YEAR, ScheduleScreen, span_of, stepped


@made_before
def an_office_year(office: Office) -> str:
    """Two groups in two rooms, a closed room, a winter break, and somebody on leave; gives the first group."""
    with office.programme.work() as work:
        for number in (1, 2):
            work.add(Place(code=f"room-{number}", name=f"Room {number}", region="ENG-WLS"))
    desk, manager = office.desk("priya"), office.desk("jo")
    group = a_group(desk, place="room-2", facilitators=["priya"])
    a_group(desk, code="WED-1", slots=[{"weekday": "wed", "start": "10:00"}], facilitators=["sam"], place="room-1")
    for given in (
        {"from": "2026-12-01", "to": "2026-12-02", "reason": "Heating", "where": "room-2"},
        {"from": "2026-12-21", "to": "2027-01-01", "reason": "Winter break"},
        {"from": "2026-11-30", "to": "2026-12-04", "reason": "Leave", "where": "sam"},
    ):
        perform(manager, "closure.add", given)
    return group


@pytest.mark.parametrize(
    ("view", "on", "first", "last"),
    [
        (WEEK, "2026-12-02", "2026-11-30", "2026-12-06"),
        (MONTH, "2026-12-02", "2026-11-30", "2027-01-03"),
        (MONTH, "2027-02-10", "2027-02-01", "2027-02-28"),
        (YEAR, "2028-02-29", "2028-01-01", "2028-12-31"),
    ],
)
def test_a_span_holds_whole_weeks_or_the_year(view: str, on: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in span_of(view, date.fromisoformat(on))] == [first, last]


def test_a_step_keeps_the_day_or_falls_back_within_the_month() -> None:
    assert stepped(MONTH, date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert stepped(YEAR, date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert stepped(WEEK, date(2026, 12, 30), 1) == date(2027, 1, 6)


class TestLooking:
    def test_the_list_says_what_is_painted_and_what_must_move(self, qtbot: QtBot, office: Office) -> None:
        """SCH-16: a closed room hits its own group alone; the office's break hits everybody."""
        an_office_year(office)
        with opened(qtbot, office.desk("jo"), "schedule") as signed:
            screen = here(signed)
            assert isinstance(screen, ScheduleScreen)

            press("Ctrl+PgDown")

            lines = list(screen._lines.values())
            said = {(line.on.day, line.what): line.state for line in lines if line.on.month == 12}
            assert said[(1, "TUE-1, Foundation 2")] == "Must move"
            assert said[(2, "WED-1, Foundation 2")] == ""
            assert said[(30, "WED-1, Foundation 6")] == "Must move"
            assert said[(25, "Christmas Day")] == "Day off"
            met = sum(line.kind == SESSION for line in lines)
            assert f": {met} sessions" in screen.grid.accessibleName()

    def test_it_is_narrowed_to_one_room_and_shows_the_year(self, qtbot: QtBot, office: Office) -> None:
        an_office_year(office)
        with opened(qtbot, office.desk("jo"), "schedule") as signed:
            screen = here(signed)
            screen.only.fill("place:room-1")
            screen.view.choose(YEAR)

            lines = list(screen._lines.values())

            assert {line.what.split(",")[0] for line in lines if line.kind == SESSION} == {"WED-1"}
            assert "Heating, to Wed 2 Dec" not in {line.what for line in lines}
            assert sum(line.kind == OFF for line in lines) == 9
            assert screen.year.isVisible()

    def test_a_year_without_known_holidays_is_said(self, qtbot: QtBot, office: Office) -> None:
        """SCH-17: "No holidays are known for 2101"."""
        with opened(qtbot, office.desk("jo"), "schedule") as signed:
            screen = here(signed)

            screen.go_to(date(2101, 5, 1))

            assert "No holidays are known for 2101." in shown_words(screen)

    def test_no_man_is_named_on_it(self, qtbot: QtBot, office: Office) -> None:
        """His own contact says what kind it is, to everybody who plans and to the administrator."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        perform(desk, "one_to_one.book", {"case": adam, "key": "pre_group", "starts_at": "2026-12-02T10:00"})
        with opened(qtbot, office.desk("ada"), "schedule") as signed:
            screen = here(signed)
            press("Ctrl+PgDown")

            texts = " ".join(f"{line.what} {line.where} {line.who}" for line in screen._lines.values())

            assert "1-2-1" in texts
            assert "Adam" not in texts + shown_words(screen)


class TestClosing:
    def test_a_closure_shows_what_it_hits_and_leads_to_the_move_with_its_offer(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """SCH-16, F4: nothing moves by itself; Enter opens the move with the day filled in."""
        group = an_office_year(office)
        with opened(qtbot, office.desk("jo"), "schedule") as signed:
            screen = here(signed)
            press("Ctrl+N")
            form = screen.closure.form
            form.editor("first").fill("2026-12-08")
            write(form.editor("reason"), "Flood")

            press("Ctrl+S")

            assert "1 session is hit. Nothing has moved." in shown_words(screen.hits)
            press("Return", screen.hits.table)
            page = here(signed)
            assert isinstance(page, GroupScreen)
            assert page.session.form.values()["on"] == "2026-12-15"
            assert place(signed) == ("group", group)

    def test_leave_leads_to_cover(self, qtbot: QtBot, office: Office) -> None:
        """SCH-27: somebody who is free stands in for whoever is away."""
        an_office_year(office)
        with opened(qtbot, office.desk("jo"), "schedule") as signed:
            screen = here(signed)
            press("Ctrl+PgDown")
            leave = next(line for line in screen._lines.values() if line.what.startswith("Leave"))
            screen.table.choose(leave.id)
            press("Return", screen.table)
            press("Return", screen.hits.table)
            page = here(signed)
            form = page.session.form
            form.editor("cover").fill(next(one.value for one in _offered(form, "cover") if one.words == "Mo Grant"))
            form.editor("away").fill(next(one.value for one in _offered(form, "away")))

            page.session.cover.click()

            rows = perform(office.desk("jo"), "today.show", {}).rows
            assert "session.set_cover" not in {row.act for row in rows}

    def test_a_closure_is_taken_back_after_asking(self, qtbot: QtBot, office: Office) -> None:
        an_office_year(office)
        with opened(qtbot, office.desk("jo"), "schedule") as signed:
            screen = here(signed)
            press("Ctrl+PgDown")
            closed = next(line for line in screen._lines.values() if line.what.startswith("Heating"))
            screen.table.choose(closed.id)

            press("Delete", screen.table)
            (card,) = cards()
            card.act.click()

            assert "Heating" not in {one.reason for one in perform(office.desk("jo"), "closure.list", {})}

    def test_an_office_works_on_a_day_and_a_facilitator_only_looks(self, qtbot: QtBot, office: Office) -> None:
        """SCH-14: only those who keep the settings change the list."""
        with opened(qtbot, office.desk("jo"), "schedule") as signed:
            screen = here(signed)
            screen.days_button.click()
            screen.days.table.choose("2026-12-28 holiday")
            write(screen.days.form.editor("words"), "We make up")
            screen.days.work_on.click()
            assert "The office works" in {screen.days.table.rows.index(row, 2).data() for row in range(9)}
        with opened(qtbot, office.desk("priya"), "schedule") as signed:
            screen = here(signed)
            assert screen.add_button is None
            assert not screen.days.add_day.isVisibleTo(screen.days)


class TestGroupPage:
    def test_what_a_group_is_set_up_with_is_changed_after_it_was_seen(self, qtbot: QtBot, office: Office) -> None:
        """SCH-18, SCH-25: other times from now on, with before and after."""
        group = an_office_year(office)
        with opened(qtbot, office.desk("priya"), "group", group) as signed:
            page = here(signed)
            page.tabs.setCurrentWidget(page.details)
            page.details.form.editor("weekdays").fill(["thu"])

            page.details.see.click()
            (card,) = cards()
            assert card.act.accessibleName().startswith("Change 2")
            card.act.click()

            days = {one.starts_at.weekday() for one in page._group.sessions if one.kind == "group"}
            assert days == {3}

    def test_a_group_that_nobody_is_in_ends_and_goes_on_again(self, qtbot: QtBot, office: Office) -> None:
        """SCH-37: with a reason, after asking; a manager takes it back."""
        group = an_office_year(office)
        with opened(qtbot, office.desk("jo"), "group", group) as signed:
            page = here(signed)
            page.tabs.setCurrentWidget(page.details)
            page.details.ending.end.click()
            assert "Fill this in." in shown_words(page.details.ending.why)
            write(page.details.ending.why.editor("reason"), "Too few men")
            page.details.ending.end.click()
            (card,) = cards()
            card.act.click()
            shown = perform(office.desk("jo"), "group.show", {"group": group})
            assert (shown.state, shown.ended_reason) == ("ended", "Too few men")

            write(page.details.ending.why.editor("reason"), "By mistake")
            page.details.ending.resume.click()

            assert perform(office.desk("jo"), "group.show", {"group": group}).state == "planned"

    def test_the_second_of_two_people_sees_the_plan_as_it_is_now(self, qtbot: QtBot, office: Office) -> None:
        """SCH-18, P11: "The plan changed since you looked", and a fresh before and after."""
        group = an_office_year(office)
        desk = office.desk("priya")
        with opened(qtbot, desk, "group", group) as signed:
            page = here(signed)
            page._move(first_session(desk, group), "2026-11-26T18:30")
            page.session.form.editor("scope").fill("only")
            write(page.session.form.editor("reason"), "Hall closed")
            page.session.see.click()
            (card,) = cards()
            move = {"session": first_session(desk, group), "starts_at": "2026-11-27T18:30", "reason": "First"}
            other = office.desk("sam")
            perform(other, "session.move", {**move, "preview": perform(other, "session.preview_move", move).preview})

            card.act.click()
            QApplication.processEvents()

            (fresh,) = cards()
            assert "The plan changed since you looked." in shown_words(fresh)
            rows = fresh.table.rows
            before = {rows.index(at, 0).data(): rows.index(at, 1).data() for at in range(rows.rowCount())}
            assert before["Foundation 1"] == "Fri 27 Nov, 18:30"

    def test_a_move_that_cannot_be_saved_keeps_what_was_typed_and_the_plan_whole(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """SCH-18: the database gone in the middle of a move."""
        group = an_office_year(office)
        desk = office.desk("priya")
        before = [one.starts_at for one in perform(desk, "group.show", {"group": group}).sessions]
        with opened(qtbot, desk, "group", group) as signed:
            page = here(signed)
            page._move(first_session(desk, group), "2026-11-26T18:30")
            page.session.form.editor("scope").fill("later")
            write(page.session.form.editor("reason"), "Hall closed")
            page.session.see.click()
            (card,) = cards()
            with gone_at(office, "history", "vanished"):
                card.act.click()
                QApplication.processEvents()

            assert GONE["vanished"][1] in shown_words(page.error_bar)
            assert page.session.form.values()["reason"] == "Hall closed"
            assert [one.starts_at for one in perform(desk, "group.show", {"group": group}).sessions] == before

    def test_a_calendar_file_is_written_where_it_was_asked_for(
        self, qtbot: QtBot, office: Office, tmp_path: Path
    ) -> None:
        group = an_office_year(office)
        with opened(qtbot, office.desk("priya"), "group", group) as signed:
            page = here(signed)
            page.details.file.folder.fill({"to_folder": str(tmp_path)})

            page.details.file.save.click()

            (file,) = tmp_path.glob("*.ics")
            assert "TUE-1" not in file.name


class TestByHand:
    def test_m_moves_a_date_and_undo_brings_it_back(self, qtbot: QtBot, office: Office) -> None:
        """F2: Delete skips, M moves, Ctrl+Z undoes; a date that is taken stays open with its words."""
        with opened(qtbot, office.desk("priya"), "new_group") as signed:
            screen = here(signed)
            for name, value in (
                ("programme", "bbr"), ("code", "Evening"), ("weekdays", ["mon"]), ("start", "18:30"),
                ("starts_on", "2026-12-07"),
            ):  # fmt: skip
                screen.form.editor(name).fill(value)
            screen.next.click()
            screen.preview.table.choose_day(date(2027, 1, 11))
            QTest.keyClick(screen.preview.table, Qt.Key.Key_M)
            mover = screen.preview.mover
            mover.form.fill({"on": "2027-01-18", "at": "19:00", "scope": "only"})
            mover.put.click()
            assert "another session at this time" in shown_words(mover)
            mover.form.fill({"on": "2027-01-13", "at": "19:00", "scope": "only"})

            mover.put.click()

            days = [one.starts_at.date() for one in screen._shown.sessions if one.kind == "group"]
            assert (date(2027, 1, 13) in days, date(2027, 1, 11) in days) == (True, False)
            screen.undo.click()
            assert date(2027, 1, 11) in [one.starts_at.date() for one in screen._shown.sessions if one.starts_at]


class TestEveryLook:
    @pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5), (Look.CONTRAST, 1.0)])
    def test_the_schedule_keeps_every_rule(self, qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
        an_office_year(office)
        with opened(qtbot, office.desk("jo"), "schedule", look=look, scale=scale) as signed:
            screen = here(signed)
            assert check_screen(signed.window, screen) == []
            screen.add_button.click()
            assert check_screen(signed.window, screen) == []


def _offered(form: object, name: str) -> list[object]:
    box = form.editor(name).box
    return [Offered(box.itemData(at), box.itemText(at)) for at in range(1, box.count())]


class Offered:
    def __init__(self, value: object, words: str) -> None:
        self.value, self.words = value, words
