"""A record is kept for named officers by real events; another officer's windows say whom to ask and show nothing."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.bridge.samples import HER_NAME
from tests.bridge.test_leaving import granted
from tests.bridge.test_restricting import OTHER, joins
from tests.offices import Office
from tests.ui.accessibility import check_screen, settle
from tests.ui.her_desk import CTRL, Story, a_story, her_window, press, spoken
from tests.ui.programme_screens import cards, shown_words
from tests.ui.test_screens_partner_lists import column
from ui.partner.erasure.screen import ErasureScreen
from ui.partner.partners.lists import PartnersScreen
from ui.partner.restriction.screen import RestrictionScreen


def a_team_of_three(office: Office) -> Story:
    granted(office)
    joins(office, OTHER)
    return a_story(office)


def tick(screen: RestrictionScreen, *names: str) -> None:
    assert screen.form is not None
    for box in screen.form.findChildren(QCheckBox):
        if any(name in box.text() for name in names):
            QTest.keyClick(box, Qt.Key.Key_Space)


def test_two_officers_are_ticked_and_the_record_is_theirs_and_back_open_it_is_everybodys(
    qtbot: QtBot, office: Office
) -> None:
    story = a_team_of_three(office)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("restriction", story.planned)
        settle()
        screen = signed.window.screen
        assert isinstance(screen, RestrictionScreen)
        assert "The whole team opens this record" in shown_words(screen)
        assert check_screen(signed.window, screen) == []
        tick(screen, "Maya")
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()
        assert "Name two at least" in shown_words(screen)
        assert screen.kept() == {"named": [office.people["maya"].id]}, "what was ticked is still there"

        tick(screen, "Wendy")
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()

        assert "Only these open it: Maya Okafor, Wendy Mair" in shown_words(screen)
        assert screen.isAncestorOf(signed.window.focusWidget()), "the keyboard is not lost with the old form"
        assert not screen.is_edited()
        assert check_screen(signed.window, screen) == []
        line = next(one for one in perform(office.partner_desk(OTHER), "partner.list", {}) if one.is_closed_to_me)
        assert line.partner == story.planned
        screen.everybody.click()
        settle()
        cards()[0].accept()
        settle()
        assert "The whole team opens this record" in shown_words(screen)
        assert perform(office.partner_desk(OTHER), "partner.show", {"partner": story.planned}).name


def test_another_officers_list_says_whom_to_ask_and_her_page_says_so_instead_of_anything_of_hers(
    qtbot: QtBot, office: Office
) -> None:
    story = a_team_of_three(office)
    named = [office.people[login].id for login in ("maya", "wendy")]
    perform(office.partner_desk(), "partner.restrict", {"partner": story.planned, "named": named})
    with her_window(office, login=OTHER) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("partners")
        settle()
        screen = signed.window.screen
        assert isinstance(screen, PartnersScreen)
        at = column(screen.table, 0).index("S-0001")
        assert [column(screen.table, one)[at] for one in range(5)] == [
            "S-0001", "For named officers", "Not shown", "Not shown", "Ask Maya Okafor, Wendy Mair",
        ]  # fmt: skip
        assert check_screen(signed.window, screen) == []

        for page in ("partner", "plan", "contact", "safety", "updates", "children", "restriction", "erasure"):
            signed.window.go(page, story.planned)
            settle()
            told = spoken(signed.window)
            assert "Only named officers open this." in shown_words(signed.window), page
            assert HER_NAME not in told, page
        assert isinstance(signed.window.screen, ErasureScreen)
        assert not signed.window.screen.erase.isEnabled()
