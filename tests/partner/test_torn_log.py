"""An entry of her log that does not hold stops no page: what can be shown is shown, and nothing rests on it (T6)."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from app.bridge.desk import BridgeDesk
from app.core.changes import DAMAGE, Changed
from app.core.errors import Damaged
from app.core.shapes import Nothing
from app.desk.catalogue import perform
from app.desk.whole import Recalled
from tests.bridge.samples import a_case, a_plan, clearance_asked, her_record, later
from tests.offices import Office, both_engines

GROUP = "ab" * 16


@dataclass
class Torn:
    """Two women with a plan, a case that waits for clearance, and one entry in the middle of the log to be hurt."""

    office: Office
    hers: str
    other: str
    case: str
    entry: int

    def tear(self, how: str = "altered") -> None:
        """What somebody does to one entry who may write into the database, or a disk to one of its pages."""
        with self.office.partner.engine.begin() as raw:
            if how == "gone":
                raw.execute(text("DELETE FROM audit WHERE seq = :seq"), {"seq": self.entry})
                return
            data = raw.execute(text("SELECT bytes FROM audit WHERE seq = :seq"), {"seq": self.entry}).scalar_one()
            changed = bytes(data).replace(b'"sealed"', b'"sealet"') if how == "altered" else bytes(data)[:40]
            raw.execute(text("UPDATE audit SET bytes = :data WHERE seq = :seq"), {"data": changed, "seq": self.entry})

    def seq(self, desk: BridgeDesk) -> int:
        with desk.vaults.seat.open_work(reading=True) as work:
            return int(desk.vaults.seat.ledger.head(work).seq)


@pytest.fixture
def torn(office: Office) -> Torn:
    case = a_case(office)
    hers, other = her_record(office, case), her_record(office, a_case(office, "Ewan"), given_name="Yara")
    desk = office.partner_desk()
    for one in (hers, other):
        desk.safe_plans.set(a_plan(one, office.clock.today()))
    found = Torn(office, hers, other, case, 0)
    found.entry = found.seq(desk)  # the plan of the other one
    clearance_asked(office, case, GROUP)
    perform(desk, "clearance.run", {})
    perform(desk, "clearance.give", {"case": case, "group": GROUP})
    later(office, 3, 10)
    return found


@both_engines
@pytest.mark.parametrize("how", ["altered", "cut", "gone"])
def test_every_page_opens_and_no_safe_time_is_shown(torn: Torn, how: str) -> None:
    torn.tear(how)
    desk = torn.office.partner_desk()

    for one in (torn.hers, torn.other):
        assert perform(desk, "partner.show", {"partner": one}).number
        with pytest.raises(Damaged):
            perform(desk, "contact.card", {"partner": one})
    lines = {one.partner: one for one in perform(desk, "contact.due", {})}
    shown = [(lines[one].damaged, lines[one].is_safe_now, lines[one].next_safe_time) for one in (torn.hers, torn.other)]

    assert shown == [(("plan",), False, None)] * 2, "a later plan of either may have stood in that entry"
    assert [(one.partner, one.what) for one in perform(desk, "vault.damage", {})] == [("", ("an entry of the log",))]
    assert not perform(desk, "vault.verify", {}).ok


def test_it_is_alarmed_once_and_every_page_is_told(torn: Torn) -> None:
    torn.tear()
    desk, told = torn.office.partner_desk(), list[frozenset[Changed]]()
    desk.vaults.seat.changes.subscribe(told.append)

    for _turn in range(2):
        perform(desk, "contact.due", {})

    assert told == [frozenset({Changed(DAMAGE, "")})]
    log = perform(torn.office.partner_desk("wendy"), "access_log.show", {})
    assert [one.act for one in log if one.reason == "Damaged or altered"] == ["contact.due"]
    assert [(one.seq, one.act, one.by) for one in log if one.act == "damaged"] == [(torn.entry, "damaged", "")]
    assert len(log) == max(one.seq for one in log), "every other entry is listed"


def test_nothing_is_cleared_given_or_counted_while_the_log_is_torn(torn: Torn) -> None:
    """CLR-4: he may have been held in that entry; SEC-22: it looks like waiting."""
    torn.tear()
    later(torn.office, 27, 18)
    desk = torn.office.partner_desk()

    made = perform(desk, "clearance.run", {})
    with pytest.raises(Damaged, match="Check the records"):
        perform(desk, "figures.prepare", {"quarter": "2026-Q3"})

    assert (made.run_at is not None, made.given) == (True, 0)


def test_what_she_says_after_it_is_believed_again(torn: Torn) -> None:
    torn.tear()
    plan = a_plan(torn.hers, torn.office.clock.today(), read_back=True)
    torn.office.partner_desk().safe_plans.set(plan)

    lines = {one.partner: one for one in torn.office.partner_desk().contacts.due(Nothing())}

    assert (lines[torn.hers].damaged, lines[torn.other].damaged) == ((), ("plan",))
    assert perform(torn.office.partner_desk(), "contact.card", {"partner": torn.hers}).has_plan


def test_who_saw_the_entry_whole_goes_on_as_if_it_were(torn: Torn) -> None:
    """What was read before and kept needs it no more: every row is compared with what it said (SEC-17)."""
    desk = torn.office.partner_desk()
    perform(desk, "contact.due", {})
    kept = desk.vaults.seat.ledger.recalled.gist()
    torn.tear()
    again = torn.office.partner_desk()
    again.vaults.seat.ledger.recalled = Recalled.of(kept)

    for seat in (desk, again):
        assert perform(seat, "contact.card", {"partner": torn.other}).has_plan
        assert not perform(seat, "vault.verify", {}).ok, "it is found where all is looked at"


def test_a_row_altered_beside_a_torn_entry_is_damaged_all_the_same(torn: Torn) -> None:
    """An entry that does not hold excuses nothing that the others speak of."""
    with torn.office.partner.engine.begin() as raw:
        mine = {"id": bytes.fromhex(torn.hers)}
        older = raw.execute(text("SELECT version, doc FROM partner WHERE id = :id"), mine).one()
    made = {"at": torn.office.clock.now().isoformat(), "way": "call", "outcome": "no_answer"}
    perform(torn.office.partner_desk(), "contact.record", {"partner": torn.hers, **made})
    torn.tear()
    with torn.office.partner.engine.begin() as raw:
        change = text("UPDATE partner SET version = :version, doc = :doc WHERE id = :id")
        raw.execute(change, {**mine, "version": older.version, "doc": bytes(older.doc)})

    with pytest.raises(Damaged):
        perform(torn.office.partner_desk(), "partner.show", {"partner": torn.hers})
    assert perform(torn.office.partner_desk(), "partner.show", {"partner": torn.other}).number
