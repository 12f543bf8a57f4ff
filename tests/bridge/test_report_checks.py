"""Every way in which something of hers could stand in a report is found, here alone (REP-7)."""

from datetime import date

from app.desk.catalogue import perform
from app.domain.answers import Answer
from app.partner.rules.safe_contact import WayKind
from app.partner.safe_plans import WayGiven
from tests.bridge.samples import a_case, a_plan, later, report_asked
from tests.offices import Office

HERS = {
    "given_name": "Zuleika", "family_name": "Voss", "phone": "07700 900501", "address": "3 Quince Row, Norwick NR9 8ZQ",
    "nicknames": "Zulie, Leika", "workplace": "Brightwater Dental",
}  # fmt: skip
CHILD = {"given_name": "Noor", "on": "2026-11-02", "school": "Mill Lane Primary", "address": "9 Weir Bank"}
PLANTED = {
    "name": ("Zuleika came up.", "Mr Voss said so.", "Noor was there."),
    "nickname": ("He spoke of Zulie.",),
    "phone": (
        "He rang 0 7 7 0 0 9 0 0 5 0 1.", "He knows oh double seven double oh nine double oh five oh one.",
        "The number +44 7700 900777.",
    ),
    "address": ("He drove to Quince Row.", "He waits at 9 Weir Bank."),
    "postcode": ("He was near N R 9 8 Z Q.",),
    "email": ("He wrote to leika@example.org.",),
    "workplace": ("He stood at Brightwater Dental.",),
    "school": ("He went to Mill Lane Primary School.",),
    "code_phrase": ("He laughed about blue kettle today.",),
    "source": ("His partner told us.",),
    "contact_day": ("It changed on 5 November 2026.",),
}  # fmt: skip


def test_each_kind_of_trace_is_found_and_a_plain_report_has_none(office: Office) -> None:
    case = a_case(office)
    desk = office.partner_desk()
    partner = perform(desk, "partner.open", {**HERS, "link": {"case": case, "relation": "ex_partner"}}).partner
    ways = (
        WayGiven(kind=WayKind.CALL, to="07700 900777", may_leave_message=Answer.NO),
        WayGiven(kind=WayKind.EMAIL, to="leika@example.org"),
    )
    desk.safe_plans.set(a_plan(partner, date(2026, 11, 2), ways=ways, code_phrase="blue kettle today"))
    perform(desk, "child.record", {"partner": partner, **CHILD})
    later(office, 5, 10)
    spoke = {"way": "call", "outcome": "spoke_safe", "at": office.clock.now().isoformat()}
    perform(desk, "contact.record", {"partner": partner, **spoke})
    later(office, 30, 10)

    def kinds(text: str) -> set[str]:
        report = report_asked(office, case, text)
        return {one.kind for one in perform(desk, "report.check", {"report": report}).findings}

    for kind, texts in PLANTED.items():
        for text in texts:
            assert kind in kinds(text), text
    assert kinds("He attended nine of ten sessions. He named three early signs. He was late once.") == set()
    assert "contact_day" not in kinds("He was referred on 30 October 2026.")
