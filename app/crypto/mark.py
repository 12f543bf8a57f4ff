"""Remembers, sealed for one person, how far she has seen each chain, so that an older state is noticed (SEC-18)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.errors import Damaged, Newer
from app.crypto.encode import cj, domain, is_id, parse_cj
from app.crypto.envelope import Key, Place, open_sealed, seal
from app.crypto.kdf import hkdf
from app.crypto.person import Draw, Seed
from app.crypto.statements import Head, Statement, check_shape, is_hash, is_number


@dataclass(frozen=True)
class Mark:
    """Highest heads, slot generations and tombstone counts that this person's client has seen."""

    inst: str
    user: str
    heads: Mapping[str, Head] = field(default_factory=dict)
    gens: Mapping[str, int] = field(default_factory=dict)
    tombs: Mapping[str, int] = field(default_factory=dict)


def seal_mark(seed: Seed, mark: Mark, draw: Draw = os.urandom) -> bytes:
    """The mark as it is kept in the keychain."""
    heads = {chain: {"seq": head.seq, "hash": head.hash} for chain, head in mark.heads.items()}
    body = {
        "v": 1,
        "inst": mark.inst,
        "user": mark.user,
        "heads": heads,
        "gens": dict(mark.gens),
        "tombs": dict(mark.tombs),
    }
    return seal(_key(seed, mark.user), _place(mark.inst, mark.user), cj(body), draw)


def open_mark(seed: Seed, inst: str, user: str, envelope: bytes) -> Mark:
    """This person's mark for this installation; any other is `Damaged`."""
    value = parse_cj(open_sealed(_key(seed, user), _place(inst, user), envelope))
    if isinstance(value, dict) and value.get("v") != 1:
        raise Newer
    body = check_shape(
        value, {"v": is_number, "inst": is_id, "user": is_id, "heads": _is_map, "gens": _is_map, "tombs": _is_map}
    )
    if (body.text("inst"), body.text("user")) != (inst, user):
        raise Damaged
    heads = {chain: _head(item) for chain, item in _map(body, "heads").items()}
    return Mark(inst, user, heads, _counts(body, "gens"), _counts(body, "tombs"))


def _head(item: object) -> Head:
    head = check_shape(item, {"seq": is_number, "hash": is_hash})
    return Head(head.number("seq"), head.text("hash"))


def _counts(body: Statement, name: str) -> dict[str, int]:
    found = _map(body, name)
    counts = {db: count for db, count in found.items() if isinstance(count, int) and is_number(count)}
    if len(counts) != len(found):
        raise Damaged
    return counts


def _map(body: Statement, name: str) -> dict[str, object]:
    value = body.value(name)
    return value if isinstance(value, dict) else {}


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def _key(seed: Seed, user: str) -> Key:
    return Key(user, 1, hkdf(seed.bundle, domain("handrail/mark/v1")))


def _place(inst: str, user: str) -> Place:
    return Place(inst, "highwater", user, "doc", 1)
