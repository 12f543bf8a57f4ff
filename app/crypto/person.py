"""Holds one person's two private keys: to sign, and to open what was sealed to her."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.core.errors import Damaged

BUNDLE_LENGTH = 64
HPKE_OVERHEAD = 48
SIGNATURE_LENGTH = 64

Draw = Callable[[int], bytes]
SealTo = Callable[[bytes, bytes, bytes], bytes]


@dataclass(frozen=True)
class Seed:
    """The 64-byte bundle of a person: X25519 private key, then Ed25519 seed (security.md section 4)."""

    bundle: bytes = field(repr=False)

    @classmethod
    def new(cls, draw: Draw = os.urandom) -> Self:
        """A new person's keys from the OS random source (SEC-10)."""
        return cls(draw(BUNDLE_LENGTH))

    @classmethod
    def from_bundle(cls, bundle: bytes) -> Self:
        """The keys from a bundle that an envelope gave back."""
        if len(bundle) != BUNDLE_LENGTH:
            raise Damaged
        return cls(bundle)

    @property
    def x25519_public(self) -> bytes:
        """What others seal to."""
        return x25519_public(self.bundle[:32])

    @property
    def ed25519_public(self) -> bytes:
        """What others check her signatures with."""
        return self._signer().public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes."""
        return self._signer().sign(message)

    def hpke_open(self, info: bytes, sealed: bytes) -> bytes:
        """What was sealed to her; anything else is `Damaged`."""
        return hpke_open(self.bundle[:32], info, sealed)

    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.bundle[32:])


@dataclass(frozen=True)
class Signer:
    """A person about to sign: who, where, with what keys, and the newest roster event she has verified."""

    inst: str
    user: str
    seed: Seed
    roster_seq: int


def hpke_seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Seal to a public key: 32-byte enc, ciphertext, 16-byte tag (RFC 9180 base mode, one suite only, SEC-3)."""
    try:
        return _suite().encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info)
    except ValueError as problem:
        raise Damaged from problem


def hpke_open(private: bytes, info: bytes, sealed: bytes) -> bytes:
    """Open with a raw X25519 private key, a person's or the team's; anything amiss is `Damaged`."""
    if len(sealed) < HPKE_OVERHEAD:
        raise Damaged
    try:
        return _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info)
    except (InvalidTag, ValueError) as problem:
        raise Damaged from problem


def x25519_public(private: bytes) -> bytes:
    """The public half of a raw X25519 private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of this Ed25519 key signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
