"""Makes keys from passwords and other keys at a checked cost, and proves at start that all of it still works."""

import unicodedata
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import Damaged, Newer
from app.core.language import _
from app.crypto.encode import domain, id_bytes
from app.crypto.person import Seed, hpke_open, hpke_seal, verify

KEY_LENGTH = 32
NONCE_LENGTH = 12
TAG_LENGTH = 16
SALT_LENGTH = 16
M_KIB_BOUNDS = range(65_536, 1_048_576 + 1)
T_BOUNDS = range(3, 11)
P_BOUNDS = range(1, 9)


@dataclass(frozen=True)
class Cost:
    """What one guess of a password costs; the default is SEC-3."""

    m_kib: int = 262144
    t: int = 3
    p: int = 4

    def check(self) -> Self:
        """Refuse a cost outside the bounds of E3 before any work is done for it (T26)."""
        if not (self.m_kib in M_KIB_BOUNDS and self.t in T_BOUNDS and self.p in P_BOUNDS):
            raise Damaged(_("The sign-in file asks for impossible settings. It was altered: do not use it."))
        return self

    def is_below(self, other: "Cost") -> bool:
        """Whether any part is cheaper than in the other."""
        return self.m_kib < other.m_kib or self.t < other.t or self.p < other.p


@dataclass(frozen=True)
class Login:
    """Whose password, for which database of which installation: the associated data of Argon2id."""

    inst: str
    user: str
    db: str


def hkdf(key: bytes, info: bytes, length: int = 32, salt: bytes | None = None) -> bytes:
    """HKDF-SHA-256 (RFC 5869)."""
    return HKDF(SHA256(), length, salt, info).derive(key)


def user_key(password: str, device_secret: bytes, salt: bytes, login: Login, cost: Cost) -> bytes:
    """Argon2id over the password with the device secret mixed in; the bounds are checked first (E3)."""
    cost.check()
    ad = domain("handrail/uk/v1") + id_bytes(login.inst) + id_bytes(login.user) + login.db.encode("ascii")
    given = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return _argon2id(given, salt, cost, device_secret, ad)


def key_encryption_key(stretched: bytes) -> bytes:
    """KEK: what wraps the person's seed."""
    return hkdf(stretched, domain("handrail/kek/v1"))


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """AES-256-GCM with a 12-byte nonce and no other (the library would take 8 or 24)."""
    if len(nonce) != NONCE_LENGTH or len(key) != KEY_LENGTH:
        raise Damaged
    return AESGCM(key).encrypt(nonce, plaintext, aad)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """The plaintext, or `Damaged`; never part of it."""
    if len(nonce) != NONCE_LENGTH or len(key) != KEY_LENGTH or len(ciphertext) < TAG_LENGTH:
        raise Damaged
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except InvalidTag as problem:
        raise Damaged from problem


def cost_of(kdf: object) -> tuple[Cost, bytes]:
    """Cost and salt from a slot; an unknown function is `Newer`, a wild value `Damaged`, both before any work."""
    if not isinstance(kdf, dict) or set(kdf) != {"alg", "v", "m_kib", "t", "p", "salt"}:
        raise Damaged
    if (kdf["alg"], kdf["v"]) != ("argon2id", 19):
        raise Newer
    numbers = (kdf["m_kib"], kdf["t"], kdf["p"])
    if not all(type(number) is int for number in numbers):
        raise Damaged
    return Cost(*numbers).check(), id_bytes(kdf["salt"])


def self_test() -> None:
    """Known answers for every primitive, in well under a second; any other answer means no login (SEC-47)."""
    if not all((_argon2id_works(), _hkdf_works(), _aes_gcm_works(), _hpke_works(), _ed25519_works())):
        raise Damaged(_("This program's own safety check failed. Nobody can sign in. Install it again."))


def _argon2id(password: bytes, salt: bytes, cost: Cost, secret: bytes, ad: bytes) -> bytes:
    stretch = Argon2id(
        salt=salt, length=32, iterations=cost.t, lanes=cost.p, memory_cost=cost.m_kib, ad=ad, secret=secret
    )
    return stretch.derive(password)


def _argon2id_works() -> bool:
    made = _argon2id(b"\x01" * 32, b"\x02" * 16, Cost(32, 3, 4), b"\x03" * 8, b"\x04" * 12)
    return made.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def _hkdf_works() -> bool:
    made = hkdf(b"\x0b" * 22, bytes(range(0xF0, 0xFA)), 42, bytes(range(13)))
    return made.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"


def _aes_gcm_works() -> bool:
    key, nonce, plaintext = bytes(32), bytes(12), bytes(16)
    made = encrypt(key, nonce, plaintext, b"")
    known = made.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
    try:
        decrypt(key, nonce, made[:-1] + bytes([made[-1] ^ 1]), b"")
    except Damaged:
        return known and decrypt(key, nonce, made, b"") == plaintext
    return False


def _hpke_works() -> bool:
    info = domain("handrail/grant/v1") + bytes.fromhex(
        "607b73d9515868242405b5ad0a2b44094ee2a09a761863820b886651bf3a70a9"
    )
    sealed = bytes.fromhex(
        "7e698e6c04ff7ce65a05c6e5c1d0338782d223c6390db21ab9c72416c00eef6d4d0ab3b95d47c54e83a7846f04e5f39f"
        "a74ff18a491ba135fc2204141c51f23ff8865dc480725682bd3f0ff17407ffd6"
    )
    private = bytes(range(0x40, 0x60))
    fresh = hpke_seal(Seed(private + bytes(32)).x25519_public, info, b"fresh")
    return hpke_open(private, info, sealed) == bytes(range(0xC0, 0xE0)) and hpke_open(private, info, fresh) == b"fresh"


def _ed25519_works() -> bool:
    seed = Seed(bytes(32) + bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    known = (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b"
    )
    made, public = seed.sign(b""), seed.ed25519_public
    return made.hex() == known and verify(public, made, b"") and not verify(public, made, b"other")
