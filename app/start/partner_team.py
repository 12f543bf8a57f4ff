"""Keeps the files of those who join the safety team: an officer has a slot in both, a seed in hers alone (SEC-11)."""

from app.crypto.keyring.grants import make_grant
from app.crypto.keyring.keyslots import KeyslotFile, bare_slot
from app.crypto.person import Signer
from app.crypto.roster import Roster
from app.start.people.files import StaffFiles

HIS_SIDE = "programme"


class TeamFiles(StaffFiles):
    """The files of the partner desk in the hands of an officer."""

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
