"""NEV-2: a report never leaves without second reader and clearance, or after an edit that did not void them."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.core.errors import Damaged, InvalidInput, Missing, NotAllowed
from app.core.shapes import new_id
from app.crypto.clearance import Clearance as Statement
from app.crypto.clearance import make_clearance
from app.crypto.person import Signer
from app.desk.catalogue import perform
from models.programme.crossing import Clearance
from models.programme.document import Disclosure, Paper, Report
from tests.offices import INST, Office, both_engines
from tests.programme.samples_reports import NEEDED, a_draft, clear, cleared_report, issued, signed, with_reader


def refused(office: Office, report: str) -> None:
    """Neither issue nor delivery is possible for anybody, and nothing was noted as having left."""
    for login in ("priya", "jo"):
        with pytest.raises(NotAllowed):
            perform(office.desk(login), "report.issue", {"report": report})
        with pytest.raises((NotAllowed, InvalidInput, Missing)):
            perform(office.desk(login), "report.deliver", {"report": report, **NEEDED})
    with office.programme.work(reading=True) as work:
        assert work.session.scalars(select(Disclosure.id)).all() == []


def edit(office: Office, report: str, login: str = "priya", **changes: object) -> None:
    """The smallest edit there is: nothing that is said changes."""
    perform(office.desk(login), "report.edit", {"report": report, **changes})


@both_engines
@pytest.mark.parametrize("stand", [a_draft, with_reader, signed], ids=["draft", "unread", "uncleared"])
def test_a_report_that_was_not_read_or_not_cleared_does_not_leave(
    office: Office, stand: Callable[[Office], str]
) -> None:
    refused(office, stand(office))


@pytest.mark.parametrize("stand", [with_reader, signed, cleared_report], ids=["asked", "signed", "cleared"])
def test_the_smallest_edit_voids_reader_and_clearance(office: Office, stand: Callable[[Office], str]) -> None:
    report = stand(office)

    edit(office, report)

    page = perform(office.desk("priya"), "report.show", {"report": report})
    assert (page.state, page.second_reader, page.sha256, page.lines) == ("draft", "", "", ())
    refused(office, report)


def test_an_edited_report_needs_both_again_and_the_old_clearance_does_not_count(office: Office) -> None:
    report = cleared_report(office)
    edit(office, report, sections={"concerns": "None this month."})

    perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": "sam"})
    perform(office.desk("sam"), "report.sign_off", {"report": report})

    page = perform(office.desk("priya"), "report.show", {"report": report})
    assert (page.state, page.lines) == ("awaiting_clearance", ("Awaiting safety clearance",))
    refused(office, report)
    clear(office, report)
    assert perform(office.desk("priya"), "report.issue", {"report": report}).sha256 == page.sha256


def test_the_words_of_the_refusal_say_nothing_of_a_hold(office: Office) -> None:
    waits = signed(office)
    with pytest.raises(NotAllowed) as waiting:
        perform(office.desk("priya"), "report.issue", {"report": waits})
    officer = office.partner_desk("maya")
    perform(officer, "report.check", {"report": waits})
    perform(officer, "report.hold", {"report": waits, "reason": "Her street stands in it."})

    with pytest.raises(NotAllowed) as held:
        perform(office.desk("priya"), "report.issue", {"report": waits})

    assert waiting.value.reasons == held.value.reasons == ("Awaiting safety clearance.",)


def test_no_writer_signs_not_even_as_somebody_elses_second_name(office: Office) -> None:
    report = a_draft(office)
    edit(office, report, "jo")
    perform(office.desk("priya"), "report.ask_second_reader", {"report": report})

    for login, second in (("priya", None), ("jo", None), ("priya", "jo"), ("jo", "priya"), ("sam", "jo")):
        with pytest.raises(NotAllowed):
            perform(office.desk(login), "report.sign_off", {"report": report, "second": second})
    refused(office, report)


@pytest.mark.parametrize("wrong", ["bytes", "report", "case", "subject"])
def test_a_clearance_of_anything_else_clears_nothing(office: Office, wrong: str) -> None:
    report = signed(office)
    seat = office.desk("priya").seat
    with seat.open_work(reading=True) as work:
        row = work.get(Report, report)
        case, digest = row.case_id, row.doc_sha256
    said = {
        "bytes": (case, "report", report, "ab" * 32),
        "report": (case, "report", new_id(), digest),
        "case": (new_id(), "report", report, digest),
        "subject": (case, "case", report, None),
    }[wrong]

    put_clearance(office, case, report, Statement(new_id(), *said, office.clock.now()))

    refused(office, report)


def test_a_clearance_altered_by_one_bit_is_damage_and_not_a_yes(office: Office) -> None:
    report = cleared_report(office)
    with office.programme.work() as work:
        row = work.session.scalars(select(Clearance)).one()
        work.session.execute(update(Clearance).values(statement=row.statement[:-1] + bytes([row.statement[-1] ^ 1])))

    with pytest.raises(Damaged):
        perform(office.desk("priya"), "report.issue", {"report": report})


def test_bytes_altered_in_the_database_do_not_leave(office: Office) -> None:
    report = cleared_report(office)
    with office.programme.work() as work:
        paper = work.session.scalars(select(Paper)).one()
        work.session.execute(update(Paper).values(content=paper.content + b" "))

    with pytest.raises(Damaged):
        perform(office.desk("priya"), "report.issue", {"report": report})


def test_what_was_issued_is_not_edited_into_something_else(office: Office) -> None:
    report = issued(office)

    with pytest.raises(NotAllowed):
        edit(office, report, sections={"summary": "Something else."})

    copy = perform(office.desk("priya"), "report.deliver", {"report": report, **NEEDED})
    assert copy.sha256_cleared == perform(office.desk("priya"), "report.show", {"report": report}).sha256


def put_clearance(office: Office, case: str, about: str, statement: Statement) -> None:
    """A clearance that an officer really signed, put where one for this report is looked for."""
    signer = Signer(INST, office.people["maya"].id, office.seeds["maya"], office.roster.head.seq)
    stored = make_clearance(signer, office.roster, statement)
    with office.programme.work() as work:
        work.session.add(Clearance(id=statement.id, case_id=case, about=about, statement=stored, given_at=statement.ts))
