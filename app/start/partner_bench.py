"""Runs `handrail-partner bench`: the lock, her records, her log, all new keys; started by the other program's bench."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import NotAllowed
from app.core.language import _
from app.core.paths import Profile
from app.start.commands import DONE, FAILED, Command, passwords_argument, profile_argument, read_passwords

if TYPE_CHECKING:
    from app.bench.harness import Measured
    from app.bridge.desk import BridgeDesk
    from ui.shell.screen import ScreenSpec

LOCK = "lock"
NAMES = ("P16", "KEYS", "P10", "P11")
OFFICER = "safety_officer"
Screens = Callable[[], "Sequence[ScreenSpec[BridgeDesk]]"]


def bench_command(screens: Screens) -> Command:
    """`bench --profile DIR --passwords FILE`, on a practice office only in so far as its people are named so."""

    def run(given: argparse.Namespace) -> int:
        profile, passwords = Profile(Path(given.profile).absolute()), read_passwords(given.passwords)
        if given.part == LOCK:
            return part_lock(profile, screens, passwords)
        return bench(profile, passwords, given.only or NAMES, is_json=given.json)

    return Command("bench", _("Measure how fast this desk is on this computer."), arguments, run)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `bench` takes; `--part` is how it calls itself for one sample."""
    parser.add_argument("--json", action="store_true", help=_("for a program to read; the reader judges"))
    profile_argument(parser)
    passwords_argument(parser)
    only = _("one budget: {names}").format(names=", ".join(NAMES))
    parser.add_argument("--only", metavar="NAME", action="append", choices=NAMES, help=only)
    parser.add_argument("--part", help=argparse.SUPPRESS, default=None)


def bench(profile: Profile, passwords: Mapping[str, str], names: Sequence[str], *, is_json: bool) -> int:
    """Measure and print; exit code 1 when a budget is missed and no program reads along."""
    from app.bench import harness, windows

    code = "from app.start.partner import main; raise SystemExit(main())"
    words = ["bench", "--part", LOCK, "--profile", str(profile.folder), "--passwords", "0"]
    results = []
    if "P16" in names:
        results.append(harness.measured(windows.lock([sys.executable, "-c", code, *words], passwords)))
    results += of_keys(profile, passwords, [name for name in names if name != "P16"])
    if is_json:
        print(harness.as_json(harness.sheet(results)))
        return DONE
    for result in results:
        print(harness.line(result))
    return DONE if harness.all_hold(results) else FAILED


def of_keys(profile: Profile, passwords: Mapping[str, str], names: Sequence[str]) -> "list[Measured]":
    """Those that need an officer signed in, without a window."""
    from app.start.partner_opening import PartnerOffice
    from app.start.partner_trust import measured
    from app.start.profile import PARTNER, held_open

    if not names:
        return []
    runs = {"KEYS": measured.leaver, "P10": measured.search, "P11": measured.log_verified}
    with held_open(profile, PARTNER):
        office = PartnerOffice(profile)
        if not office.is_practice:
            raise NotAllowed(_("Invented records are put in for this: it is measured in a practice office alone."))
        try:
            desk = office.sign_in(OFFICER, passwords[OFFICER])
            return [runs[name](desk) for name in names]
        finally:
            office.close()


def part_lock(profile: Profile, screens: Screens, passwords: Mapping[str, str]) -> int:
    """Sign in through the window, then say so and press the lock key: the process must be gone soon after (SEC-6)."""
    from PySide6.QtCore import Qt, QTimer

    from app.bench.painted import say
    from app.bench.windows import Waiting, press
    from app.start.application import application
    from app.start.partner_window import PartnerWindow
    from ui.kit.tokens import Accent
    from ui.shell.sign_in import SignInPage

    app = application(Accent.PLUM)
    running = PartnerWindow(profile, screens)
    running.show()
    shown = running.window
    page = shown.centralWidget()
    if not isinstance(page, SignInPage):
        return FAILED

    def enter() -> None:
        page.user.setText(OFFICER)
        page.password.setText(passwords[OFFICER])
        page.password.setFocus()
        press(page.password, Qt.Key.Key_Return)
        Waiting(app, lambda: running.desk is not None and running.jobs.is_idle(), leave)

    def leave() -> None:
        say()
        press(shown, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    QTimer.singleShot(0, enter)
    return app.exec()
