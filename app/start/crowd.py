"""Fills the demonstration office with as many invented people as were asked for, and says how far it is."""

import sys
from collections.abc import Callable

from app.core.language import _
from app.core.paths import Profile
from app.domain.roles import Side
from app.ops.demonstration import EVENING, TODAY, moment
from app.ops.office import OfficeFile
from app.programme.crowd.fill import fill
from app.programme.seat import ProgrammeSeat
from app.start.child import run_neighbour
from app.start.commands import Passwords
from app.start.commands import moment as at_moment
from app.start.opening import programme_reception

Told = Callable[[int, int], None]


def fill_office(profile: Profile, office_file: OfficeFile, cases: int, passwords: Passwords, told: Told) -> None:
    """So many more cases in an office whose story was played; everybody who works there has seen it to its end.

    What is written when it is stopped stands, and opens as it is.
    """
    here = office_file.of_side(Side.PROGRAMME)
    hers = {user.name: passwords[user.name] for user in office_file.of_side(Side.PARTNER)}
    with programme_reception(profile, passwords, at_moment(moment(TODAY, EVENING))) as office:
        seats = [office.take_seat(user.name).seat for user in here]
        seat = seats[0]
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
