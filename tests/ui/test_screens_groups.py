"""Groups by keyboard: a new group whose every date is seen first, its page, moving a session, and giving a place."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_group, waiting
from tests.programme.test_registers import first_session, placed
from tests.ui.accessibility import check_screen
from tests.ui.show import Signed, themed
from ui.kit.dialogs import BeforeAfter
from ui.kit.table import DataTable
from ui.kit.tokens import Look
from ui.programme.groups.continuity import share_words
from ui.programme.groups.listing import GroupsScreen
from ui.programme.groups.new import NewGroupScreen
from ui.programme.groups.plan import BLOCK, SKIPPED, plan_lines
from ui.programme.groups.screen import GroupScreen
from ui.programme.register.screen import RegisterScreen
from ui.programme.waiting.offering import OfferPanel
from ui.shell.screen import ScreenSpec

CONTROL = Qt.KeyboardModifier.ControlModifier


def a_window(qtbot: QtBot, office: Office, login: str = "priya") -> Signed:
    specs = [
        ScreenSpec("groups", "Groups", "users-group", GroupsScreen),
        ScreenSpec("group", "Group", "users-group", partial(GroupScreen, places=OfferPanel), in_rail=False),
        ScreenSpec("new_group", "New group", "plus", NewGroupScreen, in_rail=False),
        ScreenSpec("register", "Register", "clipboard-check", RegisterScreen, in_rail=False),
    ]
    signed = Signed(specs, office.desk(login))  # type: ignore[arg-type]
    qtbot.addWidget(signed.window)
    return signed


def rows_of(table: DataTable) -> list:
    """The rows that a table shows."""
    return [table.rows.row_at(at) for at in range(table.rows.rowCount())]


def a_filled_form(signed: Signed) -> NewGroupScreen:
    """The new group of the design: Mondays from 7 December 2026."""
    signed.window.go("new_group")
    screen = signed.window.screen
    assert isinstance(screen, NewGroupScreen)
    assert screen.form is not None
    form = screen.form
    form.editor("programme").fill("bbr")
    QTest.keyClicks(form.editor("code").inner, "Monday evening")
    form.editor("weekdays").fill(["mon"])
    QTest.keyClicks(form.editor("start").inner, "1830")
    QTest.keyClicks(form.editor("starts_on").inner, "7 december 2026")
    QTest.keyClicks(form.editor("language").inner, "English")
    return screen


class TestNewGroup:
    def test_every_date_is_shown_with_skipped_ones_as_rows_before_anything_is_stored(
        self, qtbot: QtBot, office: Office
    ) -> None:
        with themed():
            screen = a_filled_form(a_window(qtbot, office))

            QTest.keyClick(screen.form.editor("starts_on").inner, Qt.Key.Key_Return, CONTROL)

            lines = plan_lines(screen._shown.sessions)
            skipped = [line.on for line in lines if line.kind == SKIPPED]
            assert date(2026, 12, 28) in skipped
            assert next(line.what for line in lines if line.kind == BLOCK) == "Foundation, 6 sessions"
            assert "24 group sessions" in screen.preview.count.text()
            assert perform(office.desk("priya"), "group.list", {}) == ()

    def test_delete_skips_a_date_and_undo_brings_it_back(self, qtbot: QtBot, office: Office) -> None:
        with themed():
            screen = a_filled_form(a_window(qtbot, office))
            screen.next.click()
            ends = screen.preview.ending.text()
            screen.preview.table.choose_day(date(2027, 1, 11))

            QTest.keyClick(screen.preview.table, Qt.Key.Key_Delete)

            assert screen.preview.ending.text() != ends
            screen.undo.click()
            assert screen.preview.ending.text() == ends

    def test_the_group_is_created_exactly_as_it_was_shown(self, qtbot: QtBot, office: Office) -> None:
        with themed():
            signed = a_window(qtbot, office)
            screen = a_filled_form(signed)
            screen.next.click()
            shown = [one.starts_at for one in screen._shown.sessions]

            QTest.keyClick(screen.preview.table, Qt.Key.Key_Return, CONTROL)

            (line,) = perform(office.desk("priya"), "group.list", {})
            stored = perform(office.desk("priya"), "group.show", {"group": line.group})
            assert [one.starts_at for one in stored.sessions] == shown
            assert stored.language == "English"
            assert isinstance(signed.window.screen, GroupScreen)
            assert not screen.is_edited()

    def test_a_refused_field_brings_the_form_back_with_its_words(self, qtbot: QtBot, office: Office) -> None:
        a_group(office.desk("priya"), code="Monday evening")
        with themed():
            screen = a_filled_form(a_window(qtbot, office))

            screen.next.click()

            assert screen.form.editor("code").inner.accessibleDescription() == "Another group has this code."
            assert screen.sheet.isVisible()


class TestGroupPage:
    def test_the_oldest_session_without_a_register_is_the_one_to_record(self, qtbot: QtBot, office: Office) -> None:
        group = a_group(office.desk("priya"))
        office.clock.move_to(datetime(2026, 11, 24, 21, tzinfo=UTC))
        with themed():
            signed = a_window(qtbot, office)
            signed.window.go("group", group)
            screen = signed.window.screen

            QTest.keyClick(screen.plan, Qt.Key.Key_R, CONTROL)

            first = next(one for one in screen._group.sessions if one.kind == "group")
            assert isinstance(signed.window.screen, RegisterScreen)
            assert signed.window.screen.subject == first.session

    def test_a_session_moves_after_before_and_after_were_seen(self, qtbot: QtBot, office: Office) -> None:
        group = a_group(office.desk("priya"))
        with themed():
            signed = a_window(qtbot, office)
            signed.window.go("group", group)
            screen = signed.window.screen
            screen.plan.choose_day(date(2026, 12, 1))

            QTest.keyClick(screen.plan, Qt.Key.Key_M)
            form = screen.session.form
            QTest.keyClicks(form.editor("on").inner, "2 december 2026")
            form.editor("scope").fill("only")
            QTest.keyClicks(form.editor("reason").inner, "The room is taken")
            screen.session.see.click()
            card = next(
                one for one in QApplication.topLevelWidgets() if isinstance(one, BeforeAfter) and one.isVisible()
            )

            assert card.act.accessibleName() == "Move this session"
            card.act.click()
            days = {one.starts_at.date() for one in screen._group.sessions if one.starts_at}
            assert date(2026, 12, 2) in days
            assert date(2026, 12, 1) not in days

    def test_a_waiting_man_is_given_a_place(self, qtbot: QtBot, office: Office) -> None:
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)
        with themed():
            signed = a_window(qtbot, office)
            signed.window.go("group", group)
            screen = signed.window.screen
            screen.tabs.setCurrentWidget(screen.candidates)

            screen.candidates.card.give.click()

            assert [row.case for row in perform(desk, "group.show", {"group": group}).members] == [case]
            assert screen.people.table.rows.rowCount() == 1

    def test_its_language_is_said_in_its_details(self, qtbot: QtBot, office: Office) -> None:
        """SCH-35."""
        desk = office.desk("priya")
        group = a_group(desk)
        with themed():
            signed = a_window(qtbot, office)
            signed.window.go("group", group)
            screen = signed.window.screen
            screen.tabs.setCurrentIndex(5)
            card = screen.details.language
            QTest.keyClicks(card.form.editor("language").inner, "x" * 41)

            card.save.click()
            refused = card.form.editor("language").inner.accessibleDescription()
            card.form.fill({"language": "Polish"})
            card.save.click()

            assert refused == "Write one language, in a word."
            assert perform(desk, "group.show", {"group": group}).language == "Polish"


class TestEveryLook:
    @pytest.mark.parametrize("look", Look)
    def test_the_screens_keep_every_rule(self, qtbot: QtBot, office: Office, look: Look) -> None:
        group = a_group(office.desk("priya"))
        with themed(look=look):
            signed = a_window(qtbot, office)
            assert check_screen(signed.window, signed.window.screen) == []
            signed.window.go("group", group)
            assert check_screen(signed.window, signed.window.screen) == []

    @pytest.mark.parametrize("scale", [1.0, 1.5])
    def test_the_new_group_keeps_every_rule(self, qtbot: QtBot, office: Office, scale: float) -> None:
        with themed(scale=scale):
            signed = a_window(qtbot, office)
            screen = a_filled_form(signed)
            assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]
            screen.next.click()
            assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]

    def test_no_groups_yet_says_what_fills_it(self, qtbot: QtBot, office: Office) -> None:
        with themed():
            signed = a_window(qtbot, office)

            assert signed.window.screen.filled.accessibleName() == "New group"
            assert not signed.window.screen.table.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_of_a_group_shows_who_held_which_session(qtbot: QtBot, office: Office, scale: float) -> None:
    """ATT-6: n of N beside the percentage, cover noted; before the first session it says so."""
    group, (adam,) = placed(office)
    desk = office.desk("priya")
    with themed(scale=scale):
        signed = a_window(qtbot, office)
        signed.window.go("group", group)
        screen = signed.window.screen
        assert isinstance(screen, GroupScreen)
        part = screen.continuity
        screen.tabs.setCurrentWidget(part)
        assert part.none.isVisible()
        assert not part.tables.isVisible()
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        taken = {"session": first_session(desk, group), "marks": marks, "head_count": 1, "held_by": ["priya", "mo"]}
        perform(desk, "register.take", taken)

        signed.window.go("group", group)

        assert [share_words(row) for row in rows_of(part.people)] == ["1 of 1 (100%)", "1 of 1 (100%)", "0 of 1 (0%)"]
        assert [row.stood_in for row in rows_of(part.sessions)] == [("Mo Grant",)]
        assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]
        part.sessions.setFocus()
        QTest.keyClick(part.sessions, Qt.Key.Key_Return)
        assert isinstance(signed.window.screen, RegisterScreen)


@pytest.mark.parametrize("look", Look)
def test_the_registers_of_a_group_are_walked_cell_by_cell(qtbot: QtBot, office: Office, look: Look) -> None:
    """P9: arrows say each cell in words, Enter opens the register; before the first session it says so."""
    group, (adam,) = placed(office)
    desk = office.desk("priya")
    with themed(look=look):
        signed = a_window(qtbot, office)
        signed.window.go("group", group)
        screen = signed.window.screen
        assert isinstance(screen, GroupScreen)
        part = screen.registers
        screen.tabs.setCurrentWidget(part)
        plan = [one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]
        office.clock.move_to(plan[1].starts_at)
        marks = [{"case": adam, "code": "UAAB", "reason": "no reason given"}]
        perform(desk, "register.take", {"session": plan[0].session, "marks": marks, "head_count": 0})

        signed.window.go("group", group)

        part.table.setFocus()
        assert "Foundation 2" in part.said.text()
        assert "Not recorded" in part.said.text()
        QTest.keyClick(part.table, Qt.Key.Key_Left)
        assert "Absent, not acceptable" in part.said.text()
        told = part.table.grid.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert str(told).startswith("Adam Okoro: Foundation 1")
        assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]
        QTest.keyClick(part.table, Qt.Key.Key_Return)
        assert isinstance(signed.window.screen, RegisterScreen)


def test_registers_of_a_group_that_is_not_mine_are_not_offered(qtbot: QtBot, office: Office) -> None:
    group = a_group(office.desk("priya"), facilitators=["priya"])
    with themed():
        signed = a_window(qtbot, office, "sam")
        signed.window.go("group", group)
        screen = signed.window.screen
        assert isinstance(screen, GroupScreen)

        assert not screen.tabs.isTabVisible(screen.tabs.indexOf(screen.registers))


def test_what_was_typed_about_a_session_outlives_a_lock(qtbot: QtBot, office: Office) -> None:
    """UX-7: the day, the way and the reason, on the same session; what was left as it is forgets it."""
    group = a_group(office.desk("priya"))
    with themed():
        signed = a_window(qtbot, office)
        signed.window.go("group", group)
        screen = signed.window.screen
        assert isinstance(screen, GroupScreen)
        lines = [screen.plan.rows.row_at(at) for at in range(screen.plan.rows.rowCount())]
        third = next(line.id for line in lines if line is not None and line.number == "3")
        screen.plan.choose(third)
        screen.move_it.click()
        typed = {"on": "2026-12-17", "scope": "later", "reason": "The hall floods"}
        for name, value in typed.items():
            screen.session.form.editor(name).fill(value)
        kept = screen.kept()
        was_edited = screen.is_edited()
        screen.session.close_it.click()
        forgotten = screen.is_edited()
        screen.restore(kept)

        assert was_edited
        assert not forgotten
        assert screen.plan.chosen_id() == third
        assert typed.items() <= screen.session.form.values().items()
        assert screen.session.isVisible()
        assert screen.kept() == kept, "it outlives the next lock too"


def test_a_plan_never_scrolls_sideways_and_its_words_are_whole(qtbot: QtBot, office: Office) -> None:
    """UX-29: at 150 % in the smallest window what and where wrap; wide again, each row is one line."""
    group = a_group(office.desk("priya"))
    with themed(scale=1.5):
        signed = a_window(qtbot, office)
        signed.window.resize(1366, 768)
        signed.window.go("group", group)
        plan = signed.window.screen.plan
        QTest.qWait(10)
        narrow = (plan.horizontalScrollBar().maximum(), {plan.rowHeight(at) for at in range(plan.rows.rowCount())})
        signed.window.resize(2400, 900)
        QTest.qWait(10)
        wide = (plan.horizontalScrollBar().maximum(), {plan.rowHeight(at) for at in range(plan.rows.rowCount())})

        assert narrow[0] == wide[0] == 0
        assert max(narrow[1]) > plan.row_height()
        assert wide[1] == {plan.row_height()}
