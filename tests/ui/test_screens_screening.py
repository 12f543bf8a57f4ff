"""Screening by keyboard: Y, N and K, a rating, the suggestion beside the choice, and a second person."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.programme.cases import CaseMoveAsked
from app.programme.screening import ScreeningAsked
from app.programme.screening_rows import ScreeningPage
from tests.offices import Office
from tests.programme import flows
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from ui.kit.tokens import Look
from ui.programme.screening.screen import ScreeningScreen
from ui.programme.screening.second_rating import SecondRatingScreen
from ui.shell.screen import Screen


def shown(screen: Screen[object]) -> ScreeningScreen:
    assert isinstance(screen, ScreeningScreen)
    return screen


def stored(office: Office, case: str) -> ScreeningPage:
    return office.desk("priya").screening.show(ScreeningAsked(case=case))


def answers(page: ScreeningPage) -> dict[str, str]:
    return {row.key: row.answer for row in page.criteria if row.answer != "not_asked"}


def choose(screen: ScreeningScreen, verdict: str) -> None:
    choice = next(choice for key, choice in screen.verdict.choices.items() if key == verdict)
    choice.setFocus()
    press("Space")


def test_y_n_and_k_mark_a_criterion_and_go_to_the_next(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.prepared(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        for key in ("y", "n", "k"):
            press(key)
        unsaved = screen.unsaved.text()
        press("Ctrl+S")

        assert unsaved == "3 answers not saved"
        assert answers(stored(office, case)) == {"heterosexual": "yes", "victim_partner": "no", "index_ipv": "unknown"}
        assert not screen.is_edited()


def test_a_man_who_comes_by_himself_during_family_proceedings_has_a_line_on_top(qtbot: QtBot, office: Office) -> None:
    """REF-6; nobody else has it."""
    desk = office.desk("priya")
    himself = {"source": "self", "referrer": {}, "legal_basis": {"kind": "voluntary"}, "family_proceedings": "yes"}
    case, other = flows.a_case(desk, **himself), flows.a_case(desk, given_name="Mark", external_reference="X2")

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        line = screen.court.isVisible(), shown_words(screen.court)
        signed.window.go("screening", other)

        assert line[0]
        assert "family court" in line[1]
        assert not screen.court.isVisible()


def test_a_recorded_fact_is_shown_and_never_asked(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.prepared(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        lines = shown(here(signed)).criteria._lines

        assert lines["man"].choice is None
        assert lines["motivated"].choice is not None
        assert lines["motivated"].choice.value() == ""


def test_a_note_says_what_an_answer_stands_on(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        screen.criteria._lines["motivated"].choice.setFocus()
        edit = screen.criteria.basis.editor("note")
        edit.edit.clear()
        write(edit, "He asked to start.")
        press("Ctrl+S")

        row = next(row for row in stored(office, case).criteria if row.key == "motivated")
        assert (row.answer, row.note) == ("yes", "He asked to start.")


def test_looking_at_answers_changes_nothing(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        for _ in range(6):
            press("Down")

        assert not here(signed).is_edited()


def test_no_verdict_is_chosen_for_anybody(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        press("Ctrl+Return")

        assert "Choose a verdict. None is chosen for you." in shown_words(here(signed))
        assert cards() == []


def test_a_suitable_verdict_is_asked_once_more_and_recorded(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        choose(shown(here(signed)), "suitable")
        press("Ctrl+Return")
        (card,) = cards()
        safe = QApplication.focusWidget() is card.stay
        press("Ctrl+Return", card)

        assert safe
        assert stored(office, case).state == "waiting"
        assert place(signed) == ("case", case)


def test_the_safe_button_leaves_everything_as_it_is(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        choose(shown(here(signed)), "suitable")
        press("Ctrl+Return")
        press("Escape", cards()[0])

        assert stored(office, case).state == "assessing"
        assert here(signed).is_edited()


def test_a_refusal_needs_a_reason_a_day_and_a_second_person(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        choose(screen, "not_suitable")
        press("Ctrl+Return")
        asked = screen.verdict.form.editor("reason").inner.accessibleDescription()
        write(screen.verdict.form.editor("reason"), "He threatened the worker.")
        press("Ctrl+Return")
        press("Ctrl+Return", cards()[0])
        (second,) = cards()
        write(second.user, "priya")
        write(second.password, "anything")
        press("Ctrl+Return", second)
        refused = second.problem.isVisible()
        second.user.clear()
        write(second.user, "jo")
        write(second.password, "anything")
        press("Ctrl+Return", second)

        page = stored(office, case)
        assert asked == "You decide otherwise than suggested. Write why."
        assert refused
        assert (page.state, page.decisions[0].second) == ("not_suitable", "Jo Adeyemi")


def test_a_changed_suggestion_is_looked_at_before_the_verdict(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        screen.criteria._lines["motivated"].choice.setFocus()
        press("n")
        choose(screen, "suitable")
        press("Ctrl+Return")

        assert cards() == []
        assert "The suggestion has changed" in shown_words(screen)
        assert answers(stored(office, case))["motivated"] == "no"


def test_a_digit_grades_denial_and_the_rating_is_saved_with_its_words(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.a_case(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        screen.denial.grade.setFocus()
        press("3")
        screen.denial.rating.editor("admits").fill("unconvicted_only")
        write(screen.denial.rating.editor("note"), "I never hit her that night.")
        write(screen.denial.rating.editor("basis"), "Interview, 12 November")
        press("Ctrl+S")

        denial = stored(office, case).denial
        assert (denial.grade, denial.words) == (3, "I never hit her that night.")
        assert not screen.denial.is_rating()


def test_a_first_grade_4_of_another_worker_is_not_shown(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)
    flows.rate(desk, case, 4, note="It is all her doing.")

    with opened(qtbot, office.desk("jo"), "screening", case) as signed:
        screen = shown(here(signed))

        assert screen.denial.grade.value() == ""
        assert "It is all her doing." not in shown_words(screen)
        assert "second worker" in shown_words(screen)


def test_a_second_worker_rates_from_today_without_seeing_the_first_rating(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)
    flows.rate(desk, case, 4, note="It is all her doing.")

    with opened(qtbot, office.desk("sam"), "today") as signed:
        press("Return")
        screen = here(signed)
        seen = shown_words(signed.window)
        press("4")
        screen.denial.rating.editor("admits").fill("none")
        write(screen.denial.rating.editor("basis"), "Interview, 20 November")
        complaints = check_screen(signed.window, screen)
        press("Ctrl+S", screen)

        assert isinstance(screen, SecondRatingScreen)
        assert "It is all her doing." not in seen
        assert "Daniel" not in seen
        assert complaints == []
        assert stored(office, case).denial.outcome == "not_met"


def test_an_open_duplicate_check_is_answered_on_the_page(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    earlier = flows.waiting(desk)
    office.desk("jo").cases.move(CaseMoveAsked(case=earlier, to="withdrawn", reason_code="own_request"))
    case = flows.a_case(desk, external_reference="X7", date_of_birth="1988", received_on="2026-11-01")

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        asked = screen.earlier.isVisible()
        screen.earlier._choices[-1].click()
        settle()

        assert asked
        assert not screen.earlier.isVisible()
        assert stored(office, case).earlier == ()


def test_answers_rating_and_verdict_survive_a_lock(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.prepared(desk)

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        press("y")
        choose(screen, "not_ready")
        kept = screen.kept()
        signed.window.lock()

    with opened(qtbot, desk, "screening", case) as signed:
        screen = shown(here(signed))
        screen.restore(kept)

        assert screen.criteria._lines["heterosexual"].choice.value() == "met"
        assert screen.verdict.verdict == "not_ready"


def test_a_case_that_is_not_there_says_only_that(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("priya"), "screening", "0" * 32) as signed:
        assert "There is nothing here." in shown_words(here(signed))


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.LIGHT, 1.5), (Look.CONTRAST, 1.0)])
def test_the_page_keeps_every_rule_of_access(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    desk = office.desk("priya")
    case = flows.screened(desk)

    with opened(qtbot, desk, "screening", case, look=look, scale=scale) as signed:
        screen = shown(here(signed))
        screen.denial.grade.setFocus()
        press("2" if screen.denial.grade.value() != "2" else "1")
        choose(screen, "not_suitable")
        settle()

        assert check_screen(signed.window, screen) == []
