"""Runs `handrail-partner bench`: how fast a lock ends this process (P16); started by the other program's bench."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.language import _
from app.core.paths import Profile
from app.start.commands import DONE, FAILED, Command, passwords_argument, profile_argument, read_passwords

if TYPE_CHECKING:
    from app.bridge.desk import BridgeDesk
    from ui.shell.screen import ScreenSpec

LOCK = "lock"
OFFICER = "safety_officer"
Screens = Callable[[], "Sequence[ScreenSpec[BridgeDesk]]"]


def bench_command(screens: Screens) -> Command:
    """`bench --profile DIR --passwords FILE`, on a practice office only in so far as its people are named so."""

    def run(given: argparse.Namespace) -> int:
        profile, passwords = Profile(Path(given.profile).absolute()), read_passwords(given.passwords)
        if given.part == LOCK:
            return part_lock(profile, screens, passwords)
        return bench(profile, passwords, is_json=given.json)

    return Command("bench", _("Measure how fast a lock ends this program."), arguments, run)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `bench` takes; `--part` is how it calls itself for one sample."""
    parser.add_argument("--json", action="store_true", help=_("for a program to read; the reader judges"))
    profile_argument(parser)
    passwords_argument(parser)
    parser.add_argument("--part", help=argparse.SUPPRESS, default=None)


def bench(profile: Profile, passwords: Mapping[str, str], *, is_json: bool) -> int:
    """Measure and print; exit code 1 when the budget is missed and no program reads along."""
    from app.bench import harness, windows

    code = "from app.start.partner import main; raise SystemExit(main())"
    words = ["bench", "--part", LOCK, "--profile", str(profile.folder), "--passwords", "0"]
    result = harness.measured(windows.lock([sys.executable, "-c", code, *words], passwords))
    if is_json:
        print(harness.as_json(harness.sheet([result])))
        return DONE
    print(harness.line(result))
    return DONE if result.holds else FAILED


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
