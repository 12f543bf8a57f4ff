"""Writes what leaves the office into a folder that somebody chose."""

from pathlib import Path

from app.core.errors import InvalidInput
from app.core.language import _


def write_copy(file: Path, content: bytes) -> str:
    """Write the copy where it was asked for; an earlier file of this name is never overwritten."""
    try:
        with file.open("xb") as out:
            out.write(content)
    except OSError as failed:
        raise InvalidInput({"to_folder": _("The copy could not be written there. Choose another folder.")}) from failed
    return str(file)
