"""Holds what each word of `handrail-partner` does; everything heavy is loaded by the word that needs it."""

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import InvalidInput
from app.core.language import _, use
from app.core.paths import Profile
from app.start.commands import (
    DONE,
    Command,
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

STEPS = ("join", "approve", "found")


def desk() -> "type[Desk]":
    """The partner desk with the bridge."""
    from app.bridge.desk import BridgeDesk

    return BridgeDesk


def reception(profile: Profile, passwords: Passwords, at: datetime | None) -> AbstractContextManager[Reception]:
    """Both databases opened for a script."""
    from app.start.partner_opening import partner_reception

    return partner_reception(profile, passwords, at)


def init_arguments(parser: argparse.ArgumentParser) -> None:
    """What `init` takes; it is called by the other program."""
    profile_argument(parser)
    parser.add_argument("--office", metavar="FILE", required=True, help=_("the office as JSON (handrail-office/1)"))
    parser.add_argument("--step", choices=STEPS, required=True, help=_("which part of the safety team's half"))
    passwords_argument(parser)


def init(given: argparse.Namespace) -> int:
    """`handrail-partner init`: one step of the safety team's half of a new office (SEC-46)."""
    from app.ops.office import read_office
    from app.start import partner_founding
    from app.start.profile import PARTNER, held_open

    office, passwords = read_office(read_file(Path(given.office))), read_passwords(given.passwords)
    use(office.language)
    steps = {"join": partner_founding.join, "approve": partner_founding.approve, "found": partner_founding.found}
    profile = profile_of(given)
    with held_open(profile, PARTNER):
        steps[given.step](profile, office, passwords)
    return DONE


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    """What `demo` takes; it is called by the other program."""
    profile_argument(parser)
    passwords_argument(parser)


def demo(given: argparse.Namespace) -> int:
    """`handrail-partner demo`: the safety team's part of an invented past (SEC-46); each of the team has seen it."""
    from app.bridge.past import clear_past
    from app.ops.demonstration import EVENING, TODAY
    from app.ops.demonstration import moment as day_moment
    from app.partner.seat import PartnerSeat
    from app.start.commands import moment
    from app.start.partner_opening import partner_reception

    passwords = read_passwords(given.passwords)
    with partner_reception(profile_of(given), passwords, moment(day_moment(TODAY, EVENING))) as office:
        for seat in [office.take_seat(name).seat for name in passwords]:
            if isinstance(seat, PartnerSeat):
                clear_past(seat)
    return DONE


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """What `restore` takes; the list of passwords holds the trustee's code under their name."""
    command.restore_arguments(parser, "trustee", _("a trustee's name as in the list of staff"))
    also = _("where nobody's kit is left: the programme desk's backup; both desks are laid out on an empty computer")
    parser.add_argument("--his", metavar="FILE", help=also)
    short = _("where the list of staff gets shorter by the programme desk's backup: the manager whose key opens it")
    parser.add_argument("--manager", metavar="USER", help=short)
    parser.add_argument("--other", metavar="NAME", help=_("with it: the second trustee, as in the list of passwords"))


def restore(given: argparse.Namespace) -> int:
    """`handrail-partner restore`: a backup in place of her records, also when they do not open any more (E4)."""
    from app.start.partner_opening import HIS_SIDE, SIDE, PartnerOffice
    from app.start.profile import PARTNER, check_place, held_open

    profile, passwords = profile_of(given), read_passwords(given.passwords)
    if given.his:
        return lay_out_by_trustees(profile, given, passwords)
    if given.kit:
        from app.start import partner_from_nothing

        return command.lay_out(PARTNER, partner_from_nothing.lay_out, given, passwords)
    if not given.second:
        raise InvalidInput({"trustee": _("Name a trustee, or on an empty computer the number on your kit.")})
    officer, trustee = ((name, passwords.get(name, "")) for name in (given.login, given.second))
    file = Path(given.file).absolute()
    check_place(profile.folder)
    with held_open(profile, PARTNER):
        office = PartnerOffice(profile)
        try:
            if given.manager:
                manager = (given.manager, passwords.get(given.manager, ""))
                back = office.put_his_back(file, officer, manager, trustee)
            else:
                back = office.put_back(file, officer, trustee)
            command.put_in_place(profile, HIS_SIDE if given.manager else SIDE, PARTNER, back)
            office.have_seen(*officer)
        finally:
            office.close()
    return DONE


def lay_out_by_trustees(profile: Profile, given: argparse.Namespace, passwords: Passwords) -> int:
    """Both desks on an empty computer by two trustees' codes, then new keys for the officer named with `--as`."""
    from app.desk.own_login import check_new_password
    from app.start.partner_trust.laying_out import TwoBackups, lay_out
    from app.start.profile import PARTNER, check_place, held_open

    if not (given.second and given.other):
        raise InvalidInput({"trustee": _("Two trustees are needed, each with their own code.")})
    codes = (passwords.get(given.second, ""), passwords.get(given.other, ""))
    check_new_password(passwords.get(given.login, ""))
    check_place(profile.folder)
    with held_open(profile, PARTNER):
        backs = lay_out(profile, TwoBackups(Path(given.his).absolute(), Path(given.file).absolute(), codes))
        for back in backs:
            command.say_stands(back)
        come_back(profile, given.login, codes, passwords[given.login])
    return DONE


def come_back(profile: Profile, login: str, codes: tuple[str, str], new: str) -> None:
    """New keys for an officer by two codes, and her first sign-in with them."""
    from app.start.partner_opening import PartnerOffice
    from app.start.partner_trust.recovering import CodesTyped

    office = PartnerOffice(profile)
    try:
        office.way_by_trustees(CodesTyped(login, *codes, new)).finish(None)
        office.keep_mark(office.sign_in(login, new, arrival="team.recovered"))
    finally:
        office.close()
    print(_("New keys are made. Sign in with the new password; you are asked for a new kit first."))


def recover_arguments(parser: argparse.ArgumentParser) -> None:
    """What `recover` takes; the list of passwords holds her new password and each trustee's code under a name."""
    parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("who lost password and kit"))
    for which in ("first", "second"):
        parser.add_argument(
            f"--{which}", metavar="NAME", required=True, help=_("a trustee, as in the list of passwords")
        )
    profile_argument(parser)
    passwords_argument(parser)


def recover(given: argparse.Namespace) -> int:
    """`handrail-partner recover`: two trustees' codes give an officer new keys and a new password (section 8)."""
    from app.start.profile import PARTNER, check_place, held_open

    profile, passwords = profile_of(given), read_passwords(given.passwords)
    first, second, new = (passwords.get(name, "") for name in (given.first, given.second, given.login))
    check_place(profile.folder)
    with held_open(profile, PARTNER):
        come_back(profile, given.login, (first, second), new)
    return DONE


def migrate_arguments(parser: argparse.ArgumentParser) -> None:
    """What `migrate` takes."""
    parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("whose key opens the records"))
    profile_argument(parser)
    passwords_argument(parser)


def migrate(given: argparse.Namespace) -> int:
    """`handrail-partner migrate`: signing in brings her records up to date; a copy is kept first (SEC-45)."""
    with reception(profile_of(given), read_passwords(given.passwords), None) as office:
        office.take_seat(given.login)
    print(_("The records have this version's shape."))
    return DONE


def tour_command(screens: Callable[[], Any]) -> Command:
    """`tour --part NAME --at TIME --out DIR`: it judges nothing; the tour that asked reads every line."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        profile_argument(parser)
        passwords_argument(parser)
        parser.add_argument("--out", metavar="DIR", required=True, help=_("where the pictures go"))
        parser.add_argument("--part", metavar="NAME", required=True, help=_("which visit"))
        parser.add_argument("--at", metavar="TIME", required=True, help=_("where the practice office's clock stands"))
        parser.add_argument("--first", metavar="N", type=int, default=1, help=_("the number of the first step"))

    def perform(given: argparse.Namespace) -> int:
        from app.start.partner_tour_play import Visit, play_visit

        visit = Visit(given.part, given.at, given.first)
        told = play_visit(visit, profile_of(given), Path(given.out), read_passwords(given.passwords), screens)
        print(json.dumps(told, ensure_ascii=False))
        return DONE

    words = _("Play one visit of a tour at this desk, without a display. Asked by the tour of the other program.")
    return Command("tour", words, arguments, perform)
