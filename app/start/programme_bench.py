"""Runs `handrail bench`: a throw-away office of invented people, and every budget of performance.md measured on it."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.paths import Profile
from app.start.commands import DONE, FAILED, Command, read_passwords

if TYPE_CHECKING:
    from app.bench.harness import Measured
    from app.bench.stores import Evening, Ground
    from app.desk.script import Stage
    from app.programme.desk import ProgrammeDesk
    from ui.shell.screen import ScreenSpec

NAMES = ("P1", "P2", "P6", "P7", "P9", "P16")
PAINT, UNLOCK, BARE = "paint", "unlock", "bare"
WORKER, OFFICER = "facilitator", "safety_officer"
MEN, CAME_ON, EVENINGS = 13, date(2026, 3, 2), 8
OpenWindow = Callable[[Profile], int]
Screens = Callable[[], "Sequence[ScreenSpec[ProgrammeDesk]]"]


def bench_command(window: OpenWindow, screens: Screens) -> Command:
    """`bench [--json] [--only NAME]`: exit code 1 when a budget is missed."""

    def run(given: argparse.Namespace) -> int:
        if given.part is not None:
            return part(given, window, screens)
        return bench(given)

    return Command("bench", _("Measure how fast this is on this computer."), arguments, run)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `bench` takes; `--part` is how it calls itself for one sample."""
    parser.add_argument("--json", action="store_true", help=_("for a program to read"))
    parser.add_argument(
        "--only", metavar="NAME", action="append", help=_("one budget: {names}").format(names=", ".join(NAMES))
    )
    parser.add_argument("--dir", metavar="DIR", help=_("where the throw-away office is made; its disk is what counts"))
    for hidden in ("--part", "--profile", "--passwords"):
        parser.add_argument(hidden, help=argparse.SUPPRESS, default=None)


def bench(given: argparse.Namespace) -> int:
    """Measure, print, judge; without a display the windows are painted off screen."""
    from app.bench import harness

    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    wanted = [name.upper() for name in given.only or NAMES]
    if unknown := sorted(set(wanted) - set(NAMES)):
        raise InvalidInput({"only": _("There is no budget called {name}.").format(name=unknown[0])})
    results = []
    with tempfile.TemporaryDirectory(dir=given.dir, prefix="handrail-bench-") as folder, ExitStack() as open_things:
        site = Site(Path(folder), open_things)
        if not given.json:
            print(harness.head())
        for name in NAMES:
            if name in wanted:
                results.append(RUNS[name](site))
                if not given.json:
                    print(harness.line(results[-1]), flush=True)
        sheet = harness.sheet(results)
    if given.json:
        print(harness.as_json(sheet))
    else:
        print(_("{cores} cores; load {load}").format(cores=sheet.cores, load=sheet.load))
    return DONE if harness.all_hold(results) else FAILED


@dataclass
class Site:
    """The throw-away office; each part of it is made when the first budget asks for it."""

    folder: Path
    open_things: ExitStack

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
        return Ground(desk, key_of(profile, self.passwords[WORKER]), self.folder, tuple(evenings), clock.move_to)  # type: ignore[arg-type]

    def founded(self, name: str) -> Profile:
        """A new practice office."""
        from app.ops.demonstration import office_text
        from app.start.programme_commands import make_office

        profile = Profile(self.folder / name)
        make_office(profile, office_text(), self.passwords)
        return profile


def _paint(site: Site) -> "Measured":
    from app.bench import harness, windows

    return harness.measured(windows.paint(again(site.profile, PAINT)))


def _unlock(site: Site) -> "Measured":
    from app.bench import harness, windows

    passwords = {WORKER: site.passwords[WORKER]}
    return harness.measured(windows.unlock(again(site.profile, UNLOCK), again(site.profile, BARE), passwords))


def _registers(site: Site) -> "Measured":
    from app.bench import stores

    return stores.registers(site.ground)


def _door(site: Site) -> "Measured":
    from app.bench import harness, stores

    return harness.measured(stores.door(site.ground))


def _report(_site: Site) -> "Measured":
    from app.bench import harness, stores

    return harness.measured(stores.report())


def _lock(site: Site) -> "Measured":
    """Her side measures itself; here only its figures are read."""
    from app.bench.harness import Sheet
    from app.core.shapes import from_json
    from app.start.child import run_neighbour

    words = ["bench", "--json", "--profile", str(site.profile.folder)]
    return from_json(Sheet, run_neighbour(words, {OFFICER: site.passwords[OFFICER]}).encode()).results[0]


RUNS: Mapping[str, Callable[[Site], "Measured"]] = {
    "P1": _paint,
    "P2": _unlock,
    "P6": _registers,
    "P7": _door,
    "P9": _report,
    "P16": _lock,
}


def again(profile: Profile, name: str) -> list[str]:
    """This program once more, for one sample."""
    code = "from app.start.programme import main; raise SystemExit(main())"
    words = ["bench", "--part", name, "--profile", str(profile.folder), "--passwords", "0"]
    return [sys.executable, "-c", code, *words]


@contextmanager
def busy(profile: Profile, passwords: Mapping[str, str]) -> Iterator[tuple["Stage", list["Evening"]]]:
    """Thirteen men are referred, ten get a place, each is cleared like every case; then the evenings come."""
    from app.desk.script import Stage
    from app.ops.demonstration import CAST, Man, Part, arrival, her_clearances, moment, opening, script
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
        clock = office.clock
        stage = Stage(ProgrammeDesk, office.take_seat, office.is_practice, clock)  # type: ignore[arg-type]
        play_here(Part("programme", script(steps)), stage)
        play_there(profile, Part("partner", cleared), passwords)
        yield stage, [typed(stage, evening_of(held, members)) for held in range(EVENINGS)]


def evening_of(held: int, members: Sequence[object]) -> dict[str, object]:
    """The step that takes one register."""
    from app.ops.demonstration import CAST, evening

    return evening(CAST.groups[0], held, list(members))  # type: ignore[arg-type]


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


def part(given: argparse.Namespace, window: OpenWindow, screens: Screens) -> int:
    """One sample in this process: what it is stands in `--part`."""
    profile, passwords = Profile(Path(given.profile)), read_passwords(given.passwords)
    if given.part == PAINT:
        return part_paint(profile, window)
    if given.part == BARE:
        return part_bare(profile, passwords)
    return part_unlock(profile, screens, passwords)


def part_paint(profile: Profile, window: OpenWindow) -> int:
    """The program's own way to its window; the first paint is told and ends it."""
    from app.bench.windows import FirstPaint, say
    from app.start.application import application
    from ui.kit.tokens import Accent

    app = application(Accent.TEAL)

    def painted() -> None:
        say()
        app.quit()

    FirstPaint(app, painted)
    return window(profile)


def part_bare(profile: Profile, passwords: Mapping[str, str]) -> int:
    """The floor of P2: the slot opened at its cost, the file opened, one query; no framework is loaded."""
    import sqlcipher3.dbapi2 as sqlcipher

    from app.bench.windows import say_time
    from app.crypto.keyring import keyslots
    from app.start import remembered

    if not (keyslots and remembered):
        return FAILED
    begun = perf_counter()
    key = key_of(profile, passwords[WORKER])
    raw = sqlcipher.connect(str(profile.database("programme")), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    say_time((perf_counter() - begun) * 1000)
    raw.close()
    return DONE


def part_unlock(profile: Profile, screens: Screens, passwords: Mapping[str, str]) -> int:
    """A person types for a while and presses Enter; the time stops when Today stands there with its rows painted."""
    from PySide6.QtCore import Qt, QTimer

    from app.bench.windows import TYPING_MS, Waiting, press, say_time
    from app.start.application import application
    from app.start.programme_commands import make_demonstration, make_office
    from app.start.programme_window import Making, ProgrammeWindow
    from ui.kit.tokens import Accent
    from ui.shell.sign_in import SignInPage

    app = application(Accent.TEAL)
    running = ProgrammeWindow(profile, screens, Making(make_office, make_demonstration))
    running.show()
    shown = running.window
    page = shown.centralWidget() if shown else None
    if shown is None or not isinstance(page, SignInPage):
        return FAILED
    begun = 0.0

    def enter() -> None:
        nonlocal begun
        page.user.setText(WORKER)
        page.password.setText(passwords[WORKER])
        begun = perf_counter()
        page.password.setFocus()
        press(page.password, Qt.Key.Key_Return)
        Waiting(app, lambda: running.desk is not None and running.jobs.is_idle(), usable)

    def usable() -> None:
        shown.repaint()
        say_time((perf_counter() - begun) * 1000)
        app.quit()

    QTimer.singleShot(TYPING_MS, enter)
    code = app.exec()
    running.close()
    return code
