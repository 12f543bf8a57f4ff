"""Case meetings by keyboard at both desks: built by one key, closed when nothing lacks, her half apart (P19, W12)."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.bridge.samples import a_case
from tests.offices import Office
from tests.ui.accessibility import check_screen, settle
from tests.ui.her_desk import CTRL, a_story, her_window
from tests.ui.her_desk import press as press_key
from tests.ui.programme_screens import here, opened, place, press, shown_words, write
from ui.partner.meetings.screen import MeetingsScreen as HerMeetings
from ui.programme.meetings.meeting import MeetingScreen

RAISED = {"kind": "looks_for_her", "what": "Asked in the group.", "when": "2026-11-02", "source_class": "group"}


def test_the_agenda_is_built_with_one_key_and_the_minutes_close_when_nothing_lacks(
    qtbot: QtBot, office: Office
) -> None:
    first, second = a_case(office), a_case(office, "Ewan")
    for case in (first, second):
        perform(office.desk("priya"), "risk.raise", {"case": case, **RAISED})
    with opened(qtbot, office.desk("jo"), "meetings") as signed:
        settle()
        assert "Red event" in shown_words(here(signed))
        press("Ctrl+Return", here(signed))
        settle()
        screen = here(signed)
        assert isinstance(screen, MeetingScreen)
        assert check_screen(signed.window, screen) == []
        write(screen.attendees, "Jo Adeyemi, Priya Nair")
        assert screen.form is not None
        screen.form.fill({"decision": "no_change"})
        press("Ctrl+Return", screen)
        settle()
        assert "1 man has no decision." in shown_words(screen)

        press("N", screen.table)
        assert screen.form.values().get("decision") is None
        screen.form.fill({"decision": "action"})
        write(screen.form.editor("action"), "Ring probation")
        assert set(screen.kept()) == {"typed", "attendees"}
        screen.form.fill({"owner": office.people["priya"].id, "due_on": "2026-11-30"})
        press("Ctrl+Return", screen)
        settle()

        assert "Minutes closed." in shown_words(signed.window) or screen.close_it.isHidden()
        meeting = place(signed)[1]
        page = perform(office.desk("jo"), "meeting.show", {"meeting": meeting})
        assert page.attendees == ("Jo Adeyemi", "Priya Nair")
        assert {one.decision for one in page.items} == {"no_change", "action"}


def test_a_quiet_fortnight_says_that_nothing_was_found(qtbot: QtBot, office: Office) -> None:
    a_case(office)
    with opened(qtbot, office.desk("jo"), "meetings") as signed:
        settle()
        assert "Nothing to discuss was found." in shown_words(here(signed))
        assert check_screen(signed.window, here(signed)) == []


def test_her_half_is_written_in_step_and_only_for_men_with_a_record(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    other = a_case(office, "Tom")
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("meetings")
        settle()
        assert "No meeting is prepared." in shown_words(signed.window.screen)
        office.clock.move_to(office.clock.local().replace(tzinfo=None, hour=10, minute=6))
        perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-25", "cases": [other, story.case]})
        signed.window.screen.refresh()
        settle()
        screen = signed.window.screen
        assert isinstance(screen, HerMeetings)
        assert "S-0001" in shown_words(screen)
        assert "P-0003" not in shown_words(screen.his)
        screen.form.fill({"decision": "no_change"})
        press_key(signed.window, Qt.Key.Key_S, CTRL)
        settle()
        assert "Fill this in." in shown_words(screen)
        write(screen.form.editor("risk"), "As before; the plan holds.")
        press_key(signed.window, Qt.Key.Key_S, CTRL)
        settle()

        (day,) = perform(office.partner_desk(), "meeting.days", {})
        assert (day.ours, day.written) == (1, 1)
        assert check_screen(signed.window, screen) == []


def test_a_meeting_without_a_record_of_ours_says_so(qtbot: QtBot, office: Office) -> None:
    a_story(office)
    other = a_case(office, "Tom")
    perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-25", "cases": [other]})
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("meetings")
        settle()
        assert "No case in this meeting has a partner record of yours." in shown_words(signed.window.screen)
