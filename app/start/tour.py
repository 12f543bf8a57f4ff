"""Is the command `handrail tour`: the whole way of one man through both desks, off screen, kept as pictures."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.core.language import _
from app.start.commands import DONE, FAILED, Command


def tour_command(screens: Callable[[], Any]) -> Command:
    """`tour --out DIR`: exit code 1 when any step did not show what it should."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--out", metavar="DIR", required=True, help=_("where pictures, papers and summary go"))

    def perform(given: argparse.Namespace) -> int:
        from app.start.tour_play import run_tour

        out = Path(given.out).absolute()
        is_good = run_tour(out, screens)
        print(_("The pictures, the papers and summary.json are in {folder}.").format(folder=out))
        if not is_good:
            print(_("A step did not show what it should: see the last step of summary.json."))
        return DONE if is_good else FAILED

    words = _("Play the whole way of one man at both desks, without a display, and keep every screen as a picture.")
    return Command("tour", words, arguments, perform)
