"""Makes the throw-away offices that `handrail bench` measures, each when the first budget asks for it."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.clock import FrozenClock
from app.core.paths import Profile

if TYPE_CHECKING:
    from app.bench.large import Asked
    from app.bench.stores import Evening, Ground
    from app.desk.script import Stage
    from app.ops.demonstration import Man

DESK, WORKER = "desk", "facilitator"
FEW_CASES, MANY_CASES, CASES_AT_LEAST = 1_000, 3_000, 100
MEN, CAME_ON, EVENINGS = 13, date(2026, 3, 2), 8


@dataclass
class Site:
    """The throw-away office; each part of it is made when the first budget asks for it."""

    folder: Path
    open_things: ExitStack
    cases: int = MANY_CASES
    office: str | None = None

    @cached_property
    def passwords(self) -> Mapping[str, str]:
        """Everybody's."""
        from app.ops.demonstration import passwords

        return passwords()

    @cached_property
    def profile(self) -> Profile:
        """An office with people, and nobody referred yet."""
        return self.founded("quiet")

    @cached_property
    def ground(self) -> "Ground":
        """Another office with ten men in a group and eight evenings to come, opened by the facilitator."""
        from app.bench.stores import Ground

        profile = self.founded("busy")
        stage, evenings = self.open_things.enter_context(busy(profile, self.passwords))
        desk = stage.take_seat(WORKER)
        clock = stage.clock
        if clock is None:
            raise TypeError
        key = key_of(profile, self.passwords[WORKER])
        return Ground(desk, key, self.folder, tuple(evenings), clock.move_to)  # type: ignore[arg-type]  # WORKER's desk

    @cached_property
    def large(self) -> "Asked":
        """A manager's window in an office of many cases: one made before, or a new one."""
        profile = Profile(Path(self.office)) if self.office else self.filled("large", self.cases)
        return self._asked(profile)

    @cached_property
    def small(self) -> "Asked":
        """The same in one of a thousand."""
        return self._asked(self.filled("small", FEW_CASES))

    @cached_property
    def counted(self) -> int:
        """How many cases the large office has."""
        from app.bench.large import CASES

        return int(self.large.time(CASES))

    def _asked(self, profile: Profile) -> "Asked":
        from app.bench.large import asked

        return self.open_things.enter_context(asked(again(profile, DESK)))

    def filled(self, name: str, cases: int) -> Profile:
        """A new practice office with five years of invented work."""
        from app.ops.demonstration import office_text, passwords
        from app.ops.office import read_office
        from app.start.stage import fill_office, said

        profile, known = self.founded(name, cases), passwords(cases)
        fill_office(profile, read_office(office_text(cases)), cases, known, said)
        return profile

    def founded(self, name: str, cases: int = 0) -> Profile:
        """A new practice office."""
        from app.ops.demonstration import office_text, passwords
        from app.start.programme_commands import make_office

        profile = Profile(self.folder / name)
        make_office(profile, office_text(cases), passwords(cases))
        return profile


def again(profile: Profile, name: str) -> list[str]:
    """This program once more, for one sample."""
    code = "from app.start.programme import main; raise SystemExit(main())"
    words = ["bench", "--part", name, "--profile", str(profile.folder), "--passwords", "0"]
    return [sys.executable, "-c", code, *words]


@contextmanager
def busy(profile: Profile, passwords: Mapping[str, str]) -> Iterator[tuple["Stage", list["Evening"]]]:
    """Thirteen men are referred, ten get a place, each is cleared like every case; then the evenings come."""
    from app.desk.script import Stage
    from app.ops.demonstration import CAST, Man, Part, arrival, moment, opening, script
    from app.ops.two_desks import her_clearances
    from app.programme.desk import ProgrammeDesk
    from app.start.commands import moment as at_moment
    from app.start.opening import programme_reception
    from app.start.stage import play_here, play_there

    course = CAST.groups[0]
    men = [Man(number, CAME_ON) for number in range(1, MEN + 1)]
    members = [man for man in men if man.course is course]
    steps = [step for man in men for step in arrival(man)] + list(opening(course, members))
    steps.sort(key=lambda step: str(step["at"]))
    cleared = script(her_clearances(men, course), moment(course.opened_on.replace(day=course.opened_on.day + 2), 9))
    with programme_reception(profile, passwords, at_moment(steps[0]["at"])) as office:
        clock = office.clock if isinstance(office.clock, FrozenClock) else None
        stage = Stage(ProgrammeDesk, office.take_seat, office.is_practice, clock)
        play_here(Part("programme", script(steps)), stage)
        play_there(profile, Part("partner", cleared), passwords)
        yield stage, [typed(stage, evening_of(held, members)) for held in range(EVENINGS)]


def evening_of(held: int, members: Sequence["Man"]) -> dict[str, object]:
    """The step that takes one register."""
    from app.ops.demonstration import CAST, evening

    return evening(CAST.groups[0], held, list(members))


def typed(stage: "Stage", step: dict[str, object]) -> "Evening":
    """The same step as the act takes it."""
    from app.bench.stores import Evening
    from app.core.shapes import convert
    from app.desk.script import filled
    from app.programme.registers import RegisterTaken

    draft = convert(filled(step["with"], stage.saved), RegisterTaken)
    return Evening(datetime.fromisoformat(str(step["at"])), draft)


def key_of(profile: Profile, password: str) -> bytes:
    """The programme database's key, as a sign-in gets it."""
    from app.crypto.keyring.keyslots import KeyslotFile
    from app.start.profile import read_about
    from app.start.remembered import devices_of

    slots = KeyslotFile.read(profile.keyslots("programme"))
    about = read_about(profile)
    secret = devices_of(about, profile).secret(about.inst, slots.user_of(WORKER) or "")
    return slots.open_slot(WORKER, password, secret).db_key.value
