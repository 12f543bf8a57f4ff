"""Seals a fact to the safety team so that its sender cannot read it back, and opens it there (E7, SEC-23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.core.errors import Damaged, InvalidInput, Locked, Newer, NotAllowed
from app.core.language import _
from app.crypto.encode import Reader, cj, domain, is_id, lp, nfc, parse_cj, ts_moment, ts_text, u8
from app.crypto.envelope import pad, unpad
from app.crypto.person import SIGNATURE_LENGTH, SealTo, Signer, hpke_open, hpke_seal, verify
from app.crypto.roster import Roster
from app.crypto.statements import (
    SIGNED,
    Shape,
    Statement,
    check_shape,
    is_flag,
    is_hash,
    is_seq,
    is_text,
    read_statement,
)

KIND = "handrail/dropbox/v1"
VERSION = 1
BODY_LIMIT = 64 * 1024
LEAST_PADDED = 2048


@dataclass(frozen=True)
class DropboxItem:
    """One fact for the safety team. An unknown `kind` is kept and shown as text, never dropped (SEC-24)."""

    id: str
    case: str
    ts: datetime
    urgent: bool
    kind: str
    data: object


@dataclass(frozen=True)
class DropboxLabel:
    """What stands outside: whose item it is and which team key opens it."""

    id: str
    case: str
    by: str
    roster_seq: int
    ts: datetime
    urgent: bool
    team_ver: int


@dataclass(frozen=True)
class _Parts:
    statement: Statement
    raw: bytes
    ct: bytes
    sig: bytes


def seal_item(signer: Signer, roster: Roster, item: DropboxItem, seal: SealTo = hpke_seal) -> bytes:
    """The stored row of an item, sealed to the team key of the signer's roster; nobody outside the team opens it."""
    team = roster.team_key_at(signer.roster_seq)
    if team is None or not roster.is_staff(signer.user, signer.roster_seq):
        raise NotAllowed(_("There is no safety team that this could be sent to yet."))
    body = cj({"kind": item.kind, "data": nfc(item.data)})
    if len(body) > BODY_LIMIT:
        raise InvalidInput({"data": _("This is too long to send to the safety team.")})
    raw = cj(
        {
            "t": KIND,
            "inst": signer.inst,
            "id": item.id,
            "case": item.case,
            "by": signer.user,
            "roster_seq": signer.roster_seq,
            "ts": ts_text(item.ts),
            "urgent": item.urgent,
            "team_ver": team.ver,
            "team_pk": team.pk.hex(),
        }
    )
    ct = seal(team.pk, _info(raw), pad(body, LEAST_PADDED))
    return u8(VERSION) + lp(raw) + lp(ct) + signer.seed.sign(_to_sign(raw, ct))


def read_label(row: bytes, roster: Roster) -> DropboxLabel:
    """What stands outside an item, once its signature has been checked; needs no key."""
    return _label(_checked(row, roster).statement)


def open_item(row: bytes, roster: Roster, team_secret_keys: Mapping[int, bytes]) -> DropboxItem:
    """The item; a team key of a version not held is `Locked`, anything altered `Damaged`."""
    parts = _checked(row, roster)
    label = _label(parts.statement)
    private = team_secret_keys.get(label.team_ver)
    if private is None:
        raise Locked
    value = parse_cj(unpad(hpke_open(private, _info(parts.raw), parts.ct), LEAST_PADDED))
    body = check_shape(value, {"kind": is_text, "data": lambda _value: True})
    return DropboxItem(label.id, label.case, label.ts, label.urgent, body.text("kind"), body.value("data"))


def _checked(row: bytes, roster: Roster) -> _Parts:
    """The parts of a row that staff signed, sealed to the roster's own team key at that time."""
    reader = Reader(row)
    if reader.take(1) != u8(VERSION):
        raise Newer
    raw, ct, sig = reader.take_lp(), reader.take_lp(), reader.take(SIGNATURE_LENGTH)
    reader.end()
    statement = read_statement(raw, KIND, _SHAPE)
    by, seq = statement.text("by"), statement.number("roster_seq")
    person, team = roster.person_at(by, seq), roster.team_key_at(seq)
    if statement.text("inst") != roster.inst or person is None or not roster.is_staff(by, seq) or team is None:
        raise Damaged
    if (team.ver, team.pk.hex()) != (statement.number("team_ver"), statement.text("team_pk")):
        raise Damaged
    if not verify(person.ed25519, sig, _to_sign(raw, ct)):
        raise Damaged
    return _Parts(statement, raw, ct, sig)


def _label(statement: Statement) -> DropboxLabel:
    return DropboxLabel(
        statement.text("id"),
        statement.text("case"),
        statement.text("by"),
        statement.number("roster_seq"),
        ts_moment(statement.text("ts")),
        statement.flag("urgent"),
        statement.number("team_ver"),
    )


def _info(raw: bytes) -> bytes:
    return domain(KIND) + sha256(raw).digest()


def _to_sign(raw: bytes, ct: bytes) -> bytes:
    return domain("handrail/dropboxsig/v1") + sha256(raw).digest() + ct


_SHAPE: Shape = {
    **SIGNED,
    "id": is_id,
    "case": is_id,
    "urgent": is_flag,
    "team_ver": is_seq,
    "team_pk": is_hash,
}
