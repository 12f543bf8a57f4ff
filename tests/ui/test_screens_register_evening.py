"""The whole evening of a register by keyboard: who held it, how long it lasted, whom to phone, what was not held."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.ui.show import themed
from tests.ui.test_screens_register import Keys, card_of, marks_of, men_in_a_group, opened
from ui.kit.dialogs import StopCard
from ui.programme.register.evening import ReasonCard
from ui.programme.register.screen import RegisterScreen


@pytest.fixture(autouse=True)
def look() -> Iterator[None]:
    with themed():
        yield


class TestTheWholeEvening:
    def test_who_was_not_there_is_unticked_and_a_very_long_session_is_asked_about(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """ATT-2, ATT-6: filled from the plan; what is typed stays while the question is answered."""
        session, _cases = men_in_a_group(office, "Andrew Park")
        _signed, screen = opened(qtbot, office, session)
        bar = screen.about_evening
        sam = next(tick for tick in bar.ticks.values() if tick.text() == "Sam Lee")
        assert (sorted(one.text() for one in bar.ticks.values()), bar.minutes.text()) == (
            ["Priya Nair", "Sam Lee"],
            "150",
        )
        keys = Keys()
        keys.press("1")
        QTest.keyClick(sam, Qt.Key.Key_Space)
        bar.minutes.setFocus()
        bar.minutes.selectAll()
        keys.press("400")
        screen.foot.count.setFocus()
        keys.press("1", "Ctrl+S")

        card_of(StopCard).reject()
        assert marks_of(office, session) == [("Andrew Park", "")]
        assert (bar.minutes.text(), bar.minutes.hasFocus(), screen.foot.count.text()) == ("400", True, "1")
        keys.press("Ctrl+S")
        card_of(StopCard).act.click()

        shown = perform(office.desk("priya"), "register.open", {"session": session})
        assert (shown.actual_minutes, shown.rows[0].mark.minutes) == (400, 400)
        assert [one.label for one in shown.holders if one.held] == ["Priya Nair"]
        assert (sam_is_on(screen), bar.minutes.text()) == (False, "400")

    def test_somebody_else_who_held_it_is_added_from_the_list(self, qtbot: QtBot, office: Office) -> None:
        session, _cases = men_in_a_group(office, "Andrew Park")
        _signed, screen = opened(qtbot, office, session)
        more = screen.about_evening.more
        at = more.findText("Mo Grant")
        more.setCurrentIndex(at)
        more.activated.emit(at)

        Keys().press("1", "Ctrl+Enter", "1")

        holders = perform(office.desk("priya"), "register.open", {"session": session}).holders
        assert sorted(one.label for one in holders if one.held) == ["Mo Grant", "Priya Nair", "Sam Lee"]

    def test_the_on_call_number_stands_there_until_i_have_phoned(self, qtbot: QtBot, office: Office) -> None:
        """ATT-10: it outlives the saving and the next opening of the page."""
        session, _cases = men_in_a_group(office, "Andrew Park")
        _signed, screen = opened(qtbot, office, session)
        assert not screen.phone.isVisible()
        Keys().press("5", "Ctrl+Enter", "0")
        assert screen.phone.accessibleName() == "Phone the on-call number now and say that he was absent."

        _again, fresh = opened(qtbot, office, session)
        fresh.phone.phoned.click()

        assert fresh.phone.accessibleName() == "Phoned at 21:05."
        assert not fresh.phone.phoned.isVisible()

    def test_not_held_is_taken_back_with_a_reason_and_the_register_opens(self, qtbot: QtBot, office: Office) -> None:
        """ATT-16."""
        session, _cases = men_in_a_group(office, "Andrew Park")
        perform(office.desk("priya"), "session.not_held", {"session": session, "reason": "The hall was locked"})
        _signed, screen = opened(qtbot, office, session)
        assert not screen.save.isEnabled()
        screen.undo.click()
        card = card_of(ReasonCard)
        card.act.click()
        assert card.isVisible(), "a reason is asked"

        QTest.keyClicks(card.reason, "That was another week")
        card.act.click()

        assert screen.save.isEnabled()
        assert not screen.undo.isVisible()
        assert "The hall was locked. Taken back: That was another week" in screen.notice.accessibleName()


def sam_is_on(screen: RegisterScreen) -> bool:
    """Whether Sam is ticked as one who held it."""
    return next(tick.isChecked() for tick in screen.about_evening.ticks.values() if tick.text() == "Sam Lee")
