"""Holds what each word of `handrail` does; everything heavy is loaded by the word that needs it."""

import argparse
import sys
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import InvalidInput
from app.core.language import _, ngettext, use
from app.core.paths import Profile
from app.core.shapes import to_builtins, to_json
from app.start.commands import (
    DONE,
    FAILED,
    REFUSED,
    Passwords,
    Reception,
    passwords_argument,
    profile_argument,
    profile_of,
    read_file,
    read_passwords,
)
from app.start.storage import command

if TYPE_CHECKING:
    from app.desk.seat import Desk

READ_SHEET = "read-sheet"


def read_sheet() -> int:
    """The built program reads a strange file in a child of its own, as the exchange asks for it (SEC-44)."""
    from app.ops.sheet import main

    return main()


def desk() -> "type[Desk]":
    """The programme desk."""
    from app.programme.desk import ProgrammeDesk

    return ProgrammeDesk


def reception(profile: Profile, passwords: Passwords, at: datetime | None) -> AbstractContextManager[Reception]:
    """The office opened for a script."""
    from app.start.opening import programme_reception

    return programme_reception(profile, passwords, at)


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """What `restore` takes."""
    command.restore_arguments(parser, "second", _("who agrees; one of the two is a manager"))


def restore(given: argparse.Namespace) -> int:
    """`handrail restore`: a backup in place of the records, also when they do not open any more (E4)."""
    from app.start.opening import SIDE, ProgrammeOffice
    from app.start.profile import PROGRAMME, check_place, held_open

    profile, passwords = profile_of(given), read_passwords(given.passwords)
    if given.kit:
        from app.start.storage import from_nothing

        return command.lay_out(PROGRAMME, from_nothing.lay_out, given, passwords)
    if not given.second:
        raise InvalidInput({"second": _("Name a second person, or on an empty computer the number on your kit.")})
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


def init_arguments(parser: argparse.ArgumentParser) -> None:
    """What `init` takes."""
    profile_argument(parser)
    parser.add_argument("--office", metavar="FILE", required=True, help=_("the office as JSON (handrail-office/1)"))
    passwords_argument(parser)


def init(given: argparse.Namespace) -> int:
    """`handrail init`: the whole office; the safety team's half is made in the other program."""
    from app.ops.office import check_passwords, read_office

    text, passwords = read_file(Path(given.office)), read_passwords(given.passwords)
    office = read_office(text)
    check_passwords(office, passwords)
    use(office.language)
    make_office(profile_of(given), text, passwords)
    return DONE


def make_office(profile: Profile, text: bytes, passwords: Passwords) -> None:
    """Found the office that this text describes, and say so when its second secrets are only files (SEC-28)."""
    from app.domain.roles import SIDE_OF, Side
    from app.ops.office import read_office
    from app.start.child import run_neighbour
    from app.start.founding import found_office, protection_of

    office = read_office(text)
    hers = {user.name: passwords[user.name] for user in office.users if SIDE_OF[user.role] is Side.PARTNER}

    def team_step(folder: Profile, step: str) -> None:
        described = folder.folder / "office.json"
        described.write_bytes(text)
        try:
            run_neighbour(["init", "--profile", str(folder.folder), "--office", str(described), "--step", step], hers)
        finally:
            described.unlink()

    found_office(profile, office, passwords, team_step)
    if protection_of(profile) == "file":
        words = _(
            "No keychain works on this computer, so each person's second secret lies in a file of the office's folder. "
            "Whoever copies that whole folder needs only a password."
        )
        print(words, file=sys.stderr)


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """What `import` takes."""
    parser.add_argument("what", choices=["referrals"], help=_("what the sheet holds"))
    parser.add_argument("file", metavar="FILE", help=_("a CSV or XLSX file"))
    parser.add_argument("--map", metavar="FILE", dest="mapping", help=_("which column holds what (handrail-mapping/1)"))
    parser.add_argument("--dry-run", action="store_true", help=_("show the same result and write nothing"))
    parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("who takes it in"))
    profile_argument(parser)
    passwords_argument(parser)


def take_in(given: argparse.Namespace) -> int:
    """`handrail import referrals`: the act `import.referrals`; every line ends in one outcome with its reasons."""
    from app.desk.catalogue import perform

    asked: dict[str, object] = {"file": str(Path(given.file).absolute()), "dry_run": given.dry_run}
    if given.mapping:
        asked["mapping"] = str(Path(given.mapping).absolute())
    passwords = read_passwords(given.passwords)
    with reception(profile_of(given), passwords, None) as office:
        result = to_builtins(perform(office.take_seat(given.login), "import.referrals", asked))
    for row in result["rows"]:
        print(to_json(row).decode("utf-8"))
    print(to_json({name: told for name, told in result.items() if name != "rows"}).decode("utf-8"))
    print(
        _("The sheet itself still holds all of this. Keep it or destroy it as your office has decided."),
        file=sys.stderr,
    )
    return DONE


def pack_arguments(parser: argparse.ArgumentParser) -> None:
    """What `pack` takes."""
    parser.add_argument("what", choices=["check"], help=_("what to do with it"))
    parser.add_argument("file", metavar="FILE", help=_("a TOML file"))


def check_pack(given: argparse.Namespace) -> int:
    """`handrail pack check`: every problem with its line, then what the file adds up to; needs no profile."""
    from app.domain.pack import read_pack_file
    from app.domain.pack_words import adds_up

    name = Path(given.file).name
    reading = read_pack_file(read_file(Path(given.file)), name)
    for problem in (*reading.problems, *reading.warnings):
        print(f"{name}: {problem}")
    if reading.pack is None:
        count = len(reading.problems)
        words = ngettext(
            "This file cannot be used: {count} problem.", "This file cannot be used: {count} problems.", count
        )
        print(words.format(count=count), file=sys.stderr)
        return REFUSED
    words = _("{file} can be used: {title}, version {version}. {adds_up}")
    told = words.format(
        file=name, title=reading.pack.title, version=reading.pack.version, adds_up=adds_up(reading.pack)
    )
    print(told)
    return DONE


def migrate_arguments(parser: argparse.ArgumentParser) -> None:
    """What `migrate` takes."""
    parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("whose key opens the records"))
    profile_argument(parser)
    passwords_argument(parser)


def migrate(given: argparse.Namespace) -> int:
    """`handrail migrate`: signing in brings the records up to date; a copy is kept first (SEC-45)."""
    with reception(profile_of(given), read_passwords(given.passwords), None) as office:
        office.take_seat(given.login)
    print(_("The records have this version's shape."))
    return DONE


def no_window(_profile: Profile) -> int:
    """Without a window there is nothing to open."""
    return DONE


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    """What `demo` takes."""
    profile_argument(parser)
    parser.add_argument("--cases", type=int, default=None, metavar="N", help=_("how many cases at least"))


def demo(given: argparse.Namespace) -> int:
    """`handrail demo`: an office of invented people, made through the same door as everything else."""
    profile = profile_of(given)
    print(_("Making the demonstration. This takes a minute or two."), file=sys.stderr, flush=True)
    try:
        make_demonstration(profile, given.cases)
    except KeyboardInterrupt:
        print(_("Stopped. What was written until now stands and can be opened."), file=sys.stderr)
        return FAILED
    words = _("Made. Open it with handrail --profile {folder} and sign in as facilitator or manager, password demo.")
    print(words.format(folder=profile.folder), file=sys.stderr)
    return DONE


def make_demonstration(profile: Profile, cases: int | None = None) -> None:
    """Found the demonstration office and play its story at both desks; a step that fails stops it with its words.

    More men than a story can tell of are written in bulk, with five years of work behind them.
    """
    from app.ops.demonstration import LEAST_CASES, MOST_TOLD, office_text, passwords
    from app.ops.office import read_office
    from app.ops.two_desks import story
    from app.start.stage import fill_office, play_story, said

    wanted = LEAST_CASES if cases is None else max(1, cases)
    told = wanted if wanted <= MOST_TOLD else LEAST_CASES
    known = passwords(wanted)
    make_office(profile, office_text(wanted), known)
    play_story(profile, story(told), known)
    if wanted > told:
        fill_office(profile, read_office(office_text(wanted)), wanted - told, known, said)
