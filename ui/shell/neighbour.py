"""Starts the other program of this computer: knows its name and the profile, passes no secret, hears nothing back."""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def executable(name: str) -> str:
    """The program beside this one, or on the path; an empty text when there is none."""
    beside = Path(sys.executable).parent
    return shutil.which(name, path=str(beside)) or shutil.which(name) or ""


def start(name: str, profile: Path) -> bool:
    """Start it on its own; true when the system could (UX-12)."""
    program = executable(name)
    if not program:
        return False
    started = QProcess.startDetached(program, ["--profile", str(profile)])
    return bool(started[0] if isinstance(started, tuple) else started)
