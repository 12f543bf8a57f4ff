"""Her own file reaches her by a safe way with two names on it; he gets his own words and nothing else (RET-8, 9)."""

import io
from datetime import date, datetime
from pathlib import Path

import pikepdf
import pytest

from app.bridge.papers import FilePage, PaperCopy
from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.shapes import PartnerId
from app.desk.catalogue import perform
from app.domain.answers import Answer
from app.partner.rules.safe_contact import WayKind
from app.partner.safe_plans import WayGiven
from reports.kit.traces import painted
from tests.bridge.samples import HER_NAME, HER_NUMBER, a_case, a_plan, details_passed, her_record
from tests.offices import Office

NOTES = "She said that her sister Amy helps her."
TODAY = "2026-11-02"


def a_woman(office: Office) -> PartnerId:
    """A record with a plan that allows post, one contact with a note, and a step of Marac."""
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()
    ways = (
        WayGiven(kind=WayKind.CALL, to=HER_NUMBER, may_leave_message=Answer.NO),
        WayGiven(kind=WayKind.POST, to="3 Quince Row", confirmed_not_shared=Answer.YES),
    )
    desk.safe_plans.set(a_plan(partner, date(2026, 11, 2), ways=ways))
    spoke = {"way": "call", "outcome": "spoke_safe", "notes": NOTES, "at": office.clock.now().isoformat()}
    perform(desk, "contact.record", {"partner": partner, **spoke})
    perform(desk, "marac.record", {"partner": partner, "step": "referral", "on": TODAY, "words": "The panel met."})
    return partner


def asked(office: Office, partner: PartnerId) -> FilePage:
    page: FilePage = perform(office.partner_desk(), "her_file.prepare", {"partner": partner, "requested_on": TODAY})
    return page


def decided(office: Office, partner: PartnerId) -> None:
    """Each item that waits is decided: the contact without what is about her sister."""
    desk = office.partner_desk()
    for one in perform(desk, "her_file.show", {"partner": partner}).items:
        if not one.outcome:
            cut = {"outcome": "cut", "cut_text": "Spoke with you.", "why": "about her sister"}
            perform(desk, "her_file.decide", {"partner": partner, "item": one.item, **cut})


def signed(office: Office) -> PartnerId:
    partner = a_woman(office)
    asked(office, partner)
    decided(office, partner)
    perform(office.partner_desk(), "her_file.sign", {"partner": partner, "second": "wendy"})
    return partner


def said_on(copy: PaperCopy) -> str:
    with pikepdf.open(copy.file, password=copy.password) as paper:
        out = io.BytesIO()
        paper.save(out, encryption=False)
    return painted(out.getvalue())


def given(partner: PartnerId, folder: Path, way: str = "post") -> dict[str, str]:
    return {"partner": partner, "way": way, "why_safe": "She asked for post today.", "to_folder": str(folder)}


def test_free_words_wait_for_a_decision_and_marac_is_no_item(office: Office) -> None:
    """RSK-11: nothing of Marac is in what she is sent home with."""
    partner = a_woman(office)

    page = asked(office, partner)

    assert (page.state, page.due_on, page.open_items) == ("deciding", date(2026, 12, 2), 1)
    assert [one.kind for one in page.items if not one.outcome] == ["Contact with you"]
    assert "panel" not in str(page.items)
    with pytest.raises(NotAllowed, match="open already"):
        asked(office, partner)
    with pytest.raises(NotAllowed, match="not decided"):
        perform(office.partner_desk(), "her_file.sign", {"partner": partner, "second": "wendy"})


def test_what_is_not_given_whole_needs_a_why_and_what_remains(office: Office) -> None:
    partner = a_woman(office)
    item = next(one.item for one in asked(office, partner).items if not one.outcome)
    for wrong, fields in (({"outcome": "keep"}, ["why"]), ({"outcome": "cut"}, ["why", "cut_text"])):
        with pytest.raises(InvalidInput) as refused:
            perform(office.partner_desk(), "her_file.decide", {"partner": partner, "item": item, **wrong})
        assert list(refused.value.problems) == fields
    with pytest.raises(Missing):
        perform(office.partner_desk(), "her_file.decide", {"partner": partner, "item": "x", "outcome": "give"})


def test_the_paper_that_two_signed_goes_by_a_way_that_is_safe_and_is_logged(office: Office, tmp_path: Path) -> None:
    partner = signed(office)
    desk = office.partner_desk()
    with pytest.raises(NotAllowed, match="does not allow"):
        perform(desk, "her_file.give", given(partner, tmp_path, "email"))

    copy = perform(desk, "her_file.give", given(partner, tmp_path))

    said = said_on(copy)
    assert HER_NUMBER in said
    assert "Spoke with you." in said
    assert "Amy" not in said
    assert "panel" not in said
    assert Path(copy.file).name.startswith("Letter-")
    assert perform(desk, "her_file.show", {"partner": partner}).state == "given"
    (newest, *_older) = perform(desk, "access_log.show", {"partner": partner})
    assert (newest.act, newest.number) == ("her_file.show", "S-0001")
    with pytest.raises(NotAllowed, match="already"):
        perform(desk, "her_file.give", given(partner, tmp_path))


def test_a_plan_checked_long_ago_stops_post_but_not_her_own_hands(office: Office, tmp_path: Path) -> None:
    partner = signed(office)
    office.clock.move_to(datetime(2026, 12, 4, 10, 0))  # noqa: DTZ001  the office's wall time
    desk = office.partner_desk()

    with pytest.raises(NotAllowed, match="30 days ago"):
        perform(desk, "her_file.give", given(partner, tmp_path))

    assert perform(desk, "her_file.give", given(partner, tmp_path, "in_person")).password


def test_two_people_sign_and_a_decision_afterwards_voids_both(office: Office, tmp_path: Path) -> None:
    partner = a_woman(office)
    asked(office, partner)
    decided(office, partner)
    desk = office.partner_desk()
    with pytest.raises(NotAllowed, match="somebody else"):
        perform(desk, "her_file.sign", {"partner": partner, "second": "maya"})
    perform(desk, "her_file.sign", {"partner": partner, "second": "wendy"})

    again = perform(desk, "her_file.decide", {"partner": partner, "item": "record", "outcome": "give"})

    assert (again.state, again.signed_by, again.second) == ("deciding", "", "")
    with pytest.raises(NotAllowed):
        perform(desk, "her_file.give", given(partner, tmp_path))


WORDS = {"requested_on": TODAY, "risk": "He knows where she works.", "second": "wendy"}


def test_he_gets_exactly_what_he_wrote_with_or_without_a_record_of_hers(office: Office, tmp_path: Path) -> None:
    case, other = a_case(office), a_case(office, "Ewan")
    details_passed(office, case)
    her_record(office, case, given_name="Amara")
    details_passed(office, other)
    desk = office.partner_desk()
    copies = [
        perform(desk, "own_words.prepare", {"case": one, "decision": "give", "to_folder": str(tmp_path), **WORDS})
        for one in (case, other)
    ]

    said = [said_on(copy) for copy in copies]

    assert all(HER_NAME in one and HER_NUMBER in one for one in said)
    assert "Amara" not in said[0]
    assert "Quince" not in said[0]
    assert said[0].replace("Daniel", "") == said[1].replace("Ewan", "")
    shown = perform(desk, "own_words.show", {"case": case})
    assert shown.decided == (f"{TODAY}: Given, by Maya Okafor and Wendy Mair. {WORDS['risk']}",)
    assert perform(desk, "own_words.show", {"case": other}).items == shown.items


def test_it_can_be_refused_after_a_look_at_the_risk_and_nothing_is_written(office: Office, tmp_path: Path) -> None:
    case = a_case(office)
    details_passed(office, case)
    desk = office.partner_desk()
    with pytest.raises(InvalidInput) as refused:
        perform(desk, "own_words.prepare", {"case": case, "decision": "give", **WORDS})
    assert list(refused.value.problems) == ["to_folder"]

    copy = perform(desk, "own_words.prepare", {"case": case, "decision": "refuse", **WORDS})

    assert (copy.file, copy.password, list(tmp_path.glob("*.pdf"))) == ("", "", [])
    assert "Not given" in perform(desk, "own_words.show", {"case": case}).decided[0]
