"""The page of the team by keyboard: two officers compare a number, one enrols, the other approves (W14)."""

import pytest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.bridge.samples import a_case, her_record
from tests.bridge.test_team import an_officer, enrolled, steps
from tests.bridge.trustees import alone, appointed
from tests.offices import Office
from tests.ui.accessibility import check_screen, settle
from tests.ui.her_desk import her_window
from tests.ui.programme_screens import cards, press, shown_words
from ui.kit.tokens import Look
from ui.partner.team.screen import TeamScreen
from ui.partner.today.screen import TodayScreen


def team(signed: object) -> TeamScreen:
    """The page of the team, in front."""
    window = signed.window  # type: ignore[attr-defined]
    window.go("team")
    settle()
    assert isinstance(window.screen, TeamScreen)
    return window.screen


def test_one_enrols_and_the_other_approves_each_with_one_key(qtbot: QtBot, office: Office) -> None:
    given = an_officer(office)

    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        first = team(signed)
        shown, may = shown_words(first.card), first.approve.isEnabled()
        press("Space", first.enrol)
        settle()
        mine = (first.approve.isEnabled(), first.enrol.isVisibleTo(first), first.by.text())
        between = steps(office)["Ines Roth"]
    with her_window(office, login="wendy", role="safety_lead") as signed:
        qtbot.addWidget(signed.window)
        second = team(signed)
        by = second.by.text()
        press("Ctrl+Enter", second)
        settle()

    assert str(given["safety_number"]) in shown
    assert not may, "nobody has enrolled her yet"
    assert mine[:2] == (False, False), "who enrolled does not approve"
    assert mine[2].startswith("You enrolled her on")
    assert between == "enrolled"
    assert by.startswith("Maya Okafor enrolled her on")
    assert steps(office)["Ines Roth"] == "in"
    assert office.her_tray.slots


def test_numbers_that_differ_throw_the_keys_away(qtbot: QtBot, office: Office) -> None:
    an_officer(office)

    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = team(signed)
        press("Space", page.differ)
        still = office.her_tray.waiting()
        press("Ctrl+Enter", cards()[0])
        settle()

    assert len(still) == 1
    assert office.her_tray.waiting() == ()


def test_what_stands_in_the_way_is_said_and_nothing_can_be_pressed(qtbot: QtBot, office: Office) -> None:
    office.her_tray.slots["ines"] = "ab" * 16
    an_officer(office)

    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = team(signed)

        assert "user name already" in shown_words(page.problem)
        assert not page.enrol.isEnabled()
        assert not page.approve.isEnabled()


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5), (Look.LIGHT, 2.0)])
def test_the_page_keeps_every_rule(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    enrolled(office)

    with her_window(office, look, scale, "wendy", "safety_lead") as signed:
        qtbot.addWidget(signed.window)
        team(signed)

        assert check_screen(signed.window, signed.window.screen) == []


def test_an_officer_is_let_go_after_a_word_of_warning_and_the_rest_goes_by_itself(qtbot: QtBot, office: Office) -> None:
    """Never “done” below a hundred: the page says how much is left until nothing is."""
    her_record(office, a_case(office))
    said: list[str] = []

    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = team(signed)
        page.table.choose(office.people["maya"].id)
        settle()
        mine = page.leave_card.isVisibleTo(page)
        page.table.choose(office.people["wendy"].id)
        settle()
        whole = page._say
        page._say = lambda row: (said.append(f"{row.percent_left} {row.is_done}"), whole(row))[1]  # type: ignore[method-assign, func-returns-value]
        press("Space", page.leave)
        assert office.roster_now().is_safety(office.people["wendy"].id)
        press("Ctrl+Enter", cards()[0])
        settle()
        left = page.progress.isVisibleTo(page)

    assert not mine, "nobody lets herself go"
    assert said[0] == "100 False"
    assert said[-1] == "0 True"
    assert not left
    assert not office.roster_now().is_safety(office.people["wendy"].id)
    assert "Wendy Mair" not in steps_by(office)


def steps_by(office: Office) -> set[str]:
    """Who is of the team, as the one who stays sees it."""
    return {one.label for one in office.roster_now().people if one.active and one.is_safety}


def test_the_only_officer_lets_a_second_in_with_a_trustee_beside_her(qtbot: QtBot, office: Office) -> None:
    alone(office)
    papers = appointed(office)
    enrolled(office)

    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = team(signed)
        told = shown_words(page.alone)
        page.trustee.fill({"code": "000U"})
        press("Ctrl+Enter", page)
        settle()
        wrong = (shown_words(page.trustee), page.trustee.values()["code"], steps_now(office))
        assert check_screen(signed.window, page) == []
        page.trustee.fill({"code": papers["Chair"]})
        press("Ctrl+Enter", page)
        settle()
        left = (page.alone.isVisibleTo(page), page.trustee.values().get("code"))

    assert "a trustee approves her here" in told
    assert "does not read" in wrong[0]
    assert wrong[1:] == ("000U", {"Ines Roth": "enrolled", "Maya Okafor": "in"}), "what was typed stays"
    assert left == (False, None)
    assert steps_now(office)["Ines Roth"] == "in"


def steps_now(office: Office) -> dict[str, str]:
    page = perform(office.partner_desk("maya"), "team.show", {})
    return {row.label: row.step for row in page.officers}


def test_today_says_who_waits_for_a_word_and_leads_there(qtbot: QtBot, office: Office) -> None:
    given = enrolled(office)
    with her_window(office, login="wendy", role="safety_lead") as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("today")
        settle()
        today = signed.window.screen
        assert isinstance(today, TodayScreen)
        said = shown_words(today)
        assert check_screen(signed.window, today) == []
        press("Space", today._rows[0].button)
        settle()
        page = signed.window.screen
        assert isinstance(page, TeamScreen)
        chosen = page.table.chosen_id()

    assert "Compare and approve: Ines Roth" in said
    assert chosen == given["person"]


def test_the_keys_are_changed_after_a_word_and_nobody_leaves(qtbot: QtBot, office: Office) -> None:
    her_record(office, a_case(office))
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = team(signed)
        press("Space", page.renew)
        asked = shown_words(cards()[0])
        press("Ctrl+Enter", cards()[0])
        settle()
        left = page.progress.isVisibleTo(page)

    assert "may know the team's keys" in asked
    assert not left
    assert steps_by(office) == {"Maya Okafor", "Wendy Mair"}
