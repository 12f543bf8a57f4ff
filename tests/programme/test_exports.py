"""Lists leave with a reader and a reason, hold shortened names only, and the return hides small numbers."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app.core.errors import InvalidInput
from app.core.shapes import to_builtins
from app.desk.catalogue import perform
from app.programme.left import lists
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, prepared, waiting
from tests.programme.samples_papers import ASKED
from tests.programme.test_registers import placed


def rows(office: Office, name: str, **more: object) -> list[list[str]]:
    made = perform(office.desk("jo"), "export.make", {"list": name, "form": "csv", **ASKED, **more})
    return [line.strip('"').split('","') for line in made.content.decode("utf-8-sig").splitlines()]


@both_engines
def test_every_list_leaves_and_is_noted(office: Office) -> None:
    """R11, RET-1."""
    placed(office, with_clearance=False)
    a_case(office.desk("priya"), given_name="Lee", external_reference="X3")
    prepared(office.desk("priya"), given_name="Ewan", external_reference="X4")

    said = {name: rows(office, name) for name in ("waiting", "referrals", "attendance", "statistics", "left")}

    assert said["attendance"][1][:2] == ["P-0001", "Adam O."]
    assert {row[1] for row in said["referrals"][1:]} == {"Lee O.", "Ewan O."}
    assert said["statistics"][1][1:3] == ["Referred", "< 10"]
    assert not [cell for row in said["referrals"] for cell in row if "Okoro" in cell]
    listed = perform(office.desk("jo"), "export.list", {})
    assert {one.words for one in listed} == {
        "Waiting list", "Referrals", "Attendance", "Statistics return", "Delivery log",
    }  # fmt: skip
    assert {one.recipient for one in listed} == {"The funder"}


def test_a_waiting_list_that_leaves_is_never_cut_short(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST", 2)
    for year, name in enumerate(("Ed", "Di", "Cy"), start=1981):
        who = {"given_name": name, "family_name": f"{name}son", "date_of_birth": f"{year}"}
        waiting(office.desk("priya"), **who, external_reference=name)

    assert len(rows(office, "waiting")) == 1 + 3


def test_without_a_reader_and_a_reason_nothing_leaves(office: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        perform(office.desk("jo"), "export.make", {"list": "left", "recipient": " ", "basis": "", "necessity": ""})

    assert set(refused.value.problems) == {"recipient", "basis", "necessity"}
    assert perform(office.desk("jo"), "export.list", {}) == ()


def test_a_facilitators_list_holds_own_cases_alone(office: Office) -> None:
    a_case(office.desk("priya"))
    other = a_case(office.desk("jo"), given_name="Lee", external_reference="X3")
    perform(office.desk("jo"), "case.assign", {"cases": [other], "to_user": office.people["sam"].id})

    made = perform(office.desk("priya"), "export.make", {"list": "referrals", **ASKED})
    sheet = CalamineWorkbook.from_filelike(BytesIO(made.content)).get_sheet_by_index(0)

    assert [row[1] for row in sheet.to_python()[1:]] == ["Daniel O."]


def test_the_return_counts_by_referral_or_by_end_and_leaves_errors_out(office: Office) -> None:
    """STA-4."""
    desk = office.desk("priya")
    for number in range(3):
        a_case(desk, given_name=f"A{number}x", external_reference=f"Y{number}")
    mistaken = a_case(desk, given_name="Lee", external_reference="X3")
    perform(desk, "case.move", {"case": mistaken, "to": "withdrawn", "reason_code": "error"})
    asked = {"from": "2026-10-01", "to": "2026-12-31"}

    by_referral = perform(office.desk("jo"), "statistics.cohort", asked)
    by_end = perform(office.desk("jo"), "statistics.cohort", {**asked, "by": "ended"})

    assert (by_referral.total, by_end.total, by_referral.still_here) == (3, 0, 3)
    assert "Suitable, of those assessed" in by_referral.suppressed
    assert to_builtins(by_referral)["rates"][0]["percent"] is None
