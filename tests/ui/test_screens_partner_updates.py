"""What she is told by real events: news ticked, when and how, a reason for not telling, what she wants (PRT-7)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.programme.notices import NoticeKind
from tests.bridge.samples import later
from tests.bridge.test_news import crossed
from tests.offices import Office
from tests.ui.accessibility import settle
from tests.ui.her_desk import CTRL, a_story, her_window, press
from tests.ui.programme_screens import shown_words, write
from ui.partner.today.screen import TodayScreen
from ui.partner.updates.screen import UpdatesScreen


def page(office: Office, partner: str) -> object:
    return perform(office.partner_desk(), "update.show", {"partner": partner})


def test_she_is_told_from_today_and_a_reason_is_asked_when_she_is_not(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    crossed(office, story.case, NoticeKind.STOPPED)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("today")
        settle()
        today = signed.window.screen
        assert isinstance(today, TodayScreen)
        assert "Tell S-0001" in shown_words(today)
        next(row for row in today._rows if row.task.id.startswith("updates:")).button.click()
        settle()
        screen = signed.window.screen
        assert isinstance(screen, UpdatesScreen)
        assert screen.form is not None
        screen.form.fill({"way": "call", "outcome": "decided_not_to"})
        settle()
        press(signed.window, Qt.Key.Key_S, CTRL)
        settle()
        assert "Fill this in." in shown_words(screen)
        assert len(perform(office.partner_desk(), "update.due", {})) == 1

        write(field(screen, "words"), "She knows from the police.")
        press(signed.window, Qt.Key.Key_S, CTRL)
        settle()

        assert "Not told, for a reason" in shown_words(screen)
        assert "Nothing is to be told now." in shown_words(screen)
        assert perform(office.partner_desk(), "update.due", {}) == ()


def field(screen: UpdatesScreen, name: str) -> QWidget:
    assert screen.form is not None
    return screen.form.editor(name)


def test_what_she_wants_to_hear_is_kept_and_shown(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    crossed(office, story.case, NoticeKind.ABSENT, code="UAAB")
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("updates", story.planned)
        settle()
        screen = signed.window.screen
        assert isinstance(screen, UpdatesScreen)
        assert "Not asked yet" in shown_words(screen)
        screen.wants.editor("wants").fill("all")
        write(screen.wants.editor("way"), "by telephone")
        kept = screen.kept()
        screen.keep.click()
        settle()

        assert kept == {"wants.wants": "all", "wants.way": "by telephone"}
        assert (page(office, story.planned).wants, page(office, story.planned).wants_way) == ("all", "by telephone")  # type: ignore[attr-defined]
        assert "He was absent" in shown_words(screen)


def test_silence_stands_on_the_leads_today_and_on_nobody_elses(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    crossed(office, story.case, NoticeKind.RED_EVENT, urgent=True, kind="turns_up", what="He stood at the door.")
    later(office, 24, 11, 0)
    for login, role, count in (("maya", "safety_officer", 0), ("wendy", "safety_lead", 1)):
        with her_window(office, login=login, role=role) as signed:
            qtbot.addWidget(signed.window)
            signed.window.go("today")
            settle()
            assert shown_words(signed.window.screen).count("Nobody took it in.") >= count
            assert ("Nobody took it in." in shown_words(signed.window.screen)) is bool(count)
