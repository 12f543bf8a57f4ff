"""Plays a story of scripts at both desks, each in its own process, and fills an office with invented people (demo)."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from app.core.clock import FrozenClock
from app.core.errors import Unavailable
from app.core.language import _
from app.core.paths import Profile
from app.core.shapes import to_json
from app.desk.script import Stage, play, read_script
from app.domain.roles import Side
from app.ops.demonstration import EVENING, TODAY, Part
from app.ops.demonstration import moment as told_at
from app.ops.office import OfficeFile
from app.programme.crowd.fill import fill
from app.programme.desk import ProgrammeDesk
from app.programme.seat import ProgrammeSeat
from app.start.child import run_neighbour
from app.start.commands import Passwords, moment
from app.start.opening import programme_reception


def play_story(profile: Profile, parts: Iterable[Part], passwords: Passwords) -> None:
    """Every part in order. What the programme desk saved stays known from one part to the next."""
    stage: Stage | None = None
    parts = list(parts)
    first = next(part for part in parts if part.side == "programme")
    begins = moment(first.script["steps"][0]["at"])
    with programme_reception(profile, passwords, begins) as office:
        clock = office.clock if isinstance(office.clock, FrozenClock) else None
        stage = Stage(ProgrammeDesk, office.take_seat, office.is_practice, clock)
        for part in parts:
            if part.side == "programme":
                play_here(part, stage)
            elif part.script["steps"]:
                play_there(profile, part, passwords)


def play_here(part: Part, stage: Stage) -> None:
    """One script at the programme desk. Raises Unavailable with the words of the step that failed."""
    for line in play(read_script(to_json(part.script), ProgrammeDesk), stage):
        if not line["ok"]:
            raise failed(line)


def play_there(profile: Profile, part: Part, passwords: Passwords) -> None:
    """One script at the partner desk, in the partner program; its lines are read for nothing but success."""
    with tempfile.TemporaryDirectory(dir=profile.folder) as folder:
        file = Path(folder) / "story.json"
        file.write_bytes(to_json(part.script))
        run_neighbour(["script", str(file), "--profile", str(profile.folder)], passwords)


def failed(line: dict[str, object]) -> Unavailable:
    """The demonstration could not be told to its end."""
    words = _("The demonstration stopped at {act}: {why}")
    return Unavailable(words.format(act=line["do"], why=json.dumps(line.get("error"), ensure_ascii=False)))


Told = Callable[[int, int], None]


def fill_office(profile: Profile, office_file: OfficeFile, cases: int, passwords: Passwords, told: Told) -> None:
    """So many more cases in an office whose story was played; everybody who works there has seen it to its end.

    What is written when it is stopped stands, and opens as it is.
    """
    here = office_file.of_side(Side.PROGRAMME)
    hers = {user.name: passwords[user.name] for user in office_file.of_side(Side.PARTNER)}
    with programme_reception(profile, passwords, moment(told_at(TODAY, EVENING))) as office:
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
