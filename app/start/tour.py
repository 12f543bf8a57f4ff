"""Is the command `handrail tour`: each programme's way through the real windows, off screen, kept as pictures."""

import argparse
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.core.language import _
from app.start.commands import DONE, FAILED, Command

EVERY = "all"


def programmes() -> tuple[str, ...]:
    """The programmes that have a story, by code."""
    told = files("resources") / "demo" / "tour"
    return tuple(sorted(one.name for one in told.iterdir() if one.is_dir()))


def tour_command(screens: Callable[[], Any]) -> Command:
    """`tour --out DIR --programme CODE`: exit code 1 when any step did not show what it should."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--out", metavar="DIR", required=True, help=_("where pictures, papers and summary go"))
        parser.add_argument(
            "--programme",
            choices=(*programmes(), EVERY),
            default=EVERY,
            help=_("whose way is played; every one by default, each into a folder of its own"),
        )
        parser.add_argument(
            "--profile", metavar="DIR", help=_("a practice office that `init` made from the tour's own; a copy is used")
        )

    def perform(given: argparse.Namespace) -> int:
        out = Path(given.out).absolute()
        is_good = play(out, given.programme, screens, Path(given.profile) if given.profile else None)
        print(_("The pictures, the papers and summary.json are in {folder}.").format(folder=out))
        if not is_good:
            print(_("A step did not show what it should: see summary.json for the last step of its programme."))
        return DONE if is_good else FAILED

    words = _("Play each programme's whole way at both desks, without a display, and keep every screen as a picture.")
    return Command("tour", words, arguments, perform)


def play(out: Path, programme: str, screens: Callable[[], Any], office: Path | None = None) -> bool:
    """One programme here, or every one in programs of their own."""
    if programme == EVERY:
        from app.start.tour_each import run_each

        return run_each(out, programmes())
    from app.start.tour_play import run_tour, stories

    return run_tour(out, screens, stories()[programme], office)
