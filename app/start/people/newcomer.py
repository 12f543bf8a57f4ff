"""Is `join` of both programs: somebody new makes her keys, and a colleague lets her in (security.md section 8)."""

import argparse
from typing import TYPE_CHECKING

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.paths import Profile
from app.domain.roles import SIDE_OF, Role, role_words
from app.start.commands import DONE, Command, passwords_argument, profile_argument, profile_of, read_passwords

if TYPE_CHECKING:
    from app.desk.newcomers import Newcomer
    from app.start.own_login import Place


def roles_of(side: str) -> dict[str, str]:
    """The roles of one desk, in words."""
    return {role.value: role_words(role) for role in Role if SIDE_OF[role].value == side}


def has_join_file(profile: Profile, side: str) -> bool:
    """Whether somebody of this desk made her keys and waits here."""
    from app.core.errors import AppError
    from app.start.joining import read_join

    for path in profile.folder.glob("join-*.json"):
        try:
            if read_join(path).person.roles <= set(roles_of(side)):
                return True
        except AppError:
            continue
    return False


def place_of(profile: Profile, side: str) -> "Place":
    """The sign-in file of one desk of an office. Raises Missing where there is no office."""
    from app.start.own_login import Place
    from app.start.profile import read_about

    return Place(profile, read_about(profile), side)


def make_keys(place: "Place", name: str, label: str, role: str, password: str) -> "Newcomer":
    """Somebody new at this computer: her keys under her password, her join file. Raises InvalidInput."""
    from app.core.shapes import convert
    from app.ops.office import OfficeUser
    from app.start.people.files import prepared

    return prepared(place, convert({"name": name, "label": label, "role": role}, OfficeUser), password)


def join_command(side: str) -> Command:
    """`join --as NAME --label NAME --role ROLE`: the command for one desk."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        profile_argument(parser)
        parser.add_argument("--as", metavar="USER", dest="login", required=True, help=_("the new user name"))
        parser.add_argument("--label", metavar="NAME", required=True, help=_("the name as shown"))
        parser.add_argument("--role", choices=sorted(roles_of(side)), required=True, help=_("what she will do here"))
        passwords_argument(parser)

    def join(given: argparse.Namespace) -> int:
        password = read_passwords(given.passwords).get(given.login)
        if password is None:
            raise InvalidInput({"passwords": _("There is no password for {names}.").format(names=given.login)})
        made = make_keys(place_of(profile_of(given), side), given.login, given.label, given.role, password)
        print(_("Safety number: {number}").format(number=made.safety_number))
        print(_("Read it to whoever lets you in. Until then you cannot sign in."))
        return DONE

    return Command("join", _("Make the keys of somebody who is new here."), arguments, join)
