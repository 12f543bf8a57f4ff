"""The register by keyboard: ten men in fourteen keys, a head count that must agree, and corrections."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import a_group, cleared, waiting
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import shown_words
from tests.ui.show import Signed, themed
from ui.kit.dialogs import BeforeAfter, StopCard
from ui.programme.register.cells import ENGAGED, MARK
from ui.programme.register.screen import RegisterScreen
from ui.shell.screen import Screen, ScreenSpec

NAMES = ("Andrew Park", "Babak Rahimi", "Callum West", "Daniel Okoro", "Ewan Munro")
MORE = ("Femi Ade", "Gareth Jones", "Hassan Khan", "Ivan Toth", "Jordan Smith")
AFTER = datetime(2026, 11, 24, 21, 5, tzinfo=UTC)
CONTROL = Qt.KeyboardModifier.ControlModifier


@made_before
def men_in_a_group(office: Office, *names: str) -> tuple[str, list[str]]:
    """A session that has just ended, and the cases of men who were cleared to come."""
    desk = office.desk("priya")
    group, cases = a_group(desk), []
    for number, name in enumerate(names):
        given, family = name.split()
        case = waiting(desk, given_name=given, family_name=family, external_reference=f"X31000{number}")
        perform(desk, "group.allocate", {"group": group, "case": case})
        cases.append(case)
    cleared(office, *((case, group) for case in cases))
    office.clock.move_to(AFTER)
    sessions = perform(desk, "group.show", {"group": group}).sessions
    return str(next(one.session for one in sessions if one.kind == "group")), cases


class Keys:
    """Counts what a person presses; every key goes to whatever has the keyboard."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, *keys: str) -> None:
        named = {"Down": Qt.Key.Key_Down, "Up": Qt.Key.Key_Up, "Enter": Qt.Key.Key_Return, "Right": Qt.Key.Key_Right}
        named["F2"] = Qt.Key.Key_F2
        for key in keys:
            self.count += 1
            target = QApplication.focusWidget()
            assert target is not None
            if key == "Ctrl+Enter":
                QTest.keyClick(target, Qt.Key.Key_Return, CONTROL)
            elif key == "Ctrl+S":
                QTest.keyClick(target, Qt.Key.Key_S, CONTROL)
            elif key in named:
                QTest.keyClick(target, named[key])
            else:
                QTest.keyClicks(target, key)


class TodayDouble(Screen[object]):
    """A first page whose only button opens the register, as Today's filled row does."""

    session = ""

    def __init__(self, ctx: object) -> None:
        super().__init__(ctx, "Today")  # type: ignore[arg-type]
        self.row = self.primary("Record register", "Enter")
        self.row.setAutoDefault(True)
        self.row.clicked.connect(lambda: self.go("register", self.session))


def a_window(qtbot: QtBot, office: Office, session: str, login: str = "priya") -> Signed:
    specs = [
        ScreenSpec("today", "Today", "home", TodayDouble),
        ScreenSpec("register", "Register", "clipboard-check", RegisterScreen, in_rail=False),
    ]
    signed = Signed(specs, office.desk(login))  # type: ignore[arg-type]
    qtbot.addWidget(signed.window)
    signed.window.screen.session = session  # type: ignore[union-attr]
    return signed


def opened(qtbot: QtBot, office: Office, session: str, login: str = "priya") -> tuple[Signed, RegisterScreen]:
    signed = a_window(qtbot, office, session, login)
    signed.window.go("register", session)
    screen = signed.window.screen
    assert isinstance(screen, RegisterScreen)
    return signed, screen


@pytest.fixture
def look() -> Iterator[None]:
    with themed():
        yield


def marks_of(office: Office, session: str) -> list[tuple[str, str]]:
    """What the register says now, through the same door."""
    rows = perform(office.desk("priya"), "register.open", {"session": session}).rows
    return [(row.name, row.mark.code if row.mark else "") for row in rows]


@pytest.mark.usefixtures("look")
class TestFillingByKeyboard:
    def test_ten_men_with_three_exceptions_take_fourteen_keys(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, *NAMES, *MORE)
        a_window(qtbot, office, session)
        keys = Keys()

        keys.press("Enter")
        keys.press("Down", "Down", "2", "3")
        keys.press("Down", "Down", "5")
        keys.press("Down", "Down", "4", "2")
        keys.press("Ctrl+Enter")
        keys.press("8")

        assert keys.count == 14
        codes = dict(marks_of(office, session))
        assert codes["Callum West"] == "ATTC"
        assert codes["Femi Ade"] == "UAAB"
        assert codes["Ivan Toth"] == "AAEM"
        assert sum(code == "ATTC" for code in codes.values()) == 8

    def test_engagement_of_all_takes_one_key_each(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        _signed, screen = opened(qtbot, office, session)
        keys = Keys()

        keys.press("1", "1", "Up", "Right", "4", "3")

        assert screen.grid.currentIndex().column() == ENGAGED
        assert [line.engagement for line in screen.grid.lines] == [4, 3]

    def test_rest_present_fills_only_empty_cells(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        _signed, screen = opened(qtbot, office, session)

        Keys().press("5")
        QTest.keyClick(screen.grid, Qt.Key.Key_P, CONTROL | Qt.KeyboardModifier.ShiftModifier)

        assert [line.code for line in screen.grid.lines] == ["UAAB", "ATTC"]

    def test_rest_present_is_refused_while_nothing_is_marked_and_nobody_was_counted(
        self, qtbot: QtBot, office: Office
    ) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park")
        _signed, screen = opened(qtbot, office, session)

        QTest.keyClick(screen.grid, Qt.Key.Key_P, CONTROL | Qt.KeyboardModifier.ShiftModifier)

        assert [line.code for line in screen.grid.lines] == [""]
        assert screen.notice.accessibleName() == "Mark at least one man, or count the people in the room first."

    def test_a_key_that_asks_can_be_taken_back(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park")
        _signed, screen = opened(qtbot, office, session)

        Keys().press("4")
        QTest.keyClick(screen.grid, Qt.Key.Key_Escape)

        assert screen.grid.lines[0].code == ""
        assert not screen.grid.is_asking()


@pytest.mark.usefixtures("look")
class TestHeadCount:
    def test_a_count_that_differs_is_not_saved_without_a_reason(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        _signed, screen = opened(qtbot, office, session)
        keys = Keys()

        keys.press("1", "1", "Ctrl+Enter", "3", "Ctrl+S")

        assert [code for _name, code in marks_of(office, session)] == ["", ""]
        assert screen.foot.verdict.text() == "you counted 3, the register says 2"
        assert screen.foot.count.hasFocus()
        assert screen.foot.reason.isVisible()

        screen.foot.reason.setFocus()
        keys.press("A visitor from the office", "Enter")

        assert [code for _name, code in marks_of(office, session)] == ["ATTC", "ATTC"]

    def test_nothing_is_saved_before_anybody_was_counted(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park")
        _signed, screen = opened(qtbot, office, session)

        Keys().press("1", "Ctrl+S")

        assert marks_of(office, session) == [("Andrew Park", "")]
        assert screen.foot.count.hasFocus()


@pytest.mark.usefixtures("look")
class TestWhatIsKept:
    def test_what_is_typed_survives_a_lock(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        signed, _screen = opened(qtbot, office, session)
        Keys().press("2", "3")

        signed.window.lock()
        kept = signed.kept[0][0]
        again, fresh = opened(qtbot, office, session)
        again.window.restore([kept])

        assert kept.subject == session
        assert [(line.code, line.late_minutes) for line in fresh.grid.lines] == [("ATTC", 15), ("", None)]

    def test_a_man_whose_gate_is_open_stands_down_and_cannot_be_marked_present(
        self, qtbot: QtBot, office: Office
    ) -> None:
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)
        perform(desk, "group.allocate", {"group": group, "case": case})
        office.clock.move_to(AFTER)
        sessions = perform(desk, "group.show", {"group": group}).sessions
        _signed, screen = opened(qtbot, office, str(next(one.session for one in sessions if one.kind == "group")))

        Keys().press("1")

        assert screen.grid.lines[0].code == "AASD"
        assert screen.notice.accessibleName() == "Choose another group or wait"


@pytest.mark.usefixtures("look")
class TestCorrecting:
    def test_a_saved_mark_is_corrected_with_a_reason_after_seeing_what_it_changes(
        self, qtbot: QtBot, office: Office
    ) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park")
        _signed, screen = opened(qtbot, office, session)
        keys = Keys()
        keys.press("5", "Ctrl+Enter", "0")
        screen.grid.setCurrentIndex(screen.grid.model_.index(0, MARK))
        screen.grid.setFocus()

        keys.press("F2")
        form = screen.panel.correction.form
        form.editor("code").fill("AAME")
        QTest.keyClicks(form.editor("mark_reason").inner, "Doctor")
        QTest.keyClicks(form.editor("reason").inner, "He rang the next day")
        screen.panel.correction.check.click()
        card = next(one for one in QApplication.topLevelWidgets() if isinstance(one, BeforeAfter) and one.isVisible())
        card.act.click()

        row = perform(office.desk("priya"), "register.open", {"session": session}).rows[0]
        assert row.mark.code == "AAME"
        assert row.mark.turn == 2
        assert row.mark.correction_reason == "He rang the next day"
        assert not screen.is_edited(), "nothing is asked when the page is left"

    def test_an_emptied_field_is_cleared_and_the_window_shows_what_stood_there(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """ATT-4, ATT-12: minutes, reason and note in one go; who, when, old and new stand below."""
        session, (case,) = men_in_a_group(office, "Andrew Park")
        given = {"code": "ATTC", "late_minutes": 15, "reason": "Bus", "note": "On another man"}
        taken = {"session": session, "marks": [{"case": case, **given}], "head_count": 1}
        perform(office.desk("priya"), "register.take", taken)
        _signed, screen = opened(qtbot, office, session)
        keys = Keys()

        keys.press("F2")
        form = screen.panel.correction.form
        for name in ("late_minutes", "mark_reason", "note"):
            form.editor(name).inner.setFocus()
            QTest.keyClick(form.editor(name).inner, Qt.Key.Key_A, CONTROL)
            QTest.keyClick(form.editor(name).inner, Qt.Key.Key_Delete)
        screen.panel.correction.check.click()
        assert form.editor("reason").hasFocus() or form.editor("reason").inner.hasFocus(), "a reason is asked"
        QTest.keyClicks(form.editor("reason").inner, "Wrong line")
        screen.panel.correction.check.click()
        card = next(one for one in QApplication.topLevelWidgets() if isinstance(one, BeforeAfter) and one.isVisible())
        card.act.click()

        row = perform(office.desk("priya"), "register.open", {"session": session}).rows[0]
        assert (row.mark.late_minutes, row.mark.minutes, row.mark.reason, row.note) == (None, 150, "", "")
        keys.press("F2")
        told = shown_words(screen.panel.history)
        assert "Minutes late: 15 → empty" in told
        assert "Note for his record: On another man → empty" in told
        assert "Because: Wrong line" in told
        assert "Priya Nair" in told

    def test_a_correction_in_the_middle_of_typing_survives_a_lock(self, qtbot: QtBot, office: Office) -> None:
        session, (case,) = men_in_a_group(office, "Andrew Park")
        taken = {"session": session, "marks": [{"case": case, "code": "ATTC", "minutes": 150}], "head_count": 1}
        perform(office.desk("priya"), "register.take", taken)
        signed, screen = opened(qtbot, office, session)
        Keys().press("F2")
        QTest.keyClicks(screen.panel.correction.form.editor("reason").inner, "He left at eight")

        signed.window.lock()
        kept = signed.kept[0][0]
        again, fresh = opened(qtbot, office, session)
        again.window.restore([kept])

        assert fresh.panel.isVisible()
        assert fresh.panel.correction.form.values()["reason"] == "He left at eight"


@pytest.mark.usefixtures("look")
def test_a_note_that_is_owed_is_written_from_the_saved_register(qtbot: QtBot, office: Office) -> None:
    session, _cases = men_in_a_group(office, "Andrew Park")
    _signed, screen = opened(qtbot, office, session)
    keys = Keys()
    keys.press("1", "Ctrl+Enter", "1")
    screen.grid.setFocus()

    keys.press("Enter", "He spoke about his week.")
    screen.panel.save_note.click()

    row = perform(office.desk("priya"), "register.open", {"session": session}).rows[0]
    assert (row.note, row.note_owed) == ("He spoke about his week.", False)
    assert perform(office.desk("priya"), "notes.owed", {}) == ()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_register_keeps_every_rule(qtbot: QtBot, office: Office, scale: float) -> None:
    session, _cases = men_in_a_group(office, *NAMES)
    with themed(scale=scale):
        signed, screen = opened(qtbot, office, session)

        assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]
        screen.concern.click()
        assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]


def card_of(kind: type[StopCard]) -> StopCard:
    """The card of this kind that asks now."""
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())
