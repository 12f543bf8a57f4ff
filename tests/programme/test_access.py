"""His own file: every item decided, two people, the safety check, nothing of the partner desk (R12, RET-8, RET-9)."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from reports.kit.rtl import runs_right
from reports.kit.traces import painted
from tests.offices import Office, both_engines
from tests.programme.flows import prepared
from tests.programme.samples_papers import GIVE, asked_for, decided
from tests.programme.samples_reports import clear
from tests.programme.test_one_to_ones import booked
from tests.programme.test_registers import placed


def signed(office: Office, request: str) -> object:
    return perform(office.desk("priya"), "subject_access.sign", {"request": request, "second": "sam"})


def given_text(office: Office, request: str) -> str:
    copy = perform(office.desk("priya"), "subject_access.give", {"request": request, "channel": "by_hand"})
    with pikepdf.open(BytesIO(copy.content), password=copy.password) as pdf:
        out = BytesIO()
        pdf.save(out)
    return painted(out.getvalue())


@both_engines
def test_the_pack_goes_after_two_people_and_the_safety_check_and_stands_in_the_log(office: Office) -> None:
    request = decided(office, reason="He hits when he drinks.")

    waiting = signed(office, request)
    with pytest.raises(NotAllowed, match="Awaiting safety clearance"):
        perform(office.desk("priya"), "subject_access.give", {"request": request, "channel": "by_hand"})
    clear(office, request)
    text = given_text(office, request)

    assert (waiting.state, waiting.line, waiting.second) == ("waiting", "Awaiting safety clearance", "Sam Lee")
    assert "He hits when he drinks." in text
    assert "Amy" not in text, "what he told us about others is no part of it (RET-9)"
    assert "details" not in text.casefold()
    (row,) = perform(office.desk("priya"), "disclosure.list", {})
    assert (row.what, row.basis) == ("access.pack", "legal_obligation")
    assert perform(office.desk("priya"), "subject_access.list", {}) == ()


def test_a_file_of_more_than_a_hundred_thousand_signs_is_checked_whole_and_goes(office: Office) -> None:
    """REP-7, RET-8: what one item of the box cannot hold crosses in several."""
    desk, officer = office.desk("priya"), office.partner_desk("maya")
    case = prepared(desk)
    for turn in range(11):
        note = " ".join(f"n{turn:02d}x{number:04d}" for number in range(1080))
        event = {"case": case, "kind": "new_violence", "when": "2026-11-02T08:00", "source_class": "his_own"}
        perform(desk, "risk.raise", {**event, "what": note})
    request = perform(desk, "subject_access.prepare", {"case": case, "requested_on": "2026-11-02"}).request
    page = perform(desk, "subject_access.show", {"request": request})
    items = [{"item": one.item, "outcome": "give"} for one in page.items]
    perform(desk, "subject_access.decide", {"request": request, "items": items})
    signed(office, request)
    seen = perform(officer, "report.check", {"report": request}).text
    clear(office, request)
    text = given_text(office, request)

    assert len(seen) > 100_000
    assert all(f"n{turn:02d}x{number:04d}" in seen for turn in range(11) for number in range(1080))
    assert "n10x1079" in text


class TestByPost:
    """REP-12, R10: his whole file goes where a letter may go, and nowhere else."""

    def test_an_address_of_today_is_checked_by_a_second_person_and_a_shared_one_refused(self, office: Office) -> None:
        desk = office.desk("priya")
        request = decided(office)
        signed(office, request)
        clear(office, request)
        by_post = {"request": request, "channel": "post"}
        case = perform(desk, "subject_access.show", {"request": request}).case

        def correct(field: str, value: str) -> None:
            perform(desk, "client.correct", {"case": case, "fields": {field: value}, "reason": "He told us."})

        with pytest.raises(InvalidInput) as nowhere:
            perform(desk, "subject_access.give", by_post)
        correct("address", "4 Quay Street")
        with pytest.raises(NotAllowed, match="second person must check"):
            perform(desk, "subject_access.give", {**by_post, "address_read_back": True})
        correct("shares_address", "yes")
        with pytest.raises(InvalidInput) as shared:
            perform(desk, "subject_access.give", {**by_post, "address_read_back": True, "second": "sam"})
        correct("shares_address", "no")
        page = perform(desk, "subject_access.show", {"request": request})
        perform(desk, "subject_access.give", {**by_post, "address_read_back": True, "second": "sam"})

        assert set(nowhere.value.problems) == {"address", "address_read_back"}
        assert set(shared.value.problems) == {"channel"}
        assert page.address_is_new


class TestDeciding:
    def test_free_words_wait_for_a_decision_and_less_than_all_needs_a_ground(self, office: Office) -> None:
        request = asked_for(office, reason="His sister told us of it.")
        desk = office.desk("priya")
        page = perform(desk, "subject_access.show", {"request": request})
        still = [one.item for one in page.items if not one.outcome]

        with pytest.raises(NotAllowed, match="not decided yet"):
            signed(office, request)
        less = {"item": "reason", "outcome": "keep"}
        with pytest.raises(InvalidInput) as refused:
            perform(desk, "subject_access.decide", {"request": request, "items": [less]})
        cut = {
            "item": "reason", "outcome": "cut", "cut_text": "Somebody told us of it.", "ground": "other_person",
            "other_asked": "cannot", "why": "It names his sister.",
        }  # fmt: skip
        items = [{"item": one, "outcome": "give"} for one in still if one != "reason"]
        after = perform(desk, "subject_access.decide", {"request": request, "items": [cut, *items]})
        signed(office, request)
        clear(office, request)
        text = given_text(office, request)

        assert "reason" in still
        assert "client" not in still
        assert set(refused.value.problems) == {"why"}
        assert after.open_items == 0
        assert "Somebody told us of it." in text
        assert "sister" not in text

    def test_what_was_signed_cannot_be_changed(self, office: Office) -> None:
        request = decided(office)
        signed(office, request)

        with pytest.raises(NotAllowed):
            perform(office.desk("priya"), "subject_access.decide", {"request": request, "items": [GIVE]})

    def test_one_cannot_sign_alone(self, office: Office) -> None:
        with pytest.raises(NotAllowed, match="second person"):
            perform(office.desk("priya"), "subject_access.sign", {"request": decided(office)})


def test_a_month_runs_on_today_and_the_safety_team_hears_of_it(office: Office) -> None:
    request = asked_for(office)

    rows = perform(office.desk("priya"), "today.show", {}).rows
    (due,) = [row for row in rows if row.act == "subject_access.decide"]

    assert (due.about, due.due.date()) == (request, date(2026, 12, 2))
    kinds = [line.kind for line in perform(office.partner_desk("maya"), "inbox.list", {})]
    assert "subject_access" in kinds


def test_a_number_in_his_file_says_what_it_is(office: Office) -> None:
    """ONE-3, RET-8: he reads whose view it was and of how many, his birth and the days in words."""
    _group, (adam,) = placed(office)
    desk = office.desk("priya")
    talk = booked(office, adam)
    said = {"session": talk, "happened": True, "summary": "Spoke of Sunday.", "views": {"his": 2, "ours": 4}}
    perform(desk, "one_to_one.record", said)

    page = perform(desk, "subject_access.prepare", {"case": adam, "requested_on": f"{desk.seat.clock.today()}"})

    (contact,) = [one.text for one in page.items if one.item == f"contact/{talk}"]
    assert contact == "Spoke of Sunday.\nHow you saw it: 2 of 5\nHow we saw it: 4 of 5"
    assert not [one.text for one in page.items if "1988-" in one.text or "2026-" in one.text]


def test_a_man_who_reads_dutch_gets_the_words_of_the_office_in_dutch(office: Office) -> None:
    """UX-31: what somebody wrote stays as it was written."""
    desk = office.desk("priya")
    case = prepared(desk, reason="He hits when he drinks.", language="nl")

    page = perform(desk, "subject_access.prepare", {"case": case, "requested_on": "2026-11-02"})

    texts = {one.item: one.text for one in page.items}
    assert "Aangemeld door: Reclassering" in texts["referral"]
    assert "Stand: " in texts["referral"]
    assert texts["reason"] == "He hits when he drinks."
    assert {one.words for one in page.items} >= {"Over u", "Uw aanmelding"}
    assert not [one for one in page.items if "Sent by" in one.text or "Moved to" in one.text]


def test_a_line_that_begins_in_latin_letters_keeps_its_direction_beside_a_name_from_the_right() -> None:
    """UX-30: "Dear" stands before the name and the comma after it; a text of his in Arabic is set from the right."""
    name = "\u064a\u0648\u0633\u0641 \u0627\u0644\u0639\u0645\u0631\u064a"

    assert [runs_right(one) for one in (f"Dear {name},", name, f"{name} (Daniel)", "Dear Daniel,")] == [
        False, True, True, False,
    ]  # fmt: skip
