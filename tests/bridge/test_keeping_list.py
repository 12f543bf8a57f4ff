"""Her records go by list when their own time is over: never by his, never while held or still being tried (RET-4)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.shapes import PartnerId
from app.desk.catalogue import perform
from app.partner.rules.keeping import KeptAs, Terms, kept_as, kept_until
from app.partner.rules.safe_contact import AttemptOutcome
from models.partner.base import Tombstone
from models.partner.partner import Contact, Link, Partner, PartnerKey
from tests.bridge.samples import a_case, a_plan, her_record
from tests.offices import Office, both_engines

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 3)


def worked_until(office: Office, day: date) -> None:
    """Work goes on until then: the log has sightings a day apart (T18)."""
    seat = office.partner_desk().seat
    for at in (day - timedelta(days=2), day):
        office.clock.move_to(datetime(at.year, at.month, at.day, 10, 0))  # noqa: DTZ001  the office's wall time
        with seat.open_work() as work:
            seat.ledger.append(work, "desk.open", seat.clock.now())


def with_contact(office: Office, name: str, outcome: str, on: date = FIRST) -> PartnerId:
    """A record with a plan and one contact, now."""
    partner = her_record(office, a_case(office, f"His {name}"), given_name=name)
    desk = office.partner_desk()
    desk.safe_plans.set(a_plan(partner, on))
    made = {"at": office.clock.now().isoformat(), "way": "call", "outcome": outcome}
    perform(desk, "contact.record", {"partner": partner, **made})
    return partner


def due(office: Office, login: str = "maya") -> list[tuple[str, str]]:
    return [(line.name, line.kept_as) for line in perform(office.partner_desk(login), "retention.list", {}).due]


def questions(office: Office, act: str) -> int:
    """How many questions a list asks both databases."""
    asked: list[str] = []
    engines = {office.partner.engine, office.programme.engine}

    def hear(*what: object) -> None:
        asked.append(str(what[2]))

    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        perform(office.partner_desk(), act, {})
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)
    return len(asked)


def test_a_list_of_many_records_asks_as_often_as_one_of_few(office: Office) -> None:
    """P8, P10: everything of hers is read at once, never record by record."""
    lists = ("contact.due", "contact.clocks", "contact.calls", "update.due", "retention.list")
    monday = date(2026, 12, 21)
    with_contact(office, "Amara", "declined")
    worked_until(office, monday)
    assert len(due(office)) == 1
    few = {act: questions(office, act) for act in lists}
    for name in ("Yara", "Zuleika", "Ines", "Noor"):
        with_contact(office, name, "declined", monday)
    worked_until(office, date(2027, 3, 1))
    assert len(due(office)) == 5

    assert {act: questions(office, act) for act in lists} == few


@pytest.mark.parametrize(
    ("outcomes", "state", "class_", "until"),
    [
        (["spoke_safe", "no_answer"], "in_service", KeptAs.SERVICE, date(2033, 11, 3)),
        (["no_answer"], "not_reached", KeptAs.NOT_REACHED, date(2027, 5, 3)),
        ([], "closed", KeptAs.NOT_REACHED, date(2027, 5, 3)),
        (["declined"], "declined", KeptAs.NO_SERVICE, date(2026, 12, 15)),
        (["no_answer"], "trying", KeptAs.NOT_REACHED, None),
        ([], "new", KeptAs.NOT_REACHED, None),
    ],
)
def test_each_class_has_its_own_time_from_the_last_contact(
    outcomes: list[str], state: str, class_: KeptAs, until: date | None
) -> None:
    kept = kept_as(AttemptOutcome(one) for one in outcomes)

    assert kept is class_
    assert kept_until(state, kept, LAST, Terms()) == until


@both_engines
def test_a_list_goes_with_two_names_and_a_certificate_of_numbers(office: Office) -> None:
    declined = with_contact(office, "Amy", "declined")
    with_contact(office, "Bea", "spoke_safe")
    with_contact(office, "Cleo", "no_answer")
    worked_until(office, date(2026, 12, 20))
    assert due(office) == [("Amy Voss", "no_service")]

    made = perform(office.partner_desk(), "retention.delete", {"records": [declined], "second": "wendy"})

    assert (made.records, made.by, made.second, made.on) == (1, "Maya Okafor", "Wendy Mair", date(2026, 12, 20))
    assert made.complete_on == date(2027, 3, 20)
    assert perform(office.partner_desk("wendy"), "retention.list", {}).certificates == (made,)
    with pytest.raises(Missing):
        perform(office.partner_desk(), "partner.show", {"partner": declined})
    with office.partner.work(reading=True) as work:
        counts = [work.session.scalar(select(func.count()).select_from(one)) for one in (Partner, PartnerKey, Link)]
        left = work.session.scalars(select(Contact.partner_id)).all()
        assert work.session.scalar(select(func.count()).select_from(Tombstone)) == 1
    assert counts == [2, 2, 2]
    assert declined not in left
    assert perform(office.partner_desk(), "vault.verify", {}).ok


def test_his_case_says_nothing_of_hers(office: Office) -> None:
    """RET-4: his is over long since; hers is kept by her last contact."""
    with_contact(office, "Amy", "spoke_safe")
    worked_until(office, date(2031, 1, 10))
    assert due(office) == []

    worked_until(office, date(2033, 11, 5))

    assert due(office) == [("Amy Voss", "service")]
    perform(office.partner_desk("wendy"), "settings.set", {"values": {"keep.service_years": 9}})
    assert due(office) == [], "a setting, not a rule"


def test_a_hold_and_a_clock_in_doubt_stop_it_and_one_name_is_not_enough(office: Office) -> None:
    partner = with_contact(office, "Amy", "declined")
    given = {"records": [partner], "second": "wendy"}
    worked_until(office, date(2026, 11, 20))
    with pytest.raises(InvalidInput, match="Choose from the records that are due"):
        perform(office.partner_desk(), "retention.delete", given)
    worked_until(office, date(2026, 12, 20))
    perform(office.partner_desk(), "legal_hold.set", {"partner": partner, "reason": "Court has asked"})
    (line,) = perform(office.partner_desk(), "retention.list", {}).due
    assert (line.held_because, line.is_free) == ("Court has asked", False)
    with pytest.raises(NotAllowed, match="These are kept: S-0001"):
        perform(office.partner_desk(), "retention.delete", given)
    perform(office.partner_desk(), "legal_hold.end", {"partner": partner, "reason": "Done", "second": "wendy"})
    with pytest.raises(NotAllowed, match="second person"):
        perform(office.partner_desk(seconds=()), "retention.delete", given)
    office.clock.move_to(datetime(2036, 12, 20, 10, 0))  # noqa: DTZ001

    with pytest.raises(NotAllowed, match="clock is far from the log"):
        perform(office.partner_desk(), "retention.delete", given)
    assert perform(office.partner_desk(), "retention.list", {}).reasons
