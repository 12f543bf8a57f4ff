"""Is the program `handrail-partner`: the partner desk's screens and window, and its command line."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.language import _
from app.core.paths import Profile
from app.start import partner_commands as bodies
from app.start.commands import Command, acts_command, run, script_command
from app.start.profile import harden

if TYPE_CHECKING:
    from app.bridge.desk import BridgeDesk
    from ui.shell.screen import ScreenSpec

PROGRAM = "handrail-partner"


def main(words: Sequence[str] | None = None) -> int:
    """Run one command, or open the window."""
    harden()
    return run(PROGRAM, commands(), words, window)


def commands() -> tuple[Command, ...]:
    """Every word this program knows."""
    return (
        acts_command(bodies.desk),
        script_command(bodies.desk, bodies.reception),
        Command("init", _("Make the safety team's half of a new office."), bodies.init_arguments, bodies.init),
        Command(
            "migrate",
            _("Bring the records to this version's shape; a copy is kept."),
            bodies.migrate_arguments,
            bodies.migrate,
        ),
    )


def window(profile: Profile) -> int:
    """Paint first: the window shows while everything else is loaded in a job (architecture.md section 4)."""
    from app.start import partner_window
    from app.start.application import application
    from ui.kit.tokens import Accent

    return partner_window.run(application(Accent.PLUM), profile, screens)


def screens() -> "tuple[ScreenSpec[BridgeDesk], ...]":
    """Every screen of this desk in the order of the rail; a new one is one import and one line."""
    return ()


if __name__ == "__main__":
    sys.exit(main())
