"""Sheets: for each man the same parts, discreet on the table, and nothing in them that comes from nowhere (REP-6)."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from app.core.errors import InvalidInput, Missing
from app.desk.catalogue import perform
from models.programme.document import Letter
from tests.offices import Office
from tests.programme.flows import a_case, prepared
from tests.programme.samples_papers import ASKED
from tests.programme.test_registers import first_session, placed
from tests.reports.every import picture


def text_of(office: Office, sheet: str, about: str, login: str = "priya", **more: object) -> str:
    made = perform(office.desk(login), "sheet.make", {"sheet": sheet, "about": about, **more})
    document = pypdfium2.PdfDocument(BytesIO(made.content))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_sign_in_sheet_shows_first_names_and_no_programme(office: Office) -> None:
    group, _cases = placed(office, 2, with_clearance=False)

    text = text_of(office, "sign_in", first_session(office.desk("priya"), group))

    assert "Adam O." in text
    assert "Ben O." in text
    assert "Evening programme" in text
    assert not [word for word in ("Okoro", "Building Better", "P-0001") if word in text]


def test_the_sheets_of_a_man_are_made_and_stand_in_the_log(office: Office) -> None:
    case = prepared(office.desk("priya"))

    statement, goals = text_of(office, "statement", case), text_of(office, "goals", case)
    with pytest.raises(InvalidInput) as refused:
        text_of(office, "file", case)
    file = text_of(office, "file", case, **ASKED)

    assert "Daniel Okoro" in statement
    assert "Priya Nair" in statement
    assert "None recorded." in goals
    assert "Referral received" in file
    assert "Statement to sign: Daniel Okoro" in " ".join(file.split())
    assert set(refused.value.problems) == {"recipient", "basis", "necessity"}
    rows = perform(office.desk("priya"), "disclosure.list", {"case": case})
    assert {(row.what, row.recipient) for row in rows} == {
        ("sheet.statement", "Daniel Okoro"), ("sheet.goals", "Daniel Okoro"), ("sheet.file", "The funder"),
    }  # fmt: skip


def test_letters_sheets_and_his_file_carry_the_logo_of_the_office(office: Office, tmp_path: Path) -> None:
    file, desk = tmp_path / "logo.jpg", office.desk("priya")
    file.write_bytes(picture("JPEG"))
    perform(office.desk("jo"), "settings.set_logo", {"file": str(file)})
    case = prepared(desk)
    letter = {"case": case, "kind": "attendance"}
    seen = perform(desk, "letter.draft", letter).seen
    gone = perform(desk, "letter.issue", {**letter, "seen": seen, "channel": "by_hand"})
    made = perform(desk, "sheet.make", {"sheet": "statement", "about": case})

    for content in (gone.content, made.content):
        with pikepdf.open(BytesIO(content)) as pdf:
            assert [len(page.get_images()) for page in pdf.pages] == [1] * len(pdf.pages)
    with desk.seat.open_work(reading=True) as work:
        assert "pixels" not in str(work.get(Letter, gone.letter).values)


def test_the_meeting_pack_lists_the_men_of_whoever_asks_with_orders_and_agencies(office: Office) -> None:
    """MTG-1, RSK-7: what everybody at the table must mind; an order that is over is left out."""
    desk = office.desk("jo")
    orders = [
        {"kind": "Restraining order", "expires_on": "2027-03-01"},
        {"kind": "Old one", "expires_on": "2026-01-01"},
    ]
    managed = {"status": "managed", "level": "3", "lead_agency": "Northmarsh Probation", "review_on": "2026-12-01"}
    mine, other = a_case(office.desk("priya"), orders=orders), a_case(desk, given_name="Lee", external_reference="X3")
    perform(desk, "case.assign", {"cases": [other], "to_user": office.people["sam"].id})
    meeting = perform(desk, "meeting.prepare", {"on": "2026-11-05", "cases": [mine, other]}).meeting

    bare = text_of(
        office, "meeting", perform(desk, "meeting.prepare", {"on": "2026-11-06", "cases": [other]}).meeting, "jo"
    )
    perform(office.desk("priya"), "risk.record_mappa", {"case": mine, **managed})

    whole, hers = text_of(office, "meeting", meeting, "jo"), text_of(office, "meeting", meeting)
    assert "Lee O." in whole
    assert "Lee O." not in hers
    for words in ("Orders and agencies to mind", "Restraining order, until 1 March 2027", "MAPPA: Level 3"):
        assert words in hers
        assert words not in bare
    assert "Old one" not in whole


def test_a_sheet_of_somebody_elses_case_is_not_there(office: Office) -> None:
    other = a_case(office.desk("jo"))
    perform(office.desk("jo"), "case.assign", {"cases": [other], "to_user": office.people["sam"].id})

    with pytest.raises(Missing):
        perform(office.desk("priya"), "sheet.show", {"sheet": "goals", "about": other})
