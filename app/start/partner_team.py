"""Keeps the files of those who join the safety team: an officer has a slot in both, a seed in hers alone (SEC-11)."""

from app.core import log
from app.core.errors import Damaged, Unavailable, error_name
from app.crypto.files import put_file
from app.crypto.keyring.grants import make_grant
from app.crypto.keyring.keyslots import KeyslotFile, bare_slot
from app.crypto.person import Signer
from app.crypto.recovery import RecoverySet, read_recovery
from app.crypto.roster import Roster
from app.partner.trustees import Kept
from app.start.joining import small
from app.start.people.files import KINDS, StaffFiles

HIS_SIDE = "programme"


class TeamFiles(StaffFiles):
    """The files of the partner desk in the hands of an officer."""

    def database_keys(self) -> tuple[Kept, ...]:
        """The keys of both databases as they stand in the sign-in files now."""
        return tuple(
            (KINDS[side], KeyslotFile.read(self.place.profile.keyslots(side)).open_dbkey(self.user, self.seed).db_key)
            for side in (HIS_SIDE, self.place.side)
        )

    def recovery(self) -> RecoverySet:
        """What two trustees can open now; a file that is none is nothing, so that it is written anew. Raises Newer."""
        inst, path = self.place.about.inst, self.place.profile.recovery
        try:
            return read_recovery(small(path), inst) if path.exists() else RecoverySet(inst)
        except Damaged as broken:
            log.event("recovery.unreadable", error_name(broken), level="error")
            return RecoverySet(inst)

    def keep_recovery(self, laid_down: RecoverySet, /) -> None:
        """In one step: what was laid down before opens, or what is now, never neither."""
        try:
            put_file(self.place.profile.recovery, laid_down.to_bytes())
        except OSError as full:
            raise Unavailable.of_disk(full) from full

    def let_in(self, user: str, by: Signer, roster: Roster, /) -> None:
        """Her slot in the programme's file, without a seed, then her own; the join file goes last. Raises Damaged."""
        joined, person = self._joined(user, roster)
        path = self.place.profile.keyslots(HIS_SIDE)
        if not any(slot.user == user for slot in KeyslotFile.read(path).slots):
            key = KeyslotFile.read(path).open_dbkey(self.user, self.seed).db_key
            grant, bare = make_grant(by, roster, HIS_SIDE, key, person), bare_slot(roster.inst, user, joined.name)
            self.place.rewrite(lambda now: now.add_slot(bare, grant, key.value), HIS_SIDE)
        super().let_in(user, by, roster)

    def shut_out(self, user: str, /) -> None:
        """Both her slots go."""
        super().shut_out(user)
        self.place.rewrite(lambda now: now.without(user), HIS_SIDE)
