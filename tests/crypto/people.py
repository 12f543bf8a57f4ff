"""The invented people, keys and fixed chances of the frozen vectors, and rosters made of them."""

import hmac
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto.kit import trustee_seed
from app.crypto.person import Seed, Signer, x25519_public
from app.crypto.roster import (
    Head,
    Link,
    Roster,
    approve_subject,
    genesis,
    key_subject,
    next_event,
    person_subject,
    verify_roster,
)


def span(first: int, last: int) -> bytes:
    """Consecutive byte values, inclusive."""
    return bytes(range(first, last + 1))


INST = span(0x10, 0x1F).hex()
U1, U2, U3, U4, U5 = (f"{number:02x}" * 16 for number in (0x21, 0x22, 0x23, 0x24, 0x25))
S1 = Seed(span(0x40, 0x5F) + span(0x80, 0x9F))
S2 = Seed(span(0x20, 0x3F) + span(0x60, 0x7F))
S3 = trustee_seed(span(0x00, 0x13), INST, U3)
S4 = trustee_seed(span(0x14, 0x27), INST, U4)
S5 = Seed(b"\x05" * 32 + b"\x55" * 32)
TEAM_PRIVATE = b"\x71" * 32
TEAM_PUBLIC = x25519_public(TEAM_PRIVATE)
K_SAFETY = b"\x73" * 32
CASE = "66" * 16
DEV = "33" * 16
ITEM = "99" * 16
THING = "44" * 16
NINE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HALF_PAST = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def fixed(*pieces: bytes) -> Callable[[int], bytes]:
    """A source of chance that gives these pieces in turn and nothing else."""
    left: Iterator[bytes] = iter(pieces)

    def draw(length: int) -> bytes:
        piece = next(left)
        assert len(piece) == length
        return piece

    return draw


def sealing_with(ephemeral: bytes, aad: bytes = b"") -> Callable[[bytes, bytes, bytes], bytes]:
    """HPKE base mode written from RFC 9180 alone, with a named ephemeral key, to rebuild frozen ciphertexts."""

    def seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
        private = X25519PrivateKey.from_private_bytes(ephemeral)
        enc = private.public_key().public_bytes_raw()
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        kem = b"KEM" + (0x0020).to_bytes(2, "big")
        suite = b"HPKE" + bytes.fromhex("002000010002")
        prk = _extract(kem, b"", b"eae_prk", shared)
        secret = _expand(kem, prk, b"shared_secret", enc + public, 32)
        context = b"\0" + _extract(suite, b"", b"psk_id_hash", b"") + _extract(suite, b"", b"info_hash", info)
        prk = _extract(suite, secret, b"secret", b"")
        key = _expand(suite, prk, b"key", context, 32)
        nonce = _expand(suite, prk, b"base_nonce", context, 12)
        return enc + AESGCM(key).encrypt(nonce, plaintext, aad)

    return seal


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(prk, labelled + b"\x01", sha256)[:length]


class Book:
    """Writes a roster event by event, each a minute after the last, without asking whether it may."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.at = NINE

    def write(self, kind: str, subject: dict[str, object], by: str, seed: Seed, ts: datetime | None = None) -> Head:
        head = self.links[-1].head if self.links else Head(0, "0" * 64)
        link = next_event(head, INST, ts or self.at, kind, subject, by, seed)
        self.links.append(link)
        self.at += timedelta(minutes=1)
        return link.head

    def approve(self, head: Head, by: str, seed: Seed, ts: datetime | None = None) -> Head:
        return self.write("approve", approve_subject(head), by, seed, ts)

    @property
    def rows(self) -> list[tuple[int, bytes, bytes]]:
        return [link.row for link in self.links]

    def roster(self) -> Roster:
        return verify_roster(self.rows, INST)


def founded(trustees: int = 2) -> Book:
    """TV5: a first manager, a first officer, the team key, and trustees."""
    book = Book()
    book.links.append(genesis(INST, NINE, U1, "First manager", ["manager"], S1))
    book.at += timedelta(minutes=1)
    officer = person_subject(U2, "First officer", ["safety_officer"], S2)
    book.approve(book.write("found_safety", officer, U1, S1), U2, S2)
    book.write("team_key", key_subject(1, TEAM_PUBLIC), U2, S2)
    for user, label, seed in ((U3, "Chair", S3), (U4, "Solicitor", S4))[:trustees]:
        book.approve(book.write("trustee", person_subject(user, label, ["trustee"], seed), U2, S2), U1, S1)
    return book


def signer(user: str, seed: Seed, roster_seq: int = 4) -> Signer:
    return Signer(INST, user, seed, roster_seq)


U6 = "26" * 16
S6, FRESH = Seed(b"\x06" * 32 + b"\x66" * 32), Seed(b"\x07" * 32 + b"\x77" * 32)


def with_facilitator() -> Book:
    """The founded office and one facilitator."""
    book = founded()
    book.write("add", person_subject(U5, "Facilitator", ["facilitator"], S5), U1, S1)
    return book


def with_two_officers() -> Book:
    """The same with a second officer."""
    book = with_facilitator()
    book.approve(book.write("add", person_subject(U6, "Second officer", ["safety_lead"], S6), U2, S2), U3, S3)
    return book


def newcomer(roles: list[str], seed: Seed = FRESH, user: str = "27" * 16) -> dict[str, object]:
    """Somebody whom nobody knows yet."""
    return person_subject(user, "Newcomer", roles, seed)
