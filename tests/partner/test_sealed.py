"""Her tables hold ids, versions and envelopes only, and nothing of hers stands in either database in clear."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, inspect, text

from app.core.errors import Damaged
from app.core.shapes import Nothing
from app.partner.partners import OfPartner
from models.base.sealed import Sealed, TeamSealed
from models.base.tables import Id
from models.partner.base import Base
from models.partner.partner import PartnerKey
from models.partner.tables import METADATA
from tests.bridge.samples import HER_NAME, HER_NUMBER, a_case, a_plan, details_passed, her_record
from tests.offices import Office, both_engines

CHAIN = {"audit", "audit_head", "team_grant", "partner_grant", "tombstone"}
MARKS = (HER_NAME, HER_NUMBER, "Quince Row", "wrong number and end")


@pytest.mark.parametrize("table", sorted(set(METADATA.tables) - CHAIN))
def test_a_table_of_hers_has_only_id_version_and_envelope(table: str) -> None:
    columns = {column.name: column.type for column in METADATA.tables[table].columns}
    envelopes = [name for name, kind in columns.items() if type(kind) is LargeBinary]

    assert set(columns) - set(envelopes) <= {"id", "partner_id", "version"}
    assert len(envelopes) == 1
    assert all(isinstance(columns[name], Id) for name in ("id", "partner_id") if name in columns)


def test_a_row_under_the_teams_key_does_not_say_whose_it_is() -> None:
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, TeamSealed):
            assert "partner_id" not in mapper.columns
        elif issubclass(mapper.class_, Sealed):
            assert "partner_id" in mapper.columns


def everything(office: Office) -> bytes:
    """Every value of every row of both databases, as bytes."""
    found = b""
    for store in (office.programme, office.partner):
        with store.engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608  names from the schema itself
                    found += b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    return found


@both_engines
def test_no_mark_of_hers_stands_in_clear_in_either_database(office: Office) -> None:
    case = a_case(office)
    details_passed(office, case)
    office.partner_desk().safe_plans.set(a_plan(her_record(office, case), date(2026, 11, 2)))

    stored = everything(office)

    assert b"Okoro" in stored  # the hunt finds what is in clear
    assert [mark for mark in MARKS if mark.encode() in stored] == []


def test_the_files_on_the_disk_hold_nothing_in_clear(office: Office, tmp_path: Path) -> None:
    details_passed(office, a_case(office))
    files = b"".join(path.read_bytes() for path in tmp_path.glob("*.db*"))

    assert len(files) > 100_000
    assert [mark for mark in (*MARKS, "Okoro", "SQLite format") if mark.encode() in files] == []


def test_a_row_put_back_from_yesterday_is_noticed(office: Office) -> None:
    partner = her_record(office, a_case(office))
    with office.partner.work() as work:
        old = work.session.execute(text("SELECT version, doc FROM partner")).one()
    desk = office.partner_desk()
    with desk.seat.open_work() as work:
        from app.partner.partners import PartnerRecord
        from models.partner.partner import Partner

        row = work.get(Partner, partner)
        desk.seat.vault.change(work, row, desk.seat.vault.read(work, row, PartnerRecord))
        desk.seat.ledger.append(work, "test.change", office.clock.now())
    with office.partner.work() as work:
        work.session.execute(
            text("UPDATE partner SET version = :version, doc = :doc"), {"version": old.version, "doc": old.doc}
        )

    with pytest.raises(Damaged):
        office.partner_desk().partners.show(OfPartner(partner=partner))


def test_a_row_moved_to_another_record_is_noticed(office: Office) -> None:
    case = a_case(office)
    first, second = her_record(office, case), her_record(office, case, given_name="Yara")
    with office.partner.work() as work:
        doc = work.session.execute(
            text("SELECT doc FROM partner WHERE id = :id"), {"id": bytes.fromhex(first)}
        ).scalar()
        work.session.execute(
            text("UPDATE partner SET doc = :doc WHERE id = :id"), {"doc": doc, "id": bytes.fromhex(second)}
        )

    with pytest.raises(Damaged):
        office.partner_desk().partners.show(OfPartner(partner=second))


def test_a_list_goes_on_past_a_key_that_was_changed_outside_and_past_a_damaged_record(office: Office) -> None:
    case = a_case(office)
    fine, other_key, cut = (her_record(office, case, given_name=name) for name in ("Yara", "Zoe", "Wilma"))
    with office.partner.work() as work:
        run = work.session.execute
        wrap = run(text("SELECT version, key FROM partner_key WHERE id = :id"), {"id": bytes.fromhex(other_key)}).one()
        desk = office.partner_desk()
        resealed = desk.seat.vault.seal_plain(
            desk.seat.vault.team, PartnerKey(id=other_key, version=wrap.version), b"k" * 32
        )
        run(text("UPDATE partner_key SET key = :key WHERE id = :id"), {"key": resealed, "id": bytes.fromhex(other_key)})
        run(text("UPDATE partner SET doc = substr(doc, 1, 200) WHERE id = :id"), {"id": bytes.fromhex(cut)})

    found = {line.partner: line.state for line in office.partner_desk().partners.list(Nothing())}

    assert found == {fine: "new", other_key: "damaged", cut: "damaged"}
    with pytest.raises(Damaged):
        office.partner_desk().partners.show(OfPartner(partner=other_key))
