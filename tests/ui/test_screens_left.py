"""The delivery log by keyboard: a copy in full, an incident with its clock, closed by a manager (RET-1, REP-11)."""

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.samples_papers import gone, wrong
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, shown_words
from tests.ui.show import Signed
from ui.programme.left.screen import LeftScreen


def log(signed: Signed) -> LeftScreen:
    screen = here(signed)
    assert isinstance(screen, LeftScreen)
    return screen


def test_a_copy_that_went_wrong_is_recorded_and_closed(qtbot: QtBot, office: Office) -> None:
    copy = gone(office)
    with opened(qtbot, office.desk("jo"), "left", copy) as signed:
        screen = log(signed)
        assert "Legitimate interest" in shown_words(screen) or "Public task" in shown_words(screen)
        screen.note_wrong.click()
        missing = screen.form.editor("kind").inner.accessibleDescription()
        screen.form.fill({"kind": "lost"})
        QTest.keyClicks(screen.form.editor("what").inner, "The post lost it.")
        screen.note_wrong.click()
        running = screen.clock.isVisible()
        screen.ending.fill({"reported": "not_needed", "decision": "Sent anew by hand."})
        screen.close_it.click()

        assert missing
        assert running
        assert not screen.clock.isVisible()
        (row,) = perform(office.desk("jo"), "incident.list", {"closed_too": True})
        assert (row.what, row.decision) == ("The post lost it.", "Sent anew by hand.")


def test_the_log_keeps_every_rule(qtbot: QtBot, office: Office) -> None:
    perform(office.desk("priya"), "incident.record", wrong(office, gone(office)))
    with opened(qtbot, office.desk("jo"), "left", scale=1.5) as signed:
        assert check_screen(signed.window, here(signed)) == []
