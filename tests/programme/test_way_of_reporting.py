"""The way of reporting: said anew with its reason, kept with what was said before, and everything follows it."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import waiting
from tests.programme.samples_reports import NEEDED, WORDS, clear, issued
from tests.programme.test_today import rows

TOLD = "The officer rang: they still ask for reports."
OVER = "The order ended and nobody else may have it."


def said(office: Office, case: str, route: str, reason: str, login: str = "priya", **more: str) -> object:
    given = {"case": case, "route": route, "reason": reason, **more}
    return perform(office.desk(login), "case.set_reporting", given)


def asked(office: Office) -> list[str]:
    """What Today asks about this man's referrer."""
    return [words for act, words, _part in rows(office, "priya") if act == "case.set_reporting"]


@both_engines
def test_what_is_said_holds_at_once_and_what_was_said_before_is_kept(office: Office) -> None:
    """REF-8: old and new, by whom and why; the reason of the referral too."""
    desk = office.desk("priya")
    case = waiting(desk, reporting_route="yes", reporting_reason="Asked for by the court.")

    closed = said(office, case, "no", f"  {OVER} ")
    page = perform(desk, "case.show", {"case": case})
    said(office, case, "unknown", "The officer has left.", "jo")

    assert (closed.was.value, closed.now.value, closed.papers) == ("yes", "no", ())
    assert (page.route.value, page.route_reason, str(page.route_said_on)) == ("no", OVER, "2026-11-02")
    told = [row for row in perform(desk, "case.history", {"case": case}) if row.kind.startswith("reporting")]
    assert [(row.words, row.detail, row.by) for row in told] == [
        ("Way of reporting: closed, now not known", "The officer has left.", "Jo Adeyemi"),
        ("Way of reporting: open, now closed", OVER, "Priya Nair"),
        ("Way of reporting as it was said before", "Asked for by the court.", "Priya Nair"),
    ]


def test_a_reason_is_needed_and_nobody_writes_over_what_he_has_not_read(office: Office) -> None:
    """REF-8, CASE-2; a case outside of one's reach is not there."""
    case = waiting(office.desk("priya"))
    seen = str(perform(office.desk("priya"), "case.show", {"case": case}).version)

    with pytest.raises(InvalidInput) as refused:
        said(office, case, "yes", "  ")
    said(office, case, "yes", TOLD, seen=seen)
    with pytest.raises(Stale):
        said(office, case, "no", OVER, seen=seen)
    with pytest.raises(Missing):
        said(office, case, "no", OVER, "sam")

    assert set(refused.value.problems) == {"reason"}
    page = perform(office.desk("priya"), "case.show", {"case": case})
    assert (page.route.value, page.route_reason) == ("yes", TOLD)


def test_reports_that_are_asked_for_follow_the_way(office: Office) -> None:
    """REP-13: nobody is asked for a report that nobody may have; once it is open again, it is due again."""
    case = waiting(office.desk("priya"))
    found = []

    for route in ("unknown", "no", "yes"):
        said(office, case, route, TOLD)
        found.append([(one.detail, one.words) for one in perform(office.desk("priya"), "today.show", {}).rows
                      if one.act == "report.draft"])  # fmt: skip

    words = "Write the acceptance report: Daniel O."
    assert found == [[("P-0001, route not known", words)], [], [("P-0001, route open", words)]]


def test_a_way_closed_later_stops_the_next_copy_and_opened_again_lets_it_go(office: Office) -> None:
    """REP-13: the board says it too, and so does the answer, which counts what cannot go."""
    report, desk = issued(office), office.desk("priya")
    case = perform(desk, "report.show", {"report": report}).case

    closed = said(office, case, "no", OVER)
    with pytest.raises(NotAllowed) as refused:
        perform(desk, "report.deliver", {"report": report, **NEEDED})
    (line,) = perform(desk, "report.list", {})
    said(office, case, "yes", TOLD)
    copy = perform(desk, "report.deliver", {"report": report, **NEEDED})

    assert closed.papers == (report,)
    assert refused.value.reasons[1] == f"The reason given: {OVER}"
    assert (line.route.value, copy.copy_number) == ("no", 1)
    assert said(office, case, "no", OVER).papers == (), "what has gone cannot be called back by it"


@both_engines
def test_a_case_may_be_closed_to_one_reader_and_open_to_another(office: Office) -> None:
    """REF-8, REP-13: each reader by itself, at issue, at each copy, on the board; every word stays in his history."""
    report, desk = issued(office), office.desk("priya")
    case = perform(desk, "report.show", {"report": report}).case
    to_cafcass = {**NEEDED, "recipient": "P Vale, Cafcass"}

    closed = said(office, case, "no", "No order is made.", reader=" Cafcass ")
    referrer = said(office, case, "no", OVER)
    said(office, case, "yes", TOLD)
    with pytest.raises(NotAllowed) as refused:
        perform(desk, "report.deliver", {"report": report, **to_cafcass})
    copy = perform(desk, "report.deliver", {"report": report, **NEEDED})
    (line,) = perform(desk, "report.list", {})
    again = said(office, case, "yes", "The court asks for it.", reader="CAFCASS")
    to_both = perform(desk, "report.deliver", {"report": report, **to_cafcass})

    assert (closed.reader, closed.was.value, closed.now.value, closed.papers) == ("Cafcass", "unknown", "no", ())
    assert referrer.papers == (report,), "only what is written to this reader is held"
    assert refused.value.reasons[1] == "The reason given: No order is made."
    assert (copy.copy_number, line.route.value, to_both.state) == (1, "yes", "delivered")
    assert again.was.value == "no"
    page = perform(desk, "case.show", {"case": case})
    assert [(one.reader, one.route.value, one.why) for one in page.other_readers] == [
        ("CAFCASS", "yes", "The court asks for it."),
    ]
    told = [row for row in perform(desk, "case.history", {"case": case}) if row.kind == "reporting_reader"]
    assert [(row.words, row.detail) for row in told] == [
        ("Way of reporting to another reader: closed, now open", "CAFCASS: The court asks for it."),
        ("Way of reporting to another reader: not known, now closed", "Cafcass: No order is made."),
    ]


def test_a_report_written_to_a_closed_reader_is_not_issued(office: Office) -> None:
    """REP-13: the referrer's way is open, and the paper is not for the referrer."""
    desk = office.desk("priya")
    case = waiting(desk, reporting_route="yes")
    given = {"case": case, "sections": {"summary": WORDS}, "recipient": "Cafcass, Northmarsh"}
    report = str(perform(desk, "report.draft", given).report)
    perform(desk, "report.ask_second_reader", {"report": report, "reader": "sam"})
    perform(office.desk("sam"), "report.sign_off", {"report": report})
    clear(office, report)

    closed = said(office, case, "no", "No order is made.", reader="Cafcass")
    with pytest.raises(NotAllowed) as refused:
        perform(desk, "report.issue", {"report": report})
    (line,) = perform(desk, "report.list", {})
    said(office, case, "unknown", "Their letter is not here yet.", reader="Cafcass")
    notes = perform(desk, "report.issue", {"report": report}).notes

    assert closed.papers == (report,)
    assert "The reason given: No order is made." in refused.value.reasons
    assert line.route.value == "no"
    assert notes[0].startswith("It is not known whether the way of reporting to this reader is still open.")


@both_engines
def test_the_end_of_an_order_asks_anew_whoever_was_told_before(office: Office) -> None:
    """REF-8: after its end a report may no longer have a lawful reader; what was said before counts until then."""
    desk = office.desk("priya")
    basis = {"kind": "licence", "ends_on": "2026-12-20"}
    case = waiting(desk, legal_basis=basis, reporting_route="yes", reporting_reason="Asked for.")
    found = []

    for day, answer in ((1, ""), (1, "yes"), (19, ""), (21, ""), (22, "yes"), (23, "unknown"), (24, "no")):
        office.clock.move_to(datetime(2026, 12, day, 9, 0, tzinfo=UTC))
        if answer:
            said(office, case, answer, TOLD)
        page = perform(desk, "case.show", {"case": case})
        found.append((day, len(asked(office)), page.route.value, page.route_now.value))

    assert found == [
        (1, 1, "yes", "yes"), (1, 0, "yes", "yes"), (19, 0, "yes", "yes"), (21, 1, "yes", "unknown"),
        (22, 0, "yes", "yes"), (23, 1, "unknown", "unknown"), (24, 0, "no", "no"),
    ]  # fmt: skip


def test_a_report_that_goes_after_the_end_of_the_order_says_what_to_find_out(office: Office) -> None:
    """REF-8: it is not refused, for the end of one order is not yet a closed way."""
    desk = office.desk("priya")
    case = waiting(desk, legal_basis={"kind": "licence", "ends_on": "2026-12-20"}, reporting_route="yes")
    report = str(perform(desk, "report.draft", {"case": case, "sections": {"summary": WORDS}}).report)
    perform(desk, "report.ask_second_reader", {"report": report, "reader": "sam"})
    perform(office.desk("sam"), "report.sign_off", {"report": report})
    clear(office, report)

    office.clock.move_to(datetime(2026, 12, 21, 9, 0, tzinfo=UTC))
    (line,) = perform(desk, "report.list", {})
    notes = perform(desk, "report.issue", {"report": report}).notes

    assert asked(office) == ["Ask whether we may still report, the order has ended: Daniel O."]
    assert line.route.value == "unknown"
    assert notes == (
        "The order has ended. That this reader may have reports was said before. Find out before it goes.",
    )


def test_each_reason_that_was_given_stands_in_his_own_pack(office: Office) -> None:
    """RET-8: what is held about him is his to read, with the day on which it was said."""
    desk = office.desk("priya")
    case = waiting(desk, reporting_route="yes", reporting_reason="Asked for by the court.")
    said(office, case, "no", OVER)
    said(office, case, "no", "No order is made.", reader="Cafcass")
    request = perform(desk, "subject_access.prepare", {"case": case, "requested_on": "2026-11-02"}).request

    items = perform(desk, "subject_access.show", {"request": request}).items

    texts = {one.text for one in items}
    assert {"Asked for by the court.", OVER, "Cafcass: closed. No order is made."} <= texts
