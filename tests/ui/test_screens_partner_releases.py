"""Releases by real events: original left, new words right, four questions; what was typed outlives a refusal (W11)."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.bridge.test_releases import NO, TEXT, asked
from tests.bridge.trustees import alone, appointed
from tests.offices import Office
from tests.ui.accessibility import settle
from tests.ui.her_desk import CTRL, Story, a_story, her_window, press
from tests.ui.programme_screens import shown_words, write
from ui.partner.releases.new import NewReleaseScreen
from ui.partner.releases.screen import ReleasesScreen

NOTES = "She is afraid that he finds out about the flat near the mill."


def noted(office: Office, story: Story) -> None:
    """A talk with her, this morning."""
    spoke = {"way": "call", "outcome": "spoke_safe", "notes": NOTES, "at": office.clock.now().isoformat()}
    perform(office.partner_desk(), "contact.record", {"partner": story.planned, **spoke})


def filled(screen: NewReleaseScreen, text: str) -> None:
    """Everything but the words stands in the form already."""
    assert screen.form is not None
    given = {"purpose": "plan", "readers": ["priya"], "expires_on": "2026-12-24", "basis": "safeguarding"}
    screen.form.fill(given)
    settle()
    write(screen.form.editor("note"), "To keep a plan from failing.")
    write(screen.form.editor("text"), text)


def test_a_quote_is_refused_beside_the_words_and_new_words_are_asked_to_be_approved(
    qtbot: QtBot, office: Office
) -> None:
    """XNG-1."""
    story = a_story(office)
    noted(office, story)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("partner", story.planned)
        press(signed.window, Qt.Key.Key_R, CTRL | Qt.KeyboardModifier.ShiftModifier)
        settle()
        screen = signed.window.screen
        assert isinstance(screen, NewReleaseScreen)
        assert NOTES in shown_words(screen)
        filled(screen, "He finds out about the flat near the mill.")
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()
        assert "This quotes her" in shown_words(screen)
        assert screen.kept()["note"] == "To keep a plan from failing."
        assert perform(office.partner_desk(), "release.list", {}) == ()

        assert screen.form is not None
        screen.form.editor("text").fill(None)
        write(screen.form.editor("text"), TEXT)
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()

        assert isinstance(signed.window.screen, ReleasesScreen)
        (line,) = perform(office.partner_desk("wendy"), "release.list", {})
        assert (line.state, line.waits_for_me) == ("asked", True)


def answer(screen: ReleasesScreen, name: str, key: Qt.Key) -> None:
    """One question by its key."""
    editor: QWidget = screen.questions.editor(name)
    target = editor.focusProxy() or editor
    target.setFocus()
    QTest.keyClick(target, key)
    QApplication.processEvents()


def test_the_approver_reads_both_and_answers_four_questions_by_key(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    asked(office, story.case, original=NOTES, expires_on="2026-12-24")
    with her_window(office, login="wendy", role="safety_lead") as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("releases")
        settle()
        screen = signed.window.screen
        assert isinstance(screen, ReleasesScreen)
        words = shown_words(screen)
        assert NOTES in words
        assert TEXT in words
        for name in ("could_tell_who", "only_she_knows", "childs_words"):
            answer(screen, name, Qt.Key.Key_N)
        answer(screen, "timing_tells", Qt.Key.Key_Y)
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()
        assert "Its timing tells" in shown_words(screen)
        answer(screen, "timing_tells", Qt.Key.Key_N)
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()

        assert perform(office.partner_desk(), "release.list", {})[0].state == "approved"
        assert screen.approval.isHidden()
        write(screen.why.editor("reason"), "She asked us to.")
        screen.withdraw.click()
        settle()
        assert perform(office.partner_desk(), "release.list", {})[0].state == "withdrawn"


def test_the_author_is_not_asked_to_approve_and_an_empty_list_says_why(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("releases")
        settle()
        assert "Nothing was released." in shown_words(signed.window.screen)
        asked(office, story.case, expires_on="2026-12-24")
        signed.window.screen.refresh()
        settle()
        screen = signed.window.screen
        assert isinstance(screen, ReleasesScreen)
        assert screen.approval.isHidden()
        assert screen.decline.isHidden()
        assert not screen.withdraw.isHidden()


def test_where_there_is_one_officer_a_trustee_types_the_code_beside_the_four_questions(
    qtbot: QtBot, office: Office
) -> None:
    story = a_story(office)
    alone(office)
    papers = appointed(office)
    release = asked(office, story.case, expires_on="2026-12-24")
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("releases")
        settle()
        screen = signed.window.screen
        assert isinstance(screen, ReleasesScreen)
        screen.questions.fill(dict(NO))
        screen.trustee.fill({"code": "000U"})
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()
        refused = (shown_words(screen.trustee), screen.questions.values())
        screen.trustee.fill({"code": papers["Chair"]})
        press(signed.window, Qt.Key.Key_Return, CTRL)
        settle()

    assert "does not read" in refused[0]
    assert refused[1] == NO, "what was answered stays"
    page = perform(office.partner_desk(), "release.show", {"release": release})
    assert (page.line.state, page.approver) == ("approved", "Chair")
