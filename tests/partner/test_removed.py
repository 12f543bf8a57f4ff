"""A row of hers taken away outside the program is noticed when it would have been read, before an older is shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.errors import Damaged
from app.crypto.chain import parse
from app.desk.catalogue import perform
from tests.bridge.samples import a_case, a_plan, her_record
from tests.offices import Office, both_engines


def planned(office: Office, name: str = "Zuleika") -> str:
    """A record with two plans; the second names another way to answer."""
    partner = her_record(office, a_case(office, name), given_name=name)
    for words in ("", "Her sister"):
        office.clock.move_to(office.clock.now() + timedelta(minutes=1))
        office.partner_desk().safe_plans.set(a_plan(partner, office.clock.today(), may_answer=words))
    return str(partner)


def remove_newest(office: Office, table: str) -> None:
    """As somebody who may write into the database and knows its tables (T6)."""
    with office.partner.engine.begin() as raw:
        last = raw.execute(text("SELECT object_id FROM audit_seen WHERE table_name = :name ORDER BY seq DESC LIMIT 1"),
                           {"name": table}).scalar_one()  # fmt: skip
        assert raw.execute(text(f"DELETE FROM {table} WHERE id = :id"), {"id": last}).rowcount == 1  # noqa: S608  a table of ours


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
def test_nor_when_its_line_in_the_index_was_taken_away_with_it(office: Office) -> None:
    """The index is no proof: the log is read back to the plan that would be shown (SEC-17)."""
    other, partner = planned(office, "Yara"), planned(office)
    office.partner_desk().safe_plans.set(a_plan(planned(office, "Amy"), office.clock.today(), read_back=True))
    desk = office.partner_desk()
    assert perform(desk, "contact.card", {"partner": partner}), "looked back once before"
    with office.partner.engine.begin() as raw:
        mine = {"partner": bytes.fromhex(partner)}
        query = (
            "SELECT s.object_id FROM audit_seen s JOIN safe_plan p ON p.id = s.object_id "
            "WHERE s.table_name = 'safe_plan' AND p.partner_id = :partner ORDER BY s.seq DESC LIMIT 1"
        )
        last = {"id": raw.execute(text(query), mine).scalar_one()}
        raw.execute(text("DELETE FROM safe_plan WHERE id = :id"), last)
        raw.execute(text("DELETE FROM audit_seen WHERE object_id = :id"), last)

    for seat in (desk, office.partner_desk()):
        for act, given in (("contact.card", {}), ("safe_plan.show_number", {"reason": "a call", "rules_read": True})):
            with pytest.raises(Damaged):
                perform(seat, act, {"partner": partner, **given})
            assert perform(seat, act, {"partner": other, **given})


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
