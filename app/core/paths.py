"""Says where a profile's files lie and refuses places where a live database must not be (SEC-26, SEC-32)."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.core.errors import NotAllowed
from app.core.language import _

SYNCED = ("onedrive", "dropbox", "google drive", "icloud", "nextcloud", "owncloud")


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder of one office on this computer and the names of what lies in it."""

    folder: Path

    @property
    def about(self) -> Path:
        """`profile.json`: installation id, region, practice or not; not trusted."""
        return self.folder / "profile.json"

    def database(self, side: str) -> Path:
        """`programme.db` or `partner.db`."""
        return self.folder / f"{side}.db"

    def keyslots(self, side: str) -> Path:
        """`programme.keyslots.json` or `partner.keyslots.json`."""
        return self.folder / f"{side}.keyslots.json"

    def lock(self, program: str) -> Path:
        """The lock file that lets one program of a kind run at a time."""
        return self.folder / f"{program}.lock"

    @property
    def device(self) -> Path:
        """Where the file fallback for device secrets and marks lies (SEC-28)."""
        return self.folder / "device"

    def drafts(self, side: str) -> Path:
        """Sealed drafts of one desk."""
        return self.folder / "drafts" / side

    def gist(self, user: str) -> Path:
        """What one officer's computer keeps, sealed, of what the partner log said last of each row (SEC-17)."""
        return self.folder / "gist" / user

    @property
    def backups(self) -> Path:
        """Copies made before a migration, and the scratch folders in which backups are proved."""
        return self.folder / "backups"

    @property
    def recovery(self) -> Path:
        """`recovery.json`: what two trustees open together (E9)."""
        return self.folder / "recovery.json"

    @property
    def ballast(self) -> Path:
        """Room set aside on the disk for the moment it is full (T16)."""
        return self.folder / "ballast"

    def tombstones(self, side: str) -> Path:
        """`tombstones.programme.json` or `tombstones.partner.json`: what was erased (E5)."""
        return self.folder / f"tombstones.{side}.json"

    def lying(self, side: str) -> tuple[Path, ...]:
        """The files of one side as they lie: records, what is written beside them, sign-in file, list of the erased."""
        database = self.database(side)
        beside = database.with_name(f"{database.name}-wal")
        return database, beside, self.keyslots(side), self.tombstones(side)


def default_profile() -> Profile:
    """Where this person's office lies unless another folder is named."""
    return Profile(Path(platformdirs.user_data_dir("Handrail", appauthor=False, roaming=False)))


def practice_profile() -> Profile:
    """Where the demonstration office lies."""
    return Profile(Path(platformdirs.user_data_dir("Handrail", appauthor=False, roaming=False)) / "practice")


def refuse_shared_place(folder: Path) -> None:
    """A live profile on a network share or in a synchronised folder is refused (SEC-32): NotAllowed."""
    whole = str(folder.resolve()).lower()
    parts = whole.replace("\\", "/").split("/")
    if whole.startswith(("\\\\", "//")) or any(part.startswith(name) for part in parts for name in SYNCED):
        raise NotAllowed(
            _("Records must lie on this computer's own disk, not on a network share or in a synchronised folder.")
        )


def make_private(folder: Path) -> None:
    """Make a folder that only this person may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
