"""Gives a database a new key after somebody left: copy, verify, intent, swap; a break is mended (section 8)."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from app.core import log
from app.core.errors import Damaged, Unavailable, error_name
from app.core.language import _
from app.core.paths import Profile
from app.crypto.encode import cj, parse_cj
from app.crypto.envelope import Key
from app.crypto.files import put_file
from app.crypto.keyring.grants import given_at, make_grant
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.keyring.slots import Opened
from app.crypto.person import Signer
from app.crypto.recovery import make_items, read_recovery
from app.crypto.roster import Roster, RosterPerson
from app.crypto.statements import check_shape, is_hash, is_number, one_of
from app.start.joining import small
from app.start.people.files import KINDS
from app.start.profile import held_open
from app.start.storage.pending import other_of
from app.store.copies import check_file, copy_file
from app.store.work import Store

SIDES = ("programme", "partner")
LEFT_OVER = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Swap:
    """The files of one database that are exchanged together: records and sign-in file, each with its `.new`."""

    profile: Profile
    side: str

    @property
    def intent(self) -> Path:
        """Says, once both `.new` files are whole, that they are to take their places."""
        return self.profile.folder / f"rekey-{self.side}.json"

    @property
    def pairs(self) -> tuple[tuple[Path, Path], ...]:
        """What is replaced, in this order: records first, then the sign-in file that opens them."""
        kept = (self.profile.database(self.side), self.profile.keyslots(self.side))
        return tuple((_new(one), one) for one in kept)


def is_owed(roster: Roster, slots: KeyslotFile) -> bool:
    """Whether somebody who could open this database left since its key was given out; nothing else need be kept.

    Where she is alone here whose own keys changed, her grant is from the very entry that changed them, and nothing
    older tells of it: then the key is owed as soon as the list of staff has gone on.
    """
    given = {slot.user: given_at(slot.dbkey) for slot in slots.slots}
    oldest = min(given.values(), default=roster.head.seq)
    return any(seq > oldest for seq in departures(roster, slots.db)) or any(
        seq < roster.head.seq and _has_other_keys(roster, user, seq) for user, seq in given.items()
    )


def _has_other_keys(roster: Roster, user: str, seq: int) -> bool:
    """Whether this entry of the list of staff gave other keys to somebody who stayed."""
    before, after = (roster.states[at].active(user) if at >= 0 else None for at in (seq - 1, seq))
    return before is not None and after is not None and not after.has_keys_of(before)


def departures(roster: Roster, side: str) -> tuple[int, ...]:
    """At which events of the list of staff somebody with this database's key left, or got other keys than they had."""
    found = []
    for seq in range(1, len(roster.states)):
        before, after = roster.states[seq - 1], roster.states[seq]
        gone = [one for one in before.people.values() if one.active and not _has_stayed(one, after.active(one.user))]
        if any(one.is_safety or (side == "programme" and not one.is_trustee) for one in gone):
            found.append(seq)
    return tuple(found)


def _has_stayed(before: RosterPerson, now: RosterPerson | None) -> bool:
    return now is not None and now.has_keys_of(before)


def rekey_when_owed(swap: Swap, program: str, store: Store, opened: Opened, roster: Roster) -> bool:
    """Give the records a new key if somebody left; True when they must be opened anew. `program` is the one that asks.

    It waits for another sign-in while the other program is open, or while the disk has no room for a copy.
    """
    if not is_owed(roster, KeyslotFile.read(swap.profile.keyslots(swap.side))):
        return False
    try:
        with held_open(swap.profile, other_of(program)):
            rekey(swap, store, opened, roster)
    except (Unavailable, OSError) as later:
        log.event("rekey.later", error_name(later))
        return swap.intent.exists()
    return True


def rekey(
    swap: Swap, store: Store, opened: Opened, roster: Roster, step: Callable[[str], None] = lambda _at: None
) -> None:
    """Put a new key in place of the old one. Nobody else may have the database open; `store` is closed here.

    `opened`: whoever does it, once signed in. `step` hears how far it is, for tests that break it there.
    """
    profile, old = swap.profile, opened.db_key
    key = Key(old.key_id, old.version + 1, os.urandom(len(old.value)))
    database, slots_file = (new for new, _kept in swap.pairs)
    forget_new(swap)
    copy_file(store, database, key.value)
    step("copied")
    check_file(database, key.value)
    giver = Signer(roster.inst, opened.user, opened.seed, roster.head.seq)
    _granted(KeyslotFile.read(profile.keyslots(swap.side)), giver, key, roster).write(slots_file)
    step("slots")
    _lay_ahead(profile, KINDS[swap.side], giver, key, roster)
    step("laid")
    with database.open("rb+") as whole:
        os.fsync(whole.fileno())
    hashes = [_hash(new) for new, _kept in swap.pairs]
    put_file(swap.intent, cj({"v": 1, "db": swap.side, "database": hashes[0], "keyslots": hashes[1]}))
    step("intent")
    store.close()
    finish(profile, step)


def finish(profile: Profile, step: Callable[[str], None] = lambda _at: None) -> None:
    """Whatever a break left: finished when an intent stands and its files are whole, else as if never begun.

    Called before a sign-in file is read, and at the end of a re-key. Raises Damaged where neither can be done,
    Unavailable for a disk that fails: the next try goes on from there.
    """
    try:
        for side in SIDES:
            swap = Swap(profile, side)
            if swap.intent.exists():
                _carry_out(swap, step)
            else:
                forget_new(swap)
    except OSError as failed:
        raise Unavailable.of_disk(failed, saving=False) from failed


def forget_new(swap: Swap) -> None:
    """Drop what was begun and never meant."""
    for new, _kept in swap.pairs:
        for end in ("", ".bak", *LEFT_OVER):
            new.with_name(new.name + end).unlink(missing_ok=True)


def _carry_out(swap: Swap, step: Callable[[str], None]) -> None:
    wanted = _intent(swap)
    lies = [_where(new, kept, hash_) for (new, kept), hash_ in zip(swap.pairs, wanted, strict=True)]
    if lies[0] == "new" and lies[1] != "nowhere":
        _replace(*swap.pairs[0])
        step("database")
    elif "kept" not in lies:
        swap.intent.unlink()
        forget_new(swap)
        return
    elif lies[0] != "kept" or lies[1] == "nowhere":
        raise Damaged(_("The change to a new key was broken off and its files were changed since. Restore a backup."))
    if lies[1] == "new":
        _replace(*swap.pairs[1])
        step("keyslots")
    for stale in _under_the_old_key(swap):
        stale.unlink(missing_ok=True)
    swap.intent.unlink()
    step("done")


def _where(new: Path, kept: Path, wanted: str) -> str:
    """Where the file that was meant lies: still beside, in its place already, or nowhere."""
    if new.is_file() and _hash(new) == wanted:
        return "new"
    return "kept" if kept.is_file() and _hash(kept) == wanted else "nowhere"


def _replace(new: Path, kept: Path) -> None:
    """One step; what the old file left beside it would be poison to the new one (SEC-60)."""
    for end in LEFT_OVER:
        kept.with_name(kept.name + end).unlink(missing_ok=True)
        new.with_name(new.name + end).unlink(missing_ok=True)
    new.replace(kept)


def _under_the_old_key(swap: Swap) -> tuple[Path, ...]:
    """Copies that a leaver's key would still open."""
    slots = swap.profile.keyslots(swap.side)
    return (
        slots.with_name(slots.name + ".bak"),
        _new(slots).with_name(_new(slots).name + ".bak"),
        *swap.profile.backups.glob(f"{swap.side}-before-*"),
    )


def _lay_ahead(profile: Profile, kind: str, giver: Signer, key: Key, roster: Roster) -> None:
    """Two trustees open the new key before it is in use, and the old one beside it until an officer signs in (SEC-25).

    A file that is none is let be: her sign-in lays everything down anew.
    """
    try:
        kept = read_recovery(small(profile.recovery), roster.inst) if profile.recovery.exists() else None
    except Damaged as broken:
        log.event("recovery.unreadable", error_name(broken), level="error")
        return
    if kept is not None:
        put_file(profile.recovery, kept.with_items(make_items(giver, roster, kind, key)).to_bytes())


def _granted(slots: KeyslotFile, giver: Signer, key: Key, roster: Roster) -> KeyslotFile:
    """Everybody who is here gets the new key; who is not has no slot any more."""
    for slot in slots.slots:
        person = roster.now.active(slot.user)
        if person is None:
            slots = slots.without(slot.user)
        else:
            slots = slots.regrant(slot.user, make_grant(giver, roster, KINDS[slots.db], key, person), key.value)
    return slots


def _intent(swap: Swap) -> tuple[str, str]:
    body = check_shape(
        parse_cj(swap.intent.read_bytes()),
        {"v": is_number, "db": one_of(swap.side), "database": is_hash, "keyslots": is_hash},
    )
    return body.text("database"), body.text("keyslots")


def _new(kept: Path) -> Path:
    return kept.with_name(kept.name + ".new")


def _hash(file: Path) -> str:
    with file.open("rb") as whole:
        return file_digest(whole, "sha256").hexdigest()
