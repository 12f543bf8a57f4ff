"""Makes and verifies the signed chain of what was done, one event for each act (E5, SEC-5)."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from app.core.errors import Damaged
from app.core.language import _
from app.crypto.encode import b64, cj, cj_of, domain, is_id, nfc, parse_cj, ts_moment, ts_text, unb64
from app.crypto.envelope import Key, Place, open_sealed, seal
from app.crypto.person import Draw, Signer
from app.crypto.person import verify as is_signed_by
from app.crypto.roster import Roster
from app.crypto.statements import (
    EMPTY,
    EVENT,
    Head,
    Link,
    Shape,
    Statement,
    check_shape,
    digest,
    is_code,
    is_hash,
    is_number,
    is_seq,
    is_text,
    one_of,
    or_null,
    read_statement,
)

__all__ = ["EMPTY", "AuditEvent", "Head", "Link", "ObjectDigest", "SealedPart", "next_event", "parse", "verify"]

KIND = "handrail/audit/v1"
PROGRAMME = "programme"
PARTNER = "partner"
OBJECT_LIMIT = 200
Row = tuple[int, bytes, bytes]


class ObjectDigest(NamedTuple):
    """One row that an act changed, and what it then was; None means deleted, `ver` its last."""

    table: str
    id: str
    ver: int
    sha256: str | None


@dataclass(frozen=True)
class AuditEvent:
    """One event of a chain, read."""

    inst: str
    chain: str
    seq: int
    prev: str
    ts: datetime
    dev: str
    by: str
    roster_seq: int
    act: str
    objs: tuple[ObjectDigest, ...]
    d: bytes | None
    hash: str

    @property
    def reason(self) -> str | None:
        """The reason code of a programme event."""
        value = parse_cj(self.d) if self.d is not None and self.chain == PROGRAMME else None
        return str(value["reason"]) if isinstance(value, dict) else None


@dataclass(frozen=True)
class SealedPart:
    """What a partner event says to those who hold K_safety."""

    act: str
    objs: tuple[ObjectDigest, ...]
    note: str | None


def row_digest(table: str, row_id: str, ver: int, cols: Mapping[str, object]) -> str:
    """The digest of a row without an envelope; dates and decimals come as strings, bytes as base64."""
    return digest("handrail/row/v1", cj_of({"table": table, "id": row_id, "ver": ver, "cols": dict(cols)})).hex()


def envelope_digest(envelope: bytes) -> str:
    """The digest of a row that is an envelope."""
    return sha256(envelope).hexdigest()


def reason_part(code: str) -> bytes:
    """The `d` of a programme event that carries a reason code; never free text."""
    return cj({"reason": code})


def in_parts(objs: Iterable[ObjectDigest]) -> tuple[tuple[ObjectDigest, ...], ...]:
    """The objects in as many events as they need, at least one, at most 200 in each."""
    ordered = sorted(objs, key=_place)
    return tuple(tuple(ordered[at : at + OBJECT_LIMIT]) for at in range(0, max(len(ordered), 1), OBJECT_LIMIT))


def next_event(
    head: Head,
    signer: Signer,
    *,
    chain: str,
    dev: str,
    ts: datetime,
    act: str,
    objs: Sequence[ObjectDigest] = (),
    d: bytes | None = None,
) -> Link:
    """A signed event to follow a head; in the partner chain use `next_sealed_event`."""
    data = cj(
        {
            "t": KIND,
            "inst": signer.inst,
            "chain": chain,
            "seq": head.seq + 1,
            "prev": head.hash,
            "ts": ts_text(ts),
            "dev": dev,
            "by": signer.user,
            "roster_seq": signer.roster_seq,
            "act": act,
            "objs": _plain(objs),
            "d": None if d is None else b64(d),
        }
    )
    event_hash = digest(KIND, data)
    link = Link(head.seq + 1, data, signer.seed.sign(_to_sign(event_hash)), event_hash.hex())
    parse(data)
    return link


def next_sealed_event(head: Head, signer: Signer, key: Key, part: SealedPart, *, dev: str, ts: datetime) -> Link:
    """A signed event of the partner chain: what was done stands only in the sealed part."""
    sealed = seal_part(key, signer.inst, head.seq + 1, part)
    return next_event(head, signer, chain=PARTNER, dev=dev, ts=ts, act="sealed", d=sealed)


def seal_part(key: Key, inst: str, seq: int, part: SealedPart, draw: Draw = os.urandom) -> bytes:
    """The sealed part of the partner event with this number, under K_safety."""
    body = {"act": part.act, "objs": _plain(part.objs), "note": nfc(part.note)}
    return seal(key, _part_place(inst, seq), cj(body), draw)


def open_part(key: Key, event: AuditEvent) -> SealedPart:
    """What a partner event says."""
    body = open_sealed(key, _part_place(event.inst, event.seq), event.d or b"")
    part = check_shape(parse_cj(body), _PART)
    return SealedPart(part.text("act"), _objects(part), part.maybe_text("note"))


def parse(data: bytes) -> AuditEvent:
    """The event in these bytes, by shape alone; who signed it is for `verified`."""
    statement = read_statement(data, KIND, _AUDIT_EVENT)
    sealed = statement.maybe_text("d")
    event = AuditEvent(
        statement.text("inst"),
        statement.text("chain"),
        statement.number("seq"),
        statement.text("prev"),
        ts_moment(statement.text("ts")),
        statement.text("dev"),
        statement.text("by"),
        statement.number("roster_seq"),
        statement.text("act"),
        _objects(statement),
        None if sealed is None else unb64(sealed),
        digest(KIND, data).hex(),
    )
    _check_detail(event)
    return event


def verified(
    rows: Iterable[Row], *, inst: str, chain: str, roster: Roster, after: Head = EMPTY, roster_seq: int = 1
) -> Iterator[AuditEvent]:
    """Each event in turn once it has been checked: number, link, signer's right and key, signature (SEC-17)."""
    head = after
    for seq, data, signature in rows:
        if seq != head.seq + 1:
            raise _broken(head.seq + 1)
        try:
            event = parse(data)
            _check_link(event, inst, chain, head)
            _check_signer(event, signature, roster, roster_seq)
        except Damaged as problem:
            raise _broken(head.seq + 1) from problem
        head, roster_seq = Head(event.seq, event.hash), event.roster_seq
        yield event


def verify(
    rows: Iterable[Row], *, inst: str, chain: str, roster: Roster, after: Head = EMPTY, roster_seq: int = 1
) -> Head:
    """The head of a chain that holds; `after` and `roster_seq` are those of the last event already checked."""
    head = after
    for event in verified(rows, inst=inst, chain=chain, roster=roster, after=after, roster_seq=roster_seq):
        head = Head(event.seq, event.hash)
    return head


def signed_event(row: Row, *, inst: str, chain: str, roster: Roster) -> AuditEvent:
    """One event by itself, its signature checked but not its link: for comparing an object when it is read (SEC-17)."""
    seq, data, signature = row
    event = parse(data)
    if (event.inst, event.chain, event.seq) != (inst, chain, seq):
        raise _broken(seq)
    _check_signer(event, signature, roster, 1)
    return event


def _check_link(event: AuditEvent, inst: str, chain: str, head: Head) -> None:
    if (event.inst, event.chain, event.seq, event.prev) != (inst, chain, head.seq + 1, head.hash):
        raise Damaged


def _check_signer(event: AuditEvent, signature: bytes, roster: Roster, least_roster_seq: int) -> None:
    """Staff; in the partner chain an officer or lead, with the key she had at `roster_seq`, which never falls."""
    if event.roster_seq < least_roster_seq:
        raise Damaged
    entitled = roster.is_safety if event.chain == PARTNER else roster.is_staff
    person = roster.person_at(event.by, event.roster_seq)
    if person is None or not entitled(event.by, event.roster_seq):
        raise Damaged
    if not is_signed_by(person.ed25519, signature, _to_sign(bytes.fromhex(event.hash))):
        raise Damaged


def _check_detail(event: AuditEvent) -> None:
    if event.chain == PARTNER:
        if event.act != "sealed" or event.objs or event.d is None:
            raise Damaged
    elif event.d is not None:
        check_shape(parse_cj(event.d), {"reason": is_code})


def _objects(statement: Statement) -> tuple[ObjectDigest, ...]:
    value = statement.value("objs")
    if not isinstance(value, list) or len(value) > OBJECT_LIMIT:
        raise Damaged
    found = tuple(_object(check_shape(item, _OBJECT)) for item in value)
    places = [_place(item) for item in found]
    if places != sorted(set(places)):
        raise Damaged
    return found


def _object(item: Statement) -> ObjectDigest:
    return ObjectDigest(item.text("table"), item.text("id"), item.number("ver"), item.maybe_text("sha256"))


def _plain(objs: Iterable[ObjectDigest]) -> list[dict[str, object]]:
    ordered = sorted(objs, key=_place)
    return [{"table": item.table, "id": item.id, "ver": item.ver, "sha256": item.sha256} for item in ordered]


def _place(item: ObjectDigest) -> tuple[str, str]:
    return item.table, item.id


def _part_place(inst: str, seq: int) -> Place:
    return Place(inst, "audit", inst, "d", seq)


def _to_sign(event_hash: bytes) -> bytes:
    return domain("handrail/auditsig/v1") + event_hash


def _broken(seq: int) -> Damaged:
    return Damaged(_("The log of what was done does not fit together from entry {number} on.").format(number=seq))


_AUDIT_EVENT: Shape = {
    **EVENT,
    "chain": one_of(PROGRAMME, PARTNER),
    "dev": is_id,
    "roster_seq": is_seq,
    "act": is_code,
    "objs": lambda value: isinstance(value, list),
    "d": or_null(is_text),
}
_OBJECT: Shape = {"table": is_code, "id": is_id, "ver": is_number, "sha256": or_null(is_hash)}
_PART: Shape = {"act": is_code, "objs": lambda value: isinstance(value, list), "note": or_null(is_text)}
