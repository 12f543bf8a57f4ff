"""What a court or an agency decided is said by keyboard, and stands where a worker looks first (RSK-7, NEV-7)."""

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.test_orders import MANAGED, ordered
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import here, opened, place, press, shown_words, write
from tests.ui.show import Signed
from tests.ui.test_screens_moves import changing
from ui.kit.sharing import current
from ui.programme.asking import step_for
from ui.programme.case.screen import CaseScreen

RESTRAINED = {"kind": "Restraining order", "conditions": "Not to go near her home", "expires_on": "2027-03-01"}


def page_of(signed: Signed) -> CaseScreen:
    screen = here(signed)
    assert isinstance(screen, CaseScreen)
    return screen


def test_an_order_is_revoked_by_keyboard_and_what_follows_is_said(qtbot: QtBot, office: Office) -> None:
    """REF-8, SCH-36: what stands now is above the form, only what this change needs is asked, blanks stay."""
    case = ordered(office)

    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        (verb,) = [one for one in here(signed).verbs if one.words == "Record: Order or licence"]
        verb.run()
        settle()
        screen = changing(signed)
        now = shown_words(screen.card)
        press("Ctrl+S")
        is_still_here = place(signed)[0] == "case_change"
        screen.form.editor("change").fill("revoked")
        settle()
        asked = [field.name for field in screen.form.spec.fields if screen.form.editor(field.name).isVisible()]
        screen.form.editor("ends_on").fill("2026-11-24")
        write(screen.form.editor("reason"), "The court revoked it today.")
        broken = check_screen(signed.window, screen)
        press("Ctrl+S")
        settle()

        assert place(signed) == ("case", f"{case}/records")
        words = shown_words(here(signed))
        assert "Now: Requirement of a court order  ·  CO 77  ·  from 1 September 2026  ·  until 30 June 2027" in now
        assert is_still_here, "nothing is saved while nothing is said"
        assert asked == ["change", "ends_on", "route", "reason"]
        assert broken == []
        assert "until 24 November 2026" in words
        shown = perform(office.desk("priya"), "case.show", {"case": case})
        assert (str(shown.order_ends_on), shown.route.value) == ("2026-11-24", "unknown")


def test_a_protective_order_and_mappa_stand_at_the_head_of_his_page_and_go_while_it_is_shared(
    qtbot: QtBot, office: Office
) -> None:
    """RSK-7, UX-37: known before anything else, and on no shared screen."""
    case = ordered(office, orders=[RESTRAINED])
    perform(office.desk("priya"), "risk.record_mappa", {"case": case, **MANAGED, "review_on": "2026-12-20"})

    with opened(qtbot, office.desk("priya"), "case", f"{case}/records") as signed:
        page = page_of(signed)
        line, whole = shown_words(page.courts), shown_words(page)
        current().turn()
        hidden = shown_words(page)
        current().turn()
        broken = check_screen(signed.window, page)

        assert "Restraining order, until 1 March 2027  ·  MAPPA: Level 2: several agencies" in line
        assert "Not to go near her home" in whole
        assert "Northmarsh Probation" in whole
        assert "Restraining order" not in hidden
        assert broken == []


def test_an_address_in_an_order_is_refused_where_it_is_typed(qtbot: QtBot, office: Office) -> None:
    """NEV-7: nothing is saved, what was typed stays, and the field says what to write instead."""
    case = ordered(office)

    with opened(qtbot, office.desk("priya"), "case_change", f"{case}/protection") as signed:
        form = changing(signed).form
        form.editor("change").fill("made")
        settle()
        form.editor("kind").fill("Restraining order")
        form.editor("conditions").fill("Not within 100 m of 12 Elm Road NG7 2AB")
        form.editor("reason").fill("Court papers")
        press("Ctrl+S")
        settle()
        refused = shown_words(form)
        form.editor("conditions").fill("Not within 100 m of her home")
        press("Ctrl+S")
        settle()

        assert "Write “her home”, “the school”." in refused
        (one,) = perform(office.desk("priya"), "case.show_legal", {"case": case}).protections
        assert (one.kind, one.conditions, one.stands) == (
            "Restraining order",
            "Not within 100 m of her home",
            "unknown",
        )


def test_a_mappa_review_that_is_due_opens_its_form_with_what_stands_now(qtbot: QtBot, office: Office) -> None:
    """RSK-7: from Today to the form; who leads is filled in, the next review is asked."""
    case = ordered(office)
    perform(office.desk("priya"), "risk.record_mappa", {"case": case, **MANAGED, "review_on": "2026-11-23"})
    office.clock.move_to(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    (due,) = [row for row in perform(office.desk("priya"), "today.show", {}).rows if row.act == "risk.record_mappa"]

    with opened(qtbot, office.desk("priya"), *step_for(due)) as signed:
        screen = changing(signed)
        filled = screen.form.editor("lead_agency").value()
        press("Ctrl+S")
        is_still_here = place(signed)[0] == "case_change"
        screen.form.editor("level").fill("3")
        screen.form.editor("review_on").fill("2027-02-01")
        press("Ctrl+S")
        settle()

        assert (filled, is_still_here) == ("Northmarsh Probation", True)
        kept = perform(office.desk("priya"), "case.show_legal", {"case": case}).mappa
        assert (kept.level, str(kept.review_on)) == ("Level 3: several agencies, senior", "2027-02-01")


def test_family_proceedings_are_said_and_stand_in_his_records(qtbot: QtBot, office: Office) -> None:
    """REF-6: with their stage and the next day in court."""
    case = ordered(office)

    with opened(qtbot, office.desk("priya"), "case_change", f"{case}/family") as signed:
        form = changing(signed).form
        form.editor("answer").choice.choose("yes")  # type: ignore[attr-defined]  # a row of segments
        settle()
        form.editor("stage").fill("Fact-finding")
        form.editor("next_on").fill("2026-12-09")
        form.editor("reason").fill("He told us.")
        press("Ctrl+S")
        settle()

        assert "Yes  ·  Fact-finding  ·  next in court on 9 December 2026" in shown_words(here(signed))


def test_another_officer_is_named_and_an_emptied_field_is_not_known_any_more(qtbot: QtBot, office: Office) -> None:
    """REP-11: who has him stands in the form; from one kind of change to the other there is one way."""
    case = ordered(office)

    with opened(qtbot, office.desk("priya"), "case_change", f"{case}/referrer") as signed:
        screen = changing(signed)
        stood = screen.form.editor("officer").value()
        screen.kind.choose("correct")
        screen.form.editor("shares_address").choice.choose("yes")  # type: ignore[attr-defined]  # a row of segments
        press("Ctrl+S")
        settle()
        signed.window.go("case_change", f"{case}/referrer")
        settle()
        form = changing(signed).form
        form.editor("officer").fill("R Stone")
        form.editor("email").fill("")
        form.editor("reason").fill("J Marsh has left.")
        press("Ctrl+S")
        settle()

        assert stood == "J Marsh"
        assert perform(office.desk("priya"), "case.show", {"case": case}).shares_address == "yes"
        assert "Northmarsh Probation  ·  R Stone" in shown_words(here(signed))
        assert perform(office.desk("priya"), "case.show_legal", {"case": case}).officer_email == ""


def test_a_child_that_became_known_stands_in_his_records_with_its_plan(qtbot: QtBot, office: Office) -> None:
    """NEV-20: name, age and plan, and nothing of where it lives."""
    case = ordered(office)

    with opened(qtbot, office.desk("priya"), "case_change", f"{case}/child") as signed:
        form = changing(signed).form
        for name, value in (("name", "Ayo"), ("date_of_birth", "2019"), ("plan", "cp"), ("reason", "He told us.")):
            form.editor(name).fill(value)
        broken = check_screen(signed.window, here(signed))
        press("Ctrl+S")
        settle()

        assert place(signed) == ("case", f"{case}/records")
        words = shown_words(here(signed))
        assert "Ayo  ·  born 2019" in words
        assert "Child protection" in words
        assert broken == []
