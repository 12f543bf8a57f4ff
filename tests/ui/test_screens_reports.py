"""Reports by keyboard: from draft to a copy, never without another reader and clearance, and wording help."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import prepared
from tests.programme.samples_reports import (
    a_draft,
    another_man,
    asked_for_one,
    cleared_report,
    issued,
    signed,
    with_reader,
)
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import a_printer
from tests.ui.show import Signed, themed
from ui.kit.dialogs import StopCard
from ui.programme.reports.editor import ReportScreen
from ui.programme.reports.parts import GrowingText
from ui.programme.reports.screen import ReportsScreen
from ui.shell.printing import paint_page
from ui.shell.screen import ScreenSpec

CONTROL = Qt.KeyboardModifier.ControlModifier


def a_window(qtbot: QtBot, office: Office, login: str = "priya") -> Signed:
    specs = [
        ScreenSpec("reports", "Reports", "file-text", ReportsScreen),
        ScreenSpec("report", "Report", "file-text", ReportScreen, in_rail=False),
    ]
    made = Signed(specs, office.desk(login))  # type: ignore[arg-type]
    qtbot.addWidget(made.window)
    return made


def opened(qtbot: QtBot, office: Office, report: str, login: str = "priya") -> tuple[Signed, ReportScreen]:
    made = a_window(qtbot, office, login)
    made.window.go("report", report)
    screen = made.window.screen
    assert isinstance(screen, ReportScreen)
    return made, screen


def state_of(office: Office, report: str) -> str:
    return str(perform(office.desk("priya"), "report.show", {"report": report}).state)


def read_to_the_end(screen: ReportScreen) -> None:
    """Scroll to the last line, as the second reader does."""
    QTest.qWait(20)
    bar = screen._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())


class TestBoard:
    def test_a_new_report_is_begun_for_a_participant(self, qtbot: QtBot, office: Office) -> None:
        case = prepared(office.desk("priya"))
        with themed():
            made = a_window(qtbot, office)
            board = made.window.screen
            QTest.keyClick(board.table, Qt.Key.Key_N, CONTROL)
            board.form.editor("case").fill(case)

            board.new.click()

            assert isinstance(made.window.screen, ReportScreen)
            (line,) = perform(office.desk("priya"), "report.list", {})
            assert (line.case, line.state) == (case, "draft")

    def test_a_report_that_is_due_is_put_aside_and_taken_up_again(self, qtbot: QtBot, office: Office) -> None:
        asked = asked_for_one(office)
        with themed():
            made = a_window(qtbot, office)
            made.window.go("reports", f"{asked['case']}/acceptance")
            board = made.window.screen
            assert isinstance(board, ReportsScreen)
            board.put_aside.click()
            unfilled = perform(office.desk("priya"), "report.list", {})
            board.later.fill({"because": "His officer is away.", "until": asked["until"]})
            assert check_screen(made.window, board) == []

            board.put_aside.click()

            (line,) = perform(office.desk("priya"), "report.list", {})
            assert (unfilled, line.state, board.aside.isVisible()) == ((), "put_aside", False)
            board.table.row_chosen.emit(line.report)
            assert (board.form.values()["type"], board.aside.isVisible()) == ("acceptance", True)

    def test_the_board_keeps_every_rule(self, qtbot: QtBot, office: Office) -> None:
        a_draft(office)
        with themed():
            made = a_window(qtbot, office)
            assert check_screen(made.window, made.window.screen) == []
            made.window.screen.new.click()
            assert check_screen(made.window, made.window.screen) == []


class TestDraft:
    def test_words_are_saved_before_the_second_reader_is_asked(self, qtbot: QtBot, office: Office) -> None:
        report = a_draft(office)
        with themed():
            _made, screen = opened(qtbot, office, report)
            QTest.keyClicks(screen.text.editors["next_steps"], "He goes on with the group.")

            QTest.keyClick(screen.text.editors["next_steps"], Qt.Key.Key_Return, CONTROL)

            page = perform(office.desk("priya"), "report.show", {"report": report})
            assert page.sections["next_steps"] == "He goes on with the group."
            assert page.state == "second_reader"

    def test_a_wording_from_the_fixed_list_is_pointed_at_and_f8_goes_there(self, qtbot: QtBot, office: Office) -> None:
        report = a_draft(office, sections={"concerns": "He has been in a volatile relationship."})
        with themed():
            _made, screen = opened(qtbot, office, report)

            QTest.keyClick(screen, Qt.Key.Key_F8)

            editor = screen.text.editors["concerns"]
            assert editor.hasFocus()
            assert editor.textCursor().selectedText() == "volatile relationship"
            assert screen.wording.found.accessibleName() == "1 thing to reword"

    def test_what_is_typed_survives_a_lock(self, qtbot: QtBot, office: Office) -> None:
        report = a_draft(office)
        with themed():
            made, screen = opened(qtbot, office, report)
            QTest.keyClicks(screen.text.editors["concerns"], "None this month.")

            made.window.lock()
            kept = made.kept[0][0]
            again = a_window(qtbot, office)
            again.window.restore([kept])

            assert kept.subject == report
            assert again.window.screen.text.editors["concerns"].toPlainText() == "None this month."

    def test_the_pages_are_shown_as_they_would_be_printed(self, qtbot: QtBot, office: Office) -> None:
        report = a_draft(office)
        with themed():
            _made, screen = opened(qtbot, office, report)

            QTest.keyClick(screen.text.editors["summary"], Qt.Key.Key_P, CONTROL)

            assert screen.pages.isVisible()
            assert "A draft" in screen.pages.note.text()
            assert not screen.text.isVisible()


class TestSecondReader:
    def test_a_writer_finds_no_way_to_sign(self, qtbot: QtBot, office: Office) -> None:
        report = with_reader(office)
        with themed():
            _made, screen = opened(qtbot, office, report)

            assert not screen.next.isEnabled()

    def test_the_text_must_have_been_read_to_its_end(self, qtbot: QtBot, office: Office) -> None:
        report = with_reader(office, sections={"summary": "He works on it. " * 200})
        with themed():
            _made, screen = opened(qtbot, office, report, "sam")

            screen.next.click()
            assert state_of(office, report) == "second_reader"
            read_to_the_end(screen)
            screen.next.click()

            assert state_of(office, report) == "awaiting_clearance"

    def test_who_has_been_at_the_end_may_go_back_up_or_make_the_text_larger(self, qtbot: QtBot, office: Office) -> None:
        report = with_reader(office, sections={"summary": "He works on it. " * 200})
        with themed() as theme:
            _made, screen = opened(qtbot, office, report, "sam")
            QTest.qWait(20)
            bar = screen._scroll.verticalScrollBar()
            bar.triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)

            theme.choose(scale=1.25)
            bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
            screen.next.click()

            assert state_of(office, report) == "awaiting_clearance"

    def test_it_is_given_back_with_a_comment(self, qtbot: QtBot, office: Office) -> None:
        report = with_reader(office)
        with themed():
            _made, screen = opened(qtbot, office, report, "sam")

            screen.reading.back.click()
            assert state_of(office, report) == "second_reader"
            QTest.keyClicks(screen.reading.comment, "Say who said it.")
            screen.reading.back.click()

            assert state_of(office, report) == "draft"


class TestIssue:
    def test_while_it_awaits_clearance_nothing_can_be_issued(self, qtbot: QtBot, office: Office) -> None:
        report = signed(office)
        with themed():
            _made, screen = opened(qtbot, office, report)

            QTest.keyClick(screen, Qt.Key.Key_Return, CONTROL)

            assert not screen.next.isEnabled()
            assert screen.clearance.line.text() == "Awaiting safety clearance"
            assert state_of(office, report) == "awaiting_clearance"

    def test_a_cleared_report_is_issued_and_a_copy_made_with_its_password_shown_once(
        self, qtbot: QtBot, office: Office, tmp_path: Path
    ) -> None:
        report, folder = cleared_report(office), tmp_path / "out"
        folder.mkdir()
        with themed():
            made, screen = opened(qtbot, office, report)
            screen.next.click()
            card = next(one for one in QApplication.topLevelWidgets() if isinstance(one, StopCard) and one.isVisible())
            card.act.click()
            assert state_of(office, report) == "issued"

            form = screen.delivery.form
            form.fill({"basis": "public_task", "channel": "secure_email", "to_folder": str(folder)})
            QTest.keyClicks(form.editor("necessity").inner, "He attends under a court order.")
            screen.next.click()

            (file,) = folder.iterdir()
            assert file.name.startswith("Report-")
            assert len(screen.delivery.password.text().split("-")) == 4
            assert state_of(office, report) == "delivered"

            made.window.go("reports")
            made.window.go("report", a_draft(office, case=another_man(office)))
            assert screen.delivery.password.text() == ""


class TestPrinting:
    """A copy goes on paper only after it was noted for its reader, and on the printer that was named."""

    def test_a_copy_by_hand_is_printed_after_the_printer_was_confirmed(
        self, qtbot: QtBot, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report, printed = issued(office), a_printer(monkeypatch)
        with themed():
            _made, screen = opened(qtbot, office, report)
            assert not screen.printing.isVisible()
            form = screen.delivery.form
            form.fill({"basis": "public_task", "channel": "by_hand", "to_folder": str(tmp_path)})
            QTest.keyClicks(form.editor("necessity").inner, "He attends under a court order.")
            screen.next.click()

            screen.printing.print.click()
            assert printed == []
            card = next(one for one in QApplication.topLevelWidgets() if isinstance(one, StopCard) and one.isVisible())
            assert "Front office" in " ".join(one.text() for one in card.findChildren(QLabel))
            card.act.click()
            qtbot.waitUntil(lambda: bool(printed))

        assert printed == [perform(office.desk("priya"), "report.preview", {"report": report}).page_count]

    def test_a_page_fills_its_paper_and_is_not_stretched(self) -> None:
        page, paper = QImage(100, 141, QImage.Format.Format_RGB32), QImage(400, 700, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.black)
        paper.fill(Qt.GlobalColor.white)
        held = QBuffer()
        held.open(QBuffer.OpenModeFlag.WriteOnly)
        page.save(held, "PNG")
        painter = QPainter(paper)

        paint_page(painter, QRectF(0, 0, 400, 700), held.data().data())
        painter.end()

        assert paper.pixelColor(398, 562).lightness() == 0
        assert paper.pixelColor(398, 566).lightness() == 255


class TestSameForEveryMan:
    def test_a_held_report_looks_the_same_as_one_that_waits(self, qtbot: QtBot, office: Office) -> None:
        report = signed(office)
        with themed():
            _made, screen = opened(qtbot, office, report)
            settle()
            before = (screen.clearance.line.text(), screen.grab().toImage())

            officer = office.partner_desk("maya")
            perform(officer, "report.check", {"report": report})
            perform(officer, "report.hold", {"report": report, "reason": "Names a place."})
            screen.refresh()
            settle()

            assert (screen.clearance.line.text(), screen.grab().toImage()) == before


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("make", [a_draft, with_reader, signed])
def test_a_report_keeps_every_rule(qtbot: QtBot, office: Office, make: object, scale: float) -> None:
    report = make(office)  # type: ignore[operator]
    with themed(scale=scale):
        made, screen = opened(qtbot, office, report)

        assert check_screen(made.window, screen) == []  # type: ignore[arg-type]


class TestDraftKeepsItself:
    def test_a_draft_saves_itself_after_a_pause_and_what_is_typed_meanwhile_stays(
        self, qtbot: QtBot, office: Office
    ) -> None:
        report = a_draft(office)
        with themed():
            _made, screen = opened(qtbot, office, report)
            editor = screen.text.editors["concerns"]
            screen.pause.setInterval(10)
            QTest.keyClicks(editor, "He shouted.")

            qtbot.waitUntil(lambda: "Saved" in screen.saved_at.text())

            assert editor.toPlainText() == "He shouted."
            page = perform(office.desk("priya"), "report.show", {"report": report})
            assert (page.sections["concerns"], page.state) == ("He shouted.", "draft")

    def test_a_report_that_is_away_is_never_saved_over(self, qtbot: QtBot, office: Office) -> None:
        report = with_reader(office)
        with themed():
            _made, screen = opened(qtbot, office, report)
            screen.pause.setInterval(1)
            screen._typed()
            QTest.qWait(30)

            assert state_of(office, report) == "second_reader"

    def test_an_earlier_version_stands_beside_the_newest_with_its_words_marked(
        self, qtbot: QtBot, office: Office
    ) -> None:
        report = a_draft(office)
        office.clock.move_to(office.clock.now() + timedelta(hours=1))
        edit = {"report": report, "sections": {"summary": "He can name four early signs of his own anger."}}
        perform(office.desk("priya"), "report.edit", edit)
        with themed():
            made, screen = opened(qtbot, office, report)

            QTest.keyClick(screen.text, Qt.Key.Key_V, CONTROL | Qt.KeyboardModifier.ShiftModifier)

            then, now = (one for one in screen.versions.findChildren(GrowingText) if one.isVisible())
            assert screen.text.isHidden()
            assert [mark.cursor.selectedText() for mark in then.extraSelections()] == ["three"]
            assert [mark.cursor.selectedText() for mark in now.extraSelections()] == ["four"]
            assert check_screen(made.window, screen) == []
            QTest.keyClick(screen.versions, Qt.Key.Key_V, CONTROL | Qt.KeyboardModifier.ShiftModifier)
            assert screen.text.isVisible()

    def test_a_figure_is_put_where_the_keyboard_was(self, qtbot: QtBot, office: Office) -> None:
        report = a_draft(office)
        with themed():
            _made, screen = opened(qtbot, office, report)
            editor = screen.text.editors["concerns"]
            QTest.keyClicks(editor, "He came to ")

            screen.figures.insert.click()

            assert editor.toPlainText() == "He came to [attended]"
            assert screen.figures.which.currentText().startswith("Group sessions attended of those offered:")
