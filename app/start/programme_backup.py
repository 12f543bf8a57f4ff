"""Hands the programme desk's database to the backup, and puts one in place of it (SEC-57, section 8)."""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.language import _
from app.core.paths import Profile
from app.start.commands import DONE, profile_of, read_passwords
from app.start.profile import PROGRAMME, check_place, held_open
from app.start.storage import command

if TYPE_CHECKING:
    from app.desk.seat import Seat
    from app.ops.records import Records
    from app.ops.storage import OfficeStorage, PutBackBy

SIDE = "programme"


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """What `restore` takes."""
    command.restore_arguments(parser, "second", _("who agrees; one of the two is a manager"))


def restore(given: argparse.Namespace) -> int:
    """`handrail restore`: a backup in place of the records, also when they do not open any more (E4)."""
    from app.start.opening import ProgrammeOffice

    profile, passwords = profile_of(given), read_passwords(given.passwords)
    both = [(name, passwords.get(name, "")) for name in (given.login, given.second)]
    check_place(profile.folder)
    with held_open(profile, PROGRAMME):
        office = ProgrammeOffice(profile)
        try:
            back = office.put_back(Path(given.file).absolute(), *both)
            command.put_in_place(profile, SIDE, PROGRAMME, back)
            for who in both:
                office.have_seen(*who)
        finally:
            office.close()
    return DONE


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


def storage_of(profile: Profile, seat: "Seat", put_back: "PutBackBy") -> "OfficeStorage":
    """The files of the programme desk, for the acts of whoever signed in."""
    from app.ops.storage import OfficeStorage
    from app.programme.office import names_of

    records = records_of(profile, seat)

    def names(ids: Iterable[str]) -> Mapping[str, str]:
        with seat.store.work(reading=True) as work:
            return {"backup": _("the backup key"), **names_of(work.session, ids)}

    return OfficeStorage((records,), names, records.progress, put_back)
