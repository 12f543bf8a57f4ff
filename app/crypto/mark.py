"""Remembers, sealed for one person, how far they saw each chain and what it said last of each row (SEC-17, SEC-18)."""

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from app.core.errors import Damaged, Newer
from app.crypto.encode import Reader, cj, domain, id_bytes, is_id, lp, parse_cj
from app.crypto.envelope import Key, Place, open_sealed, seal
from app.crypto.kdf import hkdf
from app.crypto.person import Draw, Seed
from app.crypto.statements import Head, Statement, check_shape, is_hash, is_number

ROWS_IN_ONE, OPENING = 12_000, struct.Struct(">IQ32sQII")
LINE, FORMAT = struct.Struct(">B16sIIB32s"), 1
Line = tuple[str, str, int, int, bytes | None]  # table, row, entry, version, digest


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


@dataclass(frozen=True)
class Gist:
    """What one chain, read up to `head`, said last of each row; `roster_seq` is that of its newest event."""

    head: Head
    roster_seq: int
    lines: tuple[Line, ...]


def seal_gist(seed: Seed, inst: str, user: str, gist: Gist, draw: Draw = os.urandom) -> bytes:
    """The gist of a chain as one person's computer keeps it, in as many envelopes as it needs."""
    key, rest = _gist_key(seed, user), iter(gist.lines)
    parts = list(iter(lambda: tuple(islice(rest, ROWS_IN_ONE)), ())) or [()]
    sealed = b""
    for number, part in enumerate(parts, 1):
        tables = sorted({line[0] for line in part})
        opening = (FORMAT, gist.head.seq, bytes.fromhex(gist.head.hash), gist.roster_seq, number, len(parts))
        body = OPENING.pack(*opening) + lp(cj(tables))
        body += b"".join(
            LINE.pack(tables.index(table), id_bytes(row), seq, ver, digest is not None, digest or bytes(32))
            for table, row, seq, ver, digest in part
        )
        sealed += lp(seal(key, _gist_place(inst, user, number), body, draw))
    return sealed


def open_gist(seed: Seed, inst: str, user: str, stored: bytes) -> Gist:
    """This person's gist, all parts of one and the same. Raises Damaged or Newer."""
    key, reader, number = _gist_key(seed, user), Reader(stored), 0
    said, lines = None, list[Line]()
    while number == 0 or (said is not None and number < said[5]):
        number += 1
        body = open_sealed(key, _gist_place(inst, user, number), reader.take_lp())
        opening = OPENING.unpack_from(body) if len(body) >= OPENING.size else (0,)
        if opening[0] != FORMAT:
            raise Newer if opening[0] > FORMAT else Damaged
        if opening[4] != number or (said is not None and opening[:4] + opening[5:] != said[:4] + said[5:]):
            raise Damaged
        said = opening
        lines += _lines(Reader(body[OPENING.size :]))
    reader.end()
    assert said is not None  # noqa: S101  one part at least was opened
    return Gist(Head(said[1], said[2].hex()), said[3], tuple(lines))


def _lines(reader: Reader) -> Iterator[Line]:
    tables = parse_cj(reader.take_lp())
    if not isinstance(tables, list):
        raise Damaged
    rest = reader.rest()
    if len(rest) % LINE.size:
        raise Damaged
    for table, row, seq, ver, is_there, digest in LINE.iter_unpack(rest):
        if table >= len(tables):
            raise Damaged
        yield str(tables[table]), row.hex(), seq, ver, digest if is_there else None


def _gist_key(seed: Seed, user: str) -> Key:
    return Key(user, 1, hkdf(seed.bundle, domain("handrail/gist/v1")))


def _gist_place(inst: str, user: str, number: int) -> Place:
    return Place(inst, "gist", user, "doc", number)


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
