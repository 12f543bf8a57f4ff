"""Keeps what this computer remembers of each person, and checks the records against it (SEC-15, SEC-18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.core import log
from app.core.errors import AppError, Damaged, Locked, Newer
from app.core.language import _
from app.core.paths import Profile, make_private
from app.crypto.chain import parse
from app.crypto.files import put_file
from app.crypto.keyring.devices import Devices, device_files, find_keychain
from app.crypto.keyring.grants import Grant
from app.crypto.kit import safety_number
from app.crypto.mark import Mark, open_gist, open_mark, seal_gist, seal_mark
from app.crypto.person import Seed
from app.crypto.roster import Roster, RosterPerson
from app.crypto.roster_state import Baseline
from app.crypto.statements import EMPTY, Head
from app.desk.ledger import Ledger
from app.desk.whole import Recalled
from app.start.profile import About
from app.store.work import Store, Work

READER, KEPT_EVERY = 1, 200


def devices_of(about: About, profile: Profile) -> Devices:
    """Where this office keeps device secrets, as decided at enrolment; it never slides to the weaker one (SEC-29)."""
    if about.device_protection == "file":
        return device_files(profile.folder)
    keychain = find_keychain()
    if keychain is None:
        raise Locked(_("The keychain of this computer is locked or gone. Unlock it, then sign in again."))
    return keychain


def new_devices(profile: Profile) -> Devices:
    """The keychain where one works now, else files inside the profile, which is weaker and is said aloud (SEC-28)."""
    return find_keychain() or device_files(profile.folder)


@dataclass(frozen=True, slots=True)
class Remembered:
    """One signed-in person's mark on this computer."""

    devices: Devices
    inst: str
    user: str
    seed: Seed

    def mark(self) -> Mark:
        """The highest state this person saw here. Raises Locked when it is gone: only the kit goes on (SEC-29)."""
        envelope = self.devices.mark(self.inst, self.user)
        if envelope is None:
            raise Locked(_("This computer no longer holds what it last saw for you. Your recovery kit is needed."))
        return open_mark(self.seed, self.inst, self.user, envelope)

    def keep(self, heads: Mapping[str, Head], gens: Mapping[str, int], tombs: Mapping[str, int] | None = None) -> None:
        """Write the mark with these heads, slot generations and counts of erased records over those it had."""
        envelope = self.devices.mark(self.inst, self.user)
        old = (
            open_mark(self.seed, self.inst, self.user, envelope) if envelope is not None else Mark(self.inst, self.user)
        )
        new = Mark(self.inst, self.user, {**old.heads, **heads}, {**old.gens, **gens}, {**old.tombs, **(tombs or {})})
        self.devices.keep_mark(self.inst, self.user, seal_mark(self.seed, new))


@dataclass(frozen=True, slots=True)
class Gists:
    """What one officer's computer keeps, sealed for her alone, so that her log is not read from its first entry on.

    Whoever takes it away, or puts an older one back, makes the next sign-in slower and changes nothing else: what was
    written since is read from the log, and only as far as that leads to the head that was verified (SEC-17, T6).
    """

    profile: Profile
    inst: str
    user: str
    seed: Seed

    def recalled(self) -> Recalled:
        """What was kept, or nothing yet; one that does not open is nothing."""
        try:
            return Recalled.of(open_gist(self.seed, self.inst, self.user, self._file.read_bytes()))
        except (OSError, AppError, ValueError):
            return Recalled()

    def keep(self, recalled: Recalled, before: Head) -> None:
        """Keep it anew where the log went on far enough; a full disk is no reason to stop anybody."""
        if recalled.torn or recalled.ground.head.seq < before.seq + KEPT_EVERY:
            return
        try:
            make_private(self._file.parent)
            put_file(self._file, seal_gist(self.seed, self.inst, self.user, recalled.gist()))
        except OSError:
            log.event("gist.lost", level="error")

    @property
    def _file(self) -> Path:
        return self.profile.gist(self.user)


class WasPutBack(Damaged):
    """The records are older than what this person saw, by agreement: it is told, and they say that they know."""


def check_roster(roster: Roster, mark: Mark, *, knows: bool = False) -> None:
    """The list of staff goes on from what this person saw (SEC-15), and this version may still read it (T24).

    One that was put back is shorter, or goes on otherwise after the entry that an officer and a trustee agreed on: it
    is told, and the person says that they know.
    """
    pin = mark.heads.get("roster", EMPTY)
    holds = pin == EMPTY or (pin.seq <= roster.head.seq and roster.hashes[pin.seq] == pin.hash)
    kept = None if holds else roster.baseline_before("roster", pin)
    if kept is not None:
        _tell(pin, kept, knows=knows)
    elif pin.seq > roster.head.seq:
        raise Damaged(
            _(
                "The list of staff ends at entry {here}; this computer saw entry {seen} before. Nothing was opened. "
                "If the programme desk was put back from a backup, a newer one is needed: tell your manager now."
            ).format(here=roster.head.seq, seen=pin.seq)
        )
    else:
        roster.check_pin(pin)
    if roster.min_version is not None and roster.min_version[0] > READER:
        raise Newer


def seen_first(roster: Roster, grant: Grant, mark: Mark) -> str:
    """What somebody is asked who sees the list of staff here for the first time; "" where this computer knew it.

    Nothing on a fresh computer says that it is the office's own list and not another's: a list in which the numbers of
    a person one knows are right was signed by that person. It is never believed without saying so (SEC-4, T7).
    """
    if mark.heads.get("roster", EMPTY) != EMPTY:
        return ""
    giver = roster.person_at(grant.by_user, grant.roster_seq)
    if giver is None or grant.by_user == grant.to_user:
        mine = roster.person_at(grant.to_user)
        words = _(
            "This computer sees the list of staff for the first time, at entry {seq}. Before you write anything: the "
            "safety number on your kit must be {number}."
        )
        return words.format(seq=roster.head.seq, number="" if mine is None else _number(roster.inst, mine))
    words = _(
        "This computer sees the list of staff for the first time, at entry {seq}. Your key came from {name}. Before "
        "you write anything, have them read the safety number on their kit aloud: it must be {number}."
    )
    return words.format(seq=roster.head.seq, name=giver.label, number=_number(roster.inst, giver))


def _number(inst: str, person: RosterPerson) -> str:
    return safety_number(inst, person.user, person.x25519, person.ed25519)


def check_own_keys(roster: Roster, user: str, seed: Seed) -> None:
    """Who signs in has the keys that the list of staff gives them now: with older ones nothing is signed (E4).

    Raises Locked: theirs were changed, and the change was broken off or the sign-in file is older than it.
    """
    person = roster.now.active(user)
    if person is not None and (person.x25519, person.ed25519) != (seed.x25519_public, seed.ed25519_public):
        raise Locked(_("Your keys were changed and this is the older way in. Have it done once more, from the start."))


def check_chain(store: Store, ledger: Ledger, mark: Mark, *, knows: bool = False) -> Head:
    """Verify the chain's tail since the mark; a head behind the mark, or beside it, stops the desk (SEC-17, SEC-18).

    Unless two people agreed to go on from an entry before it and this person was told so: WasPutBack until they say
    that they know (SEC-15).
    """
    seen = mark.heads.get(ledger.tables.name, EMPTY)
    with store.work(reading=True) as work:
        if seen != EMPTY and not holds_event(work, ledger, seen):
            line = _unseen_baseline(ledger.roster(work), ledger.tables.name, mark)
            if line is not None and holds_event(work, ledger, Head(line.seq, line.hash)):
                _tell(seen, line, knows=knows)
                return ledger.verify(work)
            words = _(
                "These records are older than what this computer saw before. Tell your manager, who puts the newest "
                "backup back."
            )
            raise Damaged(words)
        return ledger.verify(work, after=seen)


def what_is_wrong(store: Store, ledger: Ledger, mark: Mark, *, knows: bool = False) -> str:
    """Why the records are opened for reading only: their log is broken, or behind the mark; else nothing (SEC-18)."""
    try:
        check_chain(store, ledger, mark, knows=knows)
    except WasPutBack:
        raise
    except Damaged as broken:
        return str(broken)
    return ""


def heads_found(store: Store, ledger: Ledger) -> dict[str, Head]:
    """How far a log goes that does not hold."""
    with store.work(reading=True) as work:
        return {ledger.tables.name: ledger.head(work)}


def _unseen_baseline(roster: Roster, chain: str, mark: Mark) -> Baseline | None:
    """What was agreed on about this chain since this person last looked; an agreement they know excuses nothing new."""
    line, pin = roster.baseline_before(chain, mark.heads[chain]), mark.heads.get("roster", EMPTY)
    holds_pin = pin.seq <= roster.head.seq and roster.hashes[pin.seq] == pin.hash
    return line if line is not None and (line.at > pin.seq or not holds_pin) else None


def _tell(seen: Head, kept: Baseline, *, knows: bool) -> None:
    if not knows:
        raise WasPutBack(
            _(
                "These records were put back from a backup, to entry {kept}. You had seen entry {seen}; what came "
                "between is not here. Two of your office agreed to go on from there. If you know of it, sign in again."
            ).format(kept=kept.seq, seen=seen.seq)
        )


def holds_event(work: Work, ledger: Ledger, head: Head) -> bool:
    """Whether the very event that was seen still stands in the chain, not only a note of its number."""
    table = ledger.tables.event
    data = work.session.execute(select(table.bytes).where(table.seq == head.seq)).scalar()
    return data is not None and parse(bytes(data)).hash == head.hash
