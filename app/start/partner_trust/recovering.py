"""Lets an officer back in who lost password and kit: two trustees open the office for her new keys (section 8, T13)."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from app.bridge import recovered
from app.bridge.entry import read_roster, team_grants
from app.bridge.recovered import Returning
from app.core.errors import AppError, Damaged, InvalidInput, Locked, Missing
from app.core.language import _
from app.crypto.envelope import Key
from app.crypto.keyring.devices import DEVICE_SECRET_LENGTH
from app.crypto.keyring.grants import make_grant
from app.crypto.keyring.keyslots import KeyslotFile, NewWay
from app.crypto.kit import code_bytes
from app.crypto.mark import Mark, seal_mark
from app.crypto.person import Seed, Signer
from app.crypto.recovery import RecoveryItem, RecoverySet, read_recovery
from app.crypto.roster import Roster, RosterPerson
from app.desk.own_login import check_groups, check_new_password
from app.desk.seat import Kit
from app.partner.team import RECORD
from app.partner.trustees import Trustee
from app.partner.vault import Vault
from app.start.joining import small
from app.start.own_login import Place, Tries
from app.start.partner_guard import guarded
from app.start.people.files import KINDS
from app.start.people.rekey import finish
from app.start.profile import PARTNER
from app.start.storage.pending import finish_pending
from app.store.engine import embedded
from app.store.work import Store

T = TypeVar("T")
SIDE, HIS_SIDE = "partner", "programme"


@dataclass(frozen=True)
class CodesTyped:
    """What is typed when password and kit are lost: her user name, two trustees' codes, her new password."""

    login: str
    first: str = field(repr=False)
    second: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True)
class ByTrustees:
    """What two codes opened. Nothing is changed until two groups of her next kit were typed back."""

    place: Place
    login: str
    person: RosterPerson
    trustees: tuple[Trustee, Trustee]
    keys: "OpenedKeys"
    seed: Seed = field(repr=False)
    way: NewWay = field(repr=False)
    kit: Kit
    now: datetime
    arrival: str = "team.recovered"

    @property
    def new(self) -> str:
        """The password she chose."""
        return self.way.password

    def finish(self, groups: tuple[str, ...] | None, /) -> int:
        """New keys in the list of staff, the team's keys for them, then the sign-in files; begun again after a break.

        `groups`: two of her next kit as typed back; None where no window shows one, so that she confirms a kit later.
        """
        way = self.way
        if groups is None:
            way = NewWay(way.password, way.device_secret)
        else:
            check_groups(self.kit, groups)
        with self.keys.stores(self.place) as (her, his):
            roster, vault = read_roster(his, self.place.about.inst), self.keys.vault
            who = Returning(self.person, self.seed, self.place.about.dev, self.now)
            roster = recovered.list_new_keys(his, roster, vault, who, self.trustees)
            recovered.grant_again(her, his, roster, vault, who, self.keys.restricted, self.trustees)
            heads = recovered.heads_now(her, his, vault, who)
        self._write_slots(roster, way)
        gen = next(slot.gen for slot in self.place.slots().slots if slot.user == self.person.user)
        devices, inst, user = self.place.devices, self.place.about.inst, self.person.user
        devices.keep_secret(inst, user, way.device_secret)
        devices.keep_mark(inst, user, seal_mark(self.seed, Mark(inst, user, heads, {SIDE: gen}, {})))
        return gen

    def _write_slots(self, roster: Roster, way: NewWay) -> None:
        """Both files: his holds her grant alone, hers the seed under the new password (SEC-11)."""
        user = self.person.user
        giver, person = Signer(roster.inst, user, self.seed, roster.head.seq), roster.now.people[user]
        his = make_grant(giver, roster, KINDS[HIS_SIDE], self.keys.his, person)
        hers = make_grant(giver, roster, KINDS[SIDE], self.keys.hers, person)
        self.place.rewrite(lambda now: now.regrant(user, his, self.keys.his.value), HIS_SIDE)
        self.place.rewrite(lambda now: now.with_new_keys(user, self.seed, way, hers, self.keys.hers.value))


@dataclass(frozen=True)
class OpenedKeys:
    """The office's keys as two trustees opened them."""

    his: Key = field(repr=False)
    hers: Key = field(repr=False)
    vault: Vault = field(repr=False)
    restricted: tuple[Key, ...] = field(default=(), repr=False)

    @contextmanager
    def stores(self, place: Place) -> Iterator[tuple[Store, Store]]:
        """Both databases, hers first; in his only what SEC-19 lists can be written."""
        his = opened_his(place, self.his)
        her = Store(embedded(place.profile.database(SIDE), self.hers.value, guarded_memory=True), SIDE)
        try:
            yield her, his
        finally:
            her.close()
            his.close()


def way_by_trustees(place: Place, tries: Tries, typed: CodesTyped) -> ByTrustees:
    """Open with two codes. A wrong name and a wrong code are one `Locked`; a misread code is told (SEC-56)."""
    check_new_password(typed.new)
    codes = [_read(name, text) for name, text in (("first", typed.first), ("second", typed.second))]
    if not place.profile.recovery.exists():
        raise Missing(_("Nothing is laid down for trustees at this computer. Without a kit it cannot be opened."))
    kept = read_recovery(small(place.profile.recovery), place.about.inst)
    finish(place.profile)
    for side in (HIS_SIDE, SIDE):
        finish_pending(place.profile, side, PARTNER)
    return tries.count(lambda: _opened(place, kept, codes, typed))


def opened_his(place: Place, key: Key) -> Store:
    """The programme database under this key."""
    return guarded(Store(embedded(place.profile.database(HIS_SIDE), key.value, guarded_memory=False), HIS_SIDE))


def _opened(place: Place, kept: RecoverySet, codes: list[bytes], typed: CodesTyped) -> ByTrustees:
    seeds = {user: seed for code in codes for user, seed in kept.seeds_of(code).items()}
    if len(seeds) < len(codes):
        raise Locked
    mine = [item for item in kept.items if set(item.pair) <= set(seeds)]
    his, roster = _his_key(place, mine, seeds)
    if not all(item.counts(roster) for item in mine):
        raise Damaged(_("What is laid down for the trustees is not from this office's list of staff. Do not go on."))
    user = KeyslotFile.read(place.profile.keyslots(SIDE)).user_of(typed.login)
    person = roster.now.active(user) if user else None
    if person is None or not person.is_safety:
        raise Locked
    restricted = tuple(item.open(roster, seeds) for item in mine if item.kind == RECORD)
    vault = team_vault(place.about.inst, mine, roster, seeds)
    keys = OpenedKeys(his, _her_key(place, mine, seeds), vault, restricted)
    seed, secret = Seed.new(), place.secret(person.user) or os.urandom(DEVICE_SECRET_LENGTH)
    code, kit = place.new_kit(person.user, person.label, seed, secret)
    first, second = (Trustee(one, seeds[one]) for one in sorted(seeds)[:2])
    now = place.about.clock().now()
    with keys.stores(place) as (her, at_his):
        recovered.check_whole(her, at_his, keys.vault, Returning(person, seed, place.about.dev, now))
    way = NewWay(typed.new, secret, code)
    return ByTrustees(place, typed.login, person, (first, second), keys, seed, way, kit, now)


def _his_key(place: Place, mine: list[RecoveryItem], seeds: dict[str, Seed]) -> tuple[Key, Roster]:
    """The key that opens his database, and the list of staff in it; nothing else of it is read before (E2)."""

    def listed(key: Key) -> Roster:
        his = opened_his(place, key)
        try:
            return read_roster(his, place.about.inst)
        finally:
            his.close()

    return _that_opens(mine, KINDS[HIS_SIDE], seeds, listed)


def _her_key(place: Place, mine: list[RecoveryItem], seeds: dict[str, Seed]) -> Key:
    def grants(key: Key) -> object:
        her = Store(embedded(place.profile.database(SIDE), key.value, guarded_memory=True), SIDE)
        try:
            return team_grants(her, "")
        finally:
            her.close()

    return _that_opens(mine, KINDS[SIDE], seeds, grants)[0]


def _that_opens(mine: list[RecoveryItem], kind: str, seeds: dict[str, Seed], read: Callable[[Key], T]) -> tuple[Key, T]:
    """The key that opens what stands: the newest, or the one before when a change of keys was broken off."""
    for item in sorted((one for one in mine if one.kind == kind), key=lambda one: -one.key_ver):
        key = item.open_provisionally(seeds)
        try:
            return key, read(key)
        except (AppError, DBAPIError):
            continue
    raise Damaged(_("What is laid down for the trustees does not open these records. Restore a backup."))


def team_vault(inst: str, mine: Iterable[RecoveryItem], roster: Roster, seeds: dict[str, Seed]) -> Vault:
    """Every version of the team's key: the older still open the log."""
    found = {item.key_ver: item for item in mine if item.kind == "safety"}
    keys = [found[version].open(roster, seeds) for version in sorted(found)]
    if not keys:
        raise Damaged(_("What is laid down for the trustees does not open these records. Restore a backup."))
    return Vault(inst, keys[-1], {}, tuple(keys[:-1]))


def _read(name: str, text: str) -> bytes:
    try:
        return code_bytes(text)
    except InvalidInput as misread:
        raise InvalidInput({name: str(misread)}) from misread
