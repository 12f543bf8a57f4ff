"""Reads signed statements strictly: an exact set of fields, each of one shape (security.md section 5)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from app.core.errors import Damaged, Newer
from app.crypto.encode import INTEGER_LIMIT, Reader, domain, is_hex, is_id, lp, parse_cj, ts_moment
from app.crypto.person import SIGNATURE_LENGTH

T = TypeVar("T")
Shape = Mapping[str, Callable[[object], bool]]
NO_HASH = "0" * 64
_CODE = re.compile(r"[A-Za-z0-9_.\-]{1,40}")


@dataclass(frozen=True)
class Head:
    """The newest event of a chain: its number and its hash."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Link:
    """A signed event ready to be stored as a row: number, exact bytes, signature."""

    seq: int
    data: bytes
    sig: bytes
    hash: str

    @property
    def head(self) -> Head:
        """The head of the chain once this link is stored."""
        return Head(self.seq, self.hash)

    @property
    def row(self) -> tuple[int, bytes, bytes]:
        """As the verifiers take it."""
        return self.seq, self.data, self.sig


EMPTY = Head(0, NO_HASH)


class Statement:
    """A parsed statement whose fields have been checked against its shape."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        """A field of text."""
        return _of(self._values[name], str)

    def number(self, name: str) -> int:
        """A field that counts."""
        return _of(self._values[name], int)

    def flag(self, name: str) -> bool:
        """A field that is true or false."""
        return _of(self._values[name], bool)

    def maybe_text(self, name: str) -> str | None:
        """A field of text that may be null."""
        value = self._values[name]
        return None if value is None else _of(value, str)

    def value(self, name: str) -> object:
        """A field of a shape of its own."""
        return self._values[name]


def check_shape(value: object, shape: Shape) -> Statement:
    """The value as a statement; an unknown field is `Newer`, a missing or misshapen one `Damaged`."""
    if not isinstance(value, dict):
        raise Damaged
    if value.keys() != shape.keys():
        raise Damaged if shape.keys() - value.keys() else Newer
    if not all(fits(value[name]) for name, fits in shape.items()):
        raise Damaged
    return Statement(value)


def read_statement(data: bytes, kind: str, shape: Shape) -> Statement:
    """The statement in these bytes; another version of the same kind is `Newer`."""
    value = parse_cj(data)
    found = value.get("t") if isinstance(value, dict) else None
    if not isinstance(found, str) or found.rpartition("/")[0] != kind.rpartition("/")[0]:
        raise Damaged
    if found != kind:
        raise Newer
    return check_shape(value, {"t": is_text, **shape})


def digest(label: str, data: bytes) -> bytes:
    """SHA-256 under a domain string."""
    return sha256(domain(label) + data).digest()


def join_signed(data: bytes, signature: bytes) -> bytes:
    """How a signed statement without a row of its own is stored."""
    return lp(data) + signature


def split_signed(stored: bytes) -> tuple[bytes, bytes]:
    """Statement and signature of a stored signed statement."""
    reader = Reader(stored)
    data, signature = reader.take_lp(), reader.take(SIGNATURE_LENGTH)
    reader.end()
    return data, signature


def is_text(value: object) -> bool:
    """Any text."""
    return isinstance(value, str)


def is_number(value: object) -> bool:
    """A count, from 0."""
    return type(value) is int and 0 <= value < INTEGER_LIMIT


def is_seq(value: object) -> bool:
    """A number in a chain or a version, from 1."""
    return is_number(value) and value != 0


def is_flag(value: object) -> bool:
    """True or false."""
    return isinstance(value, bool)


def is_hash(value: object) -> bool:
    """32 bytes in hex: a hash, or a public key."""
    return is_hex(value, 32)


def is_code(value: object) -> bool:
    """1 to 40 of letters, digits and `_ . -`."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def is_ts(value: object) -> bool:
    """A moment in its only form."""
    try:
        ts_moment(value)
    except Damaged:
        return False
    return True


def or_null(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    """The shape, or null."""
    return lambda value: value is None or fits(value)


def one_of(*words: str) -> Callable[[object], bool]:
    """One of these words."""
    return lambda value: isinstance(value, str) and value in words


SIGNED: Shape = {"inst": is_id, "by": is_id, "roster_seq": is_seq, "ts": is_ts}
EVENT: Shape = {"inst": is_id, "seq": is_seq, "prev": is_hash, "ts": is_ts, "by": is_id}


def _of(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise Damaged
    return value
