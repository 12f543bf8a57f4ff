"""Makes and checks what stands before the body of a backup file: for whom it is, of what, made by whom (E8)."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from app.core.errors import Damaged, Locked, Newer, NotAllowed
from app.core.language import _
from app.crypto.encode import b64, cj, domain, id_bytes, is_hex, is_id, lp, parse_cj, ts_moment, ts_text, unb64
from app.crypto.kdf import KEY_LENGTH, hkdf
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.person import SealTo, Seed, Signer, hpke_open, verify, x25519_public
from app.crypto.recovery import read_recovery
from app.crypto.roster import Roster
from app.crypto.statements import (
    Shape,
    Statement,
    check_shape,
    is_hash,
    is_number,
    is_seq,
    is_text,
    is_ts,
    one_of,
)

MAGIC = b"HRB1"
FORMAT = "HRB1"
SUITE = 1
MAC_LENGTH = 32
PREFIX_LENGTH = 7
LIMIT = 4 * 1024 * 1024
BACKUP_KEY = "backup"
_READERS = {"programme": ("manager", "administrator"), "partner": ("safety_officer", "safety_lead")}


@dataclass(frozen=True)
class Label:
    """What a backup says about itself before anybody opens it."""

    backup_id: str
    db: str
    storage: str
    created: datetime
    app: str
    schema: str
    keyslots: bytes = b""
    recovery: bytes = b""
    tombstones: bytes = b""


@dataclass(frozen=True)
class Recipient:
    """Somebody whose key opens a backup: a user, or the backup key itself."""

    to: str
    pk: bytes
    ct: bytes


@dataclass(frozen=True)
class Header:
    """A header as it was read: its exact bytes, what they say, and the two proofs behind them."""

    raw: bytes
    mac: bytes
    sig: bytes
    inst: str
    label: Label
    nonce_prefix: bytes
    by: str
    roster_seq: int
    recipients: tuple[Recipient, ...]

    @property
    def aad(self) -> bytes:
        """What binds each chunk to this header."""
        return sha256(framed(self.raw)).digest()

    @property
    def front(self) -> bytes:
        """Everything in the file before the first chunk."""
        return framed(self.raw) + self.mac + self.sig

    def is_sealed_to(self, user: str, seed: Seed) -> bool:
        """Whether this person's keys as they are now open it; one made before they got others does not (section 8)."""
        return any((one.to, one.pk) == (user, seed.x25519_public) for one in self.recipients)

    def unlock(self, to: str, private: bytes) -> bytes:
        """K_file for a recipient, once the header proves to be as it was made. Raises Locked for anybody else."""
        mine = next((one for one in self.recipients if one.to == to), None)
        if mine is None or mine.pk != x25519_public(private):
            raise Locked(_("This backup was not made for you. A manager's or an administrator's key opens it."))
        key = hpke_open(private, _wrap_info(self.inst, self.label.backup_id, mine.pk), mine.ct)
        if len(key) != KEY_LENGTH or not hmac.compare_digest(self.mac, _mac(key, self.raw)):
            raise Damaged
        return key

    def check_maker(self, roster: Roster) -> None:
        """Whoever made it was entitled to, by this roster, and signed exactly this (a restore refuses any other)."""
        person = roster.person_at(self.by, self.roster_seq)
        if self.inst != roster.inst or person is None or not may_make(roster, self.label.db, self.by, self.roster_seq):
            raise _strange()
        if not verify(person.ed25519, self.sig, _to_sign(self.raw)):
            raise _strange()


def make_header(maker: Signer, roster: Roster, label: Label, key: bytes, nonce_prefix: bytes, seal: SealTo) -> Header:
    """A signed header to everyone the roster lets open a backup of this database (SEC-57)."""
    to = readers_of(roster, label.db, maker.roster_seq)
    if not to or not may_make(roster, label.db, maker.user, maker.roster_seq):
        raise NotAllowed(_("A backup of this database is not made by you, or there is nobody who could open it."))
    wrapped = [Recipient(name, pk, seal(pk, _wrap_info(maker.inst, label.backup_id, pk), key)) for name, pk in to]
    raw = _plain(maker, label, nonce_prefix, wrapped)
    if len(raw) > LIMIT:
        raise NotAllowed(_("There is too much beside the records for one backup file."))
    return read_header(raw, _mac(key, raw), maker.seed.sign(_to_sign(raw)))


def read_header(raw: bytes, mac: bytes, sig: bytes) -> Header:
    """The header in these bytes, by shape alone; `unlock` and `check_maker` say whether to trust it."""
    value = parse_cj(raw)
    if isinstance(value, dict) and value.get("format") == FORMAT and value.get("suite") != SUITE:
        raise Newer
    head = check_shape(value, _SHAPE)
    label = Label(
        head.text("backup_id"),
        head.text("db"),
        head.text("storage"),
        ts_moment(head.text("created")),
        head.text("app"),
        head.text("schema"),
        *(unb64(head.text(name)) for name in ("keyslots", "recovery", "tombstones")),
    )
    _check_beside(head.text("inst"), label)
    return Header(
        raw, mac, sig, head.text("inst"), label, bytes.fromhex(head.text("nonce_prefix")), head.text("by"),
        head.number("roster_seq"), _recipients(head),
    )  # fmt: skip


def framed(raw: bytes) -> bytes:
    """The header as it stands in the file and under every proof."""
    return MAGIC + lp(raw)


def readers_of(roster: Roster, db: str, seq: int) -> list[tuple[str, bytes]]:
    """Who opens a backup of this database: the backup key, and the people of SEC-57, with their public keys."""
    state = roster.at(seq)
    people = [(one.user, one.x25519) for one in state.people.values() if state.holds(one.user, *_READERS[db])]
    own = [(BACKUP_KEY, state.backup_key.pk)] if state.backup_key is not None else []
    return sorted(people) + own


def may_make(roster: Roster, db: str, user: str, seq: int) -> bool:
    """Staff for the programme database, an officer or lead for the partner database."""
    return roster.is_staff(user, seq) if db == "programme" else roster.is_safety(user, seq)


def _plain(maker: Signer, label: Label, nonce_prefix: bytes, recipients: Sequence[Recipient]) -> bytes:
    return cj(
        {
            "format": FORMAT,
            "suite": SUITE,
            "inst": maker.inst,
            "backup_id": label.backup_id,
            "db": label.db,
            "storage": label.storage,
            "created": ts_text(label.created),
            "app": label.app,
            "schema": label.schema,
            "nonce_prefix": nonce_prefix.hex(),
            "keyslots": b64(label.keyslots),
            "recovery": b64(label.recovery),
            "tombstones": b64(label.tombstones),
            "by": maker.user,
            "roster_seq": maker.roster_seq,
            "recipients": [{"to": one.to, "pk": one.pk.hex(), "ct": b64(one.ct)} for one in recipients],
        }
    )


def _check_beside(inst: str, label: Label) -> None:
    """What lies beside the body is of this office, and of this database where there are two (E8)."""
    if label.keyslots:
        slots = KeyslotFile.from_bytes(label.keyslots, Path())
        if (slots.inst, slots.db) != (inst, label.db):
            raise Damaged
    if label.recovery:
        read_recovery(label.recovery, inst)
    if label.tombstones:
        value = parse_cj(label.tombstones)
        if isinstance(value, dict) and value.get("v") != 1:
            raise Newer
        stones = check_shape(value, {"v": is_number, "inst": is_id, "db": is_text, "items": _is_list})
        if (stones.text("inst"), stones.text("db")) != (inst, label.db):
            raise Damaged


def _recipients(head: Statement) -> tuple[Recipient, ...]:
    value = head.value("recipients")
    items = [check_shape(item, _RECIPIENT) for item in value] if isinstance(value, list) else []
    found = tuple(Recipient(one.text("to"), bytes.fromhex(one.text("pk")), unb64(one.text("ct"))) for one in items)
    if len({one.to for one in found}) != len(found):
        raise Damaged
    return found


def _wrap_info(inst: str, backup_id: str, pk: bytes) -> bytes:
    return domain("handrail/backup/wrap/v1") + id_bytes(inst) + id_bytes(backup_id) + pk


def _mac(key: bytes, raw: bytes) -> bytes:
    return hmac.digest(hkdf(key, domain("handrail/backup/header/v1")), framed(raw), "sha256")


def _to_sign(raw: bytes) -> bytes:
    return domain("handrail/backupsig/v1") + sha256(framed(raw)).digest()


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_to(value: object) -> bool:
    return value == BACKUP_KEY or is_id(value)


def _is_prefix(value: object) -> bool:
    return is_hex(value, PREFIX_LENGTH)


def _strange() -> Damaged:
    return Damaged(_("This backup was not made by somebody who may make one here. Nothing of it was used."))


_RECIPIENT: Shape = {"to": _is_to, "pk": is_hash, "ct": is_text}
_SHAPE: Shape = {
    "format": one_of(FORMAT),
    "suite": is_seq,
    "inst": is_id,
    "backup_id": is_id,
    "db": one_of("programme", "partner"),
    "storage": one_of("embedded", "postgres"),
    "created": is_ts,
    "app": is_text,
    "schema": is_text,
    "nonce_prefix": _is_prefix,
    "keyslots": is_text,
    "recovery": is_text,
    "tombstones": is_text,
    "by": is_id,
    "roster_seq": is_seq,
    "recipients": _is_list,
}
