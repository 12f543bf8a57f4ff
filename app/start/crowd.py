"""Fills the demonstration office with as many invented people as were asked for, and says how far it is."""

import sys
from collections.abc import Callable

from app.core.language import _
from app.core.paths import Profile
from app.domain.roles import SIDE_OF, Side
from app.ops.demonstration import EVENING, TODAY, moment, office_text
from app.ops.office import read_office
from app.programme.crowd.fill import fill
from app.programme.seat import ProgrammeSeat
from app.start.child import run_neighbour
from app.start.commands import Passwords
from app.start.commands import moment as at_moment
from app.start.opening import programme_reception

MANAGER = "manager"
Told = Callable[[int, int], None]


def fill_office(profile: Profile, cases: int, all_cases: int, passwords: Passwords, told: Told) -> None:
    """So many more cases in an office whose story was played; everybody who works there has seen it to its end.

    What is written when it is stopped stands, and opens as it is.
    """
    people = read_office(office_text(all_cases)).users
    here = [user.name for user in people if SIDE_OF[user.role] is Side.PROGRAMME]
    hers = {user.name: passwords[user.name] for user in people if SIDE_OF[user.role] is Side.PARTNER}
    with programme_reception(profile, passwords, at_moment(moment(TODAY, EVENING))) as office:
        for name in here:
            office.take_seat(name)
        seat = office.take_seat(MANAGER).seat
        try:
            if isinstance(seat, ProgrammeSeat):
                fill(seat, cases, told)
        finally:
            run_neighbour(["demo", "--profile", str(profile.folder)], hers)


def said(done: int, of: int) -> None:
    """One line on standard error, written over while a person looks at it."""
    words = _("{done} of {cases} cases").format(done=f"{done:,}", cases=f"{of:,}")
    end = "\n" if done >= of or not sys.stderr.isatty() else "\r"
    print(words, end=end, file=sys.stderr, flush=True)
