"""Every report is begun the same way, takes its facts from the records, and says what is missing before it goes on."""

from datetime import timedelta

import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from reports.programme.documents import Kind
from tests.offices import Office, both_engines
from tests.programme.flows import prepared, waiting
from tests.programme.samples_reports import WORDS, clear
from tests.programme.test_reports import shown, text_of

COURSE = {
    *(Kind.PROGRESS, Kind.MIDWAY, Kind.COMPLETION, Kind.NON_COMPLETION, Kind.COURT, Kind.CAFCASS),
    Kind.CHILDRENS_SERVICES,
}


def begun(office: Office, kind: Kind, case: str, **sections: str) -> object:
    given = {"case": case, "type": kind.value, "sections": {"summary": WORDS, **sections}}
    return perform(office.desk("priya"), "report.draft", given)


@both_engines
class TestOnBothEngines:
    def test_every_kind_is_begun_with_its_own_parts_and_previewed(self, office: Office) -> None:
        case = prepared(office.desk("priya"))

        for kind in Kind:
            saved = begun(office, kind, case)
            page = shown(office, saved.report)

            assert (page.type, page.state) == (kind.value, "draft")
            assert {"summary", "next_steps"} <= {key for key, _words in page.headings}
            assert any(key == "foundation" for key, _words in page.headings) == (kind in COURSE)
        assert len(perform(office.desk("priya"), "report.list", {"case": case})) == len(Kind)

    def test_an_acceptance_report_goes_its_whole_way(self, office: Office) -> None:
        """DEN-6: with each criterion, how it came out, why, and its source; no note, and nothing of hers."""
        case = waiting(office.desk("priya"))
        saved = begun(office, Kind.ACCEPTANCE, case, agreed="He comes sober.")
        desk = office.desk("priya")
        perform(desk, "report.ask_second_reader", {"report": saved.report, "reader": "sam"})
        perform(office.desk("sam"), "report.sign_off", {"report": saved.report})
        clear(office, saved.report)

        out = perform(desk, "report.issue", {"report": saved.report})
        needed = {"basis": "public_task", "necessity": "He was referred by them."}
        copy = perform(desk, "report.deliver", {"report": saved.report, **needed})

        text = text_of(copy.content, copy.password)
        assert out.sha256 == copy.sha256_cleared
        assert "Acceptance report" in text
        assert "Suitable for this programme" in text
        assert "He comes sober." in text
        told = "".join(text.split())
        criteria = perform(desk, "screening.show", {"case": case}).criteria
        assert criteria
        for one in criteria:
            assert all("".join(words.split()) in told for words in (one.text, one.reason, one.source))
        assert not any(words in text for words in ("I want to stop.", "Amy", "partner desk", "safety team"))
        assert perform(desk, "disclosure.list", {"case": case})[0].what == "report.acceptance"


def test_a_reader_who_had_the_last_report_in_dutch_gets_the_next_one_in_dutch(office: Office) -> None:
    case = prepared(office.desk("priya"))
    first = begun(office, Kind.PROGRESS, case)
    perform(office.desk("priya"), "report.edit", {"report": first.report, "language": "nl"})
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))

    second = begun(office, Kind.MIDWAY, case)

    page = shown(office, second.report)
    assert page.language == shown(office, first.report).language == "nl"
    assert page.headings[0] == ("summary", "Summary"), "the writer goes on reading the desk's language"
    assert page.facts.legal_basis.startswith("Voorwaarde bij een rechterlijke uitspraak")


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.ACCEPTANCE, "a decision that he is suitable"),
        (Kind.NOT_SUITABLE, "a decision that he is not suitable"),
        (Kind.COMPLETION, "his completion, recorded from the registers"),
        (Kind.NON_COMPLETION, "the end of his place, recorded"),
        (Kind.THREE_WAY_REVIEW, "a recorded three-way review"),
        (Kind.CONCERN, "what worries us"),
        (Kind.CAFCASS, "what we were asked"),
    ],
)
def test_what_a_report_is_about_must_be_in_the_records_first(office: Office, kind: Kind, missing: str) -> None:
    saved = begun(office, kind, prepared(office.desk("priya")))

    with pytest.raises(NotAllowed, match=missing):
        perform(office.desk("priya"), "report.ask_second_reader", {"report": saved.report, "reader": "sam"})

    assert any(missing in gap.words for gap in saved.gaps)


def test_a_part_of_another_report_is_refused(office: Office) -> None:
    case = prepared(office.desk("priya"))

    with pytest.raises(InvalidInput, match="There is no such part"):
        begun(office, Kind.PROGRESS, case, agreed="He comes sober.")
    with pytest.raises(InvalidInput):
        perform(office.desk("priya"), "report.draft", {"case": case, "type": "novel"})
