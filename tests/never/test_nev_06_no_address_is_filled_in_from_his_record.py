"""NEV-6: nothing goes to an address he shares or used, and no address is ever filled in from his record."""

import io

import pikepdf
import pytest
from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.shapes import to_builtins
from app.desk.catalogue import describe, perform
from app.programme.desk import ProgrammeDesk
from models.programme.document import Disclosure
from tests.never.hunt import Hunt, paper_parts, told
from tests.offices import Office, both_engines
from tests.programme.flows import prepared
from tests.programme.samples_reports import NEEDED, clear, signed

HIS = {
    "phone": "07700 900142", "email": "daniel.okoro.quillstone@example.org",
    "address": "14 Quillstone Terrace, Northmarsh", "shares_address": "no",
}  # fmt: skip
REFERRER = {"organisation": "Northmarsh Probation", "officer": "J Marsh", "email": "j.marsh.quillstone@example.org"}
ADDRESSES = Hunt("quillstone", "07700 900142")
POST = {"channel": "post", "read_back": True, **NEEDED}


def issued(office: Office, **changed: object) -> str:
    """An issued report about a man whose record is full of addresses."""
    desk = office.desk("priya")
    case = prepared(desk, contact={**HIS, **changed}, referrer=REFERRER)
    report = signed(office, case=case)
    clear(office, report)
    perform(desk, "report.issue", {"report": report})
    return report


def gone(office: Office) -> list[str]:
    """The readers that the log of deliveries names."""
    with office.programme.work(reading=True) as work:
        return list(work.session.scalars(select(Disclosure.recipient)))


@both_engines
class TestNever6:
    """A copy that leaves names its reader; no address of anybody stands anywhere in it."""

    def test_a_delivery_carries_no_address_of_his_and_none_of_his_referrers(self, office: Office) -> None:
        report = issued(office)
        desk = office.desk("priya")

        copy = perform(desk, "report.deliver", {"report": report, **NEEDED})

        paper = dict(paper_parts(copy.content, copy.password))
        shown = [perform(desk, "report.show", {"report": report}), perform(desk, "disclosure.list", {})]
        plain = {name: value for name, value in to_builtins(copy).items() if name != "content"}
        found = [one for some in (plain, paper, to_builtins(shown)) for one in ADDRESSES.in_value("delivery", some)]
        assert not found, told(found)
        assert gone(office) == ["J Marsh, Northmarsh Probation"]
        assert b"Okoro" in b"".join(paper.values()), "the paper was really read"
        assert ADDRESSES.in_value("his page", to_builtins(perform(desk, "case.show", {"case": shown[0].case})))

    def test_post_goes_only_where_a_person_read_the_address_back(self, office: Office) -> None:
        report = issued(office)

        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("priya"), "report.deliver", {"report": report, **POST, "read_back": False})

        assert set(refused.value.problems) == {"recipient"}
        assert gone(office) == []
        perform(office.desk("priya"), "report.deliver", {"report": report, **POST})
        assert gone(office) == ["J Marsh, Northmarsh Probation"]

    def test_nothing_goes_by_post_to_an_address_that_he_shares(self, office: Office) -> None:
        report = issued(office, shares_address="yes")

        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("priya"), "report.deliver", {"report": report, **POST, "to_address": "his"})

        assert set(refused.value.problems) == {"channel"}
        assert gone(office) == []
        assert not ADDRESSES.in_value("refusal", [str(refused.value), refused.value.problems])


def test_no_delivery_takes_its_address_from_anywhere_because_none_is_asked_and_none_is_kept() -> None:
    (entry,) = [one for one in describe(ProgrammeDesk) if one["name"] == "report.deliver"]
    fields = set(entry["input"]["$defs"]["ReportDelivered"]["properties"])

    assert not fields & {"address", "email", "phone", "use_address_of", "copy_to"}
    assert "to_address" in fields, "only whether it is his own: the address itself is typed on the envelope"
    assert not {"address", "email", "phone"} & {column.name for column in Disclosure.__table__.columns}


def test_the_envelope_of_a_copy_says_nothing(office: Office) -> None:
    report = issued(office)

    copy = perform(office.desk("priya"), "report.deliver", {"report": report, **NEEDED})

    with pikepdf.open(io.BytesIO(copy.content), password=copy.password) as paper:
        assert set(paper.docinfo.keys()) <= {"/Title", "/Producer", "/CreationDate", "/ModDate", "/Trapped"}
        assert str(paper.docinfo["/Title"]) == "Report"
    assert not Hunt("Okoro", "Daniel", "P-0001", "violence", "probation").in_text("name", copy.file)
