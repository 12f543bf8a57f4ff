"""Takes away all that hangs on one record of hers, and keeps the signed list that lets no copy bring it back (E5)."""

import json
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import select

from app.bridge.inbox import ABOUT_HER, NOTHING, TakenRecord
from app.core.shapes import replaced
from app.crypto.roster import Roster
from app.crypto.tombstones import ERASED, PARTNER, Tombstones
from app.crypto.tombstones import Tombstone as Stone
from app.desk import erased_list
from app.partner.partners import LinkRecord
from app.partner.restricted import drop_keys, rows_of
from app.partner.seat import PartnerSeat
from app.partner.vault import Vault
from app.store.work import Work
from models.partner.base import Tombstone
from models.partner.partner import Link
from models.partner.team import Taken, TeamEntry

TABLE = "partner"


def stones(work: Work, inst: str, roster: Roster) -> Tombstones:
    """The list as it stands in her database, verified."""
    return erased_list.stored(work, Tombstone, Tombstones(inst, PARTNER), roster)


def list_of_erased(seat: PartnerSeat) -> bytes:
    """The list as a file's bytes, to lie beside the records and in each backup."""
    with seat.store.work(reading=True) as work:
        return stones(work, seat.vault.inst, seat.read_roster()).to_bytes()


def whole_list(
    work: Work, vault: Vault, roster: Roster, copies: Iterable[bytes], least: int
) -> tuple[Tombstones, bool]:
    """Her list and its copies; what the table did not know yet is erased again (RET-7)."""

    def erase(one: Stone) -> None:
        if one.table == TABLE:
            erase_rows(work, vault, one.id)

    return erased_list.whole_list(work, Tombstone, Tombstones(vault.inst, PARTNER), roster, copies, least, erase)


def bury(work: Work, seat: PartnerSeat, partner: str) -> Tombstones:
    """One more line of the list: this record is erased."""
    roster = seat.read_roster()
    known = stones(work, seat.vault.inst, roster)
    signer = seat.ledger.signer(work)
    found = known.with_next(signer, roster, TABLE, partner, seat.clock.today(), ERASED)
    erased_list.keep(work, Tombstone, known, found)
    return found


def erase_rows(work: Work, vault: Vault, partner: str) -> int:
    """Delete her rows, her key, her links, and what the team kept about her alone; gives how many records went."""
    rows = [*rows_of(work, partner), *_links(work, vault, partner), *team_rows(work, vault, partner)]
    for row in rows:
        work.session.delete(row)
    for taken, record in taken_of(work, vault, partner):
        vault.change_for_team(work, taken, replaced(record, body=NOTHING))
    drop_keys(work, partner)
    vault.forget(partner)
    return len(rows)


def counted(work: Work, vault: Vault, partner: str) -> int:
    """How many records would go."""
    return len([*rows_of(work, partner), *_links(work, vault, partner), *team_rows(work, vault, partner)])


def sole_cases(work: Work, vault: Vault, partner: str) -> frozenset[str]:
    """The cases to which nobody but her is linked."""
    return hers_alone([vault.read_for_team(row, LinkRecord) for row in work.session.scalars(select(Link))], partner)


def hers_alone(known: Collection[LinkRecord], partner: str) -> frozenset[str]:
    """The same, of links that are open already."""
    others = {one.case for one in known if one.partner != partner}
    return frozenset(one.case for one in known if one.partner == partner) - others


def _links(work: Work, vault: Vault, partner: str) -> Iterator[Link]:
    for row in work.session.scalars(select(Link)).all():
        if vault.read_for_team(row, LinkRecord).partner == partner:
            yield row


def team_rows(work: Work, vault: Vault, partner: str) -> Iterator[TeamEntry]:
    """What the team wrote of her alone: releases and halves of meetings of her cases, and whatever names her."""
    cases = sole_cases(work, vault, partner)
    for row in work.session.scalars(select(TeamEntry)).all():
        body = vault.read_for_team(row, dict)
        if body.get("case") in cases or partner in json.dumps(body):
            yield row


def taken_of(work: Work, vault: Vault, partner: str) -> Iterator[tuple[Taken, TakenRecord]]:
    """What the one-way box said of her, of cases that are hers alone; that it was taken in stays (SEC-24)."""
    cases = sole_cases(work, vault, partner)
    for row in work.session.scalars(select(Taken)).all():
        record = vault.read_for_team(row, TakenRecord)
        if record.case in cases and record.kind in ABOUT_HER and record.body != NOTHING:
            yield row, record
