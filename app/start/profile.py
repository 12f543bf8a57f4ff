"""Knows the folder of one office: what stands beside the records, who holds it open, where it may lie (SEC-32)."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Literal

from app.core.clock import Clock, FrozenClock, zone_of
from app.core.errors import Damaged, InvalidInput, Missing, NotAllowed, Unavailable
from app.core.language import _
from app.core.paths import Profile, make_private, refuse_shared_place
from app.core.shapes import Draft, Meta, from_json, to_json
from app.crypto.encode import login_id
from app.crypto.files import replace_file
from app.domain.roles import Role

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PROGRAMME, PARTNER = "handrail", "handrail-partner"
ASKED = "roster-asked.json"  # lies there while a safety team is being begun
Hex32 = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
NETWORK_KINDS = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afpfs",
    "fuse.sshfs",
    "9p",
    "davfs",
    "ncpfs",
    "glusterfs",
    "ceph",
)
REMOTE_DRIVE = 4


class About(Draft):
    """`profile.json`: what a program must know before anybody signs in. It is not trusted."""

    inst: Hex32
    dev: Hex32
    region: str
    device_protection: Literal["keychain", "file"]
    format: Literal["handrail-profile/1"] = "handrail-profile/1"
    language: str = "en"
    label: str = ""
    practice: bool = False
    safety_desk: bool = False

    def clock(self) -> Clock:
        """The office's clock."""
        return Clock(zone_of(self.region))


def read_about(profile: Profile) -> About:
    """What stands in `profile.json`. Raises Missing where there is no office, Damaged when it cannot be read."""
    try:
        text = profile.about.read_bytes()
    except FileNotFoundError as gone:
        raise Missing(_("There is no office in this folder.")) from gone
    except OSError as gone:
        raise Unavailable(_("The folder of this office cannot be read. Is the disk there?")) from gone
    try:
        return from_json(About, text)
    except InvalidInput as bad:
        raise Damaged(
            _("The file profile.json of this office cannot be read. Put back a copy of it, or restore a backup.")
        ) from bad


def write_about(profile: Profile, about: About) -> None:
    """Put `profile.json` in place in one step."""
    replace_file(profile.about, to_json(about))


def has_office(profile: Profile) -> bool:
    """Whether an office was made or joined here."""
    return profile.about.is_file()


def check_place(folder: Path) -> None:
    """Refuse network shares and synchronised folders for a live profile (SEC-32): NotAllowed."""
    refuse_shared_place(folder)
    if kind_of_disk(folder.resolve()) in NETWORK_KINDS:
        raise NotAllowed(
            _("Records must lie on this computer's own disk, not on a network share or in a synchronised folder.")
        )


def kind_of_disk(folder: Path) -> str:
    """The file system a folder lies on where the system tells, else nothing; a Windows network drive reads `cifs`."""
    if sys.platform == "win32":
        import ctypes

        return "cifs" if ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == REMOTE_DRIVE else ""
    mounts = Path("/proc/self/mounts")
    lines = mounts.read_text("utf-8", "replace").splitlines() if mounts.exists() else []
    return deepest_mount([(place, kind) for _device, place, kind, *_rest in map(str.split, lines)], folder)


def deepest_mount(mounts: list[tuple[str, str]], folder: Path) -> str:
    """The kind of the mount that a folder lies in."""
    inside = [(place, kind) for place, kind in mounts if folder.is_relative_to(place.replace("\\040", " "))]
    return max(inside, key=lambda mount: len(mount[0]))[1] if inside else ""


def is_demonstration(profile: Profile, side: str, role: Role) -> bool:
    """Whether somebody signs in here with their role's name, as in the demonstration office alone (UX-16).

    Looked for in the file as it lies there: what opens and checks it is loaded after the window is painted (P1).
    """
    slots = profile.keyslots(side)
    return slots.is_file() and login_id(read_about(profile).inst, role.value).encode() in slots.read_bytes()


@contextmanager
def held_open(profile: Profile, program: str) -> Iterator[None]:
    """One `handrail` and one `handrail-partner` at a time for each office, by the system's own file locks (SEC-32)."""
    make_private(profile.folder)
    with open_lock_file(profile.lock(program)) as file:
        try:
            take_lock(file)
        except OSError as taken:
            raise Unavailable(_("Handrail is already open on this computer.")) from taken
        yield


def open_lock_file(path: Path) -> IO[bytes]:
    """The lock file, made when it is not there. Nothing is ever written into it."""
    try:
        return path.open("ab")
    except OSError as gone:
        raise Unavailable(
            _("The folder of this office cannot be written. Is the disk there, and is there room?")
        ) from gone


def take_lock(file: IO[bytes]) -> None:
    """Lock the whole file or raise OSError at once; the system lets go of it when the process ends, however it ends."""
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def harden() -> None:
    """No core dump, and no other process of this person may read this one's memory (SEC-47)."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
    os.umask(0o077)


def clock_of(about: About, at: datetime | None) -> Clock:
    """The office's clock: running, or in a practice office standing where a script put it (T18)."""
    if at is None:
        return about.clock()
    if not about.practice:
        raise NotAllowed(
            _("In a live office nobody sets the clock of an act. Scripts with dates run in a practice profile only.")
        )
    return FrozenClock(at, zone_of(about.region))
