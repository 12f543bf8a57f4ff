"""Attacks both databases as somebody with the files and their keys but no right: each is noticed (T5, T6, SEC-17).

An old page pasted into a newer file passes both integrity checks; only the signed logs find it (SEC-5).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text

from app.bridge.desk import BridgeDesk
from app.bridge.keeping import VaultChecked
from app.core.errors import AppError, Damaged
from app.core.shapes import Nothing
from app.crypto.mark import Mark
from app.desk.catalogue import perform
from app.start.remembered import check_chain
from app.store.copies import check_file
from app.store.work import Store
from tests.bridge.samples import a_case, a_plan, details_passed, her_record
from tests.offices import INST, KEY, Office

PAGE = 4096
SIDES = ("programme", "partner")


@pytest.fixture
def lived(office: Office) -> BridgeDesk:
    """Somebody in the middle of their work at both desks."""
    case = a_case(office)
    details_passed(office, case)
    desk = office.partner_desk()
    desk.safe_plans.set(a_plan(her_record(office, case), office.clock.today()))
    return desk


def more_work(office: Office) -> None:
    perform(office.desk("jo"), "settings.set", {"key": "office.name", "value": "Harbour"})
    her_record(office, a_case(office, "Ewan"), given_name="Yara")


def store_of(office: Office, side: str) -> Store:
    return office.programme if side == "programme" else office.partner


def settled(office: Office, side: str) -> bytes:
    """The file's bytes with nothing left beside it."""
    raw = store_of(office, side).engine.raw_connection()
    raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # type: ignore[union-attr]
    raw.close()
    for store in (office.programme, office.partner):
        store.close()
    return file_of(office, side).read_bytes()


def file_of(office: Office, side: str) -> Path:
    make = store_of(office, side).engine.pool._creator  # how the engine opens its file
    return Path(str(make.args[0]))  # type: ignore[union-attr]


def index_pages(office: Office, side: str) -> set[int]:
    """Where the words for the search lie; in so small an office each part of it is one page."""
    parts = "SELECT rootpage FROM sqlite_master WHERE name LIKE 'search_%_data' OR name LIKE 'search_%_idx' "
    with store_of(office, side).engine.connect() as connection:
        return set(connection.execute(text(parts + "OR name LIKE 'search_%_docsize'")).scalars())


def put(office: Office, side: str, data: bytes) -> None:
    file = file_of(office, side)
    store_of(office, side).close()
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    file.write_bytes(data)


def verified(office: Office) -> VaultChecked:
    return office.partner_desk().vaults.verify(Nothing())


def is_noticed(office: Office, side: str, mark: Mark) -> bool:
    """Whether a sign-in, the check of the file or the check of the records refuses what lies there."""
    desk = office.partner_desk()
    ledger = desk.seat.his_ledger if side == "programme" else desk.seat.ledger
    try:
        check_file(file_of(office, side), KEY)
        check_chain(store_of(office, side), ledger, mark)
        return not verified(office).ok
    except (AppError, sqlcipher.DatabaseError):
        return True


def mark_of(office: Office) -> Mark:
    """What a client that saw everything remembers."""
    desk = office.partner_desk()
    with office.programme.work(reading=True) as his, office.partner.work(reading=True) as hers:
        heads = {"programme": desk.seat.his_ledger.head(his), "partner": desk.seat.ledger.head(hers)}
    return Mark(INST, desk.seat.person.id, heads)


def test_untouched_files_hold(office: Office, lived: BridgeDesk) -> None:
    found = lived.vaults.verify(Nothing())

    assert (found.ok, found.first_problem, found.erased) == (True, None, 0)
    assert found.events >= 4
    for side in SIDES:
        assert not is_noticed(office, side, mark_of(office))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.usefixtures("lived")
def test_a_bit_flipped_anywhere_and_a_file_cut_anywhere_are_noticed(office: Office, side: str) -> None:
    whole, mark = settled(office, side), mark_of(office)
    pages = len(whole) // PAGE

    def altered() -> Iterator[bytes]:
        for page in range(0, pages, max(1, pages // 12)):
            data = bytearray(whole)
            data[page * PAGE + 77 * (page + 1) % PAGE] ^= 1 << page % 8
            yield bytes(data)
        for length in (0, 100, PAGE, PAGE * (pages // 2), len(whole) - PAGE, len(whole) - 1):
            yield whole[:length]

    missed = []
    for number, data in enumerate(altered()):
        put(office, side, data)
        if not is_noticed(office, side, mark):
            missed.append(number)

    assert missed == []


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.usefixtures("lived")
def test_a_page_of_yesterday_in_todays_file_is_noticed(office: Office, side: str) -> None:
    """SEC-5: every page that changed, one at a time, but those of the search index: it holds words, and no record is
    believed for it.
    """
    index = index_pages(office, side)
    old = settled(office, side)
    more_work(office)
    new, mark = settled(office, side), mark_of(office)
    changed = [at for at in range(PAGE, min(len(old), len(new)), PAGE) if old[at : at + PAGE] != new[at : at + PAGE]]

    missed, passed_the_engine = [], 0
    for at in changed:
        put(office, side, new[:at] + old[at : at + PAGE] + new[at + PAGE :])
        try:
            check_file(file_of(office, side), KEY)
            passed_the_engine += 1
        except Damaged:
            continue
        if not is_noticed(office, side, mark):
            missed.append(at // PAGE + 1)

    assert len(changed) > 3
    assert passed_the_engine > 0, "the engine alone does not see it"
    assert set(missed) <= index, "of the records themselves every page is noticed"


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.usefixtures("lived")
def test_yesterdays_file_is_noticed_by_a_client_that_saw_today(office: Office, side: str) -> None:
    old = settled(office, side)
    more_work(office)
    mark = mark_of(office)
    settled(office, side)

    put(office, side, old)

    assert is_noticed(office, side, mark)


SWAP = "UPDATE {0} SET {1} = (SELECT {1} FROM {0} WHERE seq = 1) WHERE seq = 2"
ROWS: dict[str, tuple[str, str]] = {
    "his record changed": ("programme", "UPDATE client SET given_name = 'Dan'"),
    "his record removed": ("programme", "DELETE FROM office_setting"),
    "his entry removed": ("programme", "DELETE FROM history WHERE seq = 2"),
    "his last entry removed": ("programme", "DELETE FROM history WHERE seq = (SELECT max(seq) FROM history)"),
    "his entry replayed": ("programme", SWAP.format("history", "bytes")),
    "his signature taken from another": ("programme", SWAP.format("history", "sig")),
    "the list of staff cut": ("programme", "DELETE FROM roster WHERE seq = (SELECT max(seq) FROM roster)"),
    "an entry of staff signed anew": ("programme", "UPDATE roster SET sig = zeroblob(64) WHERE seq = 7"),
    "her record changed": ("partner", "UPDATE safe_plan SET doc = zeroblob(182)"),
    "her record replayed into another": ("partner", "UPDATE partner SET doc = (SELECT doc FROM partner LIMIT 1)"),
    "her record removed": ("partner", "DELETE FROM safe_plan"),
    "her key removed": ("partner", "DELETE FROM partner_key"),
    "her link removed": ("partner", "DELETE FROM link"),
    "her entry removed": ("partner", "DELETE FROM audit WHERE seq = 2"),
    "her entry replayed": ("partner", SWAP.format("audit", "bytes")),
    "a line of the erased forged": ("partner", "INSERT INTO tombstone VALUES (1, x'7b7d', zeroblob(64))"),
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.usefixtures("lived")
def test_a_row_changed_removed_swapped_or_replayed_is_noticed(office: Office, name: str) -> None:
    her_record(office, a_case(office, "Ewan"), given_name="Yara")
    perform(office.desk("jo"), "settings.set", {"key": "office.name", "value": "Harbour"})
    mark = mark_of(office)
    side, statement = ROWS[name]
    with store_of(office, side).engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0

    assert is_noticed(office, side, mark)


def test_what_is_found_is_said_in_words(office: Office, lived: BridgeDesk) -> None:
    with office.partner.engine.begin() as connection:
        connection.execute(text("UPDATE safe_plan SET doc = zeroblob(182)"))
    hers = lived.vaults.verify(Nothing())
    with office.programme.engine.begin() as connection:
        connection.execute(text("DELETE FROM history WHERE seq = 1"))
    his = lived.vaults.verify(Nothing())

    assert (hers.ok, hers.first_problem) == (False, "A record of “safe_plan” was changed outside the program.")
    assert (his.ok, his.first_problem) == (False, "The log of what was done does not fit together from entry 1 on.")
