"""The participant page, its changes, and risk by keyboard: levels and dates, never a reason."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.risks import EventsWanted
from tests.offices import Office
from tests.programme import flows
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from ui.kit.tokens import Look
from ui.programme.case.change import CaseChangeScreen
from ui.programme.case.risk import RiskScreen
from ui.programme.case.screen import CaseScreen
from ui.shell.screen import Screen


@pytest.fixture
def case(office: Office) -> str:
    return flows.waiting(office.desk("priya"))


def page_of(office: Office, case: str) -> CasePage:
    return office.desk("jo").cases.show(CaseAsked(case=case))


def shown(screen: Screen[object]) -> CaseScreen:
    assert isinstance(screen, CaseScreen)
    return screen


def changing(screen: Screen[object]) -> CaseChangeScreen:
    assert isinstance(screen, CaseChangeScreen)
    return screen


def risk_of(screen: Screen[object]) -> RiskScreen:
    assert isinstance(screen, RiskScreen)
    return screen


def raised(office: Office, case: str, **changes: object) -> str:
    given = {"kind": "new_violence", "what": "He pushed a colleague.", "when": "2026-11-02", "source_class": "police"}
    return str(perform(office.desk("priya"), "risk.raise", {"case": case, **given, **changes}).event)


def test_the_page_says_where_he_stands_in_words_he_may_see(qtbot: QtBot, office: Office, case: str) -> None:
    raised(office, case)

    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        words = shown_words(here(signed))

        assert "Daniel O." in words
        assert "Risk: medium" in words
        assert "Awaiting safety clearance" in words
        assert "pushed a colleague" not in words
        assert "New violence" not in words


def test_two_men_with_and_without_details_passed_have_the_same_page(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    with_details = flows.a_case(desk)
    without = flows.a_case(desk, given_name="Femi", date_of_birth="1979", external_reference="X2")
    people = [{"relation": "partner", "given_name": "Quillsworth"}]
    perform(desk, "referral.pass_partner_details", {"case": with_details, "people": people})
    perform(desk, "referral.pass_partner_details", {"case": without, "people": people * 2})

    texts = []
    for one in (with_details, without):
        with opened(qtbot, office.desk("priya"), "case", one) as signed:
            texts.append(shown_words(here(signed)))

    same = texts[1].replace("Femi", "Daniel").replace("1979", "1988").replace("P-0002", "P-0001")
    assert same.replace("2 people", "1 person") == texts[0]
    assert "Quillsworth" not in texts[0]


def test_tabs_go_by_arrows_by_page_keys_and_straight_by_number(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        screen = shown(here(signed))
        seen = []
        screen.tabs.setFocus()
        for keys in ("Right", "Ctrl+PgDown", "Alt+8", "Ctrl+PgDown", "Ctrl+PgUp"):
            press(keys)
            seen.append([part.key for part in screen.widgets if part.isVisible()])

        assert seen == [["attendance"], ["contacts"], ["history"], ["overview"], ["history"]]
        assert "Referral received" in shown_words(screen.widgets[7])


def test_add_record_opens_the_ways_to_record(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        screen = shown(here(signed))
        press("Ctrl+N")
        settle()
        first = QApplication.focusWidget()
        press("Tab")
        press("Space")

        assert first is screen.records.buttons[0]
        assert place(signed) == ("risk", case)


def test_what_is_due_for_him_leads_to_its_screen(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.a_case(desk)

    with opened(qtbot, desk, "case", case) as signed:
        shown(here(signed)).next.rows[0].button.click()

        assert place(signed) == ("screening", case)


def test_a_case_of_somebody_else_is_not_there(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("sam"), "case", case) as signed:
        assert "There is nothing here." in shown_words(here(signed))
        assert "Daniel" not in shown_words(here(signed))


def test_a_move_asks_what_its_line_of_the_table_asks(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = changing(here(signed))
        screen.form.editor("to").fill("not_ready")
        settle()
        press("Ctrl+S")
        asked = screen.form.editor("review_on").inner.accessibleDescription()
        screen.form.editor("reason_code").fill("motivation")
        write(screen.form.editor("review_on"), "1/12/2026")
        press("Ctrl+S")

        assert asked == "Fill this in."
        assert page_of(office, case).state == "not_ready"
        assert place(signed) == ("case", case)


def test_a_hold_is_laid_and_lifted(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = changing(here(signed))
        screen.kind.choose("hold")
        screen.form.editor("kind").fill("health")
        write(screen.form.editor("reason"), "Operation")
        write(screen.form.editor("review_on"), "1/12/2026")
        press("Ctrl+S")
        held = [hold.kind for hold in page_of(office, case).holds]
        signed.window.go("case_change", case)
        screen.kind.choose("lift")
        screen.form.editor("kind").fill("health")
        write(screen.form.editor("reason"), "He is well again")
        press("Ctrl+S")

        assert held == ["health"]
        assert page_of(office, case).holds == ()


def test_only_what_is_corrected_is_changed(qtbot: QtBot, office: Office, case: str) -> None:
    before = page_of(office, case)

    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = changing(here(signed))
        screen.kind.choose("correct")
        write(screen.form.editor("phone"), "07700 900123")
        press("Ctrl+S")

        after = page_of(office, case)
        assert after.phone.endswith("7700900123")
        assert (after.name, after.date_of_birth, after.address) == (before.name, before.date_of_birth, before.address)


def test_a_given_case_leaves_my_list(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = changing(here(signed))
        screen.kind.choose("give")
        screen.form.editor("to_user").fill(office.people["sam"].id)
        press("Ctrl+S")

        assert page_of(office, case).lead == "Sam Lee"
        assert place(signed)[0] == "cases"


def test_a_risk_result_is_recorded_as_received(qtbot: QtBot, office: Office) -> None:
    case = flows.a_case(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "risk", case) as signed:
        screen = risk_of(here(signed))
        press("Ctrl+S")
        asked = screen.result.editor("tool").inner.accessibleDescription()
        for name, text in (("tool", "SARA"), ("taken_on", "22/10/2026"), ("assessor", "J Marsh")):
            write(screen.result.editor(name), text)
        screen.result.editor("partner").fill("high")
        screen.result.editor("others").fill("unknown")
        press("Ctrl+S")

        assert asked == "Fill this in."
        assert [(row.tool, row.level) for row in page_of(office, case).results] == [("SARA", "high")]
        assert "Risk: high" in shown_words(screen)


def test_a_red_event_is_raised_told_and_closed_by_another(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "risk", case) as signed:
        screen = risk_of(here(signed))
        screen.kind.choose("event")
        screen.red_event.editor("kind").fill("new_violence")
        write(screen.red_event.editor("what"), "He pushed a colleague.")
        write(screen.red_event.editor("on"), "23/11/2026")
        screen.red_event.editor("source_class").fill("police")
        press("Ctrl+S")
        for name in ("Told now: Programme manager", "Told now: Referrer"):
            named(screen, name).click()
            settle()
        named(screen, "Close: New violence").click()
        own = shown_words(screen)

    with opened(qtbot, office.desk("jo"), "risk", case) as signed:
        named(here(signed), "Close: New violence").click()

    assert "Somebody else than the person who raised it closes it." in own
    assert office.desk("jo").risks.list(EventsWanted(case=case)) == ()


def named(screen: Screen[object], name: str) -> QAbstractButton:
    return next(one for one in screen.findChildren(QAbstractButton) if one.isVisible() and one.accessibleName() == name)


def test_an_event_that_is_due_opens_the_risk_page_of_its_case(qtbot: QtBot, office: Office, case: str) -> None:
    event = raised(office, case)

    with opened(qtbot, office.desk("priya"), "risk", event) as signed:
        assert "He pushed a colleague." in shown_words(here(signed))


def test_typed_words_survive_a_lock(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "risk", case) as signed:
        screen = risk_of(here(signed))
        screen.kind.choose("event")
        write(screen.red_event.editor("what"), "He said that he will wait outside.")
        kept = screen.kept()
        signed.window.lock()

    with opened(qtbot, office.desk("priya"), "risk", case) as signed:
        screen = risk_of(here(signed))
        screen.restore(kept)

        assert screen.red_event.editor("what").value() == "He said that he will wait outside."
        assert cards() == []


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5), (Look.CONTRAST, 1.0)])
@pytest.mark.parametrize("key", ["case", "case_change", "risk"])
def test_the_pages_keep_every_rule_of_access(
    qtbot: QtBot, office: Office, case: str, key: str, look: Look, scale: float
) -> None:
    raised(office, case)

    with opened(qtbot, office.desk("priya"), key, case, look=look, scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []
