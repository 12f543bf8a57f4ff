"""Turns values into the exact bytes that are signed and sealed, and back (security.md section 5)."""

import base64
import binascii
import json
import re
import unicodedata
from datetime import UTC, datetime
from hashlib import sha256
from typing import NoReturn

from app.core.errors import Damaged, InvalidInput
from app.core.language import _
from app.core.shapes import UNSET, in_one_spelling

INTEGER_LIMIT = 2**53
ID_LENGTH = 16
DEPTH_LIMIT = 32
TS_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_ID = re.compile(r"[0-9a-f]{32}")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_TS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def u8(number: int) -> bytes:
    """One byte, unsigned."""
    return number.to_bytes(1, "big")


def u32(number: int) -> bytes:
    """Four bytes, big-endian."""
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    """Eight bytes, big-endian."""
    return number.to_bytes(8, "big")


def lp(data: bytes) -> bytes:
    """The data behind its own length, so that two neighbours can never be cut elsewhere."""
    return u32(len(data)) + data


def domain(label: str) -> bytes:
    """A domain string as it stands in a formula: ASCII and one zero byte."""
    return label.encode("ascii") + b"\0"


def id_bytes(identifier: str) -> bytes:
    """The 16 raw bytes of an id written as 32 lower-case hex digits."""
    try:
        raw = bytes.fromhex(identifier)
    except (ValueError, TypeError) as problem:
        raise Damaged from problem
    if len(raw) != ID_LENGTH or raw.hex() != identifier:
        raise Damaged
    return raw


def is_id(value: object) -> bool:
    """Whether this is an id in its only spelling."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_hex(value: object, length: int) -> bool:
    """Whether this is lower-case hex for exactly that many bytes."""
    return isinstance(value, str) and len(value) == 2 * length and _HEX.fullmatch(value) is not None


def b64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def unb64(text: object) -> bytes:
    """The bytes of canonical base64; any other spelling of them is `Damaged`."""
    if not isinstance(text, str):
        raise Damaged
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Damaged from problem
    if b64(data) != text:
        raise Damaged
    return data


def ts_text(moment: datetime) -> str:
    """A moment in UTC to the second, the only form that is ever signed."""
    return moment.astimezone(UTC).strftime(TS_FORMAT)


def ts_moment(text: object) -> datetime:
    """The moment behind `ts` text; anything but the one form is `Damaged`."""
    if not isinstance(text, str) or not _TS.fullmatch(text):
        raise Damaged
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise Damaged from problem


def nfc(value: object) -> object:
    """The same value with every text in Unicode form C, ready for `cj`."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, dict):
        return {nfc(key): nfc(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [nfc(item) for item in value]
    return value


def cj(value: object) -> bytes:
    """Canonical JSON; refuses what has no canonical form: floats, loose surrogates, text not in form C, great depth."""
    if not _is_canonical(value):
        raise InvalidInput({"text": _("This holds characters or numbers that cannot be kept safely.")})
    return _dump(value)


def cj_of(value: object) -> bytes:
    """The same as `cj(nfc(value))`; what is plain ASCII all through, as most rows are, has one look at it."""
    return _dump(value) if _is_plain_ascii(value) else cj(nfc(value))


def parse_cj(data: bytes) -> object:
    """The value of canonical JSON; a second spelling of the same value, a doubled key too, is `Damaged`."""
    value: object = in_one_spelling(data) if _is_simple(data) else UNSET
    if value is not UNSET:
        return value
    try:
        value = json.loads(
            data.decode("ascii"),
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as problem:
        raise Damaged from problem
    if not _is_canonical(value) or _dump(value) != data:
        raise Damaged
    return value


def _is_simple(data: bytes) -> bool:
    """Whether a quick reader is as strict here as the slow one: every event and every record comes through (P10, P11).

    ASCII alone, and no letter escaped by number, as Canonical JSON writes the others and delete.
    """
    return data.isascii() and b"\\u" not in data and b"\x7f" not in data


class Reader:
    """Walks through bytes from front to back; running out, or leaving some over, is `Damaged`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        """The next bytes, all of them or none."""
        end = self._at + length
        if end > len(self._data):
            raise Damaged
        piece = self._data[self._at : end]
        self._at = end
        return piece

    def take_lp(self) -> bytes:
        """The next length-prefixed piece."""
        return self.take(int.from_bytes(self.take(4), "big"))

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self._data) - self._at)

    def end(self) -> None:
        """Nothing may follow."""
        if self._at != len(self._data):
            raise Damaged


def _dump(value: object) -> bytes:
    return _ENCODER.encode(value).encode("ascii")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _is_canonical(value: object) -> bool:
    """Level by level and without a call for each container: every digest and every event comes through here (P6)."""
    level = [value]
    for _depth in range(DEPTH_LIMIT):
        inner: list[object] = []
        for one in level:
            if type(one) is str and one.isascii():
                continue
            if isinstance(one, dict) and _has_clean_keys(one):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
            elif not _is_plain(one):
                return False
        if not inner:
            return True
        level = inner
    return all(map(_is_plain, level))


def _is_plain_ascii(value: object) -> bool:
    """Whether this is canonical as it stands, as maps of maps of plain values; a plain no says nothing."""
    # `kind` is the exact type, which a type checker does not follow; `isinstance` would take twice as long here.
    level, words = [value], list[str]()
    for _depth in range(3):
        inner: list[object] = []
        for one in level:
            kind = type(one)
            if kind is str:
                words.append(one)  # type: ignore[arg-type]
            elif kind is dict:
                words.extend(one)  # type: ignore[arg-type]
                inner.extend(one.values())  # type: ignore[attr-defined]
            elif kind is int:
                if abs(one) >= INTEGER_LIMIT:  # type: ignore[arg-type]
                    return False
            elif one is not None and kind is not bool:
                return False
        level = inner
    return not level and set(map(type, words)) <= {str} and "".join(words).isascii()


def _has_clean_keys(value: dict[object, object]) -> bool:
    try:
        return "".join(value).isascii() or all(map(_is_clean_text, value))  # type: ignore[arg-type]
    except TypeError:  # a key that is no text
        return False


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() or _is_clean_text(value)
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < INTEGER_LIMIT)


def _is_clean_text(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not any("\ud800" <= char <= "\udfff" for char in text)


def _refuse(_text: str) -> NoReturn:
    raise ValueError


def login_id(inst: str, name: str) -> str:
    """The id that stands for a login name in the file."""
    folded = unicodedata.normalize("NFKC", name).casefold().encode("utf-8", "surrogatepass")
    return sha256(domain("handrail/login/v1") + id_bytes(inst) + lp(folded)).hexdigest()[:32]
