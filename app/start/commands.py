"""Is the command line both programs share: arguments, passwords, scripts, exit codes, one sentence per error."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.core import log
from app.core.clock import Clock, FrozenClock
from app.core.errors import AppError, InvalidInput, Locked
from app.core.language import _
from app.core.paths import Profile, default_profile
from app.core.shapes import to_json

if TYPE_CHECKING:
    from app.desk.seat import Desk

DONE, FAILED, REFUSED, LOCKED, BUG = range(5)
LARGEST_INPUT = 16 * 1024 * 1024
OBJECTS_FIRST, AGES = 20_000, (20, 20)
Passwords = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line: what it does in a sentence, its arguments, what runs."""

    name: str
    words: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class Reception(Protocol):
    """An office that was opened for a script: who sits down where, and whether time may be told (T18)."""

    is_practice: bool
    clock: Clock

    def take_seat(self, login: str) -> "Desk":
        """The desk of this person, signed in with their own password."""


OpenOffice = Callable[[Profile, Passwords, datetime | None], AbstractContextManager[Reception]]


def run(
    program: str, commands: Sequence[Command], words: Sequence[str] | None, window: Callable[[Profile], int]
) -> int:
    """Run one command, or open the window when none is named; gives the exit code (acts.md).

    An office makes tens of thousands of objects at once; looking for what is left over after every 700 of them, as
    Python does by itself, took a tenth of the time of filling one (P3, P4).
    """
    gc.set_threshold(OBJECTS_FIRST, *AGES)
    parser = argparse.ArgumentParser(
        prog=program, description=_("Case management for programmes. Without a command the window opens.")
    )
    profile_argument(parser, required=False)
    doors = parser.add_subparsers(dest="command", metavar=_("command"))
    for one in commands:
        door = doors.add_parser(one.name, help=one.words, description=one.words)
        one.arguments(door)
        door.set_defaults(run=one.run)
    given = parser.parse_args(words)
    chosen: Callable[[argparse.Namespace], int] = getattr(given, "run", None) or (
        lambda asked: window(profile_of(asked))
    )
    return guarded(lambda: chosen(given))


def guarded(work: Callable[[], int]) -> int:
    """Do it; an error of ours becomes one sentence and its exit code, a bug a short code without any value."""
    try:
        return work()
    except AppError as told:
        for words in _lines_of(told):
            print(words, file=sys.stderr)
        return code_of(told)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; nothing more is written
        return FAILED
    except Exception as bug:  # noqa: BLE001  the last door: told by code, never by value (SEC-55)
        short = log.bug(type(bug), bug.__traceback__)
        print(
            _("Something went wrong in Handrail itself (code {code}). Nothing half-done was kept.").format(code=short),
            file=sys.stderr,
        )
        return BUG


def _lines_of(told: AppError) -> tuple[str, ...]:
    """Each sentence once: beside its field where there is one."""
    if not isinstance(told, InvalidInput):
        return (str(told),)
    if str(told) == " ".join(dict.fromkeys(told.problems.values())):
        return tuple(f"{name}: {words}" for name, words in told.problems.items())
    return str(told), *(f"  {name}: {words}" for name, words in told.problems.items() if words not in str(told))


def code_of(told: AppError) -> int:
    """The exit code of an error (architecture.md section 7)."""
    if isinstance(told, InvalidInput):
        return REFUSED
    return LOCKED if isinstance(told, Locked) else FAILED


def profile_argument(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """`--profile DIR`: the folder of the office."""
    parser.add_argument(
        "--profile", metavar="DIR", required=required, default=argparse.SUPPRESS, help=_("the folder of the office")
    )


def passwords_argument(parser: argparse.ArgumentParser) -> None:
    """`--passwords FILE`: never on the command line itself and never in the environment (SEC-52)."""
    words = _("a JSON file of user names and passwords, or the number of an open descriptor")
    parser.add_argument("--passwords", metavar="FILE", required=True, help=words)


def profile_of(given: argparse.Namespace) -> Profile:
    """The profile that was named, or this person's own."""
    named = getattr(given, "profile", None)
    return Profile(Path(named).absolute()) if named else default_profile()


def read_passwords(source: str) -> dict[str, str]:
    """`{"user name": "password"}` from a descriptor or a file. Raises InvalidInput and never quotes what it read."""
    try:
        if source.isdecimal():
            with os.fdopen(int(source), "rb") as stream:
                raw = stream.read(LARGEST_INPUT)
        else:
            raw = read_file(Path(source))
        found = json.loads(raw)
    except (OSError, ValueError, InvalidInput) as bad:
        raise _no_passwords() from bad
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise _no_passwords()
    return found


def read_file(path: Path) -> bytes:
    """The bytes of a file a person named. Raises InvalidInput when it is not there or far too large."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_INPUT + 1)
    except OSError as gone:
        raise InvalidInput({"file": _("This file cannot be read.")}) from gone
    if len(raw) > LARGEST_INPUT:
        raise InvalidInput({"file": _("This file is too large.")})
    return raw


def _no_passwords() -> InvalidInput:
    words = _('The passwords must be JSON like {"user name": "password"}, in a file or on an open descriptor.')
    return InvalidInput({"passwords": words})


def acts_command(desk: "Callable[[], type[Desk]]") -> Command:
    """`acts [--json]`: the catalogue of this desk."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("with the schemas of input and result"))

    def show(given: argparse.Namespace) -> int:
        from app.desk.catalogue import describe

        catalogue = describe(desk())
        if given.json:
            print(to_json({"format": "handrail-acts/1", "acts": catalogue}).decode("utf-8"))
            return DONE
        for entry in catalogue:
            print(f"{entry['name']:32} {entry['right']:20} {entry['kind']:8} {entry['purpose']}")
        return DONE

    return Command("acts", _("List everything that can be done at this desk."), arguments, show)


def script_command(desk: "Callable[[], type[Desk]]", open_office: OpenOffice) -> Command:
    """`script FILE --profile DIR --passwords FILE`: run acts from a file, one JSON line for each step."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help=_("a script of acts"))
        profile_argument(parser)
        passwords_argument(parser)

    def perform(given: argparse.Namespace) -> int:
        text, passwords = read_file(Path(given.file)), read_passwords(given.passwords)
        code = DONE
        for line in played(text, desk(), open_office, profile_of(given), passwords):
            print(to_json(line).decode("utf-8"), flush=True)
            code = DONE if line["ok"] else FAILED
        return code

    return Command("script", _("Run acts from a file, without a window."), arguments, perform)


def played(
    text: bytes, desk: "type[Desk]", open_office: OpenOffice, profile: Profile, passwords: Passwords
) -> Iterator[dict[str, object]]:
    """One line for each step of a script, played on an office; the whole file is checked before the first step."""
    from app.desk.script import Stage, play, read_script

    script = read_script(text, desk)
    begins = script.clock or next((step.at for step in script.steps if step.at), None)
    with open_office(profile, passwords, moment(begins)) as office:
        clock = office.clock if isinstance(office.clock, FrozenClock) else None
        yield from play(script, Stage(desk, office.take_seat, office.is_practice, clock))


def moment(text: str | None) -> datetime | None:
    """An office-local wall time as scripts write it. Raises InvalidInput for anything else."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as bad:
        raise InvalidInput({"clock": _("A script's clock reads like 2026-03-02T09:00.")}) from bad
