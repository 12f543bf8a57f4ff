"""Says whether every record of both databases is as the log left it: a backup, for whoever asks (SEC-17, SEC-59)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.bridge.erased import stones
from app.bridge.inbox import box_items
from app.core.errors import Damaged, KeptFrom, Newer
from app.core.shapes import Nothing, PartnerId, Row
from app.desk import whole
from app.desk.act import Kind, act
from app.desk.ledger import READ_AT_ONCE, Ledger
from app.partner.partners import links_that_open, records
from app.partner.rights import Right
from app.partner.seat import PartnerNoun, PartnerSeat
from app.partner.spoken import damaged_words
from app.partner.vault import BROKEN, Vault
from app.programme.accounts import first_changed
from app.programme.entry import METADATA as HIS_METADATA
from app.programme.office import names_of
from app.store.work import Work
from models.partner.base import Base
from models.partner.partner import PartnerKey

__all__ = ["HIS_METADATA", "hers_hold", "his_hold", "names"]


def his_hold(work: Work, ledger: Ledger) -> str | None:
    """The first record of his that is not as his log left it."""
    return first_changed(work, ledger)[0]


def hers_hold(team: Vault, work: Work, ledger: Ledger) -> str | None:
    """The first record of hers that is not as her log left it, or that does not open; one kept from me is let be."""
    vault = replace(team, _partners={})

    def look(here: Work, row: Any) -> None:  # noqa: ANN401  a row of any of her tables
        if not row.SEALED:
            return
        try:
            vault.look_into(here, row)
        except KeptFrom:
            return

    return whole.first_changed(work, ledger, whole.tables_of(Base), (), look)[0]


def names(seat: PartnerSeat, ids: Iterable[str]) -> Mapping[str, str]:
    """Who somebody is, as the office shows them; an officer who joined later stands in the list of staff alone."""
    wanted = set(ids)
    listed = {one.user: one.label for one in seat.read_roster().people if one.user in wanted}
    with seat.look_at_his() as work:
        return listed | names_of(work.session, wanted)


class VaultChecked(Row):
    """Whether all of it holds, how many entries of both logs were followed, and the first thing that is wrong."""

    ok: bool
    events: int
    erased: int
    first_problem: str | None = None


class DamageLine(Row):
    """What does not open of one record, or of the team, or a link that nobody can place; "" is not known."""

    partner: PartnerId
    number: str
    what: tuple[str, ...]


class Vaults(PartnerNoun):
    """The check that an officer asks for; a backup makes the same one by itself."""

    @act("vault.verify", Right.VERIFY, kind=Kind.LIST)
    def verify(self, work: Work, _draft: Nothing) -> VaultChecked:
        """Follow both logs, compare every record with them, open every envelope, read the list of what was erased."""
        seat, events, erased = self.seat, 0, 0
        try:
            with seat.look_at_his() as his:
                events += _followed(his, seat.his_ledger)
                problem = his_hold(his, seat.his_ledger)
            events += _followed(work, seat.ledger)
            problem = problem or hers_hold(seat.vault, work, seat.ledger)
            erased = len(stones(work, seat.vault.inst, seat.read_roster()).items)
        except (Damaged, Newer) as broken:
            problem = str(broken)
        return VaultChecked(ok=problem is None, events=events, erased=erased, first_problem=problem)

    @act("vault.damage", Right.VERIFY, kind=Kind.LIST)
    def damage(self, work: Work, _draft: Nothing) -> tuple[DamageLine, ...]:
        """Open every envelope and list what does not open, by record; all others are usable (section 12)."""
        vault = self.seat.vault
        vault.hurt.clear()
        for table in whole.tables_of(Base):
            vault.miss(work, table)
            found = (
                work.session.scalars(select(table).execution_options(yield_per=READ_AT_ONCE)) if table.SEALED else ()
            )
            for row in found:
                if not _is_whole(work, vault, row):
                    whose = row.id if isinstance(row, PartnerKey) else getattr(row, "partner_id", "")
                    vault.hurt[row.__tablename__, row.id] = whose
        with self.seat.look_at_his() as his:
            box_items(his, self.seat)
        return _by_record(work, self.seat, {**vault.hurt, **self.seat.torn_entries()})


def _is_whole(work: Work, vault: Vault, row: Any) -> bool:  # noqa: ANN401  a sealed row of any of her tables
    """Whether a row opens and is as the log left it; one kept from this officer is compared alone."""
    try:
        work.compare([row])
        vault.look_into(work, row)
    except BROKEN:
        return False
    except KeptFrom:
        return True
    return True


def _by_record(work: Work, seat: PartnerSeat, hurt: Mapping[tuple[str, str], str]) -> tuple[DamageLine, ...]:
    """By record, with its number where that can still be read; what is nobody's or the team's comes last."""
    numbers = {one.partner: one.reference for one in links_that_open(work, seat) if one.number} if hurt else {}
    numbers |= {id: record.reference for id, record in records(work, seat)} if hurt else {}
    found: dict[str, list[str]] = {}
    for (table, _id), whose in hurt.items():
        found.setdefault(whose, []).append(damaged_words(table))
    lines = (
        DamageLine(partner=PartnerId(whose), number=numbers.get(whose, ""), what=tuple(sorted(set(what))))
        for whose, what in found.items()
    )
    return tuple(sorted(lines, key=lambda line: (not line.partner, not line.number, line.number)))


def _followed(work: Work, ledger: Ledger) -> int:
    return ledger.verify(work).seq
