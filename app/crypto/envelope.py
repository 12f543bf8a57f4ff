"""Seals one record so that it opens only with its key and only in its own place (E1)."""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from app.core.errors import Damaged, InvalidInput, Newer
from app.core.language import _
from app.crypto.encode import ID_LENGTH, domain, id_bytes, lp, u8, u32
from app.crypto.kdf import KEY_LENGTH, decrypt, encrypt, hkdf
from app.crypto.person import Draw

MAGIC = b"HRE1"
SUITE = 1
PADDED = 1
HEADER_LENGTH = 26
OVERHEAD = 102 + 16
SHORTEST = OVERHEAD + 64
LARGEST_PLAINTEXT = 1024 * 1024
BUCKETS = (64, 128, 256, 512, 1024, 2048, 4096, 8192)


@dataclass(frozen=True)
class Key:
    """A 32-byte key with its name and version (SEC-10). It never shows its value."""

    key_id: str
    version: int
    value: bytes = field(repr=False)


class Place(NamedTuple):
    """Where a sealed record belongs; moved anywhere else it does not open."""

    inst: str
    table: str
    row_id: str
    column: str
    version: int


Opener = Callable[[Key, str, int, bytes], bytes]


def seal(key: Key, place: Place, plaintext: bytes, draw: Draw = os.urandom) -> bytes:
    """The envelope of a plaintext of at most 1 MiB, under a fresh subkey; only vector tests hand in `draw`."""
    if len(plaintext) > LARGEST_PLAINTEXT:
        raise InvalidInput({"text": _("This is too large to keep in one record.")})
    header = MAGIC + u8(SUITE) + u8(PADDED) + id_bytes(key.key_id) + u32(key.version)
    context = _context(place, header)
    salt, nonce = draw(32), draw(12)
    subkey, commitment = _derive(key, salt, context)
    return header + salt + commitment + nonce + encrypt(subkey, nonce, pad(plaintext), context)


def open_sealed(key: Key, place: Place, envelope: bytes) -> bytes:
    """The plaintext, if every bit is as it was sealed, here and under this key; else `Damaged`, or `Newer`."""
    inst, table, row_id, column, version = place
    return opener(inst, table, column)(key, row_id, version, envelope)


@lru_cache(maxsize=64)
def opener(inst: str, table: str, column: str) -> Opener:
    """Opens as `open_sealed` does, in one column of a table: by key, row id, version and envelope."""
    before, after = _around(inst, table, column)

    def opened(key: Key, row_id: str, version: int, envelope: bytes) -> bytes:
        if key_of(envelope) != (key.key_id, key.version):
            raise Damaged
        context = before + id_bytes(row_id) + after + version.to_bytes(8, "big") + envelope[:HEADER_LENGTH]
        subkey, commitment = _derive(key, envelope[26:58], context)
        if not hmac.compare_digest(commitment, envelope[58:90]):
            raise Damaged
        return unpad(decrypt(subkey, envelope[90:102], envelope[102:], context))

    return opened


def key_of(envelope: bytes) -> tuple[str, int]:
    """Id and version of the key that an envelope asks for."""
    if len(envelope) < SHORTEST or envelope[:4] != MAGIC:
        raise Damaged
    if envelope[4] != SUITE or envelope[5] != PADDED:
        raise Newer
    return envelope[6:22].hex(), int.from_bytes(envelope[22:26], "big")


def pad(plaintext: bytes, least: int = BUCKETS[0]) -> bytes:
    """The plaintext with 0x80 and zeros up to its bucket, so that a length tells little."""
    return (plaintext + b"\x80").ljust(_bucket(len(plaintext) + 1, least), b"\0")


def unpad(padded: bytes, least: int = BUCKETS[0]) -> bytes:
    """The plaintext; a bucket that is not exactly its own is `Damaged`."""
    plaintext = padded.rstrip(b"\0")
    if not plaintext.endswith(b"\x80"):
        raise Damaged
    plaintext = plaintext[:-1]
    if len(plaintext) > LARGEST_PLAINTEXT or len(padded) != _bucket(len(plaintext) + 1, least):
        raise Damaged
    return plaintext


def _bucket(length: int, least: int) -> int:
    for bucket in BUCKETS:
        if length <= bucket and bucket >= least:
            return bucket
    return -(-length // BUCKETS[-1]) * BUCKETS[-1]


def _context(place: Place, header: bytes) -> bytes:
    before, after = _around(place.inst, place.table, place.column)
    return before + id_bytes(place.row_id) + after + place.version.to_bytes(8, "big") + header


def _around(inst: str, table: str, column: str) -> tuple[bytes, bytes]:
    """What stands before a row's id and after it: the same for every row of a table."""
    before = domain("handrail/rec/v1") + lp(id_bytes(inst)) + lp(table.encode("utf-8")) + u32(ID_LENGTH)
    return before, lp(column.encode("utf-8"))


_SUBKEY = domain("handrail/rec/kdf/v1")


def _derive(key: Key, salt: bytes, context: bytes) -> tuple[bytes, bytes]:
    if len(key.value) != KEY_LENGTH:
        raise Damaged
    okm = hkdf(key.value, _SUBKEY + sha256(context).digest(), 64, salt)
    return okm[:32], okm[32:]
