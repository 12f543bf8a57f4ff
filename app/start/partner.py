"""Is the program `handrail-partner`: the partner desk's window, and its command line."""

import sys
from collections.abc import Sequence

from app.core.language import _
from app.start import partner_commands as bodies
from app.start.commands import Command, acts_command, run, script_command
from app.start.profile import harden

PROGRAM = "handrail-partner"


def main(words: Sequence[str] | None = None) -> int:
    """Run one command, or open the window."""
    harden()
    return run(PROGRAM, commands(), words, bodies.no_window)


def commands() -> tuple[Command, ...]:
    """Every word this program knows."""
    return (
        acts_command(bodies.desk),
        script_command(bodies.desk, bodies.reception),
        Command("init", _("Make the safety team's half of a new office."), bodies.init_arguments, bodies.init),
        Command("migrate", _("Bring the records to this version's shape; a copy is kept."), bodies.migrate_arguments, bodies.migrate),
    )


if __name__ == "__main__":
    sys.exit(main())
