"""A second program's formats, written from the security design alone: nothing of the product is imported here.

Whoever changes a byte of what the product keeps finds out here that another program could no longer read it. Names
follow sections E1 to E9; what is wrong raises `Refused`.
"""

import base64
import hmac
import json
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

BUCKETS = (64, 128, 256, 512, 1024, 2048, 4096, 8192)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
Plain = Any  # what canonical JSON carries


class Refused(Exception):
    """These bytes are not what the page says they must be."""


def need(holds: object, what: str) -> None:
    """Refuse unless this holds."""
    if not holds:
        raise Refused(what)


# conventions


def domain(text: str) -> bytes:
    return text.encode("ascii") + b"\0"


def u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def lp(data: bytes | str) -> bytes:
    raw = data.encode("utf-8") if isinstance(data, str) else data
    return u32(len(raw)) + raw


def split(data: bytes, *sizes: int | None) -> Iterator[bytes]:
    """Pieces of these sizes, None for one with its length before it; and nothing may be left."""
    at = 0
    for wanted in sizes:
        begins = at if wanted is not None else at + 4
        at = begins + (int.from_bytes(data[at:begins], "big") if wanted is None else wanted)
        need(at <= len(data), "too short")
        yield data[begins:at]
    need(at == len(data), "something is left over")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def unb64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    need(b64(raw) == text, "base64 in another spelling")
    return raw


def cj(value: Plain) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def read_cj(data: bytes, *fields: str) -> dict[str, Any]:
    """Canonical JSON of exactly these fields."""
    value = json.loads(data)
    need(cj(value) == data, "not canonical")
    need(isinstance(value, dict) and (not fields or set(value) == set(fields)), f"other fields than {fields}")
    return dict(value)


def sha(kind: str, data: bytes) -> bytes:
    """The hash by which one signed thing names another."""
    return sha256(domain(kind) + data).digest()


def hkdf(key: bytes, info: bytes, length: int = 32, salt: bytes = b"") -> bytes:
    """RFC 5869 with SHA-256."""
    prk, out, block = hmac.digest(salt or bytes(32), key, "sha256"), b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + info + bytes([number]), "sha256")
        out += block
    return out[:length]


# E1


def pad(plain: bytes) -> bytes:
    size = len(plain) + 1
    whole = next((one for one in BUCKETS if one >= size), -(-size // 8192) * 8192)
    return plain + b"\x80" + bytes(whole - size)


def unpad(padded: bytes) -> bytes:
    plain = padded.rstrip(b"\0")
    need(plain.endswith(b"\x80") and pad(plain[:-1]) == padded, "padding")
    return plain[:-1]


@dataclass(frozen=True)
class Key:
    """32 bytes with the id and version under which an envelope asks for them."""

    id: str
    version: int
    value: bytes


@dataclass(frozen=True)
class Place:
    """Where an envelope lies; it opens nowhere else."""

    inst: str
    table: str
    row: str
    column: str
    version: int

    def context(self, header: bytes) -> bytes:
        ids = lp(bytes.fromhex(self.inst)), lp(self.table), lp(bytes.fromhex(self.row)), lp(self.column)
        return domain("handrail/rec/v1") + b"".join(ids) + self.version.to_bytes(8, "big") + header


def asked_for(envelope: bytes) -> tuple[str, int]:
    """Which key an envelope was sealed with."""
    return envelope[6:22].hex(), int.from_bytes(envelope[22:26], "big")


def seal(key: Key, place: Place, plain: bytes) -> bytes:
    header = b"HRE1\x01\x01" + bytes.fromhex(key.id) + u32(key.version)
    context, salt, nonce = place.context(header), os.urandom(32), os.urandom(12)
    okm = hkdf(key.value, domain("handrail/rec/kdf/v1") + sha256(context).digest(), 64, salt)
    return header + salt + okm[32:] + nonce + AESGCM(okm[:32]).encrypt(nonce, pad(plain), context)


def unseal(key: Key, place: Place, envelope: bytes) -> bytes:
    need(len(envelope) >= 182 and envelope[:6] == b"HRE1\x01\x01", "no record envelope")
    need(asked_for(envelope) == (key.id, key.version), "another key")
    context = place.context(envelope[:26])
    okm = hkdf(key.value, domain("handrail/rec/kdf/v1") + sha256(context).digest(), 64, envelope[26:58])
    need(hmac.compare_digest(okm[32:], envelope[58:90]), "commitment")
    return unpad(decrypt(okm[:32], envelope[90:102], envelope[102:], context))


def decrypt(key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, data, aad)
    except InvalidTag:
        raise Refused("tag") from None


# people and HPKE


@dataclass(frozen=True)
class Seed:
    """X25519 private key, then Ed25519 seed."""

    bundle: bytes

    @property
    def x25519(self) -> bytes:
        return X25519PrivateKey.from_private_bytes(self.bundle[:32]).public_key().public_bytes_raw()

    @property
    def ed25519(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.bundle[32:]).public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.bundle[32:]).sign(data)


def signed_by(public: str, sig: bytes, data: bytes) -> None:
    """Refuse what this key did not sign."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(sig, data)
    except InvalidSignature:
        raise Refused("signature") from None


def hpke_seal(public: bytes, info: bytes, plain: bytes) -> bytes:
    own = X25519PrivateKey.generate()
    enc = own.public_key().public_bytes_raw()
    key, nonce = _schedule(own.exchange(X25519PublicKey.from_public_bytes(public)), enc, public, info)
    return enc + AESGCM(key).encrypt(nonce, plain, b"")


def hpke_open(private: bytes, info: bytes, sealed: bytes) -> bytes:
    own, enc = X25519PrivateKey.from_private_bytes(private), sealed[:32]
    shared = own.exchange(X25519PublicKey.from_public_bytes(enc))
    key, nonce = _schedule(shared, enc, own.public_key().public_bytes_raw(), info)
    return decrypt(key, nonce, sealed[32:], b"")


def _schedule(shared: bytes, enc: bytes, public: bytes, info: bytes) -> tuple[bytes, bytes]:
    """RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM."""
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    secret = _expand(kem, _extract(kem, b"", b"eae_prk", shared), b"shared_secret", enc + public, 32)
    about = b"\0" + _extract(suite, b"", b"psk_id_hash", b"") + _extract(suite, b"", b"info_hash", info)
    prk = _extract(suite, secret, b"secret", b"")
    return _expand(suite, prk, b"key", about, 32), _expand(suite, prk, b"base_nonce", about, 12)


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01", "sha256")[:length]


# E3, E9: passwords, kits, papers


def login_id(inst: str, name: str) -> str:
    told = unicodedata.normalize("NFKC", name).casefold()
    return sha256(domain("handrail/login/v1") + bytes.fromhex(inst) + lp(told)).digest()[:16].hex()


def kek_of_password(password: str, device: bytes, kdf: dict[str, Any], inst: str, user: str, db: str) -> bytes:
    need(set(kdf) == {"alg", "v", "m_kib", "t", "p", "salt"} and (kdf["alg"], kdf["v"]) == ("argon2id", 19), "kdf")
    need(65_536 <= kdf["m_kib"] <= 1_048_576 and 3 <= kdf["t"] <= 10 and 1 <= kdf["p"] <= 8, "cost")
    made = Argon2id(
        salt=bytes.fromhex(kdf["salt"]), length=32, iterations=kdf["t"], lanes=kdf["p"], memory_cost=kdf["m_kib"],
        ad=domain("handrail/uk/v1") + bytes.fromhex(inst) + bytes.fromhex(user) + db.encode("ascii"), secret=device,
    )  # fmt: skip
    return hkdf(made.derive(unicodedata.normalize("NFKC", password).encode("utf-8")), domain("handrail/kek/v1"))


def kek_of_kit(code: bytes, salt: str, inst: str, user: str) -> bytes:
    info = domain("handrail/kit/v1") + bytes.fromhex(inst) + bytes.fromhex(user)
    return hkdf(code, info, salt=bytes.fromhex(salt))


def slot_mac(value: bytes, inst: str, db: str, slot: dict[str, Any]) -> str:
    told = {name: inner for name, inner in slot.items() if name != "mac"}
    data = domain("handrail/slot/v1") + bytes.fromhex(inst) + lp(db) + cj(told)
    return hmac.digest(hkdf(value, domain("handrail/slotmac/v1")), data, "sha256").hex()


def kit_text(code: bytes) -> str:
    check = int.from_bytes(sha256(domain("handrail/kitcheck/v1") + code).digest()[:2], "big") >> 6
    bits = (int.from_bytes(code, "big") << 10) | check
    return "".join(CROCKFORD[bits >> 5 * at & 31] for at in range(33, -1, -1))


def code_of(text: str) -> bytes:
    plain = "".join(one for one in text.upper() if one not in " -").translate(str.maketrans("OIL", "011"))
    need(len(plain) == 34 and set(plain) <= set(CROCKFORD), "digits")
    bits = 0
    for one in plain:
        bits = bits << 5 | CROCKFORD.index(one)
    code = (bits >> 10).to_bytes(20, "big")
    need(kit_text(code) == plain, "check digits")
    return code


def trustee_seed(code: bytes, inst: str, user: str) -> Seed:
    return Seed(hkdf(code, domain("handrail/trustee/v1") + bytes.fromhex(user), 64, bytes.fromhex(inst)))


def safety_number(inst: str, person: dict[str, Any]) -> str:
    parts = (inst, person["user"], person["x25519"], person["ed25519"])
    told = sha256(domain("handrail/fp/v1") + b"".join(map(bytes.fromhex, parts))).digest()
    bits = int.from_bytes(told[:13], "big") >> 4
    digits = "".join(CROCKFORD[bits >> 5 * at & 31] for at in range(19, -1, -1))
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def shared_key_id(which: str, inst: str) -> str:
    """SEC-10: the id of K_safety, the team key or the backup key."""
    return sha256(domain("handrail/keyid/v1") + which.encode("ascii") + bytes.fromhex(inst)).digest()[:16].hex()
