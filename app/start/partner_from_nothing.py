"""Lays her half of an office out anew beside his, from a backup and an officer's kit on paper (E8, E9, T13)."""

from pathlib import Path

from app.bridge.entry import read_roster
from app.bridge.erased import whole_list
from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.paths import Profile
from app.crypto.files import put_file
from app.crypto.keyring.grants import check_grant
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.keyring.slots import Opened
from app.crypto.kit import code_bytes
from app.crypto.roster import Roster
from app.desk.erased_list import file_bytes
from app.desk.storage import BESIDE, READING, BackupRestored, Progress
from app.ops.proof import check_restored, unpack
from app.ops.records import disk_words, opened, scratch_in
from app.start.partner_guard import guarded
from app.start.partner_putting_back import RESTORED, SIDE, Team, records_for, vault_of
from app.start.profile import read_about
from app.start.storage.paper import Paper, check_number, front_of
from app.store.copies import check_file, copy_file
from app.store.engine import embedded
from app.store.work import Store

HIS_SIDE = "programme"


def lay_out(profile: Profile, file: Path, paper: Paper, progress: Progress | None = None) -> BackupRestored:
    """Her records beside his, which stand already; the officer then signs in by *Forgot password* with the same kit.

    Nothing of hers is left when a check is refused. Raises NotAllowed where hers stand, and what a restore raises.
    """
    about, code, told = read_about(profile), code_bytes(paper.code), progress or Progress()
    if profile.keyslots(SIDE).exists():
        raise NotAllowed(_("There is a partner desk in this office already. Put a backup in its place instead."))
    with disk_words(), scratch_in(profile.backups / SIDE) as folder:
        told.at(READING)
        front = front_of(file, SIDE)
        if front.inst != about.inst:
            raise InvalidInput({"file": _("This backup is of another office, or of the other desk.")})
        slot = KeyslotFile.from_bytes(front.label.keyslots, profile.folder).open_kit(paper.login, code)
        key = KeyslotFile.read(profile.keyslots(HIS_SIDE)).open_dbkey(slot.user, slot.seed).db_key.value
        his = guarded(Store(embedded(profile.database(HIS_SIDE), key, guarded_memory=False), HIS_SIDE))
        try:
            roster = read_roster(his, about.inst)
            check_number(roster, slot, paper)
            return _laid(Team(profile, about, about.clock(), his, told), file, slot, roster, folder)
        finally:
            his.close()


def _laid(team: Team, file: Path, slot: Opened, roster: Roster, folder: Path) -> BackupRestored:
    """Checked whole, without what was erased meanwhile; the sign-in file, which makes it a desk, comes last."""
    profile = team.profile
    header, inside, restored = unpack(
        file, team.about.inst, SIDE, folder, lambda head: head.unlock(slot.user, slot.seed.bundle[:32])
    )
    check_grant(slot.grant, roster)
    header.check_maker(roster)
    key, label = inside.db_key or b"", header.label
    vault = vault_of(team, slot, restored, key, roster)
    records = records_for(team, slot, restored, key, vault)
    check_restored(records, inside, restored)
    team.progress.at(BESIDE)
    with opened(records, restored, key) as (store, ledger):
        with store.work() as work:
            copies = (label.tombstones, file_bytes(profile.tombstones(SIDE)))
            erased, _new = whole_list(work, vault, roster, copies, 0)
            ledger.append(work, RESTORED, team.clock.now())
        copy_file(store, profile.database(SIDE), slot.db_key.value)
    check_file(profile.database(SIDE), slot.db_key.value)
    if erased.items:
        put_file(profile.tombstones(SIDE), erased.to_bytes())
    if label.recovery and not profile.recovery.exists():
        put_file(profile.recovery, label.recovery)
    put_file(profile.keyslots(SIDE), label.keyslots)
    entries = inside.heads[SIDE].seq
    return BackupRestored(made_at=label.created, entries=entries, had=entries)
