"""Puts a backup of her records in place: an officer opens it, a trustee agrees by code (E4, section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.bridge.entry import (
    METADATA,
    Three,
    agree_on_hers,
    agree_on_his,
    erased_of_his,
    her_ledger,
    his_ledger,
    listed_in,
    read_roster,
    team_grants,
)
from app.bridge.erased import whole_list
from app.bridge.keeping import HIS_METADATA, hers_hold, his_hold
from app.core.clock import Clock
from app.core.errors import AppError, InvalidInput, Locked, NotAllowed
from app.core.language import _
from app.core.paths import Profile
from app.crypto.backup import read_front
from app.crypto.envelope import Key
from app.crypto.keyring.grants import open_grant
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.keyring.slots import Opened
from app.crypto.kit import key_id_of
from app.crypto.mark import Mark
from app.crypto.person import Seed
from app.crypto.roster import Roster, verify_roster
from app.crypto.statements import EMPTY
from app.desk.erased_list import file_bytes
from app.desk.storage import BESIDE, READING, BackupRestored, Progress
from app.ops.proof import check_restored, unpack
from app.ops.records import Records, disk_words, opened, scratch_in
from app.partner.seat import PartnerSeat
from app.partner.trustees import Trustee, by_code, of_code
from app.partner.vault import Vault
from app.start.partner_guard import guarded
from app.start.profile import About
from app.start.remembered import Remembered, devices_of
from app.start.storage.pending import swap_of
from app.store.copies import check_file, copy_file
from app.store.engine import embedded
from app.store.work import Store

SIDE, HIS_SIDE, RESTORED = "partner", "programme", "backup.restore"


@dataclass(frozen=True, slots=True)
class Team:
    """The office it is for; `his` is the programme database, where the list of staff stands."""

    profile: Profile
    about: About
    clock: Clock
    his: Store
    progress: Progress = field(default_factory=Progress)


def put_back(team: Team, file: Path, slot: Opened, mark: Mark, trustee: Trustee) -> BackupRestored:
    """Everything up to the promise; the next sign-in at the partner desk finds it in place.

    The agreement is written first: it changes nothing while the newer records still stand.
    """
    inst, user, seed, place = team.about.inst, slot.user, slot.seed, swap_of(team.profile, SIDE)
    scratch, now = team.profile.backups / SIDE, team.clock.now()
    pen = his_ledger(user, seed, inst=inst, dev=team.about.dev)
    with team.his.work(reading=True) as work:
        roster = pen.roster(work)
    if not roster.is_safety(user) or not roster.holds(trustee.user, "trustee"):
        raise NotAllowed(_("An officer and a trustee put her records back, each with their own key."))
    with disk_words(), scratch_in(scratch) as folder:
        team.progress.at(READING)
        header, inside, restored = unpack(file, inst, SIDE, folder, lambda head: head.unlock(user, seed.bundle[:32]))
        header.check_maker(roster)
        key = inside.db_key or b""
        vault = vault_of(team, slot, restored, key, roster)
        records = records_for(team, slot, restored, key, vault)
        check_restored(records, inside, restored)
        head = inside.heads[SIDE]
        team.progress.at(BESIDE)
        with opened(records, restored, key) as (store, ledger):
            with store.work() as work:
                copies = (header.label.tombstones, file_bytes(team.profile.tombstones(SIDE)))
                whole_list(work, vault, roster, copies, mark.tombs.get(SIDE, 0))
                ledger.append(work, RESTORED, now)
            copy_file(store, place.new, slot.db_key.value)
        check_file(place.new, slot.db_key.value)
        agree_on_hers(team.his, pen, head, (trustee.user, trustee.seed), now)
        place.intend()
        return BackupRestored(made_at=header.label.created, entries=head.seq, had=mark.heads.get(SIDE, EMPTY).seq)


def from_desk(profile: Profile, about: About, seat: PartnerSeat, file: Path, name: str) -> BackupRestored:
    """The same from a desk that is open: the officer who sits there, and the trustee who just typed a code beside her.

    `name`: the trustee's, where a script listed the code under it. Raises NotAllowed where nobody agreed.
    """
    user, seed = seat.person.id, seat.ledger.seed
    trustee = seat.trustee_codes.take(seat.read_roster(), name)
    if trustee is None:
        raise NotAllowed(_("A trustee must agree, by typing their own code."))
    slot = KeyslotFile.read(profile.keyslots(SIDE)).open_dbkey(user, seed)
    mark = Remembered(devices_of(about, profile), about.inst, user, seed).mark()
    return put_back(Team(profile, about, seat.clock, seat.his, seat.storage.progress), file, slot, mark, trustee)


def side_of(file: Path, inst: str) -> str:
    """Whose records a backup says it holds; nothing of it is believed yet. Raises InvalidInput, Damaged, Newer."""
    if not file.is_file():
        raise InvalidInput({"file": _("There is no such file.")})
    with disk_words(), file.open("rb") as stream:
        header = read_front(stream)
    if header.inst != inst:
        raise InvalidInput({"file": _("This backup is of another office.")})
    return header.label.db


@dataclass(frozen=True, slots=True)
class ThreeHere:
    """An officer and a manager, each signed in and with what they had seen, and a trustee's name and code."""

    officer: Opened
    manager: Opened
    marks: tuple[Mark, Mark]
    trustee: tuple[str, str] = field(repr=False)


def put_his_back(
    profile: Profile, about: About, clock: Clock, file: Path, here: ThreeHere, progress: Progress
) -> BackupRestored:
    """His records where the list of staff in them gets shorter: it is done at her desk, with a trustee (E4).

    Everything up to the promise, as for hers. Raises NotAllowed where the list does not get shorter: then it is done
    at the programme desk; Damaged where it is another list than the two have seen.
    """
    inst, officer, manager, place = about.inst, here.officer, here.manager, swap_of(profile, HIS_SIDE)
    scratch, now = profile.backups / SIDE, clock.now()
    with disk_words(), scratch_in(scratch) as folder:
        progress.at(READING)
        header, inside, restored = unpack(
            file, inst, HIS_SIDE, folder, lambda head: head.unlock(manager.user, manager.seed.bundle[:32])
        )
        key, head = inside.db_key or b"", inside.heads[HIS_SIDE]
        store = Store(embedded(restored, key, guarded_memory=False), HIS_SIDE)
        pen = his_ledger(officer.user, officer.seed, inst=inst, dev=about.dev)
        records = Records(
            store, pen, clock, profile.keyslots(HIS_SIDE), profile.recovery, profile.tombstones(HIS_SIDE),
            profile.backups, scratch, HIS_METADATA, his_hold, progress=progress,
        )  # fmt: skip
        kept = read_roster(store, inst)
        store.close()
        live = _listed_now(profile, inst, manager)
        roster = _shorter(kept, live, here)
        header.check_maker(roster)
        agrees = by_code(roster, *here.trustee) if here.trustee[0] else of_code(roster, here.trustee[1])
        check_restored(records, inside, restored)
        progress.at(BESIDE)
        three = Three(*((one.user, one.seed) for one in (officer, manager, agrees)))
        with opened(records, restored, key) as (copy, ledger):
            with copy.work() as work:
                agree_on_his(work, kept, roster, live, head, three, now)
                copies = (header.label.tombstones, file_bytes(profile.tombstones(HIS_SIDE)))
                erased_of_his(work, ledger.roster(work), copies, max(one.tombs.get(HIS_SIDE, 0) for one in here.marks))
                ledger.append(work, RESTORED, now)
            copy_file(copy, place.new, manager.db_key.value)
        check_file(place.new, manager.db_key.value)
        place.intend()
        had = max(one.heads.get(HIS_SIDE, EMPTY).seq for one in here.marks)
        return BackupRestored(made_at=header.label.created, entries=head.seq, had=had)


def _listed_now(profile: Profile, inst: str, manager: Opened) -> tuple[tuple[int, bytes, bytes], ...]:
    """The list of staff as it stands, or nothing where his records do not open or it does not hold."""
    if not profile.database(HIS_SIDE).exists():
        return ()
    try:
        his = guarded(Store(embedded(profile.database(HIS_SIDE), manager.db_key.value, guarded_memory=False), HIS_SIDE))
        try:
            read_roster(his, inst)
            return listed_in(his)
        finally:
            his.close()
    except (AppError, SQLAlchemyError):
        return ()


def _shorter(kept: Roster, live: Sequence[tuple[int, bytes, bytes]], here: ThreeHere) -> Roster:
    """The longer of the backup's list and the one that stands; shorter all the same than what one of the two saw."""
    roster = kept
    if live:
        stands = verify_roster(live, kept.inst)
        roster = stands if stands.head.seq >= kept.head.seq else kept
        roster.check_pin(min(stands.head, kept.head, key=lambda head: head.seq))
    pins = [mark.heads.get("roster", EMPTY) for mark in here.marks]
    for pin in pins:
        if pin.seq <= roster.head.seq:
            roster.check_pin(pin)
    if all(pin.seq <= roster.head.seq for pin in pins):
        raise NotAllowed(_("The list of staff does not get shorter by this backup. The programme desk puts it back."))
    if not roster.is_safety(here.officer.user) or not roster.holds(here.manager.user, "manager"):
        raise NotAllowed(_("An officer, a manager and a trustee put his records back, each with their own key."))
    return roster


def team_keys(rows: tuple[bytes, ...], seed: Seed, roster: Roster) -> tuple[Key, ...]:
    """Every version of K_safety that was granted to this officer, the newest last; older ones open the log."""
    id_ = key_id_of("safety", roster.inst)
    keys = [open_grant(row, seed, roster, kind="safety", key_id=id_) for row in rows]
    if not keys:
        raise Locked(_("The safety team has not given you its key yet. Ask a colleague of the team."))
    held = {key.version: key for key in keys}
    return tuple(held[version] for version in sorted(held))


def vault_of(team: Team, slot: Opened, restored: Path, key: bytes, roster: Roster) -> Vault:
    """The team's key as the restored copy itself grants it."""
    store = Store(embedded(restored, key, guarded_memory=True), SIDE)
    try:
        rows = team_grants(store, slot.user)
    finally:
        store.close()
    *older, key_of_team = team_keys(rows, slot.seed, roster)
    return Vault(team.about.inst, key_of_team, {}, tuple(older))


def records_for(team: Team, slot: Opened | Trustee, restored: Path, key: bytes, vault: Vault) -> Records:
    """The restored copy as if it were the team's, for the checks of a backup."""
    profile, about, store = team.profile, team.about, Store(embedded(restored, key, guarded_memory=True), SIDE)
    return Records(
        store, her_ledger(vault, slot.user, slot.seed, about.dev, team.his), team.clock, profile.keyslots(SIDE),
        profile.recovery, profile.tombstones(SIDE), profile.backups, profile.backups / SIDE, METADATA,
        partial(hers_hold, vault), progress=team.progress,
    )  # fmt: skip
