"""Is the command `handrail-partner tour`: one visit of the tour at the safety desk, told as JSON to the tour itself."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.core.language import _
from app.start.commands import DONE, Command, passwords_argument, profile_argument, profile_of, read_passwords


def tour_command(screens: Callable[[], Any]) -> Command:
    """`tour --part NAME --at TIME --out DIR`: it judges nothing; the tour that asked reads every line."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        profile_argument(parser)
        passwords_argument(parser)
        parser.add_argument("--out", metavar="DIR", required=True, help=_("where the pictures go"))
        parser.add_argument("--part", metavar="NAME", required=True, help=_("which visit"))
        parser.add_argument("--at", metavar="TIME", required=True, help=_("where the practice office's clock stands"))
        parser.add_argument("--first", metavar="N", type=int, default=1, help=_("the number of the first step"))

    def perform(given: argparse.Namespace) -> int:
        from app.start.partner_tour_play import Visit, play_visit

        visit = Visit(given.part, given.at, given.first)
        told = play_visit(visit, profile_of(given), Path(given.out), read_passwords(given.passwords), screens)
        print(json.dumps(told, ensure_ascii=False))
        return DONE

    words = _("Play one visit of a tour at this desk, without a display. Asked by the tour of the other program.")
    return Command("tour", words, arguments, perform)
