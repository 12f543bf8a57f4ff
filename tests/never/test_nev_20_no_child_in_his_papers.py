"""NEV-20: what a child said, and where it lives or learns, is found before a paper of his may leave."""

import pytest

from app.bridge.report_checks import OfReport
from app.desk.catalogue import perform
from tests.bridge.samples import a_case, her_record, report_asked
from tests.offices import Office

CHILD = {
    "given_name": "Zebedee", "on": "2026-11-02", "school": "Larkrise Primary", "address": "9 Heron Mews, ZZ3 4CD",
    "said": "I hide under the stairs.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("He will collect Zebedee on Fridays.", {"name"}),
        ("He was seen near Larkrise Primary twice.", {"school"}),
        ("He was stopped at 9 Heron Mews.", {"address"}),
        ("He attended nine of ten sessions.", set()),
    ],
)
def test_a_child_s_name_school_or_home_in_his_report_is_found_at_her_desk(
    office: Office, text: str, kinds: set[str]
) -> None:
    case = a_case(office)
    partner = her_record(office, case)
    desk = office.partner_desk()
    perform(desk, "child.record", {"partner": partner, **CHILD})

    checked = desk.report_checks.check(OfReport(report=report_asked(office, case, text)))

    assert {found.kind for found in checked.findings} == kinds
