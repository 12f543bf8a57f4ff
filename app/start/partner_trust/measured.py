"""Measures the team's keys at work: records opened and searched, her log verified, all re-keyed after a leaver."""

from typing import TYPE_CHECKING

from app.bench.harness import Budget, Contest, Measured, measured, timed
from app.bridge.invented import envelopes, fill, record_ids
from app.core.language import _
from app.core.shapes import Nothing
from app.crypto.envelope import open_sealed
from app.crypto.person import verify
from app.partner.partners import PartnerSought
from app.partner.rotation import begin

if TYPE_CHECKING:
    from app.bridge.desk import BridgeDesk

RECORDS, LEAVERS_RECORDS, ENTRIES = 5_000, 2_000, 3_000
ENTRY = b"e" * 470
NOBODY = "0" * 32
A_MINUTE = 60_000


def leaver(desk: "BridgeDesk") -> Measured:
    """The whole change of keys over 2,000 records, as after somebody left: once, for it changes every row."""
    seat = desk.leavers.seat
    fill(seat, LEAVERS_RECORDS)
    budget = Budget("KEYS", _("after a leaver: 2,000 records under new keys"), "", A_MINUTE)

    def change() -> None:
        with seat.open_work() as work:
            begin(work, seat, seat.read_roster(), NOBODY, "", seat.clock.now().isoformat())
            seat.ledger.append(work, "team.remove", seat.clock.now())
        for then in work.after:
            then()
        while not desk.leavers.rotate(Nothing()).is_done:
            continue

    return measured(Contest(budget, lambda: timed(change)), rounds=1, warm_ups=0)


def search(desk: "BridgeDesk") -> Measured:
    """P10: every record, its key and its links opened anew and looked through, against the same bytes opened alone."""
    seat = desk.leavers.seat
    fill(seat, max(0, RECORDS - len(record_ids(seat))))
    ids = record_ids(seat)
    sealed = envelopes(seat)
    budget = Budget("P10", _("5,000 partner records opened and searched"), _("the same bytes opened alone"), 3)

    def ours() -> float:
        for one in ids:
            seat.vault.forget(one)
        return timed(lambda: desk.partners.find(PartnerSought(words="zzzz")))

    def floor() -> float:
        return timed(lambda: [open_sealed(key, place, one) for key, place, one in sealed])

    return measured(Contest(budget, ours, floor))


def log_verified(desk: "BridgeDesk") -> Measured:
    """P11: every link and signature of her log, against as many signatures checked with nothing around them."""
    seat = desk.leavers.seat
    with seat.open_work() as work:
        for _turn in range(ENTRIES):
            seat.ledger.append(work, "access_log.show", seat.clock.now())
    with seat.store.work(reading=True) as work:
        count = seat.ledger.head(work).seq
    public, signature = seat.ledger.seed.ed25519_public, seat.ledger.seed.sign(ENTRY)
    budget = Budget("P11", _("the log verified, links and signatures"), _("as many Ed25519 signatures checked"), 1.5)

    def ours() -> float:
        with seat.store.work(reading=True) as work:
            return timed(lambda: seat.ledger.verify(work))

    def floor() -> float:
        return timed(lambda: [verify(public, signature, ENTRY) for _turn in range(count)])

    return measured(Contest(budget, ours, floor))
