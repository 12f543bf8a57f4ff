"""Keeps the signed list of deleted cases, and deletes again what a restored copy still has (E5, RET-7)."""

from collections.abc import Iterable

from app.crypto.roster import Roster
from app.crypto.tombstones import Tombstone as Stone
from app.crypto.tombstones import Tombstones
from app.desk import erased_list
from app.desk.seat import Seat
from app.programme.keeping.deleting import erase_again
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.keeping import Tombstone

DB, TABLE, REASON = "programme", "case", "retention"


def stones(work: Work, inst: str, roster: Roster) -> Tombstones:
    """The list as it stands in the database, verified."""
    return erased_list.stored(work, Tombstone, Tombstones(inst, DB), roster)


def list_of_erased(seat: Seat) -> bytes:
    """The list as a file's bytes, to lie beside the records and in each backup."""
    with seat.store.work(reading=True) as work:
        return stones(work, seat.ledger.inst, seat.ledger.roster(work)).to_bytes()


def bury(work: Work, seat: ProgrammeSeat, case: str) -> None:
    """One more line of the list: this case is deleted."""
    roster = seat.ledger.roster(work)
    known = stones(work, seat.ledger.inst, roster)
    found = known.with_next(seat.ledger.signer(work), roster, TABLE, case, seat.clock.today(), REASON)
    erased_list.keep(work, Tombstone, known, found)


def whole_list(work: Work, inst: str, roster: Roster, copies: Iterable[bytes], least: int) -> tuple[Tombstones, bool]:
    """The list and its copies; a case that the table did not know of yet is deleted again."""

    def erase(one: Stone) -> None:
        if one.table == TABLE:
            erase_again(work, one.id, one.on)

    return erased_list.whole_list(work, Tombstone, Tombstones(inst, DB), roster, copies, least, erase)
