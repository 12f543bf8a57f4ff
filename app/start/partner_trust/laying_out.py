"""Lays a whole office out anew from its two backups and two trustees' codes, where nobody's kit is left (E8, E9, T13).

It is done at the partner desk: what the codes open must never come near the other program (SEC-1).
"""

from dataclasses import dataclass, field
from pathlib import Path

from app.bridge.entry import his_ledger, is_practice, read_roster, region_of
from app.bridge.keeping import HIS_METADATA, his_hold
from app.core.errors import Damaged, InvalidInput, Locked, NotAllowed
from app.core.language import _
from app.core.paths import Profile, make_private
from app.core.shapes import convert, new_id, replaced
from app.crypto.backup import Header, Inside
from app.crypto.backup_header import BACKUP_KEY
from app.crypto.envelope import Key
from app.crypto.files import put_file
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.kit import code_bytes
from app.crypto.person import Seed, x25519_public
from app.crypto.recovery import RecoveryItem, RecoverySet, read_recovery
from app.crypto.roster import Roster
from app.desk.storage import READING, BackupRestored, Progress, Stretch
from app.ops.proof import check_restored, unpack
from app.ops.records import Records, disk_words, scratch_in
from app.partner.trustees import Trustee
from app.start.partner_putting_back import Team, records_for
from app.start.partner_trust.recovering import HIS_SIDE, SIDE, team_vault
from app.start.people.files import KINDS
from app.start.profile import About, has_office, write_about
from app.start.remembered import new_devices
from app.start.storage.paper import front_of
from app.store.copies import check_file, copy_file
from app.store.engine import embedded
from app.store.work import Store

HER_STEPS = 2
WRITING = READING + 2 * HER_STEPS + 1


@dataclass(frozen=True, slots=True)
class TwoBackups:
    """The file of each desk, and the codes of two trustees as they stand on paper."""

    his: Path
    hers: Path
    codes: tuple[str, str] = field(repr=False)


@dataclass(frozen=True)
class Half:
    """One desk's backup, unpacked: what two trustees open of it, and the file under its own key."""

    header: Header
    inside: Inside
    restored: Path
    items: tuple[RecoveryItem, ...]
    seeds: dict[str, Seed] = field(repr=False)
    db_key: Key = field(repr=False)

    @property
    def own_key(self) -> bytes:
        """What the unpacked file lies under."""
        return self.inside.db_key or b""

    def store(self) -> Store:
        """The unpacked file, opened."""
        return Store(embedded(self.restored, self.own_key, guarded_memory=False), self.header.label.db)

    def check(self, roster: Roster) -> None:
        """Nothing was used that strangers laid down, and somebody of this office made the file. Raises Damaged."""
        if not all(item.counts(roster) for item in self.items):
            raise Damaged(
                _("What is laid down for the trustees is not from this office's list of staff. Do not go on.")
            )
        self.header.check_maker(roster)


def lay_out(
    profile: Profile, given: TwoBackups, progress: Progress | None = None
) -> tuple[BackupRestored, BackupRestored]:
    """Both halves of an office where none stands, his first; an officer then comes back with the same two codes.

    `progress` hears READING for both files, two steps of checking for his and two for hers, and WRITING.

    Nothing of it is left when a check is refused. Raises NotAllowed where an office stands, Locked for a code that is
    no trustee's of this office, InvalidInput for a misread code or a wrong file, and what a restore raises.
    """
    if has_office(profile):
        raise NotAllowed(_("There is an office in this folder already. Put a backup in its place instead."))
    codes, told = [code_bytes(text) for text in given.codes], progress or Progress()
    make_private(profile.folder)
    with disk_words(), scratch_in(profile.backups / SIDE) as folder:
        told.at(READING)
        his, hers = (
            _half_named(name, file, side, codes, folder / side)
            for name, file, side in (("his", given.his, HIS_SIDE), ("hers", given.hers, SIDE))
        )
        if his.header.inst != hers.header.inst:
            raise InvalidInput({"his": _("These two backups are not of one office.")})
        store = his.store()
        try:
            team = _checked(profile, his, hers, store, told)
            told.at(WRITING)
            _written(team, his, hers, store)
        finally:
            store.close()
    return _told(his), _told(hers)


def _half_named(name: str, file: Path, side: str, codes: list[bytes], folder: Path) -> Half:
    """One half; what is wrong with its file is told under the name of that file."""
    try:
        return _half(file, side, codes, folder)
    except InvalidInput as wrong:
        raise InvalidInput({name if key == "file" else key: said for key, said in wrong.problems.items()}) from wrong


def _half(file: Path, side: str, codes: list[bytes], folder: Path) -> Half:
    """Open one file with two codes: its recovery set holds the backup key and the database's (E9)."""
    front = front_of(file, side, _("This backup is of the other desk."))
    if not front.label.recovery:
        raise InvalidInput({"file": _("Nothing was laid down for trustees when this backup was made.")})
    kept = read_recovery(front.label.recovery, front.inst)
    seeds = {user: seed for code in codes for user, seed in kept.seeds_of(code).items()}
    if len(seeds) < len(codes):
        raise Locked
    mine = tuple(item for item in kept.items if set(item.pair) <= set(seeds))

    def unlock(header: Header) -> bytes:
        sealed_to = {one.pk for one in header.recipients if one.to == BACKUP_KEY}
        for item in (one for one in mine if one.kind == BACKUP_KEY):
            private = item.open_provisionally(seeds).value
            if x25519_public(private) in sealed_to:
                return header.unlock(BACKUP_KEY, private)
        raise Locked(_("This backup cannot be opened by trustees. Somebody's kit is needed."))

    folder.mkdir()
    header, inside, restored = unpack(file, front.inst, side, folder, unlock)
    return Half(header, inside, restored, mine, seeds, _database_key(header, mine, seeds))


def _database_key(header: Header, mine: tuple[RecoveryItem, ...], seeds: dict[str, Seed]) -> Key:
    """The key that closed every slot of the sign-in file in this backup: its people will open the records by it."""
    label = header.label
    slots = KeyslotFile.from_bytes(label.keyslots, Path()).slots
    for item in (one for one in mine if one.kind == KINDS[label.db]):
        key = item.open_provisionally(seeds)
        if slots and all(slot.closed_with(header.inst, label.db, key.value) == slot for slot in slots):
            return key
    raise Damaged(_("The sign-in file in this backup does not belong to its records. Nothing was put in place."))


def _checked(profile: Profile, his: Half, hers: Half, store: Store, told: Progress) -> Team:
    """Every check of a restore on both (SEC-59); his list of staff, which is in his file, says who may be trusted."""
    inst = his.header.inst
    kept = "file" if new_devices(profile).protection == "file" else "keychain"
    about = convert({"inst": inst, "dev": new_id(), "region": "", "device_protection": kept}, About)
    roster = read_roster(store, inst)
    his.check(roster)
    hers.check(roster)
    trustee = next(Trustee(user, seed) for user, seed in hers.seeds.items())
    here = profile.backups
    records = Records(
        store, his_ledger(trustee.user, trustee.seed, inst=inst, dev=about.dev), about.clock(),
        profile.keyslots(HIS_SIDE), profile.recovery, profile.tombstones(HIS_SIDE), here, here / SIDE, HIS_METADATA,
        his_hold, progress=told,
    )  # fmt: skip
    check_restored(records, his.inside, his.restored)
    about = replaced(about, region=region_of(store), practice=is_practice(store), safety_desk=True)
    team = Team(profile, about, about.clock(), store, Stretch(whole=told, shift=HER_STEPS))
    vault = team_vault(inst, hers.items, roster, hers.seeds)
    at_hers = records_for(team, trustee, hers.restored, hers.own_key, vault)
    try:
        check_restored(at_hers, hers.inside, hers.restored)
    finally:
        at_hers.store.close()
    return team


def _written(team: Team, his: Half, hers: Half, store: Store) -> None:
    """The records under the keys that their people will open them by; `profile.json`, which makes an office, last."""
    profile, put = team.profile, list[Path]()
    her_store = hers.store()
    try:
        for half, source in ((his, store), (hers, her_store)):
            label = half.header.label
            put += [profile.database(label.db), profile.keyslots(label.db), profile.tombstones(label.db)]
            copy_file(source, profile.database(label.db), half.db_key.value)
            check_file(profile.database(label.db), half.db_key.value)
            put_file(profile.keyslots(label.db), label.keyslots)
            if label.tombstones:
                put_file(profile.tombstones(label.db), label.tombstones)
        put.append(profile.recovery)
        put_file(profile.recovery, _laid_down(his, hers).to_bytes())
        write_about(profile, team.about)
    except Exception:
        for path in put:
            path.unlink(missing_ok=True)
        raise
    finally:
        her_store.close()


def _laid_down(his: Half, hers: Half) -> RecoverySet:
    """What lay with her backup, and of his the keys of his records: the two may be of different hours (SEC-60)."""
    ours, theirs = (read_recovery(half.header.label.recovery, half.header.inst) for half in (hers, his))
    return ours.with_items(item for item in theirs.items if item.kind == KINDS[HIS_SIDE])


def _told(half: Half) -> BackupRestored:
    label = half.header.label
    entries = half.inside.heads[label.db].seq
    return BackupRestored(made_at=label.created, entries=entries, had=entries)
