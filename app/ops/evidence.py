"""Saves the records as they lie, when they are not as this computer saw them: for whoever finds out what happened."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.paths import make_private
from app.crypto.encode import cj
from app.crypto.statements import Head
from app.desk.storage import EvidenceSaved
from app.ops.records import disk_words

FORMAT = "handrail-evidence/1"
Heads = Mapping[str, Head]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a desk is open for reading only: what was said, how far this computer had seen, and the files it is about.

    A log that is `unnumbered` is named by its last entry's hash alone: how many entries it has would tell whoever gets
    the file how much is done there, and two files how much was done between them (A3). Who has its keys counts.
    """

    said: str
    seen: Heads
    found: Callable[[], Heads]
    files: tuple[Path, ...]
    unnumbered: frozenset[str] = frozenset()


def save_evidence(trouble: Trouble | None, folder: Path, now: datetime) -> EvidenceSaved:
    """Copy every file as it lies, still sealed, with what was seen and what was found; changes nothing (section 12)."""
    if trouble is None:
        raise NotAllowed(_("The records are as this computer saw them: there is nothing to save."))
    if not folder.is_dir():
        raise InvalidInput({"to": _("This folder is not there. Choose another.")})
    place = folder / f"handrail-evidence-{now:%Y%m%d-%H%M%S}"
    with disk_words():
        make_private(place)
        hashes = {file.name: _copied(file, place) for file in trouble.files if file.is_file()}
        told = {
            "format": FORMAT, "said": trouble.said, "at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "sha256": hashes,
            "seen": _plain(trouble.seen, trouble.unnumbered), "found": _plain(trouble.found(), trouble.unnumbered),
        }  # fmt: skip
        (place / "evidence.json").write_bytes(cj(told))
    return EvidenceSaved(folder=str(place), files=tuple(sorted(hashes)))


def _copied(file: Path, place: Path) -> str:
    """Its hash, so that a copy can be compared with what was saved here."""
    shutil.copyfile(file, place / file.name)
    with (place / file.name).open("rb") as copy:
        return file_digest(copy, "sha256").hexdigest()


def _plain(heads: Heads, unnumbered: frozenset[str]) -> dict[str, dict[str, object]]:
    return {
        name: {"hash": head.hash} if name in unnumbered else {"seq": head.seq, "hash": head.hash}
        for name, head in heads.items()
    }
