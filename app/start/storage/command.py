"""Is the word `backup` of both programs: make a backup of what the desk holds and prove it, or prove one again."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import Unavailable
from app.core.language import _, ngettext
from app.start.commands import DONE, OpenOffice, passwords_argument, profile_argument, profile_of, read_passwords

if TYPE_CHECKING:
    from app.core.paths import Profile
    from app.desk.storage import BackupProved, BackupRestored
    from app.start.storage.paper import Paper

    LaysOut = Callable[[Profile, Path, Paper], BackupRestored]


def lay_out(program: str, of_side: "LaysOut", given: argparse.Namespace, passwords: Mapping[str, str]) -> int:
    """One side of an office on an empty computer, from a backup and a kit; its code stands in the list of passwords."""
    from app.start.profile import check_place, held_open
    from app.start.storage.paper import Paper

    profile = profile_of(given)
    check_place(profile.folder)
    with held_open(profile, program):
        paper = Paper(given.login, passwords.get(given.login, ""), given.kit)
        back = of_side(profile, Path(given.file).absolute(), paper)
    say_laid_out(back)
    return DONE


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """What `backup` takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", metavar="FOLDER", help=_("where the new backup is put"))
    what.add_argument("--check", metavar="FILE", help=_("prove a backup that was made before"))
    parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("whose key opens the backup"))
    profile_argument(parser)
    passwords_argument(parser)


def backup(given: argparse.Namespace, opened: OpenOffice) -> int:
    """A file has its name only once it was restored beside and found whole (SEC-59); `opened` signs people in."""
    from app.desk.backups import BackupNamed, BackupWanted, HasBackups

    with opened(profile_of(given), read_passwords(given.passwords), None) as office:
        desk = office.take_seat(given.login)
        if not isinstance(desk, HasBackups):
            raise TypeError("a desk without backups")
        if given.check:
            say_proof(desk.backups.prove(BackupNamed(file=str(Path(given.check).absolute()))))
            return DONE
        for made in desk.backups.make(BackupWanted(to=str(Path(given.to).absolute()))):
            print(_("Backup made: {file}").format(file=made.file))
            print(_("{size} bytes, SHA-256 {hash}").format(size=made.size, hash=made.sha256))
            say_proof(made)
            say_removed(made)
        print(_("Keep one copy away from this computer."))
    return DONE


def restore_arguments(parser: argparse.ArgumentParser, second: str, who: str) -> None:
    """What `restore` takes: the second person is named by each program in its own word."""
    parser.add_argument("file", metavar="FILE", help=_("the backup to put in place of the records"))
    parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("whose key opens the backup"))
    parser.add_argument(f"--{second}", metavar="NAME", dest="second", help=who)
    parser.add_argument("--kit", metavar="NUMBER", help=_("on an empty computer: the safety number on your kit"))
    profile_argument(parser)
    passwords_argument(parser)


def put_in_place(profile: "Profile", side: str, program: str, back: "BackupRestored") -> None:
    """Swap what waits, alone with the office, and tell it in words."""
    from app.start.storage.pending import finish_pending

    if not finish_pending(profile, side, program):
        raise Unavailable(_("The backup was checked and could not be put in place. The records stand as they were."))
    made = f"{back.made_at:%Y-%m-%d %H:%M} UTC"
    print(_("Put in place: the records of {made}, up to entry {entries}.").format(made=made, entries=back.entries))
    if back.had > back.entries:
        words = _("You had seen entry {had}: what came between is not here. Everybody is told at their next sign-in.")
        print(words.format(had=back.had))
    kept = profile.backups / f"{side}-before-restore.db"
    print(_("The records that stood there are kept in {file}.").format(file=kept))


def say_laid_out(back: "BackupRestored") -> None:
    """What stands on an empty computer now, and how to get in."""
    say_stands(back)
    print(_("Open this desk and choose Forgot password: the kit opens it once more, then you get a new one."))


def say_stands(back: "BackupRestored") -> None:
    """What stands on an empty computer now."""
    made = f"{back.made_at:%Y-%m-%d %H:%M} UTC"
    words = _("The records stand here again, of {made}, up to entry {entries}.")
    print(words.format(made=made, entries=back.entries))


def say_proof(proved: "BackupProved") -> None:
    """In words: what was restored, how much, and whose keys open it."""
    words = ngettext(
        "Proved: restored beside and found whole, {rows} row in {tables} tables, the log up to entry {entries}.",
        "Proved: restored beside and found whole, {rows} rows in {tables} tables, the log up to entry {entries}.",
        proved.rows,
    )
    print(words.format(rows=proved.rows, tables=proved.tables, entries=proved.entries))
    made = _("{file} was made by {name} on {day}; it holds: {holds}.")
    file, day = Path(proved.file).name, f"{proved.made_at:%Y-%m-%d %H:%M} UTC"
    print(made.format(file=file, name=proved.by, day=day, holds=proved.holds))
    print(_("It opens with the key of: {names}.").format(names=", ".join(proved.opened_by)))


def say_removed(made: "BackupProved") -> None:
    """What is kept no longer, or why nothing was removed (T18)."""
    for name in made.removed:
        print(_("Removed, kept no longer: {file}").format(file=name))
    if made.is_frozen:
        words = _("No older backup was removed: this computer's clock is far from the last entry of the log.")
        print(words, file=sys.stderr)
