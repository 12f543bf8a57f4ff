"""Whether the referrer may have reports is said anew by keyboard, and shown wherever it counts (REF-8)."""

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme import flows
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import here, opened, place, press, shown_words, write
from tests.ui.test_screens_moves import changing
from ui.programme.asking import step_for


def test_the_way_of_reporting_is_said_anew_from_today_and_stands_in_his_details(qtbot: QtBot, office: Office) -> None:
    """REF-8: the row of an order that ends opens the form; what stands now is said above it, nothing is chosen."""
    basis = {"kind": "licence", "ends_on": "2026-12-10"}
    told = {"reporting_route": "yes", "reporting_reason": "Asked for."}
    case = flows.waiting(office.desk("priya"), legal_basis=basis, **told)
    office.clock.move_to(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    (due,) = [row for row in perform(office.desk("priya"), "today.show", {}).rows if row.act == "case.set_reporting"]

    with opened(qtbot, office.desk("priya"), *step_for(due)) as signed:
        screen = changing(signed)
        before, chosen_first = shown_words(screen.card), screen.form.editor("route").value()
        press("Ctrl+S")
        is_still_here = place(signed)[0] == "case_change"
        screen.form.editor("route").fill("no")
        write(screen.form.editor("reason"), "Nobody reads it after the end.")
        broken = check_screen(signed.window, screen)
        press("Ctrl+S")
        settle()
        shown = place(signed), shown_words(here(signed))

        page = perform(office.desk("priya"), "case.show", {"case": case})
        assert "Now: Open  ·  Asked for." in before
        assert not chosen_first
        assert is_still_here, "nothing is saved while nothing is said"
        assert (page.route.value, page.route_reason) == ("no", "Nobody reads it after the end.")
        assert shown[0] == ("case", f"{case}/records")
        assert "Closed  ·  Nobody reads it after the end.  ·  said 24 Nov" in shown[1]
        assert broken == []


def test_the_way_of_reporting_is_a_word_of_his_page(qtbot: QtBot, office: Office) -> None:
    """REF-8: the keyboard way from his page to the form."""
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        (verb,) = [one for one in here(signed).verbs if one.words == "Change the way of reporting"]
        verb.run()
        settle()

        assert place(signed) == ("case_change", f"{case}/reporting")
        assert changing(signed).kind.value() == "reporting"


def test_who_says_it_anew_sees_what_somebody_else_said_meanwhile(qtbot: QtBot, office: Office) -> None:
    """CASE-2: nothing is replaced unread; what was typed stays."""
    case = flows.waiting(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case_change", f"{case}/reporting") as signed:
        screen = changing(signed)
        screen.form.editor("route").fill("yes")
        write(screen.form.editor("reason"), "They asked for it.")
        theirs = {"case": case, "route": "no", "reason": "The officer said no."}
        perform(office.desk("jo"), "case.set_reporting", theirs)
        press("Ctrl+S")
        settle()
        words = shown_words(screen)
        typed = screen.form.editor("reason").value()
        press("Ctrl+S")
        settle()

        assert "The officer said no." in words
        assert "Way of reporting: not known, now closed" in words
        assert typed == "They asked for it."
        assert perform(office.desk("jo"), "case.show", {"case": case}).route.value == "yes"


def test_another_reader_is_closed_by_keyboard_and_stands_beside_the_referrer(qtbot: QtBot, office: Office) -> None:
    """REF-8, REP-13: the reader is named once, then chosen; what nobody named is asked for where it is missing."""
    case = flows.waiting(office.desk("priya"), reporting_route="yes", reporting_reason="Asked for.")

    with opened(qtbot, office.desk("priya"), "case_change", f"{case}/reporting") as signed:
        form = changing(signed).form
        first = form.editor("who").value()
        form.editor("who").fill("another")
        settle()
        form.editor("route").fill("no")
        write(form.editor("reason"), "No order is made.")
        press("Ctrl+S")
        settle()
        missing, stands = shown_words(form), place(signed)[0]
        write(form.editor("reader"), "Cafcass")
        broken = check_screen(signed.window, here(signed))
        press("Ctrl+S")
        settle()
        records = shown_words(here(signed))
        signed.window.go("case_change", f"{case}/reporting")
        settle()
        form = changing(signed).form
        again = shown_words(changing(signed).card)
        form.editor("who").fill("Cafcass")
        form.editor("route").fill("yes")
        write(form.editor("reason"), "The court asks for it.")
        press("Ctrl+S")
        settle()

        (one,) = perform(office.desk("priya"), "case.show", {"case": case}).other_readers
        assert (first, stands) == ("referrer", "case_change")
        assert "Fill this in." in missing
        assert "Cafcass  ·  Closed  ·  No order is made." in records
        assert "Open  ·  Asked for." in records
        assert "Cafcass  ·  Closed  ·  No order is made." in again
        assert (one.reader, one.route.value, one.why) == ("Cafcass", "yes", "The court asks for it.")
        assert broken == []
