"""Says what a backup needs to know of both databases: whether every record holds, and who somebody is (SEC-59)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.core.errors import KeptFrom
from app.desk import whole
from app.desk.ledger import Ledger
from app.partner.seat import PartnerSeat
from app.partner.vault import Vault
from app.programme.accounts import first_changed
from app.programme.entry import METADATA as HIS_METADATA
from app.programme.office import names_of
from app.store.work import Work
from models.partner.base import Base

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
