"""Hands both databases of the partner desk to the backup; his is read without a trace (SEC-19, SEC-57)."""

from functools import partial

from app.bridge.entry import METADATA
from app.bridge.erased import list_of_erased
from app.bridge.keeping import HIS_METADATA, hers_hold, his_hold, names
from app.core.language import _
from app.core.paths import Profile
from app.ops.ballast import lay
from app.ops.records import Records
from app.ops.storage import OfficeStorage, PutBackBy
from app.partner.seat import PartnerSeat

SIDE, HIS_SIDE = "partner", "programme"


def both_records(profile: Profile, seat: PartnerSeat) -> tuple[Records, Records]:
    """Hers, and his as she reads them; what is noted is noted in her log."""
    scratch = profile.backups / SIDE
    hers = Records(
        seat.store, seat.ledger, seat.clock, profile.keyslots(SIDE), profile.recovery, profile.tombstones(SIDE),
        profile.backups, scratch, METADATA, partial(hers_hold, seat.vault),
        holds=_("Partner desk"),
    )  # fmt: skip
    his = Records(
        seat.his, seat.his_ledger, seat.clock, profile.keyslots(HIS_SIDE), profile.recovery,
        profile.tombstones(HIS_SIDE), profile.backups, scratch, HIS_METADATA, his_hold, (seat.store, seat.ledger),
        _("Programme desk"), hers.progress,
    )  # fmt: skip
    return hers, his


def storage_of(profile: Profile, seat: PartnerSeat, put_back: PutBackBy, *, is_practice: bool) -> OfficeStorage:
    """The files of both databases, for the acts of the officer who signed in."""
    records = both_records(profile, seat)
    erased, room = partial(list_of_erased, seat), None if is_practice else lay(profile.ballast)
    return OfficeStorage(records, partial(names, seat), records[0].progress, put_back, erased, room)
