"""Puts a checked copy in place of a database, in steps that begin again where a crash broke them off (section 8)."""

import json
import os
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from app.core import log
from app.core.paths import make_private
from app.crypto.files import put_file
from app.ops.records import drop_left_overs

WAL = "-wal"


@dataclass(frozen=True, slots=True)
class Swap:
    """The database's file, and where the old one is kept. What is promised stands in the intent file, by its hash."""

    db: Path
    before: Path

    @property
    def new(self) -> Path:
        """The copy that waits to be put in place."""
        return self.db.with_name(self.db.name + ".restored")

    @property
    def intent(self) -> Path:
        """What says that the copy is whole and wanted."""
        return self.db.with_name(f"restore-{self.db.stem}.json")

    @property
    def is_pending(self) -> bool:
        """Whether a copy waits."""
        return self.intent.exists()

    def intend(self) -> None:
        """The copy is whole: from here on it will be put in place, by whoever opens the records next."""
        drop_left_overs(self.new)
        with self.new.open("rb+") as file:
            os.fsync(file.fileno())
        put_file(self.intent, json.dumps({"v": 1, "sha256": _hash(self.new)}).encode("ascii"))

    def finish(self) -> bool:
        """Put the copy in place if one waits and is the one that was promised; True when it stands there now.

        For a program that is alone with the records. Every step may be the last before a power cut.
        """
        promised = self._promised()
        if promised is None:
            self.drop()
            return False
        if self.new.exists():
            if _hash(self.new) != promised:
                log.event("restore.dropped", level="error")
                self.drop()
                return False
            self._keep_old()
            self.new.replace(self.db)
        stands = self.db.exists() and _hash(self.db) == promised
        if stands:
            drop_left_overs(self.db)
        self.intent.unlink(missing_ok=True)
        return stands

    def drop(self) -> None:
        """Nothing is put in place."""
        self.intent.unlink(missing_ok=True)
        self.intent.with_name(self.intent.name + ".tmp").unlink(missing_ok=True)
        self.new.unlink(missing_ok=True)
        drop_left_overs(self.new)

    def _promised(self) -> str | None:
        try:
            said = json.loads(self.intent.read_bytes())
            return str(said["sha256"]) if said["v"] == 1 else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep_old(self) -> None:
        """The old file and what it had not yet taken in go aside together; nothing of it lies beside the new one."""
        make_private(self.before.parent)
        old_wal, kept_wal = (path.with_name(path.name + WAL) for path in (self.db, self.before))
        if self.db.exists():
            kept_wal.unlink(missing_ok=True)
            self.db.replace(self.before)
        if old_wal.exists():
            old_wal.replace(kept_wal)
        drop_left_overs(self.db)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
