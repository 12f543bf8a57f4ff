"""Puts a backup of the programme desk's records in place: opened, checked, agreed by two, swapped (section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.core.clock import Clock
from app.core.errors import NotAllowed
from app.core.language import _
from app.core.paths import Profile
from app.crypto.mark import Mark
from app.crypto.person import Seed
from app.crypto.roster import Roster, approve_subject, baseline_subject, next_event, verify_roster
from app.crypto.statements import EMPTY, Head, Link
from app.desk.erased_list import file_bytes
from app.desk.storage import BESIDE, READING, BackupRestored, Progress
from app.ops.proof import check_restored, unpack
from app.ops.records import Records, disk_words, opened, scratch_in
from app.ops.swap import Swap
from app.programme import entry
from app.programme.accounts import first_changed
from app.programme.keeping.stones import whole_list
from app.start.profile import About
from app.start.storage.pending import swap_of
from app.store.copies import check_file, copy_file
from app.store.engine import embedded
from app.store.work import Store

SIDE, ROSTER, RESTORED = "programme", "roster", "backup.restore"
Row = tuple[int, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Hand:
    """One of the two who put it back: their keys, and how far they had seen."""

    user: str
    seed: Seed
    mark: Mark = field(default_factory=lambda: Mark("", ""))


@dataclass(frozen=True, slots=True)
class Office:
    """The office it is for, and the key its records lie under."""

    profile: Profile
    about: About
    clock: Clock
    key: bytes
    progress: Progress = field(default_factory=Progress)

    @property
    def swap(self) -> Swap:
        """How the file is put in office."""
        return swap_of(self.profile, SIDE)


def put_back(office: Office, file: Path, hands: Sequence[Hand], live: Sequence[Row]) -> BackupRestored:
    """Everything up to the promise: the copy waits, and whoever opens the records next puts it in office.

    `hands` are a recipient and a second person, one of them a manager; `live` is the list of staff as it stands,
    nothing when the records do not open any more. Raises Damaged and the like; then nothing is put in office.
    """
    first, inst = hands[0], office.about.inst
    with disk_words(), scratch_in(office.profile.backups) as folder:
        office.progress.at(READING)
        header, inside, restored = unpack(
            file, inst, SIDE, folder, lambda head: head.unlock(first.user, first.seed.bundle[:32])
        )
        key, head, now = inside.db_key or b"", inside.heads[SIDE], office.clock.now()
        records = records_for(office, first, restored, key)
        kept = entry.read_roster(records.store, inst)
        records.store.close()
        roster = todays_roster(kept, live, hands)
        header.check_maker(roster)
        check_restored(records, inside, restored)
        office.progress.at(BESIDE)
        with opened(records, restored, key) as (store, ledger):
            with store.work() as work:
                entry.go_on_from(work, kept, roster, live, _agreed(roster, head, hands, now))
                copies = (header.label.tombstones, file_bytes(office.profile.tombstones(SIDE)))
                least = max(hand.mark.tombs.get(SIDE, 0) for hand in hands)
                whole_list(work, inst, ledger.roster(work), copies, least)
                ledger.append(work, RESTORED, now)
            copy_file(store, office.swap.new, office.key)
        check_file(office.swap.new, office.key)
        office.swap.intend()
        had = max(hand.mark.heads.get(SIDE, EMPTY).seq for hand in hands)
        return BackupRestored(made_at=header.label.created, entries=head.seq, had=had)


def records_for(office: Office, first: Hand, restored: Path, key: bytes) -> Records:
    """The restored copy as if it were the office's, for the checks of a backup."""
    profile, about = office.profile, office.about
    ledger = entry.ledger_of(first.user, first.seed, inst=about.inst, dev=about.dev)
    store = Store(embedded(restored, key, guarded_memory=False), SIDE)
    return Records(
        store, ledger, office.clock, profile.keyslots(SIDE), profile.recovery, profile.tombstones(SIDE),
        profile.backups, profile.backups, entry.METADATA, lambda work, pen: first_changed(work, pen)[0],
        progress=office.progress,
    )  # fmt: skip


def todays_roster(kept: Roster, live: Sequence[Row], hands: Sequence[Hand]) -> Roster:
    """The longer of two lists of staff of which one begins with the other; it never gets shorter while a team stands.

    Raises Damaged for two that differ, NotAllowed where only the partner desk with a trustee may go on (E4).
    """
    roster = kept
    if live:
        stands = verify_roster(live, kept.inst)
        roster = stands if stands.head.seq >= kept.head.seq else kept
        roster.check_pin(min(stands.head, kept.head, key=lambda head: head.seq))
    for hand in hands:
        pin = hand.mark.heads.get(ROSTER, EMPTY)
        if pin.seq <= roster.head.seq:
            roster.check_pin(pin)
        elif kept.now.team_key is not None:
            raise NotAllowed(
                _(
                    "The list of staff would get shorter. The safety team puts this back at its desk, with a manager "
                    "and a trustee."
                )
            )
    return roster


def _agreed(roster: Roster, head: Head, hands: Sequence[Hand], now: datetime) -> tuple[Link, ...]:
    """What the office goes on from, signed by a manager and approved by another person (E4)."""
    manager = next((hand for hand in hands if roster.holds(hand.user, "manager")), None)
    other = next((hand for hand in hands if hand is not manager and roster.now.active(hand.user)), None)
    if manager is None or other is None or other.user == manager.user:
        raise NotAllowed(_("A manager and a second person put a backup in place, each with their own password."))
    kept = [(SIDE, head)]
    if any(hand.mark.heads.get(ROSTER, EMPTY).seq > roster.head.seq for hand in hands):
        kept.append((ROSTER, roster.head))
    links: list[Link] = []
    at = roster.head
    for chain, last in kept:
        said = next_event(at, roster.inst, now, "baseline", baseline_subject(chain, last), manager.user, manager.seed)
        yes = next_event(said.head, roster.inst, now, "approve", approve_subject(said.head), other.user, other.seed)
        links += [said, yes]
        at = yes.head
    return tuple(links)
