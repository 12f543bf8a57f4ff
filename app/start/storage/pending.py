"""Finishes what a restore promised, before anybody opens the records: alone with the office (SEC-32)."""

from app.core.errors import Unavailable
from app.core.paths import Profile
from app.ops.swap import Swap
from app.start.profile import PARTNER, PROGRAMME, held_open


def swap_of(profile: Profile, side: str) -> Swap:
    """Where a database lies, and where the one it replaces is kept."""
    return Swap(profile.database(side), profile.backups / f"{side}-before-restore.db")


def other_of(program: str) -> str:
    """The other of the two programs."""
    return PARTNER if program == PROGRAMME else PROGRAMME


def finish_pending(profile: Profile, side: str, program: str) -> bool:
    """Put in place what waits for this database; True when it stands there now. Raises Unavailable while the other
    program is open: it would write on into the file that goes; and for a disk that fails, with the copy still waiting.
    """
    swap = swap_of(profile, side)
    if not swap.is_pending:
        if swap.new.exists():
            swap.drop()
        return False
    with held_open(profile, other_of(program)):
        try:
            return swap.finish()
        except OSError as failed:
            raise Unavailable.of_disk(failed, saving=False) from failed
