"""The programme half of a case meeting: a self-filling agenda, decisions with owners, no source in minutes (MTG-1)."""

from datetime import date

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.desk.catalogue import perform
from tests.bridge.samples import a_case, later
from tests.offices import Office, both_engines

RESULT = {"tool": "SARA", "assessor": "J Marsh", "sources_used": ["court"]}


def rated(office: Office, case: str, level: str, on: str = "2026-11-02") -> None:
    given = {"case": case, **RESULT, "taken_on": on, "results": {"partner": level}}
    perform(office.desk("priya"), "risk.record_result", given)


def prepared(office: Office, *cases: str, on: str = "2026-11-09") -> str:
    return str(perform(office.desk("jo"), "meeting.prepare", {"on": on, "cases": list(cases)}).meeting)


def closed(office: Office, meeting: str, *items: dict[str, object], **more: object) -> object:
    given = {"meeting": meeting, "items": list(items), "attendees": ["Jo Adeyemi", "Priya Nair"], **more}
    return perform(office.desk("jo"), "meeting.record", given)


@both_engines
def test_the_agenda_fills_itself_and_is_empty_again_once_all_were_discussed(office: Office) -> None:
    """MTG-3."""
    first, second, quiet = a_case(office), a_case(office, "Ewan"), a_case(office, "Tom")
    raised = {"case": first, "kind": "looks_for_her", "what": "Asked in the group.", "when": "2026-11-02",
              "source_class": "group"}  # fmt: skip
    perform(office.desk("priya"), "risk.raise", raised)
    rated(office, second, "high")

    rows = perform(office.desk("jo"), "meeting.agenda", {})

    assert [(one.case, one.why, one.level) for one in rows] == [
        (first, ("red_event",), "unknown"), (second, ("risk",), "high"),
    ]  # fmt: skip
    assert quiet not in {one.case for one in rows}
    later(office, 9, 9)
    meeting = prepared(office, second)
    page = closed(office, meeting, {"case": second, "decision": "no_change"})
    assert (page.items[0].level_before, page.items[0].level_after, page.items[0].usable_with_him) == (  # type: ignore[attr-defined]
        "high", "high", "no",
    )  # fmt: skip
    later(office, 10, 9)
    assert [one.case for one in perform(office.desk("jo"), "meeting.agenda", {})] == [first]


WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"action": "Ring probation"}, "no owner or day"),
    ({"decision": "action"}, "what is to be done"),
    ({"decision": "raise", "level_after": "low"}, "higher level"),
    ({"decision": "lower", "level_after": "low"}, "needs a new result"),
    ({"note": "She told us that he drinks."}, "must not stand in minutes"),
    ({"note": "Reportedly he drinks."}, "must not stand in minutes"),
)


def test_minutes_stay_open_while_something_lacks_and_never_carry_a_source(office: Office) -> None:
    """MTG-4, MTG-5."""
    case = a_case(office)
    rated(office, case, "medium")
    meeting = prepared(office, case)
    for changed, said in WRONG:
        with pytest.raises(InvalidInput, match=said):
            closed(office, meeting, {"case": case, "decision": "no_change", **changed})
    with pytest.raises(InvalidInput, match="1 man has no decision"):
        closed(office, meeting)
    with pytest.raises(InvalidInput) as refused:
        closed(office, meeting, {"case": case, "decision": "no_change"}, attendees=[" "])
    assert list(refused.value.problems) == ["attendees"]

    owner = office.people["priya"].id
    given = {"case": case, "decision": "raise", "level_after": "high", "action": "Ring probation", "owner": owner}
    page = closed(office, meeting, {**given, "due_on": "2026-11-12"})

    (item,) = page.items  # type: ignore[attr-defined]
    assert (item.level_after, item.owner_name, item.due_on) == ("high", "Priya Nair", date(2026, 11, 12))
    with pytest.raises(NotAllowed, match="closed already"):
        closed(office, meeting, given)


def test_nev_15_a_meeting_lowers_nothing_without_a_newer_result(office: Office) -> None:
    """RSK-3."""
    case = a_case(office)
    rated(office, case, "high")
    meeting = prepared(office, case)
    rated(office, case, "medium")

    page = closed(office, meeting, {"case": case, "decision": "lower", "level_after": "medium"})

    assert page.items[0].level_after == "medium"  # type: ignore[attr-defined]


def test_a_worker_sees_own_men_of_a_meeting_and_prepares_no_others(office: Office) -> None:
    case = a_case(office)
    meeting = prepared(office, case)

    assert [one.meeting for one in perform(office.desk("priya"), "meeting.list", {})] == [meeting]
    assert perform(office.desk("sam"), "meeting.list", {}) == ()
    with pytest.raises(Missing):
        perform(office.desk("sam"), "meeting.prepare", {"on": "2026-11-09", "cases": [case]})
    with pytest.raises(InvalidInput):
        perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-01", "cases": [case]})


def test_a_prepared_agenda_is_changed_in_order_until_it_is_closed(office: Office) -> None:
    first, second = a_case(office), a_case(office, "Ewan")
    meeting = prepared(office, first)

    again = {"on": "2026-11-10", "cases": [second, first], "meeting": meeting}
    page = perform(office.desk("jo"), "meeting.prepare", again)
    assert ([one.case for one in page.items], page.on) == ([second, first], date(2026, 11, 10))
    perform(office.desk("jo"), "meeting.prepare", {**again, "cases": [second]})

    assert [one.case for one in perform(office.desk("jo"), "meeting.show", {"meeting": meeting}).items] == [second]
