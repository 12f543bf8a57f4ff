"""NEV-11: his subject access holds nothing of hers, and hers nothing of him."""

from pathlib import Path

from app.desk.catalogue import perform
from tests.bridge.samples import HER_NAME, HER_NUMBER, details_passed, her_record
from tests.bridge.test_papers import given, said_on
from tests.bridge.test_papers import signed as her_file_signed
from tests.offices import Office
from tests.programme.test_access import clear, decided, given_text
from tests.programme.test_access import signed as his_file_signed

OF_HERS = (HER_NAME, "Voss", HER_NUMBER, HER_NUMBER.replace(" ", ""), "Quince")
OF_HIM = ("Okoro", "Daniel", "P-0001", "1988", "12 April")


def test_his_file_says_nothing_of_a_woman_whose_record_is_linked_to_him(office: Office) -> None:
    request = decided(office)
    (case,) = (row.case for row in perform(office.desk("priya"), "case.list", {}).rows)
    details_passed(office, case)
    her_record(office, case)
    his_file_signed(office, request)
    clear(office, request)

    text = given_text(office, request)

    assert "Okoro" in text
    assert [one for one in OF_HERS if one in text] == []


def test_her_file_says_nothing_of_the_man_it_is_linked_to(office: Office, tmp_path: Path) -> None:
    partner = her_file_signed(office)

    text = said_on(perform(office.partner_desk(), "her_file.give", given(partner, tmp_path)))

    assert HER_NAME in text
    assert [one for one in OF_HIM if one in text] == []
