"""Runs `handrail bench`: a throw-away office of invented people, and every budget of performance.md measured on it."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.paths import Profile
from app.start.bench_site import CASES_AT_LEAST, DESK, MANY_CASES, WORKER, Site, again, key_of
from app.start.commands import DONE, FAILED, Command, read_passwords

if TYPE_CHECKING:
    from app.bench.harness import Measured
    from app.programme.desk import ProgrammeDesk
    from ui.shell.screen import ScreenSpec

NAMES = ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P13", "P16", "P17", "P18", "KEYS")
PAINT, UNLOCK, BARE, MEMORY = "paint", "unlock", "bare", "memory"
OFFICER = "safety_officer"
OpenWindow = Callable[[Profile], int]
Screens = Callable[[], "Sequence[ScreenSpec[ProgrammeDesk]]"]


def bench_command(window: OpenWindow, screens: Screens) -> Command:
    """`bench [--json] [--only NAME] [--cases N | --office DIR]`: exit code 1 when a budget is missed."""

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
    parser.add_argument(
        "--cases",
        type=int,
        default=MANY_CASES,
        metavar="N",
        help=_("how many cases the large office has (P3, P4, P5, P8, P13, P18)"),
    )
    parser.add_argument(
        "--office", metavar="DIR", help=_("a large office made before with `demo --cases N`, in place of a new one")
    )
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
    harness.compile_all(Path(__file__).parents[2])
    results: list[Measured] = []
    with tempfile.TemporaryDirectory(dir=given.dir, prefix="handrail-bench-") as folder, ExitStack() as open_things:
        site = Site(Path(folder), open_things, max(CASES_AT_LEAST, given.cases), given.office)
        if not given.json:
            print(harness.head())
        for name in NAMES:
            if name in wanted:
                found = RUNS[name](site)
                results.extend(found)
                if not given.json:
                    print(*map(harness.line, found), sep="\n", flush=True)
        sheet = harness.sheet(results)
    if given.json:
        print(harness.as_json(sheet))
    else:
        print(_("{cores} cores; load {load}").format(cores=sheet.cores, load=sheet.load))
    return DONE if harness.all_hold(results) else FAILED


def _paint(site: Site) -> "tuple[Measured, ...]":
    from app.bench import harness, windows

    return (harness.measured(windows.paint(again(site.profile, PAINT))),)


def _unlock(site: Site) -> "tuple[Measured, ...]":
    from app.bench import harness, windows

    passwords = {WORKER: site.passwords[WORKER]}
    return (harness.measured(windows.unlock(again(site.profile, UNLOCK), again(site.profile, BARE), passwords)),)


def _memory(site: Site) -> "tuple[Measured, ...]":
    from app.bench import windows

    office = site.filled("demonstration", CASES_AT_LEAST)
    return (windows.memory(again(office, MEMORY), {WORKER: site.passwords[WORKER]}),)


def _long_list(site: Site) -> "tuple[Measured, ...]":
    from app.bench import large

    return large.long_list(site.large, site.counted)


def _scrolling(site: Site) -> "tuple[Measured, ...]":
    from app.bench import large

    return large.scrolling(site.large)


def _searching(site: Site) -> "tuple[Measured, ...]":
    from app.bench import large

    return large.searching(site.large)


def _growth(site: Site) -> "tuple[Measured, ...]":
    from app.bench import large

    return large.growth(site.large, site.small, site.counted)


def _outcomes(site: Site) -> "tuple[Measured, ...]":
    from app.bench import large

    return large.outcomes(site.large, site.counted)


def _backup(site: Site) -> "tuple[Measured, ...]":
    from app.bench import large

    return large.backup(site.large, site.counted)


def _registers(site: Site) -> "tuple[Measured, ...]":
    from app.bench import stores

    return (stores.registers(site.ground),)


def _door(site: Site) -> "tuple[Measured, ...]":
    from app.bench import harness, stores

    return (harness.measured(stores.door(site.ground)),)


def _report(_site: Site) -> "tuple[Measured, ...]":
    from app.bench import harness, peers, stores

    return (harness.measured(stores.report()), *peers.against_peers())


def _hers(name: str, site: Site) -> "tuple[Measured, ...]":
    """Her side measures itself; here only its figures are read."""
    from app.bench.harness import Sheet
    from app.core.shapes import from_json
    from app.start.child import run_neighbour

    words = ["bench", "--json", "--only", name, "--profile", str(site.profile.folder)]
    return from_json(Sheet, run_neighbour(words, {OFFICER: site.passwords[OFFICER]}).encode()).results


RUNS: Mapping[str, Callable[[Site], "tuple[Measured, ...]"]] = {
    "P1": _paint,
    "P2": _unlock,
    "P3": _long_list,
    "P4": _scrolling,
    "P5": _searching,
    "P6": _registers,
    "P7": _door,
    "P8": _growth,
    "P9": _report,
    "P13": _outcomes,
    "P17": _memory,
    "P18": _backup,
    **{name: partial(_hers, name) for name in ("P10", "P11", "P16", "KEYS")},
}


def part(given: argparse.Namespace, window: OpenWindow, screens: Screens) -> int:
    """One sample in this process: what it is stands in `--part`."""
    profile = Profile(Path(given.profile))
    if given.part == DESK:
        from app.start.bench_desk import answer

        return answer(profile, screens)
    passwords = read_passwords(given.passwords)
    if given.part == PAINT:
        return part_paint(profile, window)
    if given.part == BARE:
        return part_bare(profile, passwords)
    return part_unlock(profile, screens, passwords, tells_memory=given.part == MEMORY)


def part_paint(profile: Profile, window: OpenWindow) -> int:
    """The program's own way to its window; the first paint is told and ends it."""
    from app.bench.painted import FirstPaint, say
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


def part_unlock(profile: Profile, screens: Screens, passwords: Mapping[str, str], *, tells_memory: bool) -> int:
    """A person types for a while and presses Enter; the time stops when Today stands there with its rows painted.

    Or it tells what memory the program holds then, in place of the time.
    """
    from PySide6.QtCore import Qt, QTimer

    from app.bench.windows import TYPING_MS, Waiting, megabytes, press, say_time
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
        say_time(megabytes() if tells_memory else (perf_counter() - begun) * 1000)
        app.quit()

    QTimer.singleShot(TYPING_MS, enter)
    code = app.exec()
    running.close()
    return code
