"""A row of hers taken away outside the program is noticed when it would have been read, before an older is shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Row, inspect, text

from app.core.errors import Damaged
from app.crypto.chain import parse
from app.desk.catalogue import perform
from models.partner.tables import METADATA
from tests.bridge.samples import a_case, a_plan, clearance_asked, her_record, later
from tests.made_before import made_before
from tests.offices import Office, both_engines


@made_before
def planned(office: Office, name: str = "Zuleika") -> str:
    """A record with two plans; the second names another way to answer."""
    partner = her_record(office, a_case(office, name), given_name=name)
    for words in ("", "Her sister"):
        office.clock.move_to(office.clock.now() + timedelta(minutes=1))
        office.partner_desk().safe_plans.set(a_plan(partner, office.clock.today(), may_answer=words))
    return str(partner)


def newest_of(office: Office, table: str, partner: str = "") -> bytes:
    """The row of a table that the log spoke of last, of everybody or of her."""
    whose = " WHERE partner_id = :partner" if partner else ""
    with office.partner_desk().seat.open_work(reading=True) as work:
        query = text(f"SELECT id FROM {table}{whose}")  # noqa: S608  a table of ours
        found = work.session.execute(query, {"partner": bytes.fromhex(partner)} if partner else {}).scalars()
        ledger = office.partner_desk().leavers.seat.ledger
        said = ledger.last_said(work)
        return max((bytes(id) for id in found), key=lambda id: said.seq(table, id.hex()))


def remove_newest(office: Office, table: str) -> None:
    """As somebody who may write into the database and knows its tables (T6)."""
    last = {"id": newest_of(office, table)}
    with office.partner.engine.begin() as raw:
        assert raw.execute(text(f"DELETE FROM {table} WHERE id = :id"), last).rowcount == 1  # noqa: S608  a table of ours


@both_engines
def test_her_older_plan_is_never_shown_in_place_of_one_that_was_taken_away(office: Office) -> None:
    """T6, A7: what she said last about who may answer would be lost, and the card would say “safe now”."""
    other, partner = planned(office, "Yara"), planned(office)
    remove_newest(office, "safe_plan")
    desk = office.partner_desk()

    for act, given in (("contact.card", {}), ("safe_plan.show", {}),
                       ("safe_plan.show_number", {"reason": "first call", "rules_read": True})):  # fmt: skip
        with pytest.raises(Damaged):
            perform(desk, act, {"partner": partner, **given})
        assert perform(desk, act, {"partner": other, **given}), "the others are usable"
    lines = {line.partner: line for line in perform(desk, "contact.due", {})}
    assert (lines[partner].damaged, lines[partner].is_safe_now) == (("plan",), False)
    assert lines[other].damaged == ()
    assert [line.partner for line in perform(desk, "vault.damage", {})] == [partner]

    again = a_plan(partner, office.clock.today(), may_answer="Nobody", read_back=True)
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))
    office.partner_desk().safe_plans.set(again)
    assert perform(office.partner_desk(), "safe_plan.show", {"partner": partner}).plan.may_answer == "Nobody"


@both_engines
def test_nothing_beside_the_log_says_what_a_row_was_last(office: Office) -> None:
    """T6: a line of an index could be taken away with the row, or put back with an older one."""
    planned(office)
    tables = set(inspect(office.partner.engine).get_table_names()) - {"alembic_version"}

    assert tables == set(METADATA.tables), "no table but those of the models"
    assert not [one for one in METADATA.tables.values() if "object_id" in one.c or "table_name" in one.c]


@both_engines
def test_an_older_version_of_a_row_is_noticed_in_the_list_and_on_its_page(office: Office) -> None:
    """T6: it opens, with the key and the version it had; only the log says that it is not the newest (SEC-17)."""
    other, partner = planned(office, "Yara"), planned(office)
    older = stored(office, "partner", partner)
    a_contact(office, partner)
    desk = office.partner_desk()
    assert perform(desk, "partner.list", {}), "looked at before"
    put_back(office, "partner", older)

    for seat in (desk, office.partner_desk()):
        states = {line.partner: line.state for line in perform(seat, "partner.list", {})}
        assert (states[partner], states[other] != "damaged") == ("damaged", True)
        with pytest.raises(Damaged, match="changed outside"):
            perform(seat, "partner.show", {"partner": partner})


@both_engines
def test_a_request_for_clearance_put_back_to_ready_is_not_given(office: Office) -> None:
    """CLR-4: it was held after it was ready, and what is older must not clear him (T6)."""
    case, group = a_case(office), "ab" * 16
    clearance_asked(office, case, group)
    perform(office.partner_desk(), "clearance.run", {})
    perform(office.partner_desk(), "clearance.give", {"case": case, "group": group})
    older = stored(office, "clearing", newest_of(office, "clearing").hex())
    perform(office.partner_desk(), "clearance.hold", {"case": case, "group": group, "reason": "She asked us to wait"})
    put_back(office, "clearing", older)
    later(office, 27, 18)

    assert perform(office.partner_desk(), "clearance.run", {}).given == 0


def stored(office: Office, table: str, id: str) -> Row:
    with office.partner.engine.connect() as raw:
        query = text(f"SELECT id, version, doc FROM {table} WHERE id = :id")  # noqa: S608  a table of ours
        return raw.execute(query, {"id": bytes.fromhex(id)}).one()


def put_back(office: Office, table: str, row: Row) -> None:
    """As it was, with its version: what somebody with yesterday's copy can do."""
    with office.partner.engine.begin() as raw:
        change = text(f"UPDATE {table} SET version = :version, doc = :doc WHERE id = :id")  # noqa: S608  a table of ours
        raw.execute(change, {"id": bytes(row.id), "version": row.version, "doc": bytes(row.doc)})


def test_a_log_that_was_cut_with_its_head_is_noticed_in_the_same_sitting(office: Office) -> None:
    partner, desk = planned(office), office.partner_desk()
    perform(desk, "contact.card", {"partner": partner})
    with office.partner.engine.begin() as raw:
        seq, data = raw.execute(text("SELECT seq, bytes FROM audit ORDER BY seq DESC LIMIT 1 OFFSET 3")).one()
        raw.execute(text("DELETE FROM audit WHERE seq > :seq"), {"seq": seq})
        raw.execute(
            text("UPDATE audit_head SET seq = :seq, hash = :hash"), {"seq": seq, "hash": parse(bytes(data)).hash}
        )

    with pytest.raises(Damaged):
        perform(desk, "contact.card", {"partner": partner})


def a_contact(office: Office, partner: str) -> None:
    made = {"at": office.clock.now().isoformat(), "way": "call", "outcome": "no_answer"}
    perform(office.partner_desk(), "contact.record", {"partner": partner, **made})


def an_entry(office: Office, partner: str) -> None:
    perform(office.partner_desk(), "partner.set_updates", {"partner": partner, "wants": "none"})


TAKEN: dict[str, tuple[Callable[[Office, str], None], str]] = {
    "contact": (a_contact, "contact.list"),
    "safety_entry": (an_entry, "safety.show"),
    "partner": (lambda _office, _partner: None, "partner.list"),
}


@pytest.mark.parametrize("table", TAKEN)
def test_what_was_taken_away_stands_among_what_is_damaged_and_in_the_log(office: Office, table: str) -> None:
    partner = planned(office)
    write, act = TAKEN[table]
    write(office, partner)
    remove_newest(office, table)
    desk = office.partner_desk()

    if table == "safety_entry":
        with pytest.raises(Damaged):
            perform(desk, act, {"partner": partner})
    else:
        assert "damaged" in str(perform(desk, act, {} if act == "partner.list" else {"partner": partner}))
    damage = perform(desk, "vault.damage", {})

    assert [line.partner for line in damage] == [partner]
    acts = [row.act for row in perform(desk, "access_log.show", {}) if row.reason == "Damaged or altered"]
    assert act in acts, "alarmed once"


def test_what_was_erased_as_it_should_be_is_no_damage(office: Office) -> None:
    partner = planned(office)
    office.clock.move_to(office.clock.now() + timedelta(days=3))
    desk = office.partner_desk()
    perform(desk, "partner.erase", {"partner": partner, "reason": "She asked us to", "second": "wendy"})

    assert perform(desk, "vault.damage", {}) == ()
    assert perform(desk, "contact.due", {}) == ()
    assert not desk.seat.vault.hurt
