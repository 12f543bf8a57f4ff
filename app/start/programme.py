"""Is the program `handrail`: the programme desk's window, and its command line."""

import sys
from collections.abc import Sequence

from app.core.language import _
from app.start import programme_commands as bodies
from app.start.commands import Command, acts_command, run, script_command
from app.start.profile import harden

PROGRAM = "handrail"


def main(words: Sequence[str] | None = None) -> int:
    """Run one command, or open the window."""
    harden()
    return run(PROGRAM, commands(), words, bodies.no_window)


def commands() -> tuple[Command, ...]:
    """Every word this program knows."""
    return (
        acts_command(bodies.desk),
        script_command(bodies.desk, bodies.reception),
        Command("init", _("Make a new office without a window."), bodies.init_arguments, bodies.init),
        Command("import", _("Take in an office's own sheet."), bodies.import_arguments, bodies.take_in),
        Command("pack", _("Check a programme pack."), bodies.pack_arguments, bodies.check_pack),
        Command("migrate", _("Bring the records to this version's shape; a copy is kept."), bodies.migrate_arguments, bodies.migrate),
    )


if __name__ == "__main__":
    sys.exit(main())
