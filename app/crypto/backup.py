"""Writes and reads a backup file chunk by chunk, so that a cut, a swap or one wrong bit is refused (E8, SEC-57)."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import BinaryIO, NoReturn

from app.core.errors import Damaged
from app.core.language import _
from app.crypto.backup_header import (
    LIMIT,
    MAC_LENGTH,
    MAGIC,
    PREFIX_LENGTH,
    Header,
    Label,
    make_header,
    read_header,
)
from app.crypto.encode import cj, domain, is_hex, lp, parse_cj, u8, u32
from app.crypto.kdf import KEY_LENGTH, TAG_LENGTH, decrypt, encrypt, hkdf
from app.crypto.person import SIGNATURE_LENGTH, Draw, SealTo, Signer, hpke_seal
from app.crypto.roster import Roster
from app.crypto.statements import Head, Shape, check_shape, is_hash, is_number, or_null

__all__ = ["Header", "Inside", "Label", "describe", "read_backup", "read_front", "write_backup"]

CHUNK = 65_536
MARKER_LENGTH = 16


@dataclass(frozen=True)
class Inside:
    """What a backup says to those who open it; `db_key` opens its content and is never shown."""

    content_len: int
    content_sha256: str
    db_key: bytes | None = field(repr=False)
    heads: Mapping[str, Head]
    marker: str
    rows: Mapping[str, int]


def describe(
    content: BinaryIO, db_key: bytes | None, heads: Mapping[str, Head], marker: str, rows: Mapping[str, int]
) -> Inside:
    """The inner part for this content, which is read once through and left at its start."""
    content.seek(0)
    tally = _Tally()
    for _piece in tally.of(_pieces(content, CHUNK)):
        pass
    content.seek(0)
    return Inside(*tally.total, db_key, heads, marker, rows)


class _Tally:
    """Counts and hashes what goes by."""

    def __init__(self) -> None:
        self._hash = sha256()
        self._length = 0

    def of(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces."""
        for piece in pieces:
            self._hash.update(piece)
            self._length += len(piece)
            yield piece

    @property
    def total(self) -> tuple[int, str]:
        """Length and hash of all that went by."""
        return self._length, self._hash.hexdigest()

    def check(self, inside: Inside) -> None:
        """Damaged unless it was exactly what the inner part says."""
        if self.total != (inside.content_len, inside.content_sha256):
            raise Damaged


def write_backup(
    out: BinaryIO,
    content: BinaryIO,
    inside: Inside,
    label: Label,
    maker: Signer,
    roster: Roster,
    draw: Draw = os.urandom,
    seal: SealTo = hpke_seal,
) -> Header:
    """The whole file, to everyone the roster names (SEC-57). Raises Damaged when the content is not as described."""
    key, prefix = draw(KEY_LENGTH), draw(PREFIX_LENGTH)
    header = make_header(maker, roster, label, key, prefix, seal)
    out.write(header.front)
    body_key, aad = _body_key(key), header.aad
    for number, (piece, is_last) in enumerate(_chunks(_body(inside, content), CHUNK)):
        out.write(encrypt(body_key, _nonce(prefix, number, is_last), piece, aad))
    return header


def read_front(file: BinaryIO) -> Header:
    """The header of a file, without any key; nothing beyond it is read, and nothing above 4 MiB at all."""
    if file.read(len(MAGIC)) != MAGIC:
        raise Damaged(_("This is not a backup file of Handrail."))
    length = int.from_bytes(_exactly(file, 4), "big")
    if length > LIMIT:
        raise Damaged
    raw = _exactly(file, length)
    return read_header(raw, _exactly(file, MAC_LENGTH), _exactly(file, SIGNATURE_LENGTH))


def read_backup(file: BinaryIO, header: Header, key: bytes, out: BinaryIO) -> Inside:
    """Write the content to `out`; only what comes back says that it is whole. Raises Damaged at the first wrong bit.

    `file` stands behind the header. One chunk is held at a time; what was written before an error is to be thrown away.
    """
    pieces = _plain_chunks(file, header, _body_key(key))
    inside, rest = _read_inside(pieces)
    tally = _Tally()
    for piece in tally.of(chain((rest,), pieces)):
        out.write(piece)
    tally.check(inside)
    if (inside.db_key is None) != (header.label.storage == "postgres"):
        raise Damaged
    return inside


def _body(inside: Inside, content: BinaryIO) -> Iterator[bytes]:
    """The body piece by piece; content that changed since it was described ends it with `Damaged`."""
    inner = cj(
        {
            "content_len": inside.content_len,
            "content_sha256": inside.content_sha256,
            "db_key": None if inside.db_key is None else inside.db_key.hex(),
            "heads": {name: {"seq": head.seq, "hash": head.hash} for name, head in inside.heads.items()},
            "marker": inside.marker,
            "rows": dict(inside.rows),
        }
    )
    if len(inner) > LIMIT:
        raise Damaged
    yield lp(inner)
    tally = _Tally()
    yield from tally.of(_pieces(content, CHUNK))
    tally.check(inside)


def _chunks(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """The pieces cut anew into full chunks and a last one, which alone is marked and is never empty."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > size:
            yield bytes(held[:size]), False
            del held[:size]
    yield bytes(held), True


def _plain_chunks(file: BinaryIO, header: Header, body_key: bytes) -> Iterator[bytes]:
    """Each chunk once it proved to be the next, whole and, where nothing follows, the last."""
    aad, number = header.aad, 0
    sealed = file.read(CHUNK + TAG_LENGTH)
    while True:
        following = file.read(CHUNK + TAG_LENGTH)
        if len(sealed) <= TAG_LENGTH:
            raise Damaged
        yield decrypt(body_key, _nonce(header.nonce_prefix, number, not following), sealed, aad)
        if not following:
            return
        sealed, number = following, number + 1


def _read_inside(pieces: Iterator[bytes]) -> tuple[Inside, bytes]:
    """The inner part, and what of the content came with it."""
    held = b""
    needed = 4
    while len(held) < needed:
        held += next(pieces, b"") or _ended()
        needed = 4 + int.from_bytes(held[:4], "big")
        if needed > 4 + LIMIT:
            raise Damaged
    return _inside(held[4:needed]), held[needed:]


def _inside(data: bytes) -> Inside:
    inner = check_shape(parse_cj(data), _INNER)
    heads, rows, key = inner.value("heads"), inner.value("rows"), inner.maybe_text("db_key")
    if not isinstance(heads, dict) or not isinstance(rows, dict) or not all(map(is_number, rows.values())):
        raise Damaged
    read = {name: check_shape(head, {"seq": is_number, "hash": is_hash}) for name, head in heads.items()}
    return Inside(
        inner.number("content_len"),
        inner.text("content_sha256"),
        None if key is None else bytes.fromhex(key),
        {name: Head(head.number("seq"), head.text("hash")) for name, head in read.items()},
        inner.text("marker"),
        rows,
    )


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    return data if len(data) == length else _ended()


def _ended() -> NoReturn:
    raise Damaged(_("This backup file ends too early. Nothing of it was used."))


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while piece := file.read(size):
        yield piece


def _body_key(key: bytes) -> bytes:
    return hkdf(key, domain("handrail/backup/body/v1"))


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + u32(number) + u8(is_last)


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def _is_marker(value: object) -> bool:
    return is_hex(value, MARKER_LENGTH)


_INNER: Shape = {
    "content_len": is_number,
    "content_sha256": is_hash,
    "db_key": or_null(is_hash),
    "heads": _is_map,
    "marker": _is_marker,
    "rows": _is_map,
}
