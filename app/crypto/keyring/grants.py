"""Hands a key to a person so that only she can use it and everyone can see who gave it (E2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from app.core.errors import Damaged, Newer, NotAllowed
from app.core.language import _
from app.crypto.encode import Reader, cj, domain, is_id, lp, u8
from app.crypto.envelope import Key
from app.crypto.person import SIGNATURE_LENGTH, SealTo, Seed, Signer, hpke_seal, verify
from app.crypto.roster import Roster, RosterPerson
from app.crypto.statements import Shape, Statement, is_hash, is_seq, one_of, read_statement

KIND = "handrail/grant/v1"
VERSION = 1
SEALED_LENGTH = 80
_SAFETY = ("safety_officer", "safety_lead")
_GIVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "programme": ("manager", *_SAFETY),
        "login_programme": ("manager",),
        "partnerdb": _SAFETY,
        "login_partner": _SAFETY,
        "safety": _SAFETY,
        "partner": _SAFETY,
        "release": _SAFETY,
    }
)
_SAFETY_ONLY = frozenset({"partnerdb", "login_partner", "safety", "partner"})


@dataclass(frozen=True)
class Grant:
    """A grant as it was opened; `check_grant` says whether to trust it."""

    inst: str
    kind: str
    key: Key
    to_user: str
    to_pk: bytes
    by_user: str
    roster_seq: int
    raw: bytes
    ct: bytes
    sig: bytes


def make_grant(giver: Signer, roster: Roster, kind: str, key: Key, to: RosterPerson, seal: SealTo = hpke_seal) -> bytes:
    """The stored row of a grant; refuses a giver or receiver whom the roster does not entitle."""
    if not _may_give(roster, kind, giver.user, giver.roster_seq) or not _may_receive(
        roster, kind, to.user, giver.roster_seq
    ):
        raise NotAllowed(_("This key cannot be given to or by that person."))
    known = roster.person_at(to.user, giver.roster_seq)
    if known is None or known.x25519 != to.x25519:
        raise NotAllowed(_("The list of staff has another key for that person."))
    raw = cj(
        {
            "t": KIND,
            "inst": giver.inst,
            "kind": kind,
            "key_id": key.key_id,
            "key_ver": key.version,
            "to_user": to.user,
            "to_pk": to.x25519.hex(),
            "by_user": giver.user,
            "roster_seq": giver.roster_seq,
        }
    )
    ct = seal(to.x25519, _info(raw), key.value)
    return u8(VERSION) + lp(raw) + ct + giver.seed.sign(_to_sign(raw, ct))


def open_grant(row: bytes, seed: Seed, roster: Roster, *, kind: str, key_id: str) -> Key:
    """The key of this kind and id, checked against the roster before it is given out."""
    grant = open_provisionally(row, seed)
    if (grant.kind, grant.key.key_id) != (kind, key_id):
        raise Damaged
    check_grant(grant, roster)
    return grant.key


def open_provisionally(row: bytes, seed: Seed) -> Grant:
    """A database key before the roster can be read: read only the roster with it, then `check_grant` or close."""
    raw, ct, sig, statement = _parts(row)
    if statement.text("to_pk") != seed.x25519_public.hex():
        raise Damaged
    value = seed.hpke_open(_info(raw), ct)
    return Grant(
        statement.text("inst"),
        statement.text("kind"),
        Key(statement.text("key_id"), statement.number("key_ver"), value),
        statement.text("to_user"),
        seed.x25519_public,
        statement.text("by_user"),
        statement.number("roster_seq"),
        raw,
        ct,
        sig,
    )


def given_at(row: bytes) -> int:
    """The newest event of the list of staff that the giver had verified; what it says, not whether it holds."""
    return _parts(row)[3].number("roster_seq")


def named_in(row: bytes) -> tuple[str, str, int]:
    """Kind, id and version of the key that a grant gives; what it says, not whether it holds."""
    said = _parts(row)[3]
    return said.text("kind"), said.text("key_id"), said.number("key_ver")


def is_for(row: bytes, seed: Seed) -> bool:
    """Whether a grant is sealed to this person's keys as they are now; one to keys they had before opens nothing."""
    return _parts(row)[3].text("to_pk") == seed.x25519_public.hex()


def is_to(row: bytes, person: RosterPerson) -> bool:
    """The same, by the public key that the list of staff gives this person."""
    return _parts(row)[3].text("to_pk") == person.x25519.hex()


def check_grant(grant: Grant, roster: Roster) -> None:
    """Receiver's key, both people's rights at `roster_seq`, and the signature; `Damaged` when any fails (E2)."""
    seq = grant.roster_seq
    receiver, giver = roster.person_at(grant.to_user, seq), roster.person_at(grant.by_user, seq)
    if grant.inst != roster.inst or receiver is None or giver is None or receiver.x25519 != grant.to_pk:
        raise _untrusted()
    if not _may_receive(roster, grant.kind, grant.to_user, seq) or not _may_give(
        roster, grant.kind, grant.by_user, seq
    ):
        raise _untrusted()
    if not verify(giver.ed25519, grant.sig, _to_sign(grant.raw, grant.ct)):
        raise _untrusted()


def _parts(row: bytes) -> tuple[bytes, bytes, bytes, Statement]:
    reader = Reader(row)
    if reader.take(1) != u8(VERSION):
        raise Newer
    raw, ct, sig = reader.take_lp(), reader.take(SEALED_LENGTH), reader.take(SIGNATURE_LENGTH)
    reader.end()
    return raw, ct, sig, read_statement(raw, KIND, _SHAPE)


def _may_give(roster: Roster, kind: str, user: str, seq: int) -> bool:
    return kind in _GIVERS and roster.at(seq).holds(user, *_GIVERS[kind])


def _may_receive(roster: Roster, kind: str, user: str, seq: int) -> bool:
    return roster.is_safety(user, seq) if kind in _SAFETY_ONLY else roster.is_staff(user, seq)


def _info(raw: bytes) -> bytes:
    return domain(KIND) + sha256(raw).digest()


def _to_sign(raw: bytes, ct: bytes) -> bytes:
    return domain("handrail/grantsig/v1") + sha256(raw).digest() + ct


def _untrusted() -> Damaged:
    return Damaged(_("A key here was not given by somebody who may give it. Nothing was opened with it."))


_SHAPE: Shape = MappingProxyType(
    {
        "inst": is_id,
        "kind": one_of(*_GIVERS),
        "key_id": is_id,
        "key_ver": is_seq,
        "to_user": is_id,
        "to_pk": is_hash,
        "by_user": is_id,
        "roster_seq": is_seq,
    }
)
