"""Keeps each key for any two trustees together, so that lost passwords and kits are not the end (E9, SEC-25)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from types import MappingProxyType
from typing import Self

from app.core.errors import Damaged, Locked, Newer, NotAllowed
from app.core.language import _
from app.crypto.encode import b64, cj, domain, is_hex, is_id, parse_cj, u8, unb64
from app.crypto.envelope import Key
from app.crypto.kit import trustee_seed
from app.crypto.person import SIGNATURE_LENGTH, SealTo, Seed, Signer, hpke_seal, verify
from app.crypto.roster import Roster
from app.crypto.statements import (
    Shape,
    Statement,
    check_shape,
    is_hash,
    is_number,
    is_seq,
    is_text,
    one_of,
    read_statement,
)

KIND = "handrail/recovery/v1"
SEALED_LENGTH = 128
LEAST_ENTRIES = 3
_SAFETY = ("safety_officer", "safety_lead")
_GIVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "programme": ("manager", *_SAFETY),
        "partnerdb": _SAFETY,
        "safety": _SAFETY,
        "partner": _SAFETY,
        "backup": _SAFETY,
    }
)
Named = tuple[str, str, int]


@dataclass(frozen=True)
class RecoveryItem:
    """One key for one pair of trustees, i before j; both are needed to open it."""

    raw: bytes
    ct: bytes
    sig: bytes
    inst: str
    kind: str
    key_id: str
    key_ver: int
    pair: tuple[str, str]
    pks: tuple[str, str]
    by: str
    roster_seq: int

    @property
    def named(self) -> Named:
        """Which key it keeps."""
        return self.kind, self.key_id, self.key_ver

    def plain(self) -> dict[str, object]:
        """As it stands in the file."""
        return {"statement": b64(self.raw), "ct": b64(self.ct), "sig": self.sig.hex()}

    def counts(self, roster: Roster) -> bool:
        """Whether both trustees still are trustees, with these very keys, and somebody entitled signed it."""
        if self.inst != roster.inst or self.roster_seq > roster.head.seq:
            return False
        giver = roster.person_at(self.by, self.roster_seq)
        if giver is None or not _may_give(roster, self.kind, self.by, self.roster_seq):
            return False
        if not verify(giver.ed25519, self.sig, _to_sign(self.raw, self.ct)):
            return False
        return all(_is_trustee(roster, user, pk) for user, pk in zip(self.pair, self.pks, strict=True))

    def open(self, roster: Roster, seeds: Mapping[str, Seed]) -> Key:
        """The key, for both trustees at once. Raises Locked while one is missing, Damaged for what does not count."""
        if not self.counts(roster):
            raise Damaged(_("This entry of the recovery set does not hold. It was not used."))
        return self.open_provisionally(seeds)

    def open_provisionally(self, seeds: Mapping[str, Seed]) -> Key:
        """A database key before the roster can be read: read only the roster with it, then ask `counts` or close."""
        first, second = (seeds.get(user) for user in self.pair)
        if first is None or second is None:
            raise Locked(_("Two trustees are needed, each with their own code."))
        inner = first.hpke_open(_info(self.raw, 1), self.ct)
        return Key(self.key_id, self.key_ver, second.hpke_open(_info(self.raw, 2), inner))


@dataclass(frozen=True)
class RecoverySet:
    """What `recovery.json` holds."""

    inst: str
    items: tuple[RecoveryItem, ...] = ()

    def to_bytes(self) -> bytes:
        """The file's exact bytes."""
        return cj({"v": 1, "inst": self.inst, "items": [item.plain() for item in self.items]})

    def with_items(self, items: Iterable[RecoveryItem]) -> Self:
        """The set with these, each in place of an older one for the same key and pair."""
        new = tuple(items)
        replaced = {(item.named, item.pair) for item in new}
        kept = tuple(item for item in self.items if (item.named, item.pair) not in replaced)
        return type(self)(self.inst, kept + new)

    def only(self, wanted: Collection[Named], roster: Roster) -> Self:
        """The set without entries that count no more and without keys that nobody asks for any more (SEC-25)."""
        kept = (item for item in self.items if item.named in wanted and item.counts(roster))
        return type(self)(self.inst, tuple(kept))

    def seeds_of(self, code: bytes) -> dict[str, Seed]:
        """Whose keys this code makes, among all whom the set names: nothing else says whose paper it is."""
        named = {(user, pk) for item in self.items for user, pk in zip(item.pair, item.pks, strict=True)}
        made = {user: trustee_seed(code, self.inst, user) for user, _pk in named}
        return {user: made[user] for user, pk in named if made[user].x25519_public.hex() == pk}

    def is_complete(self, named: Named, roster: Roster) -> bool:
        """Whether every pair of today's trustees, and no fewer than three, can open this key (SEC-25)."""
        wanted = set(combinations(trustees_of(roster), 2))
        held = {item.pair for item in self.items if item.named == named and item.counts(roster)}
        return len(wanted) >= LEAST_ENTRIES and wanted <= held


def make_items(
    giver: Signer, roster: Roster, kind: str, key: Key, seal: SealTo = hpke_seal
) -> tuple[RecoveryItem, ...]:
    """One entry for each pair of trustees in the giver's roster. Raises NotAllowed for who may not give this key."""
    if not _may_give(roster, kind, giver.user, giver.roster_seq):
        raise NotAllowed(_("This key cannot be laid down for the trustees by you."))
    pairs = combinations(trustees_of(roster, giver.roster_seq), 2)
    return tuple(_make_item(giver, roster, kind, key, pair, seal) for pair in pairs)


def read_recovery(data: bytes, inst: str) -> RecoverySet:
    """The set in these bytes, by shape alone; an entry says by itself whether it counts."""
    value = parse_cj(data)
    if isinstance(value, dict) and value.get("v") != 1:
        raise Newer
    body = check_shape(value, {"v": is_number, "inst": is_id, "items": lambda items: isinstance(items, list)})
    found = body.value("items")
    items = tuple(_read_item(item) for item in found) if isinstance(found, list) else ()
    if body.text("inst") != inst or any(item.inst != inst for item in items):
        raise Damaged
    if len({(item.named, item.pair) for item in items}) != len(items):
        raise Damaged
    return RecoverySet(inst, items)


def _make_item(giver: Signer, roster: Roster, kind: str, key: Key, pair: tuple[str, str], seal: SealTo) -> RecoveryItem:
    pk_i, pk_j = (_public(roster, user, giver.roster_seq) for user in pair)
    raw = cj(
        {
            "t": KIND,
            "inst": giver.inst,
            "kind": kind,
            "key_id": key.key_id,
            "key_ver": key.version,
            "i": pair[0],
            "j": pair[1],
            "pk_i": pk_i.hex(),
            "pk_j": pk_j.hex(),
            "by": giver.user,
            "roster_seq": giver.roster_seq,
        }
    )
    ct = seal(pk_i, _info(raw, 1), seal(pk_j, _info(raw, 2), key.value))
    return _item(raw, ct, giver.seed.sign(_to_sign(raw, ct)))


def _read_item(value: object) -> RecoveryItem:
    part = check_shape(value, {"statement": is_text, "ct": is_text, "sig": _is_signature})
    return _item(unb64(part.text("statement")), unb64(part.text("ct")), bytes.fromhex(part.text("sig")))


def _item(raw: bytes, ct: bytes, sig: bytes) -> RecoveryItem:
    said: Statement = read_statement(raw, KIND, _SHAPE)
    pair = (said.text("i"), said.text("j"))
    if len(ct) != SEALED_LENGTH or pair[0] >= pair[1]:
        raise Damaged
    return RecoveryItem(
        raw, ct, sig, said.text("inst"), said.text("kind"), said.text("key_id"), said.number("key_ver"), pair,
        (said.text("pk_i"), said.text("pk_j")), said.text("by"), said.number("roster_seq"),
    )  # fmt: skip


def trustees_of(roster: Roster, seq: int | None = None) -> list[str]:
    """The ids of the trustees right after that event (now, without one)."""
    state = roster.at(seq)
    return sorted(user for user, person in state.people.items() if person.active and person.is_trustee)


def _is_trustee(roster: Roster, user: str, pk: str) -> bool:
    person = roster.now.active(user)
    return person is not None and person.is_trustee and person.x25519.hex() == pk


def _public(roster: Roster, user: str, seq: int) -> bytes:
    return roster.at(seq).people[user].x25519


def _may_give(roster: Roster, kind: str, user: str, seq: int) -> bool:
    return kind in _GIVERS and roster.at(seq).holds(user, *_GIVERS[kind])


def _info(raw: bytes, layer: int) -> bytes:
    return domain(KIND) + u8(layer) + sha256(raw).digest()


def _to_sign(raw: bytes, ct: bytes) -> bytes:
    return domain("handrail/recoverysig/v1") + sha256(raw).digest() + ct


def _is_signature(value: object) -> bool:
    return is_hex(value, SIGNATURE_LENGTH)


_SHAPE: Shape = {
    "inst": is_id,
    "kind": one_of(*_GIVERS),
    "key_id": is_id,
    "key_ver": is_seq,
    "i": is_id,
    "j": is_id,
    "pk_i": is_hash,
    "pk_j": is_hash,
    "by": is_id,
    "roster_seq": is_seq,
}
