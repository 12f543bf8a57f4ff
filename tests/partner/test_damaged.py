"""One damaged row stops nothing else: it is shown as what it is, alarmed once, and never taken for nothing there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy import text

from app.bridge.desk import BridgeDesk
from app.core.changes import DAMAGE, Changed
from app.core.errors import Damaged, NotAllowed
from app.core.shapes import CaseId, Nothing, PartnerId, replaced
from app.desk.catalogue import perform
from app.partner.contacts import ContactMade, DueLine
from app.partner.partners import OfPartner, PartnerRecord
from app.partner.rules.safe_contact import AttemptOutcome, WayKind
from app.partner.safe_plans import CardAsked
from app.programme.notices import NoticeKind
from tests.bridge.samples import a_case, a_plan, clearance_asked, details_passed, her_record, later
from tests.bridge.test_news import crossed
from tests.offices import Office, both_engines

TODAY, GROUP = date(2026, 11, 2), "ab" * 16
LISTS = (
    "contact.due", "contact.calls", "contact.clocks", "contact.in_danger", "partner.list", "update.due", "news.late",
    "retention.list", "clearance.list", "inbox.list", "access_log.show", "meeting.days", "release.list",
    "settings.show",
)  # fmt: skip


@dataclass
class Two:
    """Two women with a plan and a contact, one of whom something is damaged; the other must be reached tonight."""

    office: Office
    hurt: PartnerId
    other: PartnerId
    case: CaseId

    def desk(self, login: str = "wendy") -> BridgeDesk:
        return self.office.partner_desk(login)

    def lines(self) -> dict[str, DueLine]:
        return {one.partner: one for one in self.desk().contacts.due(Nothing())}


@pytest.fixture
def two(office: Office) -> Two:
    case, more = a_case(office), a_case(office, "Ewan")
    details_passed(office, case)
    hurt, other = her_record(office, case), her_record(office, more, given_name="Yara")
    desk = office.partner_desk()
    for one in (hurt, other):
        desk.safe_plans.set(a_plan(one, TODAY))
        perform(desk, "partner.set_updates", {"partner": one, "wants": "all"})
    perform(office.partner_desk("wendy"), "settings.set", {"values": {"contact.attempts": 4}})
    later(office, 3, 9, 30)
    for one in (hurt, other):
        desk.contacts.record(
            ContactMade(partner=one, at=office.clock.now(), way=WayKind.CALL, outcome=AttemptOutcome.NO_ANSWER)
        )
    for one in (case, more):
        crossed(office, one, NoticeKind.STOPPED)
        clearance_asked(office, one, GROUP)
    perform(desk, "clearance.run", {})
    later(office, 3, 10)
    return Two(office, hurt, other, case)


def flipped(envelope: bytes, at: int) -> bytes:
    """One bit of an envelope the other way."""
    return bytes(byte ^ 1 if place == at % len(envelope) else byte for place, byte in enumerate(envelope))


def flip(office: Office, table: str, partner: str = "", at: int = -20, column: str = "doc") -> int:
    """Flip one bit of the newest row of a table, or of every row of this record; gives how many."""
    store = office.programme if table == "box_item" else office.partner
    whose = " WHERE " + ("id" if table in ("partner", "partner_key") else "partner_id") + " = :id" if partner else ""
    with store.engine.begin() as connection:
        query = text(f"SELECT id, {column} FROM {table}{whose}")  # noqa: S608  names of this file
        rows = connection.execute(query, {"id": bytes.fromhex(partner)} if partner else {}).all()
        for id, doc in rows if partner else rows[-1:]:
            change = text(f"UPDATE {table} SET {column} = :doc WHERE id = :id")  # noqa: S608
            connection.execute(change, {"doc": flipped(bytes(doc), at), "id": id})
    return len(rows)


WHERE: dict[str, Callable[[Two], int]] = {
    "record": lambda two: flip(two.office, "partner", two.hurt),
    "suite": lambda two: flip(two.office, "partner", two.hurt, at=4),
    "key": lambda two: flip(two.office, "partner_key", two.hurt, column="key"),
    "plan": lambda two: flip(two.office, "safe_plan", two.hurt),
    "contact": lambda two: flip(two.office, "contact", two.hurt),
    "entry": lambda two: flip(two.office, "safety_entry", two.hurt),
    "link": lambda two: flip(two.office, "link"),
    "taken": lambda two: flip(two.office, "taken"),
    "clearing": lambda two: flip(two.office, "clearing"),
    "settings": lambda two: flip(two.office, "team_entry"),
    "box": lambda two: flip(two.office, "box_item", column="row"),
}


def test_whatever_is_damaged_every_list_opens_and_the_other_woman_can_be_called(two: Two) -> None:
    """One bit at a time, put back before the next: the list it stands in and every other."""
    for place, turn in WHERE.items():
        assert turn(two) > 0
        desk = two.desk()

        for act in LISTS:
            perform(desk, act, {})

        line = {one.partner: one for one in desk.contacts.due(Nothing())}[two.other]
        card = desk.safe_plans.card(CardAsked(partner=two.other))
        assert (line.number, line.is_safe_now, line.damaged) == ("S-0002", True, ()), place
        assert (card.has_plan, card.reasons_not_to) == (True, ()), place
        assert not perform(desk, "vault.verify", {}).ok, place
        assert [one for one in perform(desk, "vault.damage", {}) if one.what], place
        turn(two)
    assert perform(two.desk(), "vault.verify", {}).ok
    assert perform(two.desk(), "vault.damage", {}) == ()


@both_engines
def test_a_damaged_plan_gives_no_safe_time_and_no_card_until_she_sets_another_one(two: Two) -> None:
    """A7: an older plan may name a time or a number that kills."""
    desk = two.desk("maya")
    later(two.office, 3, 10, 1)
    desk.safe_plans.set(a_plan(two.hurt, TODAY))
    with two.office.partner.engine.begin() as connection:
        query = text("SELECT id, doc FROM safe_plan WHERE partner_id = :id")
        rows = connection.execute(query, {"id": bytes.fromhex(two.hurt)}).all()
    kept = {id: bytes(doc) for id, doc in rows}
    newest = max(kept, key=lambda id: _written(two, id))
    _put(two.office, newest, flipped(kept[newest], -1))
    later(two.office, 3, 10, 2)

    line = two.lines()[two.hurt]

    assert (line.damaged, line.is_safe_now, line.next_safe_time, line.plan_ends_on) == (("plan",), False, None, None)
    assert line.number == "S-0001"
    with pytest.raises(Damaged):
        two.desk("maya").safe_plans.card(CardAsked(partner=two.hurt))
    with pytest.raises(NotAllowed, match="Read the new number"):
        two.desk("maya").safe_plans.set(a_plan(two.hurt, TODAY))
    two.desk("maya").safe_plans.set(a_plan(two.hurt, TODAY, read_back=True))
    assert two.lines()[two.hurt].is_safe_now, "what she says herself takes the place of what does not open"
    assert two.desk("maya").safe_plans.card(CardAsked(partner=two.hurt)).has_plan


def test_an_older_plan_that_is_damaged_does_not_stand_before_the_one_after_it(two: Two) -> None:
    flip(two.office, "safe_plan", two.hurt)
    later(two.office, 3, 10, 5)
    two.desk("maya").safe_plans.set(a_plan(two.hurt, TODAY, read_back=True))

    assert two.lines()[two.hurt].is_safe_now
    assert [one.what for one in perform(two.desk(), "vault.damage", {})] == [("a safe-contact plan",)]


def _written(two: Two, id: bytes) -> datetime:
    seat = two.desk().seat
    with seat.open_work(reading=True) as work:
        return seat.ledger.written_at(work, "safe_plan", [id.hex()])[id.hex()]


def _put(office: Office, id: bytes, doc: bytes) -> None:
    with office.partner.engine.begin() as connection:
        connection.execute(text("UPDATE safe_plan SET doc = :doc WHERE id = :id"), {"doc": doc, "id": id})


def test_a_damaged_contact_stands_at_its_moment_and_what_was_agreed_in_it_is_not_guessed(two: Two) -> None:
    flip(two.office, "contact", two.hurt)

    line = two.lines()[two.hurt]
    (row,) = two.desk("maya").contacts.list(CardAsked(partner=two.hurt))

    assert (line.damaged, line.last_contact, line.due_on) == (("contact",), None, None)
    assert line.is_safe_now, "her plan is whole: she can be called"
    assert (row.outcome, row.notes, row.at.astimezone(two.office.clock.zone).hour) == ("damaged", None, 9)
    with pytest.raises(Damaged):
        two.desk("maya").contacts.not_reached(CardAsked(partner=two.hurt))


def test_a_damaged_record_stands_in_the_list_of_calls_and_its_number_is_given_to_nobody_else(two: Two) -> None:
    flip(two.office, "partner", two.other)

    line = two.lines()[two.other]
    third = her_record(two.office, two.case, given_name="Ines")

    assert (line.state, line.is_safe_now, line.damaged) == ("damaged", False, ("record",))
    assert two.desk().partners.show(OfPartner(partner=third)).number == "S-0003"
    with pytest.raises(Damaged):
        two.desk().partners.show(OfPartner(partner=two.other))


def test_what_she_wants_to_hear_is_in_doubt_when_an_entry_of_hers_is_damaged(two: Two) -> None:
    flip(two.office, "safety_entry", two.hurt)

    doubt = {one.partner: one.is_in_doubt for one in perform(two.desk(), "update.due", {})}

    assert doubt == {two.hurt: True, two.other: False}
    with pytest.raises(Damaged):
        perform(two.desk(), "update.show", {"partner": two.hurt})


def test_no_case_is_cleared_while_a_link_is_damaged_and_it_looks_like_waiting(two: Two) -> None:
    """CLR-4, NEV-9: the link that does not open may be the clash. SEC-22: nothing of it is written outside."""
    perform(two.desk(), "clearance.give", {"case": two.case, "group": GROUP})
    flip(two.office, "link")
    later(two.office, 27, 18)

    made = perform(two.desk(), "clearance.run", {})
    with pytest.raises(Damaged):
        perform(two.desk(), "clearance.give", {"case": two.case, "group": GROUP})

    assert (made.run_at is not None, made.given) == (True, 0)
    with two.office.programme.work(reading=True) as work:
        assert work.session.execute(text("SELECT count(*) FROM clearance")).scalar() == 0


def test_nothing_is_deleted_for_good_while_something_of_it_is_damaged(two: Two) -> None:
    """RET-4: the damaged contact may be the last one, or say that there was a service."""
    for one in (two.hurt, two.other):
        move_state(two, one, "not_reached")
    flip(two.office, "contact", two.hurt)
    two.office.clock.move_to(datetime(2027, 8, 3, 10))  # noqa: DTZ001  the office's wall time

    due = {one.record: one.held_because for one in perform(two.desk(), "retention.list", {}).due}

    assert due[two.other] == ""
    assert due[two.hurt] == "Something is damaged: when its time is over is not known."


def move_state(two: Two, partner: str, state: str) -> None:
    """The service state of a record as an attempt would leave it."""
    seat = two.desk().seat
    with seat.open_work() as work:
        row = seat.vault.hers(work, partner)
        seat.vault.change(work, row, replaced(seat.vault.read(work, row, PartnerRecord), state=state))
        seat.ledger.append(work, "test.state", two.office.clock.now())


def test_each_damage_is_in_the_log_once_and_every_page_is_told(two: Two) -> None:
    """Section 12: a signed alarm, in a list as well as in one record."""
    flip(two.office, "contact", two.hurt)
    desk, told = two.desk(), list[frozenset[Changed]]()
    desk.seat.changes.subscribe(told.append)

    for _time in range(3):
        desk.contacts.due(Nothing())
    log = perform(two.desk("maya"), "access_log.show", {})

    assert [(one.act, one.by) for one in log if one.reason == "Damaged or altered"] == [("contact.due", "Wendy Mair")]
    assert told == [frozenset({Changed(DAMAGE, "")})]


def test_every_page_is_told_where_the_damage_stops_the_act_itself(two: Two) -> None:
    """Section 12: her own page is refused, and whoever turns to another one reads the red line there too."""
    flip(two.office, "partner", two.hurt)
    desk, told = two.desk(), list[frozenset[Changed]]()
    desk.seat.changes.subscribe(told.append)

    with pytest.raises(Damaged):
        desk.partners.show(OfPartner(partner=PartnerId(two.hurt)))

    assert told == [frozenset({Changed(DAMAGE, "")})]


def test_what_an_act_met_is_not_taken_away_by_another_that_reads_beside_it(two: Two) -> None:
    """A page reads on several threads: none may lose its doubt because another begins to look."""
    flip(two.office, "contact", two.hurt)
    desk = two.desk()
    desk.contacts.due(Nothing())
    vault = desk.seat.vault
    met = dict(vault.hurt)

    def looks_anew() -> None:
        vault.hurt.clear()

    with ThreadPoolExecutor(1) as beside:
        beside.submit(looks_anew).result()
        assert dict(vault.hurt) == met
        listed = beside.submit(desk.vaults.damage, Nothing()).result()

    assert set(met.values()) == {two.hurt}
    assert [line.what for line in listed] == [("a contact",)]


def test_what_does_not_open_is_listed_by_record_and_the_team_can_set_its_settings_anew(two: Two) -> None:
    flip(two.office, "partner_key", two.hurt, column="key")
    flip(two.office, "team_entry")

    found = [(one.partner, one.number) for one in perform(two.desk(), "vault.damage", {})]
    shown = {row.key: row.value for row in perform(two.desk(), "settings.show", {})}
    perform(two.desk(), "settings.set", {"values": {"contact.attempts": 5}})

    assert found == [(two.hurt, ""), ("", "")]
    assert shown["contact.attempts"] == 3
    assert {row.key: row.value for row in perform(two.desk(), "settings.show", {})}["contact.attempts"] == 5


NOT_WHOLE = "“Check the records” says whose it is"
TOTALS: dict[str, tuple[str, dict[str, str]]] = {
    "contact": ("figures.prepare", {"quarter": "2026-Q3"}),
    "link": ("her_outcomes.show", {"from": "2026-10-01", "to": "2026-10-31"}),
    "team_entry": ("meeting.both", {"meeting": "ab" * 16}),
    "safety_entry": ("her_file.prepare", {"requested_on": "2026-11-02"}),
    "safe_plan": ("her_file.prepare", {"requested_on": "2026-11-02"}),
}


def test_nothing_is_counted_or_made_whole_that_lacks_what_is_damaged(two: Two) -> None:
    """STA-6, RET-8, MTG-1: a sheet, a file or half of a meeting without it would say that it is not there."""
    for table, (act, given) in TOTALS.items():
        whose = {"partner": two.hurt} if act == "her_file.prepare" else {}
        flip(two.office, table, two.hurt if whose else "")
        desk = two.desk()

        with pytest.raises(Damaged, match=NOT_WHOLE):
            perform(desk, act, {**given, **whose})

        flip(two.office, table, two.hurt if whose else "")
    assert perform(two.desk(), "figures.prepare", {"quarter": "2026-Q3"}).text
    assert perform(two.desk(), "her_file.prepare", {"partner": two.hurt, "requested_on": "2026-11-02"}).items


def test_a_contact_taken_away_is_in_no_total_either(two: Two) -> None:
    with two.office.partner.engine.begin() as connection:
        connection.execute(text("DELETE FROM contact WHERE partner_id = :id"), {"id": bytes.fromhex(two.hurt)})

    for act, given in (("figures.prepare", {"quarter": "2026-Q3"}),
                       ("her_file.prepare", {"partner": two.hurt, "requested_on": "2026-11-02"})):  # fmt: skip
        with pytest.raises(Damaged, match=NOT_WHOLE):
            perform(two.desk(), act, given)
