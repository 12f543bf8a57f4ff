"""Runs the other program as a child for first-run work and scripts: by name, with passwords through a pipe (SEC-46)."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.core.errors import AppError, InvalidInput, Locked, NotAllowed, Unavailable
from app.core.language import _

NEIGHBOUR, HERE = "handrail-partner", "handrail"
MODULES = {NEIGHBOUR: NEIGHBOUR.rpartition("-")[2], HERE: "programme"}
DESCRIPTOR = "0"


def program_command(program: str) -> list[str]:
    """One of our programs: beside this one, beside the interpreter, else run by the interpreter itself."""
    name = program + (".exe" if os.name == "nt" else "")
    for folder in (Path(sys.argv[0]).absolute().parent, Path(sys.executable).parent):
        if (folder / name).is_file():
            return [str(folder / name)]
    return [
        sys.executable,
        "-c",
        f"from app.start.{MODULES[program]} import main; raise SystemExit(main())",
    ]


def run_neighbour(words: Sequence[str], passwords: Mapping[str, str]) -> str:
    """Run it to its end; gives what it printed. Its own sentence comes back as the error of the same kind."""
    command = [*program_command(NEIGHBOUR), *words, "--passwords", DESCRIPTOR]
    ended = subprocess.run(command, input=json.dumps(dict(passwords)).encode(), capture_output=True, check=False)  # noqa: S603
    if ended.returncode != 0:
        told = (
            ended.stderr.decode("utf-8", "replace").strip()
            or last_line(ended.stdout)
            or _("The safety desk's program did not finish.")
        )
        raise error_of(ended.returncode, told)
    return ended.stdout.decode("utf-8", "replace")


def error_of(code: int, words: str) -> AppError:
    """The error behind an exit code."""
    if code == 2:  # noqa: PLR2004  the input was refused (architecture.md section 4)
        return InvalidInput({"file": words}, words)
    return Locked(words) if code == 3 else NotAllowed(words) if code == 1 else Unavailable(words)  # noqa: PLR2004


def last_line(output: bytes) -> str:
    """The line on which a script stopped."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
