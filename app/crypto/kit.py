"""Writes codes and keys as text that people can read aloud, and reads it back (E9; safety number of E4)."""

from hashlib import sha256

from app.core.errors import InvalidInput
from app.core.language import _
from app.crypto.encode import domain, id_bytes
from app.crypto.kdf import hkdf
from app.crypto.person import Seed

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
DEVICE_LENGTH = 32
CHECK_BITS = 10


def code_text(code: bytes) -> str:
    """A kit or trustee code as groups of four digits and two check digits."""
    check = _first_bits(sha256(domain("handrail/kitcheck/v1") + code).digest(), CHECK_BITS)
    return _groups(_written(int.from_bytes(code, "big"), 32) + _written(check, 2), 4)


def code_bytes(text: str) -> bytes:
    """The code that somebody typed; a wrong digit is refused with words."""
    digits = _digits(text, 34)
    code = (digits >> CHECK_BITS).to_bytes(CODE_LENGTH, "big")
    if code_text(code) != _groups(_written(digits, 34), 4):
        raise _unreadable()
    return code


def device_text(secret: bytes) -> str:
    """A device secret as 54 digits in groups of six, also what the QR code holds."""
    check = _first_bits(sha256(domain("handrail/devicecheck/v1") + secret).digest(), CHECK_BITS)
    return _groups(_written(int.from_bytes(secret, "big") << 4, 52) + _written(check, 2), 6)


def device_bytes(text: str) -> bytes:
    """The device secret that somebody typed; wrong check or padding bits are refused."""
    digits = _digits(text, 54)
    secret = (digits >> (CHECK_BITS + 4)).to_bytes(DEVICE_LENGTH, "big")
    if device_text(secret) != _groups(_written(digits, 54), 6):
        raise _unreadable()
    return secret


def safety_number(inst: str, user: str, x25519: bytes, ed25519: bytes) -> str:
    """What two people compare aloud before one approves the other (SEC-4)."""
    whole = sha256(domain("handrail/fp/v1") + id_bytes(inst) + id_bytes(user) + x25519 + ed25519).digest()
    return _groups(_written(_first_bits(whole, 100), 20), 4)


def folded(text: str) -> str:
    """Digits as people type or read them out: any case, spaces and hyphens, O for 0, I and L for 1 (E9)."""
    return "".join(text.split()).replace("-", "").upper().translate(str.maketrans("OIL", "011"))


def trustee_seed(code: bytes, inst: str, user: str) -> Seed:
    """A trustee's keys from the code on paper; nothing of them is stored."""
    info = domain("handrail/trustee/v1") + id_bytes(user)
    return Seed(hkdf(code, info, 64, id_bytes(inst)))


def key_id_of(which: str, inst: str) -> str:
    """The key id of the installation's `safety`, `team` or `backup` key (SEC-10)."""
    return sha256(domain("handrail/keyid/v1") + which.encode("ascii") + id_bytes(inst)).hexdigest()[:32]


def _written(number: int, length: int) -> str:
    return "".join(DIGITS[(number >> (5 * at)) & 31] for at in reversed(range(length)))


def _groups(text: str, size: int) -> str:
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def _first_bits(data: bytes, bits: int) -> int:
    return int.from_bytes(data, "big") >> (8 * len(data) - bits)


def _digits(text: str, length: int) -> int:
    """The number behind so many digits; U and everything else that is none is refused."""
    read = folded(text)
    if len(read) != length or any(digit not in DIGITS for digit in read):
        raise _unreadable()
    number = 0
    for digit in read:
        number = number * 32 + DIGITS.index(digit)
    return number


def _unreadable() -> InvalidInput:
    return InvalidInput({"code": _("That code does not read. Check each group against the paper.")})
