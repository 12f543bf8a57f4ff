"""Lays an office out anew on an empty computer, from a backup and one person's kit on paper (E8, E9, T13)."""

from pathlib import Path

from app.core.clock import Clock, zone_of
from app.core.errors import NotAllowed
from app.core.language import _
from app.core.paths import Profile, make_private
from app.core.shapes import convert, new_id
from app.crypto.backup import Header, Inside
from app.crypto.files import put_file
from app.crypto.keyring.grants import check_grant
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.keyring.slots import Opened
from app.crypto.kit import code_bytes
from app.crypto.roster import Roster
from app.desk.storage import BackupRestored
from app.ops.proof import check_restored, unpack
from app.ops.records import disk_words, opened, scratch_in
from app.programme import entry
from app.programme.keeping.stones import whole_list
from app.programme.office import setting
from app.start.profile import About, has_office, write_about
from app.start.remembered import new_devices
from app.start.storage.paper import Paper, check_number, front_of
from app.start.storage.putting_back import RESTORED, SIDE, Hand, Office, records_for
from app.store.copies import check_file, copy_file
from app.store.work import Work


def lay_out(profile: Profile, file: Path, paper: Paper) -> BackupRestored:
    """The programme desk's half of an office; its owner then signs in by *Forgot password* with the same kit.

    Nothing of an office is left when a check is refused. Raises NotAllowed where one stands, Locked for a wrong kit,
    InvalidInput for a code that does not read, Damaged and Newer as a restore does.
    """
    if has_office(profile):
        raise NotAllowed(_("There is an office in this folder already. Put a backup in its place instead."))
    code = code_bytes(paper.code)
    make_private(profile.folder)
    with disk_words(), scratch_in(profile.backups) as folder:
        front = front_of(file, SIDE)
        slot = KeyslotFile.from_bytes(front.label.keyslots, profile.folder).open_kit(paper.login, code)
        header, inside, restored = unpack(
            file, front.inst, SIDE, folder, lambda head: head.unlock(slot.user, slot.seed.bundle[:32])
        )
        return _laid(profile, paper, slot, header, inside, restored)


def _laid(
    profile: Profile, paper: Paper, slot: Opened, header: Header, inside: Inside, restored: Path
) -> BackupRestored:
    """Trust the restored list of staff by the number on paper, check everything, then write; `profile.json` is last."""
    inst, key = header.inst, inside.db_key or b""
    kept = "file" if new_devices(profile).protection == "file" else "keychain"
    about = convert({"inst": inst, "dev": new_id(), "region": "", "device_protection": kept}, About)
    office = Office(profile, about, Clock(), slot.db_key.value)
    records = records_for(office, Hand(slot.user, slot.seed), restored, key)
    roster = entry.read_roster(records.store, inst)
    records.store.close()
    check_number(roster, slot, paper)
    check_grant(slot.grant, roster)
    header.check_maker(roster)
    check_restored(records, inside, restored)
    with opened(records, restored, key) as (store, ledger):
        with store.work() as work:
            about = _about(work, about, roster)
            whole_list(work, inst, roster, (header.label.tombstones,), 0)
            ledger.append(work, RESTORED, Clock(zone_of(about.region)).now())
        copy_file(store, profile.database(SIDE), slot.db_key.value)
    check_file(profile.database(SIDE), slot.db_key.value)
    label = header.label
    beside = {
        profile.keyslots(SIDE): label.keyslots, profile.recovery: label.recovery,
        profile.tombstones(SIDE): label.tombstones,
    }  # fmt: skip
    for path, data in beside.items():
        if data:
            put_file(path, data)
    write_about(profile, about)
    entries = inside.heads[SIDE].seq
    return BackupRestored(made_at=label.created, entries=entries, had=entries)


def _about(work: Work, about: About, roster: Roster) -> About:
    """What a program must know before anybody signs in, from the records themselves."""
    return About(
        inst=about.inst, dev=about.dev, region=str(setting(work.session, "office.region")),
        device_protection=about.device_protection, practice=entry.is_practice(work),
        safety_desk=roster.now.team_key is not None,
    )  # fmt: skip
