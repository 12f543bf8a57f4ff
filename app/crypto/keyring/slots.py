"""Keeps a person's keys behind her password, and behind the code of her kit (E3)."""

import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.core.errors import Damaged, Locked
from app.core.language import _
from app.crypto.encode import b64, cj, domain, id_bytes, is_hex, is_id, lp, unb64
from app.crypto.envelope import Key, Place, open_sealed, seal
from app.crypto.kdf import SALT_LENGTH, Cost, Login, cost_of, hkdf, key_encryption_key, user_key
from app.crypto.keyring.grants import Grant, open_provisionally
from app.crypto.person import Draw, Seed
from app.crypto.statements import Shape, check_shape, is_number, is_seq, is_text, or_null


@dataclass(frozen=True)
class PasswordPart:
    """The seed under a password and a device secret."""

    cost: Cost
    salt: bytes
    seed: bytes

    def plain(self) -> dict[str, object]:
        """As it stands in the file."""
        cost = self.cost
        kdf = {"alg": "argon2id", "v": 19, "m_kib": cost.m_kib, "t": cost.t, "p": cost.p, "salt": self.salt.hex()}
        return {"kdf": kdf, "seed": b64(self.seed)}


@dataclass(frozen=True)
class KitPart:
    """The seed under the code of the kit; `gen` is the slot's when this kit was made."""

    gen: int
    salt: bytes
    seed: bytes

    def plain(self) -> dict[str, object]:
        """As it stands in the file."""
        return {"gen": self.gen, "salt": self.salt.hex(), "seed": b64(self.seed)}


@dataclass(frozen=True)
class Slot:
    """One person's line in a keyslot file; without `pw` it opens only with a seed from the other file (SEC-11)."""

    user: str
    login: str
    gen: int
    pw: PasswordPart | None
    kit: KitPart | None
    dbkey: bytes
    mac: bytes = b""

    def plain(self) -> dict[str, object]:
        """As it stands in the file, without its mac."""
        return {
            "user": self.user,
            "login": self.login,
            "gen": self.gen,
            "pw": self.pw.plain() if self.pw else None,
            "kit": self.kit.plain() if self.kit else None,
            "dbkey": b64(self.dbkey),
        }

    def closed_with(self, inst: str, db: str, value: bytes) -> "Slot":
        """This slot with the mac that only a holder of the database key can make."""
        return replace(self, mac=_mac(self, inst, db, value))


@dataclass(frozen=True)
class Opened:
    """What a password, or a kit, gave; the grant of the database key is still to be checked."""

    user: str
    seed: Seed
    db_key: Key
    gen: int
    grant: Grant
    is_below_default: bool = field(default=False)


def password_part(
    seed: Seed,
    password: str,
    device_secret: bytes,
    login: Login,
    gen: int,
    *,
    cost: Cost | None = None,
    draw: Draw = os.urandom,
) -> PasswordPart:
    """A fresh password part for the slot's new `gen`."""
    cost, salt = cost or Cost(), draw(SALT_LENGTH)
    kek = key_encryption_key(user_key(password, device_secret, salt, login, cost))
    return PasswordPart(cost, salt, seal(Key(login.user, gen, kek), _place(login, "keyslot", gen), seed.bundle, draw))


def kit_part(seed: Seed, code: bytes, login: Login, gen: int, *, draw: Draw = os.urandom) -> KitPart:
    """A fresh kit part; `gen` is the slot's from now on."""
    salt = draw(SALT_LENGTH)
    key = Key(login.user, gen, kit_key(code, salt, login))
    return KitPart(gen, salt, seal(key, _place(login, "kitslot", gen), seed.bundle, draw))


def kit_key(code: bytes, salt: bytes, login: Login) -> bytes:
    """KEK_kit: 160 random bits need no stretching."""
    return hkdf(code, domain("handrail/kit/v1") + id_bytes(login.inst) + id_bytes(login.user), salt=salt)


def open_with_password(slot: Slot, login: Login, password: str, device_secret: bytes) -> Opened:
    """Everything behind a password. A wrong one is `Locked`; what opens but does not fit together is `Damaged`."""
    if slot.pw is None:
        raise Locked
    part = slot.pw
    kek = key_encryption_key(user_key(password, device_secret, part.salt, login, part.cost))
    opened = _opened(
        slot, login, lambda: _unseal(Key(login.user, slot.gen, kek), _place(login, "keyslot", slot.gen), part.seed)
    )
    return replace(opened, is_below_default=part.cost.is_below(Cost()))


def open_with_code(slot: Slot, login: Login, code: bytes) -> Opened:
    """Everything behind the code of a kit; a wrong one is `Locked`."""
    if slot.kit is None:
        raise Locked
    part = slot.kit
    key = Key(login.user, part.gen, kit_key(code, part.salt, login))
    return _opened(slot, login, lambda: _unseal(key, _place(login, "kitslot", part.gen), part.seed))


def open_with_seed(slot: Slot, login: Login, seed: Seed) -> Opened:
    """The database key of a slot for somebody whose seed came from the other file (SEC-11)."""
    return _opened(slot, login, lambda: seed)


def read_slot(value: object) -> Slot:
    """A slot from the file; strange fields are refused and costs are bounded before any work."""
    slot = check_shape(value, _SLOT)
    read = read_half(slot.text("user"), slot.text("login"), slot.value("pw"), slot.value("kit"))
    gen, mac = slot.number("gen"), bytes.fromhex(slot.text("mac"))
    if read.kit is not None and read.kit.gen > gen:
        raise _altered()
    return replace(read, gen=gen, dbkey=unb64(slot.text("dbkey")), mac=mac)


def read_half(user: str, login: str, pw: object, kit: object) -> Slot:
    """A person's own half of her slot as a join file brings it, in plain JSON values."""
    if not (is_id(user) and is_id(login)):
        raise Damaged
    return Slot(
        user,
        login,
        1,
        None if pw is None else _read_password_part(pw),
        None if kit is None else _read_kit_part(kit),
        b"",
    )


def _read_password_part(value: object) -> PasswordPart:
    part = check_shape(value, {"kdf": lambda kdf: isinstance(kdf, dict), "seed": is_text})
    cost, salt = cost_of(part.value("kdf"))
    return PasswordPart(cost, salt, unb64(part.text("seed")))


def _read_kit_part(value: object) -> KitPart:
    part = check_shape(value, {"gen": is_seq, "salt": lambda salt: is_hex(salt, SALT_LENGTH), "seed": is_text})
    return KitPart(part.number("gen"), bytes.fromhex(part.text("salt")), unb64(part.text("seed")))


def _opened(slot: Slot, login: Login, seed_of: Callable[[], Seed]) -> Opened:
    seed = seed_of()
    grant = open_provisionally(slot.dbkey, seed)
    named = (grant.inst, grant.to_user, grant.kind)
    if named[:2] != (login.inst, slot.user) or grant.kind not in _KINDS[login.db]:
        raise _altered()
    if grant.key.key_id != (slot.user if grant.kind.startswith("login_") else login.inst):
        raise _altered()
    if not hmac.compare_digest(_mac(slot, login.inst, login.db, grant.key.value), slot.mac):
        raise _altered()
    return Opened(slot.user, seed, grant.key, slot.gen, grant)


def _unseal(key: Key, place: Place, envelope: bytes) -> Seed:
    try:
        return Seed.from_bundle(open_sealed(key, place, envelope))
    except Damaged as problem:
        raise Locked from problem


def _mac(slot: Slot, inst: str, db: str, value: bytes) -> bytes:
    message = domain("handrail/slot/v1") + id_bytes(inst) + lp(db.encode("ascii")) + cj(slot.plain())
    return hmac.digest(hkdf(value, domain("handrail/slotmac/v1")), message, "sha256")


def _place(login: Login, table: str, gen: int) -> Place:
    return Place(login.inst, f"{login.db}.{table}", login.user, "seed", gen)


def _altered() -> Damaged:
    return Damaged(_("The sign-in file was altered. Do not go on; use its backup copy."))


_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"programme": ("programme", "login_programme"), "partner": ("partnerdb", "login_partner")}
)
_SLOT: Shape = {
    "user": is_id,
    "login": is_id,
    "gen": is_number,
    "pw": or_null(lambda value: isinstance(value, dict)),
    "kit": or_null(lambda value: isinstance(value, dict)),
    "dbkey": is_text,
    "mac": lambda value: is_hex(value, 32),
}
