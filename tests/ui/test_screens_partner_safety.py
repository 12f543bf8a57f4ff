"""DASH by its numbers, and Marac: keys, refusals beside their field, nothing typed lost (W8, NEV-12, NEV-14)."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.answers import Answer
from app.partner.dangers import SafetyPage
from app.partner.partners import OfPartner
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import CTRL, Story, a_story, her_window, press, spoken
from tests.ui.show import Signed
from ui.partner.safety.screen import SafetyScreen
from ui.shell.window import Kept

TALKED = {"safe_to_talk": "yes", "on": "2026-11-24", "mode": "call", "version": "Local form 3", "incidents": 1}


@pytest.fixture
def story(office: Office) -> Story:
    return a_story(office)


@pytest.fixture
def signed(qtbot: QtBot, office: Office, story: Story) -> Iterator[Signed]:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("partner", story.planned)
        press(signed.window, Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
        yield signed


def page_of(signed: Signed) -> SafetyScreen:
    screen = signed.window.screen
    assert isinstance(screen, SafetyScreen)
    return screen


def kept_of(office: Office, story: Story) -> SafetyPage:
    return office.partner_desk().dangers.show(OfPartner(partner=story.planned))


def fill(page: SafetyScreen, **more: object) -> None:
    """The talk and the decision, as typed."""
    for name, value in (TALKED | {"judgement": "no", "decision": "not_refer"} | more).items():
        page.dash.editor(name).fill(value)
    QTest.qWait(1)


def answer(page: SafetyScreen, keys: str) -> None:
    """A key for each number, from the first one on."""
    page.slots.choices[0].setFocus()
    for key, choice in zip(keys, page.slots.choices, strict=False):
        assert choice.hasFocus(), "a key answers and steps on"
        QTest.keyClick(choice, key)


def test_a_key_for_each_number_is_kept_and_what_was_left_alone_was_not_asked(
    signed: Signed, office: Office, story: Story
) -> None:
    page = page_of(signed)
    answer(page, "yyknnn")
    fill(page)

    assert "2 ticks of 24" in page.count.text()
    assert "18 not asked" in page.count.text()
    press(signed.window, Qt.Key.Key_S, CTRL)

    result = kept_of(office, story).results[0].result
    assert result.answers[:6] == (Answer.YES, Answer.YES, Answer.UNKNOWN, *[Answer.NO] * 3)
    assert set(result.answers[6:]) == {Answer.NOT_ASKED}
    assert not page.is_edited()
    assert "2 ticks of 24" in spoken(page.results)


def test_fourteen_ticks_without_a_referral_ask_why_and_lose_nothing(
    signed: Signed, office: Office, story: Story
) -> None:
    page = page_of(signed)
    answer(page, "y" * 14 + "n" * 10)
    fill(page)
    assert "reaches the local number for a referral, 14" in page.count.text()

    press(signed.window, Qt.Key.Key_S, CTRL)

    assert "14 ticks and not referred needs a reason." in spoken(page.dash)
    assert kept_of(office, story).results == ()
    assert page.slots.answers().count(Answer.YES) == 14
    page.dash.editor("reason").fill("She asks for a week.")
    press(signed.window, Qt.Key.Key_S, CTRL)
    assert kept_of(office, story).results[0].result.reason == "She asks for a week."


def test_without_asking_if_it_is_safe_nothing_is_kept(signed: Signed, office: Office, story: Story) -> None:
    page = page_of(signed)
    answer(page, "n")
    fill(page, safe_to_talk="no")

    press(signed.window, Qt.Key.Key_S, CTRL)

    assert "Ask first how long she can talk" in spoken(page.dash)
    assert kept_of(office, story).results == ()


def test_an_incident_in_the_year_stands_on_both_pages_until_it_is_decided(
    signed: Signed, office: Office, story: Story
) -> None:
    page = page_of(signed)
    page.kind.choose("marac")
    for step, on in (("referral", "2026-06-01"), ("incident", "2026-11-20")):
        for name, value in {"step": step, "on": on, "words": "He waited outside."}.items():
            page.marac.editor(name).fill(value)
        press(signed.window, Qt.Key.Key_S, CTRL)

    assert page.flag.accessibleName() == "Marac year until 1 June 2027"
    assert page.wait.isVisible()
    signed.window.go("partner", story.planned)
    assert "Incident of 20 November 2026" in spoken(signed.window)

    press(signed.window, Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
    for name, value in {"step": "not_referred", "on": "2026-11-24", "words": "Heard on Monday."}.items():
        page.marac.editor(name).fill(value)
    press(signed.window, Qt.Key.Key_S, CTRL)
    assert not page.wait.isVisible()
    assert page.flag.isVisible()


def test_her_plan_is_shown_in_her_order_and_a_refusal_stands_beside_its_field(
    signed: Signed, office: Office, story: Story
) -> None:
    page = page_of(signed)
    page.kind.choose("plan")
    for name, value in {"first": "Sleep\nSchool", "steps": "A bag at her sister's.", "on": "2031-01-01"}.items():
        page.her_plan.editor(name).fill(value)
    press(signed.window, Qt.Key.Key_S, CTRL)
    assert "This lies in the future." in spoken(page.her_plan)
    page.her_plan.editor("on").fill("2026-11-24")

    press(signed.window, Qt.Key.Key_S, CTRL)

    held = kept_of(office, story).plan
    assert held is not None
    assert held.plan.priorities == ("Sleep", "School")
    assert "1. Sleep" in spoken(page.plan)
    assert page.her_plan.values()["first"] == "Sleep\nSchool"
    assert not page.is_edited()


def test_what_a_lock_kept_stands_there_again_with_its_numbers(signed: Signed, story: Story) -> None:
    page = page_of(signed)
    answer(page, "yk")
    fill(page, judgement="yes", judgement_words="Half a sentence")
    kept = page.kept()
    page.open(story.unplanned)
    assert not page.is_edited()

    signed.window.restore([Kept("safety", story.planned, kept)])
    QTest.qWait(1)

    assert page_of(signed).kept() == kept
    assert page_of(signed).is_edited()


def test_another_record_begins_empty(signed: Signed, story: Story) -> None:
    answer(page_of(signed), "yy")

    page_of(signed).open(story.unplanned)

    assert not page_of(signed).is_edited()
    assert "No result yet." in spoken(signed.window)


def test_a_database_that_is_gone_is_said_and_the_numbers_stay(
    signed: Signed, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(signed)
    answer(page, "yyn")
    fill(page)

    def gone(*_ignored: object) -> None:
        raise OSError

    monkeypatch.setattr(page.desk.dangers, "record_dash", gone)
    press(signed.window, Qt.Key.Key_S, CTRL)

    assert page.slots.answers()[:3] == (Answer.YES, Answer.YES, Answer.NO)
    assert page.is_edited()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_passes_the_accessibility_checks(qtbot: QtBot, office: Office, story: Story, scale: float) -> None:
    with her_window(office, scale=scale) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("safety", story.planned)

        assert check_screen(signed.window, signed.window.screen) == []
