"""Replaces small secret files in one step, and lets one costly key derivation run at a time across programs."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import Unavailable

OWNER_ONLY = 0o600
TURN_FILE = "argon2.lock"
SLOTS_FILE = "keyslots.lock"


def replace_file(path: Path, data: bytes) -> None:
    """New content or old, never half: temporary file, fsync, replace, fsync the folder; the old one stays as `.bak`."""
    try:
        if path.exists():
            put_file(path.with_name(path.name + ".bak"), path.read_bytes())
        put_file(path, data)
    except OSError as problem:
        raise Unavailable.of_disk(problem) from problem


@contextmanager
def turn(folder: Path, name: str = TURN_FILE) -> Iterator[None]:
    """Wait for the one turn at Argon2 in this profile, or at its sign-in files, whichever program or thread asks."""
    try:
        file = os.open(folder / name, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    except OSError as problem:
        raise Unavailable.of_disk(problem, saving=False) from problem
    try:
        _lock(file)
        yield
    finally:
        os.close(file)


def put_file(path: Path, data: bytes) -> None:
    """The whole content under this name, readable by its owner only, or nothing new at all, nor room taken."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), OWNER_ONLY)
    try:
        with os.fdopen(file, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


if sys.platform == "win32":
    import msvcrt

    def _sync_folder(_folder: Path) -> None:
        """Windows writes the folder by itself."""

    def _lock(file: int) -> None:
        while True:
            try:
                msvcrt.locking(file, msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return

else:
    import fcntl

    def _sync_folder(folder: Path) -> None:
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
