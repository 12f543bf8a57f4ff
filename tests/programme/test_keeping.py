"""His records go by list when their time is over: two names, numbers only, never what is held or another man's."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from app.programme.keeping.stones import stones, whole_list
from models.programme.base import Base
from models.programme.case import Case, CaseEvent
from models.programme.client import Client
from models.programme.delivery import CatchUpMan
from models.programme.document import Disclosure, Incident
from models.programme.group import Session
from models.programme.keeping import Deletion, KeptDisclosure
from models.programme.peer import Enquiry
from tests.offices import INST, Office, both_engines
from tests.programme.flows import a_case, a_group, waiting
from tests.programme.test_catch_ups import AFTER, THURSDAY, missed_by


def closed(office: Office, case: str) -> str:
    """A case that he left by his own wish."""
    perform(office.desk("jo"), "case.move", {"case": case, "to": "withdrawn", "reason_code": "own_request"})
    return case


def years_later(office: Office, years: int) -> None:
    worked_until(office, office.clock.now() + timedelta(days=366 * years))


def worked_until(office: Office, then: datetime) -> None:
    """Work goes on until then: the log has sightings a day apart (T18)."""
    seat = office.desk("jo").seat
    for at in (then - timedelta(days=2), then - timedelta(hours=1), then):
        office.clock.move_to(at)
        with seat.open_work() as work:
            seat.ledger.append(work, "desk.open", at)


def due(office: Office) -> list[tuple[str, str, date]]:
    page = perform(office.desk("jo"), "retention.list", {})
    return [(line.reference, line.kept_as, line.due_on) for line in page.due]


def everything(office: Office) -> dict[str, int]:
    """How many rows each of his tables holds."""
    with office.programme.work(reading=True) as work:
        return {
            one.class_.__tablename__: work.session.scalar(select(func.count()).select_from(one.class_)) or 0
            for one in Base.registry.mappers
        }


def deleted(office: Office, *cases: str, login: str = "jo") -> object:
    return perform(office.desk(login), "retention.delete", {"records": list(cases), "second": "mo"})


@both_engines
def test_each_class_has_its_own_day_and_an_open_case_has_none(office: Office) -> None:
    desk, _session, (adam, ben) = missed_by(office, 2)
    never = closed(office, a_case(desk, given_name="Never", external_reference="X9"))
    with office.programme.work() as work:
        for case in (adam, ben):
            row = work.session.get_one(Case, case)
            row.state, row.state_since = "completed", office.clock.now()
            begun = {"kind": "moved", "from_state": "placed", "to_state": "on_programme"}
            work.add(CaseEvent(case_id=case, at=row.state_since, by_user="ab" * 16, by_label="Priya Nair", **begun))
    a_case(desk, given_name="Open", external_reference="X8")
    assert due(office) == []

    years_later(office, 2)
    assert [one[:2] for one in due(office)] == [(number(office, never), "not_started")]
    years_later(office, 6)

    assert [one[1] for one in due(office)] == ["not_started", "started", "started"]
    perform(office.desk("jo"), "settings.set", {"key": "keep.started_years", "value": 9})
    assert [one[1] for one in due(office)] == ["not_started"], "a setting, not a rule"


def number(office: Office, case: str) -> str:
    with office.programme.work(reading=True) as work:
        return work.session.get_one(Case, case).reference


@both_engines
def test_a_case_goes_whole_and_the_other_men_of_his_sessions_keep_every_row(office: Office) -> None:
    """Adam shares a catch-up with Ben that was booked under Adam's case."""
    desk, session, (adam, ben) = missed_by(office, 2)
    wanted = {"case": adam, "sessions_covered": [session], "with": [ben], "starts_at": THURSDAY}
    made = perform(desk, "catch_up.book", wanted)
    office.clock.move_to(AFTER)
    marks = [{"case": one, "code": "ATTC", "minutes": 150} for one in (adam, ben)]
    perform(desk, "register.take", {"session": made.session, "marks": marks, "head_count": 2})
    closed(office, adam)
    before = attendance(desk, ben)
    with office.programme.work(reading=True) as work:
        own = work.session.get_one(Case, adam).client_id
    years_later(office, 8)

    certificate = deleted(office, adam)

    assert (certificate.records, certificate.people) == (1, 1)
    assert certificate.rows > 20
    assert attendance(desk, ben) == before, "nothing of Ben's is gone"
    with office.programme.work(reading=True) as work:
        assert work.session.get(Case, adam) is None
        assert work.session.get(Client, own) is None
        assert work.session.get_one(Session, made.session).case_id is None
        assert work.session.scalars(select(CatchUpMan.case_id)).all() == [ben]
        for one in Base.registry.mappers:
            if "case_id" in one.columns:
                query = select(func.count()).select_from(one.class_).where(one.class_.case_id == adam)
                assert work.session.scalar(query) == 0, one.class_.__tablename__
    with pytest.raises(Missing):
        perform(office.desk("jo"), "case.show", {"case": adam})
    assert perform(office.desk("jo"), "audit.verify", {}).ok, "the log says of each row that it was deleted"
    assert not [one for one in perform(office.desk("jo"), "case.find", {"words": "adam"}) if "Adam" in str(one)]


def attendance(desk: ProgrammeDesk, case: str) -> object:
    return perform(desk, "case.attendance", {"case": case})


@both_engines
def test_deleting_takes_exactly_the_rows_that_receiving_him_made(office: Office) -> None:
    desk = office.desk("priya")
    waiting(desk, given_name="Stays", external_reference="X1")
    before = everything(office)
    goes = closed(office, waiting(desk, given_name="Goes", external_reference="X2"))
    years_later(office, 2)

    deleted(office, goes)

    grew = {"history", "seen", "deletion", "case_tombstone", "box_item"}
    after = everything(office)
    assert {name: after[name] for name in after if name not in grew} == {
        name: before[name] for name in before if name not in grew
    }


def test_the_certificate_has_two_names_and_numbers_and_nothing_of_him(office: Office) -> None:
    goes = closed(office, waiting(office.desk("priya"), given_name="Zebedee", family_name="Quill"))
    years_later(office, 2)

    made = deleted(office, goes)

    assert (made.by, made.second, made.on) == ("Jo Adeyemi", "Mo Grant", office.clock.today())
    assert made.complete_on == office.clock.today() + timedelta(days=90)
    assert perform(office.desk("jo"), "retention.list", {}).certificates == (made,)
    with office.programme.work(reading=True) as work:
        kept = work.session.scalars(select(Deletion)).one()
        assert kept.counts["cases"] == {"2026 bbr withdrawn": 1}, "statistics survive as counts (RET-5)"
        rows = work.session.execute(text("SELECT counts FROM deletion")).scalar()
    assert "Zebedee" not in str(rows)
    assert "Quill" not in str(made)


def test_what_had_left_of_him_is_kept_a_year_longer_and_then_goes_with_the_next_list(office: Office) -> None:
    goes, later = (
        closed(office, waiting(office.desk("priya"), given_name=name, family_name=family, external_reference=name))
        for name, family in (("Adam", "Abel"), ("Bo", "Quist"))
    )
    at = office.clock.now()
    with office.programme.work() as work:
        work.add(
            Disclosure(
                case_id=goes, what="progress", recipient="J Marsh", basis="court_order", necessity="asked",
                channel="post", approver="ab" * 16, sha256_cleared="c" * 64, at=at, by_user="ab" * 16,
            )
        )  # fmt: skip
    years_later(office, 2)
    deleted(office, goes)

    with office.programme.work(reading=True) as work:
        kept = work.session.scalars(select(KeptDisclosure)).one()
        assert (kept.reference, kept.said["recipient"]) == ("P-0001", "J Marsh")
        assert kept.until > office.clock.today() + timedelta(days=360)
    years_later(office, 2)
    deleted(office, later)
    with office.programme.work(reading=True) as work:
        assert work.session.scalars(select(KeptDisclosure)).all() == []


def test_a_delivery_that_went_wrong_keeps_his_case_until_it_is_closed(office: Office) -> None:
    """Domain.md section 14: an incident is kept until it is released. REP-11."""
    at = office.clock.now()
    goes = closed(office, waiting(office.desk("priya")))
    who = {"at": at, "by_user": "ab" * 16}
    with office.programme.work() as work:
        gone = work.add(
            Disclosure(
                case_id=goes, what="report.progress", recipient="J Marsh", basis="court_order", necessity="asked",
                channel="post", approver="ab" * 16, sha256_cleared="c" * 64, **who,
            )
        )  # fmt: skip
        work.session.flush()
        wrong = work.add(
            Incident(
                case_id=goes, disclosure_id=gone.id, kind="lost", what="It never came.", noticed_at=at, due_at=at,
                by_label="Priya Nair", **who,
            )
        )  # fmt: skip
        work.session.flush()
        incident = wrong.id
    years_later(office, 2)

    (line,) = perform(office.desk("jo"), "retention.list", {}).due
    assert (line.held_because, line.is_free) == ("A delivery that went wrong is not closed yet.", False)
    with pytest.raises(NotAllowed, match="close what went wrong"):
        deleted(office, goes)
    with office.programme.work() as work:
        work.session.get_one(Incident, incident).closed_at = at

    assert deleted(office, goes).records == 1


def test_a_request_for_contact_that_became_no_case_goes_with_the_next_list(office: Office) -> None:
    """What is kept of a man who never started is kept of one who only asked (RET-3)."""
    desk = office.desk("priya")
    goes, group = closed(office, waiting(desk)), a_group(desk)
    who = {"group_id": group, "at": office.clock.now(), "by_user": "ab" * 16, "by_label": "Priya Nair"}
    with office.programme.work() as work:
        work.add(Enquiry(first_name="Old", received_at=office.clock.now(), **who))
    years_later(office, 2)
    with office.programme.work() as work:
        work.add(Enquiry(first_name="New", received_at=office.clock.now(), **who))

    certificate = deleted(office, goes)

    with office.programme.work(reading=True) as work:
        assert work.session.scalars(select(Enquiry.first_name)).all() == ["New"]
        assert work.session.scalars(select(Deletion)).one().counts["rows"]["enquiry"] == 1
    assert certificate.records == 1


def test_a_hold_stops_it_at_once_and_ends_by_two_names_with_a_reason(office: Office) -> None:
    """RET-2, NEV-18."""
    goes = closed(office, waiting(office.desk("priya")))
    years_later(office, 2)
    jo = office.desk("jo")
    perform(jo, "legal_hold.set", {"case": goes, "reason": "A serious case review"})
    with pytest.raises(NotAllowed, match="held already"):
        perform(jo, "legal_hold.set", {"case": goes, "reason": "Once more"})

    (line,) = perform(jo, "retention.list", {}).due
    assert (line.held_since, line.held_because) == (office.clock.today(), "A serious case review")
    with pytest.raises(NotAllowed, match="These are held: P-0001"):
        deleted(office, goes)
    with pytest.raises(NotAllowed, match="second person"):
        perform(office.desk("jo", seconds=()), "legal_hold.end", {"case": goes, "reason": "Done", "second": "mo"})
    perform(jo, "legal_hold.end", {"case": goes, "reason": "The review is done", "second": "mo"})

    assert deleted(office, goes).records == 1


def test_nothing_goes_before_its_time_with_one_name_or_by_a_clock_in_doubt(office: Office) -> None:
    goes = closed(office, waiting(office.desk("priya")))
    worked_until(office, office.clock.now() + timedelta(days=30))
    with pytest.raises(InvalidInput, match="Choose from the cases that are due"):
        deleted(office, goes)
    years_later(office, 2)
    with pytest.raises(NotAllowed, match="second person"):
        perform(office.desk("jo", seconds=()), "retention.delete", {"records": [goes], "second": "mo"})
    with pytest.raises(NotAllowed, match="Your role"):
        deleted(office, goes, login="priya")
    office.clock.move_to(office.clock.now() + timedelta(days=3652))

    with pytest.raises(NotAllowed, match="clock is far from the log"):
        deleted(office, goes)
    assert perform(office.desk("jo"), "retention.list", {}).reasons


@both_engines
def test_ret_7_a_restored_copy_loses_again_what_the_list_names_and_a_shorter_list_is_noticed(office: Office) -> None:
    goes = closed(office, waiting(office.desk("priya")))
    with office.programme.work(reading=True) as work:
        rows = {
            one.class_: [
                {attr.key: getattr(row, attr.key) for attr in one.column_attrs}
                for row in work.session.scalars(select(one.class_))
            ]
            for one in Base.registry.mappers
            if one.class_.__tablename__ in {"client", "case", "case_event"}
        }
    years_later(office, 2)
    deleted(office, goes)
    with office.programme.work(reading=True) as work:
        copy = stones(work, INST, office.roster_now()).to_bytes()
    with office.programme.work() as work:
        work.session.execute(text("DELETE FROM case_tombstone"))
        for table in sorted(rows, key=lambda one: ("client", "case", "case_event").index(one.__tablename__)):
            work.session.add_all(table(**row) for row in rows[table])
            work.session.flush()

    with office.programme.work() as work:
        found, gone = whole_list(work, INST, office.roster_now(), (copy,), 1)

    assert (len(found.items), gone) == (1, True)
    with office.programme.work(reading=True) as work:
        assert work.session.get(Case, goes) is None
        assert (found.items[0].table, found.items[0].reason) == ("case", "retention")
