"""Hands the programme desk's database to the backup (SEC-57)."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from app.core.language import _
from app.core.paths import Profile

if TYPE_CHECKING:
    from app.desk.seat import Seat
    from app.ops.records import Records
    from app.ops.storage import OfficeStorage, PutBackBy

SIDE = "programme"


def records_of(profile: Profile, seat: "Seat") -> "Records":
    """The programme desk's database as the backup wants it."""
    from app.ops.records import Records
    from app.programme.accounts import first_changed
    from app.programme.entry import METADATA

    return Records(
        seat.store, seat.ledger, seat.clock, profile.keyslots(SIDE), profile.recovery, profile.tombstones(SIDE),
        profile.backups, profile.backups, METADATA, lambda work, ledger: first_changed(work, ledger)[0],
        holds=_("Programme desk"),
    )  # fmt: skip


def storage_of(profile: Profile, seat: "Seat", put_back: "PutBackBy", *, is_practice: bool) -> "OfficeStorage":
    """The files of the programme desk, for the acts of whoever signed in."""
    from app.ops.ballast import lay
    from app.ops.storage import OfficeStorage
    from app.programme.keeping.stones import list_of_erased
    from app.programme.office import names_of

    records = records_of(profile, seat)

    def names(ids: Iterable[str]) -> Mapping[str, str]:
        with seat.store.work(reading=True) as work:
            return names_of(work.session, ids)

    room, erased = None if is_practice else lay(profile.ballast), partial(list_of_erased, seat)
    return OfficeStorage((records,), names, records.progress, put_back, erased, room)
