"""Her half of a case meeting stays at her desk, in step by case number; his half cannot tell it is there (MTG-1)."""

import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInput, Missing
from app.core.shapes import to_builtins
from app.desk.catalogue import perform
from models.programme.base import History
from tests.bridge.samples import a_case, her_record
from tests.offices import Office, both_engines

HERS = {"decision": "action", "risk": "It has risen.", "action": "New plan", "owner": "Maya", "due_on": "2026-11-12"}


def a_meeting(office: Office, *cases: str) -> str:
    return str(perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-09", "cases": list(cases)}).meeting)


@both_engines
def test_both_halves_stand_in_step_and_only_men_with_a_record_are_in_hers(office: Office) -> None:
    """MTG-1, MTG-2."""
    first, second = a_case(office), a_case(office, "Ewan")
    her_record(office, first)
    meeting = a_meeting(office, second, first)
    desk = office.partner_desk()
    (day,) = perform(desk, "meeting.days", {})
    for risk in ("As before.", "It has risen."):
        perform(desk, "meeting.annex", {"meeting": meeting, "case": first, **HERS, "risk": risk})

    page = perform(desk, "meeting.both", {"meeting": meeting})

    assert (day.ours, day.written) == (1, 0)
    (line,) = page.lines
    assert (line.case, line.numbers, line.risk, line.action, line.by) == (
        first, ("S-0001",), "It has risen.", "New plan", "Maya Okafor",
    )  # fmt: skip
    assert perform(desk, "meeting.days", {})[0].written == 1


def test_nev_01_his_half_is_the_same_word_for_word_with_and_without_hers(office: Office) -> None:
    case = a_case(office)
    her_record(office, case)
    meeting = a_meeting(office, case)

    def seen() -> tuple[object, ...]:
        desk = office.desk("jo")
        with office.programme.work(reading=True) as work:
            events = work.session.scalar(select(func.count()).select_from(History))
        told = [perform(desk, "meeting.list", {}), perform(desk, "meeting.agenda", {})]
        return to_builtins(told), events

    before = seen()
    perform(office.partner_desk(), "meeting.annex", {"meeting": meeting, "case": case, **HERS})

    assert seen() == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"risk": " "}, "risk"), ({"owner": ""}, "owner"), ({"due_on": None}, "due_on"), ({"action": ""}, "action")],
)  # fmt: skip
def test_what_her_half_lacks_is_refused_beside_its_field(
    office: Office, changed: dict[str, object], field: str
) -> None:
    case = a_case(office)
    her_record(office, case)
    given = {"meeting": a_meeting(office, case), "case": case, **HERS, **changed}

    with pytest.raises(InvalidInput) as refused:
        perform(office.partner_desk(), "meeting.annex", given)

    assert list(refused.value.problems) == [field]


def test_there_is_no_half_for_a_man_without_a_record_or_not_on_the_meeting(office: Office) -> None:
    first, second = a_case(office), a_case(office, "Ewan")
    her_record(office, first)
    meeting = a_meeting(office, second)

    for case in (first, second):
        with pytest.raises(Missing):
            perform(office.partner_desk(), "meeting.annex", {"meeting": meeting, "case": case, **HERS})
    assert perform(office.partner_desk(), "meeting.both", {"meeting": meeting}).lines == ()
