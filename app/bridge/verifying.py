"""Looks whether all of the vault is as the log left it: every link, signature, record and envelope (SEC-17)."""

from app.bridge.erased import stones
from app.bridge.keeping import hers_hold, his_hold
from app.core.errors import Damaged
from app.core.shapes import Nothing, Row
from app.desk.act import Kind, act
from app.desk.ledger import Ledger
from app.partner.rights import Right
from app.partner.seat import PartnerNoun
from app.store.work import Work


class VaultChecked(Row):
    """Whether all of it holds, how many entries of both logs were followed, and the first thing that is wrong."""

    ok: bool
    events: int
    erased: int
    first_problem: str | None = None


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
        except Damaged as broken:
            problem = str(broken)
        return VaultChecked(ok=problem is None, events=events, erased=erased, first_problem=problem)


def _followed(work: Work, ledger: Ledger) -> int:
    return ledger.verify(work).seq
