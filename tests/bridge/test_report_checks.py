"""Every way in which something of hers could stand in a report is found, here alone (REP-7)."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from app.core.errors import Missing
from app.core.shapes import CaseId, new_id
from app.desk.catalogue import perform
from app.domain.answers import Answer
from app.partner.rules.safe_contact import WayKind
from app.partner.safe_plans import WayGiven
from app.programme.reporting.clearing import LONGEST_PART, ask_clearance
from models.programme.crossing import BoxItem
from tests.bridge.samples import a_case, a_plan, later, report_asked
from tests.offices import Office
from tests.reports.samples import a_report
from tests.reports.test_progress_report import printed

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


class TestALongPaper:
    """One that is longer than an item of the box crosses in parts and is read as one (REP-7, E7)."""

    def asked(self, office: Office, case: CaseId, words: str) -> str:
        """A paper with these words asks for its check."""
        seat, report = office.desk("priya").seat, new_id()
        with seat.open_work() as work:
            ask_clearance(work, seat, case, report, printed(a_report(concerns=words)), "ab" * 32)
            seat.ledger.append(work, "test.ask", seat.clock.now())
        return report

    def test_it_stands_there_once_and_whole_and_what_lies_at_the_seam_is_found(self, office: Office) -> None:
        desk, case = office.partner_desk(), a_case(office)
        perform(desk, "partner.open", {**HERS, "link": {"case": case, "relation": "ex_partner"}})
        words = " ".join(f"word{number}é" for number in range(4000)) + " Zuleika " * 3000

        report = self.asked(office, case, words)
        waiting = [one for one in perform(desk, "report.waiting", {}) if one.report == report]
        checked = perform(desk, "report.check", {"report": report})
        perform(desk, "report.clear", {"report": report})

        assert len(waiting) == 1
        assert len(checked.text) > LONGEST_PART
        assert all(f"word{number}é" in checked.text for number in range(4000))
        assert sum(one.kind == "name" for one in checked.findings) == 3000, "a name cut in two would be missed"

    def test_with_a_part_missing_it_is_not_taken_in_and_the_rest_of_the_box_is(self, office: Office) -> None:
        desk, case = office.partner_desk(), a_case(office)
        plain = report_asked(office, case, "He was late once.")
        with office.programme.work(reading=True) as work:
            before = set(work.session.scalars(select(BoxItem.id)))
        report = self.asked(office, case, "He came. " * 9000)
        with office.programme.work() as work:
            parts = sorted(set(work.session.scalars(select(BoxItem.id))) - before)
            work.session.execute(delete(BoxItem).where(BoxItem.id == parts[0]))

        missing = {one.report: one.missing for one in perform(desk, "report.waiting", {})}

        assert len(parts) > 1
        assert missing == {plain: 0, report: 1}, "what came only in part is told, and is not taken in"
        with pytest.raises(Missing):
            perform(desk, "report.check", {"report": report})
