"""Keeps 16 MiB of the disk aside, to be given up once when it is full, so that what is being saved still fits (T16)."""

import os
from pathlib import Path

from app.core import log

SIZE = 16 * 1024 * 1024


def lay(ballast: Path) -> Path:
    """Set room aside where there is none yet; a disk without room is left as it is. Gives where it lies."""
    if ballast.exists():
        return ballast
    part = ballast.with_name(ballast.name + ".part")
    try:
        with part.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, SIZE)
            else:
                file.write(bytes(SIZE))
        part.replace(ballast)
    except OSError:
        part.unlink(missing_ok=True)
    return ballast


def give_up(ballast: Path) -> bool:
    """Let go of it; True when there was something to let go of."""
    try:
        ballast.unlink()
    except OSError:
        return False
    log.event("disk.full", level="error")
    return True
