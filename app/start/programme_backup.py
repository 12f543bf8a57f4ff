"""Is `handrail backup`: make a backup of the programme desk's records and prove it, or prove one that lies there."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.language import _, ngettext
from app.core.paths import Profile
from app.start.commands import DONE, passwords_argument, profile_argument, profile_of, read_passwords

if TYPE_CHECKING:
    from app.ops.backup import Proof, Records
    from app.programme.desk import ProgrammeDesk

SIDE = "programme"


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """What `backup` takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", metavar="FOLDER", help=_("where the new backup is put"))
    what.add_argument("--check", metavar="FILE", help=_("prove a backup that was made before"))
    parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("a manager or an administrator"))
    profile_argument(parser)
    passwords_argument(parser)


def backup(given: argparse.Namespace) -> int:
    """`handrail backup`: a file has its name only once it was restored beside and found whole (SEC-59)."""
    from app.ops.backup import make, prove, sweep
    from app.start.opening import programme_reception

    profile = profile_of(given)
    with programme_reception(profile, read_passwords(given.passwords), None) as office:
        records = records_of(profile, office.take_seat(given.login))
        sweep(records.scratch)
        if given.check:
            say_proof(records, prove(records, Path(given.check)), Path(given.check))
            return DONE
        made = make(records, Path(given.to))
        print(_("Backup made: {file}").format(file=made.file))
        print(_("{size} bytes, SHA-256 {hash}").format(size=made.size, hash=made.sha256))
        say_proof(records, made.proof, made.file)
        for name in made.removed:
            print(_("Removed, kept no longer: {file}").format(file=name))
        if made.is_frozen:
            words = _("No older backup was removed: this computer's clock is far from the last entry of the log.")
            print(words, file=sys.stderr)
        print(_("Keep one copy away from this computer. The safety team's records are not in this file."))
        print(_("This version cannot put a backup in place of a lost office yet: keep a copy of its folder too."))
    return DONE


def records_of(profile: Profile, desk: "ProgrammeDesk") -> "Records":
    """The programme desk's database as the backup wants it."""
    from app.ops.backup import Records
    from app.programme.accounts import first_changed

    return Records(
        desk.seat.store, desk.seat.ledger, desk.seat.clock, profile.keyslots(SIDE), profile.recovery,
        profile.tombstones(SIDE), profile.backups, lambda work: first_changed(work)[0],
    )  # fmt: skip


def say_proof(records: "Records", proof: "Proof", file: Path) -> None:
    """In words: what was restored, how much, and whose keys open it."""
    from app.programme.office import names_of

    with records.store.work(reading=True) as work:
        names = names_of(work.session, (proof.by, *proof.readers))
    day = proof.made_at.astimezone(records.clock.zone)
    words = ngettext(
        "Proved: restored beside and found whole, {rows} row in {tables} tables, the log up to entry {entries}.",
        "Proved: restored beside and found whole, {rows} rows in {tables} tables, the log up to entry {entries}.",
        proof.rows,
    )
    print(words.format(rows=proof.rows, tables=proof.tables, entries=proof.entries))
    print(
        _("{file} was made by {name} on {day}.").format(
            file=file.name, name=names.get(proof.by, proof.by), day=f"{day:%Y-%m-%d %H:%M}"
        )
    )
    opened_by = ", ".join(sorted(names.get(user, _("the backup key")) for user in proof.readers))
    print(_("It opens with the key of: {names}.").format(names=opened_by))
