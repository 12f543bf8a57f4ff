"""A change of case by keyboard: seen before it is made, kept when somebody else was first, reopened and undone."""

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import Unavailable
from app.desk.catalogue import perform
from app.programme.moves.changes import MoveLooked
from app.programme.moves.preview import MovePreview
from tests.offices import Office
from tests.programme import flows
from tests.programme.test_moves import issued_report, nearly
from tests.programme.test_registers import placed
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from tests.ui.show import Signed
from ui.kit.dialogs import SecondPerson
from ui.kit.tokens import Look
from ui.programme.case.change import CaseChangeScreen
from ui.programme.case.letters import LettersScreen
from ui.programme.case.motivation import MotivationScreen
from ui.programme.case.screen import CaseScreen


def changing(signed: Signed) -> CaseChangeScreen:
    screen = here(signed)
    assert isinstance(screen, CaseChangeScreen)
    return screen


def chosen(signed: Signed, **fields: object) -> CaseChangeScreen:
    """The form of a move with these fields chosen, and what it does beside it."""
    screen = changing(signed)
    for name, value in fields.items():
        screen.form.editor(name).fill(value)
        settle()
    return screen


def agreed(login: str) -> SecondPerson:
    """The card that asks for a second name, filled in."""
    (card,) = cards()
    assert isinstance(card, SecondPerson)
    card.user.clear()
    write(card.user, login)
    write(card.password, "anything")
    card.act.click()
    settle()
    return card


def state(office: Office, case: str) -> str:
    return str(perform(office.desk("jo"), "case.show", {"case": case}).state)


def closed(office: Office) -> str:
    case = flows.waiting(office.desk("priya"))
    perform(office.desk("priya"), "case.move", {"case": case, "to": "withdrawn", "reason_code": "personal"})
    return case


def test_case_4_a_move_is_seen_beside_the_form_before_it_is_made(qtbot: QtBot, office: Office) -> None:
    """CASE-4, CASE-5, CASE-12: place, sessions, contacts, papers, who is told; nothing is done by looking."""
    group, (adam,) = placed(office)
    desk = office.desk("priya")
    perform(desk, "one_to_one.book", {"case": adam, "key": "pre_group", "starts_at": "2026-11-27T15:00"})

    with opened(qtbot, desk, "case_change", adam) as signed:
        screen = changing(signed)
        before = shown_words(screen.side)
        chosen(signed, to="withdrawn")
        seen = shown_words(screen.side)
        untouched = state(office, adam)
        screen.form.editor("reason_code").fill("moved_away")
        press("Ctrl+S")

        assert "shown here before it is done" in before
        for words in (
            "Placed → Withdrawn",
            "Ends today; the seat is free at once",
            "He no longer comes to them",
            "Cancelled, and kept as cancelled",
            "Papers that follow: A letter to the referrer.",
            "The safety team is told in the same moment: what and when, no reason. So it is for every case.",
        ):
            assert words in seen
        assert (untouched, state(office, adam)) == ("placed", "withdrawn")
        assert place(signed) == ("case", adam)
        assert perform(desk, "group.show", {"group": group}).members == ()


def test_case_11_the_words_beside_the_form_are_the_same_for_every_man(qtbot: QtBot, office: Office) -> None:
    """CASE-11, UX-6: whether or not details of a partner were passed."""
    desk = office.desk("priya")
    with_details = flows.waiting(desk)
    without = flows.waiting(desk, given_name="Femi", date_of_birth="1979", external_reference="X2")
    people = [{"relation": "partner", "given_name": "Quillsworth"}]
    perform(desk, "referral.pass_partner_details", {"case": with_details, "people": people})

    said = []
    for case in (with_details, without):
        with opened(qtbot, desk, "case_change", case) as signed:
            chosen(signed, to="withdrawn")
            said.append(shown_words(changing(signed).side))

    assert said[0] == said[1]
    assert "The safety team is told" in said[0]


def test_each_state_offers_its_own_reasons_and_other_needs_words(qtbot: QtBot, office: Office) -> None:
    """CASE-7: w and d of the list; a reason that does not belong to the new state is not kept."""
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = chosen(signed, to="not_ready", reason_code="attitude")
        every = screen.form.editor("reason_code").offered()
        chosen(signed, to="withdrawn")
        own = screen.form.editor("reason_code").offered()
        left = screen.form.editor("reason_code").value()
        chosen(signed, reason_code="other")
        press("Ctrl+S")
        asked = screen.form.editor("note").inner.accessibleDescription()
        still = state(office, case)
        write(screen.form.editor("note"), "He starts a job at sea.")
        press("Ctrl+S")

        assert ("attitude" in every, "attitude" in own, left) == (True, False, None)
        assert asked == "The reason “other” needs words."
        assert (still, state(office, case)) == ("waiting", "withdrawn")


def test_rol_4_ending_a_place_takes_a_managers_name_and_a_facilitators_is_refused(qtbot: QtBot, office: Office) -> None:
    """ROL-4: what was typed stays while the second name is asked."""
    _group, (adam,) = placed(office)

    with opened(qtbot, office.desk("priya"), "case_change", adam) as signed:
        screen = chosen(signed, to="deselected", reason_code="attitude")
        said = shown_words(screen.side)
        press("Ctrl+S")
        asked = shown_words(cards()[0])
        agreed("sam")
        refused = (state(office, adam), screen.form.editor("reason_code").value(), len(cards()))
        agreed("jo")

        assert "A manager besides you must agree" in said
        assert "The second name must be a manager’s." in asked
        assert refused == ("placed", "attitude", 1)
        assert state(office, adam) == "deselected"
        assert cards() == []


def test_case_2_what_was_typed_stays_beside_what_somebody_else_did(qtbot: QtBot, office: Office) -> None:
    """CASE-2: the fresh state is shown, nothing is replaced by itself, and the person goes on."""
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = chosen(signed, to="withdrawn", reason_code="moved_away")
        write(screen.form.editor("note"), "He lives in Leeds now.")
        given = {"case": case, "to": "not_ready", "reason_code": "health", "review_on": "2026-12-20"}
        perform(office.desk("jo"), "case.move", given)
        press("Ctrl+S")
        settle()
        kept = (state(office, case), screen.form.values())
        fresh = shown_words(screen.side.fresh)
        again = shown_words(screen.side.effects)
        press("Ctrl+S")

        assert kept[0] == "not_ready"
        assert kept[1] == {"to": "withdrawn", "reason_code": "moved_away", "note": "He lives in Leeds now."}
        for words in ("When you opened it", "Waiting for a place", "Now", "Suitable, not ready", "Jo Adeyemi"):
            assert words in fresh
        assert "Suitable, not ready → Withdrawn" in again
        assert state(office, case) == "withdrawn"


def test_a_step_that_is_no_longer_there_is_chosen_anew_and_the_words_stay(qtbot: QtBot, office: Office) -> None:
    case = flows.waiting(office.desk("priya"))
    group = flows.a_group(office.desk("priya"), starts_on="2026-12-01")

    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = chosen(signed, to="assessing", reason_code="other")
        write(screen.form.editor("note"), "He asked for another talk.")
        perform(office.desk("jo"), "group.allocate", {"group": group, "case": case})
        screen.form.editor("to").fill("back_to_referrer")
        settle()
        possible = shown_words(screen.side.fresh)
        typed = screen.form.editor("note").value()
        perform(office.desk("jo"), "case.move", {"case": case, "to": "withdrawn", "reason_code": "personal"})
        press("Ctrl+S")
        settle()

        assert "Placed, in TUE-1" in possible
        assert typed == "He asked for another talk."
        assert screen.kind.value() == "reopen"
        assert "Withdrawn" in shown_words(screen.side.fresh)
        assert "You had typed: He asked for another talk." in shown_words(screen.side.fresh)
        assert state(office, case) == "withdrawn"


def test_two_who_correct_the_same_man_lose_nothing_and_choose_field_by_field(qtbot: QtBot, office: Office) -> None:
    """Someone else saved first: side by side, both kept; only a field that both changed is asked."""
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case_change", f"{case}/correct") as signed:
        screen = changing(signed)
        write(screen.form.editor("phone"), "07700 900123")
        write(screen.form.editor("address"), "4 Mill Lane")
        screen.form.editor("date_of_birth").fill("1987")
        screen.form.editor("gender").fill("unknown")
        write(screen.form.editor("reason"), "He told us")
        theirs = {"phone": "07700 900456", "email": "him@example.org", "gender": "other", "date_of_birth": "1988-05"}
        perform(office.desk("jo"), "client.correct", {"case": case, "fields": theirs, "reason": "Letter"})
        press("Ctrl+S")
        settle()
        kept = perform(office.desk("jo"), "case.show", {"case": case}).phone
        typed = [screen.form.editor(name).value() for name in ("phone", "address", "email", "reason")]
        asked = [choice.text() for choice in screen.side.fresh.choices]
        broken = check_screen(signed.window, screen)
        for choice in screen.side.fresh.choices:
            if choice.text().startswith("Now") and choice.value != "gender":
                choice.click()
        press("Ctrl+S")
        page = perform(office.desk("jo"), "case.show", {"case": case})

        assert kept.endswith("7700900456"), "nothing is replaced by itself"
        assert typed == ["07700 900123", "4 Mill Lane", "him@example.org", "He told us"]
        assert asked[2:4] == ["You typed: Not known", "Now stands: Another word"]
        assert {f"Now stands: {kept}", "You typed: 1987", "Now stands: May 1988"} < set(asked)
        assert (page.phone, page.address, page.email) == (kept, "4 Mill Lane", "him@example.org")
        assert (page.gender, page.date_of_birth) == ("unknown", "1988-05")
        assert broken == []


class NotNow:
    """The acts about moves while the records cannot be reached."""

    def preview_move(self, _draft: MoveLooked) -> MovePreview:
        raise Unavailable


def test_nothing_is_saved_that_was_not_seen_and_f5_keeps_what_was_typed(qtbot: QtBot, office: Office) -> None:
    """Default states: the bar says what happened, typed text is never cleared."""
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = changing(signed)
        acts, screen.desk.case_changes = screen.desk.case_changes, NotNow()  # type: ignore[assignment]
        chosen(signed, to="withdrawn", reason_code="moved_away")
        told = (screen.save.isEnabled(), screen.error_bar.isVisible())
        screen.desk.case_changes = acts
        press("F5")
        settle()

        assert told == (False, True)
        assert screen.form.values() == {"to": "withdrawn", "reason_code": "moved_away"}
        assert (screen.save.isEnabled(), state(office, case)) == (True, "waiting")


def test_a_closed_case_is_reopened_from_its_page_and_an_open_one_offers_nothing(qtbot: QtBot, office: Office) -> None:
    """CASE-7, SCR-7: the old decision stays, a new screening begins."""
    case, waits = closed(office), flows.waiting(office.desk("priya"), given_name="Femi", external_reference="X2")

    with opened(qtbot, office.desk("priya"), "case", waits) as signed:
        page = here(signed)
        assert isinstance(page, CaseScreen)
        on_open = (page.back.isVisible(), [verb.words for verb in page.verbs])
        signed.window.go("case", case)
        offered = (page.back.isVisible(), [verb.words for verb in page.verbs].count("Reopen"))
        page.back.click()
        screen = changing(signed)
        seen = shown_words(screen.side)
        write(screen.form.editor("reason"), "He is back from sea.")
        press("Ctrl+S")
        agreed("jo")

        assert (on_open[0], "Reopen" in on_open[1]) == (False, False)
        assert offered == (True, 1)
        assert "A new screening begins" in seen
        assert "On Today afterwards: Go on with the screening." in seen
        assert (state(office, case), place(signed)) == ("assessing", ("case", case))


def test_case_9_a_completion_is_undone_and_each_letter_is_sent(qtbot: QtBot, office: Office) -> None:
    """CASE-9: papers taken back, a letter to each reader, owed until it has gone."""
    _group, adam = nearly(office)
    perform(office.desk("priya"), "case.move", {"case": adam, "to": "completed"})
    issued_report(office, adam)

    with opened(qtbot, office.desk("priya"), "case_change", f"{adam}/undo") as signed:
        screen = changing(signed)
        seen = shown_words(screen.side)
        press("Ctrl+S")
        asked = screen.form.editor("reason").inner.accessibleDescription()
        write(screen.form.editor("reason"), "The wrong man was recorded.")
        press("Ctrl+S")
        agreed("jo")
        back = (state(office, adam), place(signed))
        letters = here(signed)
        assert isinstance(letters, LettersScreen)
        text = shown_words(letters)
        letters.save.click()
        missing = letters.form.editor("channel").inner.accessibleDescription()
        letters.form.editor("channel").fill("secure_email")
        letters.save.click()
        settle()
        left = perform(office.desk("priya"), "correction.list", {"case": adam})
        signed.window.go("case", f"{adam}/papers")
        papers = here(signed)
        assert isinstance(papers, CaseScreen)
        way, stands = papers.widgets[6].letters.isVisible(), papers.widgets[6].reports.rows.row_at(0).words
        copies = papers.widgets[6].copies
        copied = {copies.rows.row_at(row).what: copies.rows.index(row, 3).data() for row in range(2)}

        assert "Marked withdrawn; letters drafted" in seen
        assert asked == missing == "Fill this in."
        assert back == ("on_programme", ("letters", adam))
        assert "J Marsh, Northmarsh Probation" in text
        assert "mistake of ours" in text
        assert (left, way, stands) == ((), True, "Taken back")
        assert copied == {"report.progress": "Taken back", "letter.correction": "Given out"}
        assert "All have gone" in shown_words(letters)


def test_den_5_a_rung_is_recorded_from_the_page_and_seen_over_time(qtbot: QtBot, office: Office) -> None:
    """DEN-5: who presses him stands beside it, and it decides nothing."""
    case = flows.waiting(office.desk("priya"))
    perform(office.desk("priya"), "motivation.record", {"case": case, "rung": "external", "pressures": ["court"]})

    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        page = here(signed)
        assert isinstance(page, CaseScreen)
        page.records.by_key["motivation"].click()
        settle()
        screen = here(signed)
        assert isinstance(screen, MotivationScreen)
        earlier = shown_words(screen.earlier)
        screen.save.click()
        asked = screen.form.editor("rung").inner.accessibleDescription()
        screen.form.editor("rung").fill("identified")
        screen.form.editor("pressures").fill(["work", "family"])
        write(screen.form.editor("note"), "He asked for the book.")
        screen.save.click()
        settle()
        after = shown_words(screen.earlier)

        assert place(signed) == ("motivation", case)
        assert "Because others press him: court" in earlier
        assert asked == "Fill this in."
        assert "Because he sees why it matters: family, work" in after
        assert "He asked for the book." in after
        assert (state(office, case), screen.is_edited()) == ("waiting", False)
        assert check_screen(signed.window, screen) == []


def test_a_man_without_letters_is_told_so(qtbot: QtBot, office: Office) -> None:
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "letters", case) as signed:
        assert "no letter is owed" in shown_words(here(signed))
        assert not here(signed).filled.isEnabled()


def test_a_move_that_was_typed_outlives_a_lock(qtbot: QtBot, office: Office) -> None:
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = chosen(signed, to="withdrawn", reason_code="other")
        write(screen.form.editor("note"), "He said that he leaves.")
        kept = screen.kept()
        signed.window.lock()

    with opened(qtbot, office.desk("priya"), "case_change", case) as signed:
        screen = changing(signed)
        screen.restore(kept)
        settle()

        assert screen.kept() == kept
        assert "Waiting for a place → Withdrawn" in shown_words(screen.side)


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5)])
def test_the_form_of_a_move_keeps_every_rule_of_access(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case_change", case, look=look, scale=scale) as signed:
        screen = chosen(signed, to="withdrawn", reason_code="other")
        given = {"case": case, "to": "not_ready", "reason_code": "health", "review_on": "2026-12-20"}
        perform(office.desk("jo"), "case.move", given)
        write(screen.form.editor("note"), "He leaves.")
        press("Ctrl+S")
        settle()

        assert check_screen(signed.window, screen) == []
