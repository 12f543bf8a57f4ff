"""Papers: what a draft says of itself, who can open a copy, and that what was issued is never changed."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pikepdf
import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.core.shapes import replaced
from app.desk.catalogue import perform
from app.programme import papers
from app.programme.letters import letters
from models.programme.document import Report
from reports.programme.letters.rows import Letter as LetterPaper
from tests.offices import Office
from tests.programme.flows import prepared
from tests.programme.samples_papers import looked_at
from tests.programme.samples_reports import (
    NEEDED,
    WORDS,
    clear,
    issued,
    signed,
    with_reader,
)
from tests.programme.test_reports import shown, text_of


class TestPaper:
    def test_a_draft_says_so_on_every_page_and_the_signed_paper_does_not(self, office: Office) -> None:
        report = with_reader(office)
        desk = office.desk("priya")
        before = perform(desk, "report.preview", {"report": report, "page": 1, "dpi": 48})
        perform(office.desk("sam"), "report.sign_off", {"report": report})

        after = perform(desk, "report.preview", {"report": report, "dpi": 48})

        assert (before.is_draft, after.is_draft) == (True, False)
        assert after.sha256 == shown(office, report).sha256
        assert len(after.pages) == after.page_count
        assert all(page.startswith(b"\x89PNG") for page in (*before.pages, *after.pages))

    def test_the_copy_opens_with_its_password_only_and_has_a_name_that_says_nothing(self, office: Office) -> None:
        report = issued(office)

        copy = perform(office.desk("priya"), "report.deliver", {"report": report, **NEEDED})

        assert len(copy.password.split("-")) == 4
        assert copy.file.startswith("Report-")
        assert len(copy.file) == len("Report-") + 6 + len(".pdf")
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(copy.content))
        assert "Before it was issued" in text_of(copy.content, copy.password)

    def test_a_second_copy_to_the_same_reader_is_noticed(self, office: Office) -> None:
        report = issued(office)
        desk = office.desk("priya")
        perform(desk, "report.deliver", {"report": report, **NEEDED})

        again = perform(
            desk, "report.deliver", {"report": report, "recipient": "j marsh,  northmarsh probation", **NEEDED}
        )

        assert again.copy_number == 2
        assert any("copy 2" in note for note in again.notes)

    def test_a_delivery_needs_its_basis_its_reason_and_an_address_that_was_read_back(self, office: Office) -> None:
        report = issued(office)
        desk = office.desk("priya")

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "report.deliver", {"report": report})
        assert {"basis", "necessity"} <= set(refused.value.problems)
        with pytest.raises(InvalidInput) as refused:
            perform(desk, "report.deliver", {"report": report, "channel": "post", **NEEDED})
        assert "recipient" in refused.value.problems

    def test_nothing_goes_to_a_reader_whose_way_is_closed(self, office: Office) -> None:
        """REF-8: who would send it reads why, as it was said when he was referred."""
        desk = office.desk("priya")
        case = prepared(desk, reporting_route="no", reporting_reason="The order has ended.")
        report = str(perform(desk, "report.draft", {"case": case, "sections": {"summary": WORDS}}).report)
        perform(desk, "report.ask_second_reader", {"report": report, "reader": "sam"})
        perform(office.desk("sam"), "report.sign_off", {"report": report})
        clear(office, report)

        with pytest.raises(NotAllowed) as refused:
            perform(desk, "report.issue", {"report": report})

        closed = "The way of reporting to this reader is closed."
        assert refused.value.reasons == (closed, "The reason given: The order has ended.")

    def test_the_copy_is_written_where_it_is_wanted_and_overwrites_nothing(
        self, office: Office, tmp_path: Path
    ) -> None:
        report = issued(office)
        desk = office.desk("priya")
        wanted = {"report": report, "to_folder": str(tmp_path), **NEEDED}

        copy = perform(desk, "report.deliver", wanted)

        assert Path(copy.file).read_bytes() == copy.content
        with pytest.raises(InvalidInput):
            perform(desk, "report.deliver", wanted)
        assert len(perform(desk, "disclosure.list", {})) == 1

    def test_what_was_issued_is_never_changed(self, office: Office) -> None:
        report = issued(office)

        for act, more in (("report.edit", {"sections": {"summary": "No."}}), ("report.issue", {})):
            with pytest.raises(NotAllowed):
                perform(office.desk("priya"), act, {"report": report, **more})

    def test_the_same_report_signed_at_the_same_moment_gives_the_same_bytes(self, office: Office) -> None:
        from app.programme.papers import paper_data, rendered

        report, seat = signed(office), office.desk("priya").seat
        with seat.open_work(reading=True) as work:
            row = work.get(Report, report)
            once, twice = (rendered(paper_data(work, seat, row)) for _time in range(2))

        assert once == twice
        assert sha256(once).hexdigest() == shown(office, report).sha256


def test_what_a_page_says_beyond_its_values_is_never_signed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """R8: the leak gate stands in the way of signing a report and of sending a letter, not beside it."""
    report = with_reader(office)
    (man,) = perform(office.desk("priya"), "case.list", {}).rows
    letter = looked_at(office, {"case": man.case, "kind": "attendance"})
    draw_report, draw_letter = papers.render, letters.render
    monkeypatch.setattr(papers, "render", lambda data, out: draw_report(replaced(data, name="Quince Voss"), out))

    def of_another(data: LetterPaper, out: BinaryIO) -> None:
        draw_letter(replaced(data, head=replaced(data.head, name="Quince Voss")), out)

    monkeypatch.setattr(letters, "render", of_another)

    for login, act, given in (
        ("sam", "report.sign_off", {"report": report}),
        ("priya", "letter.issue", letter),
    ):
        with pytest.raises(NotAllowed):
            perform(office.desk(login), act, given)

    assert perform(office.desk("priya"), "report.show", {"report": report}).state == "second_reader"
    assert perform(office.desk("priya"), "letter.list", {}) == ()
