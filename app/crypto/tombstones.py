"""Keeps the signed list of what was erased, so that no restored copy brings it back (E5, RET-7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import Damaged, Newer
from app.core.language import _
from app.crypto.encode import b64, cj, domain, is_id, parse_cj, unb64
from app.crypto.person import Signer, verify
from app.crypto.roster import Roster
from app.crypto.statements import (
    EMPTY,
    Head,
    Link,
    Shape,
    check_shape,
    digest,
    is_code,
    is_hash,
    is_number,
    is_seq,
    join_signed,
    one_of,
    read_statement,
    split_signed,
)

KIND = "handrail/tomb/v1"
ERASED = "erased"
PARTNER = "partner"
Row = tuple[int, bytes, bytes]


@dataclass(frozen=True)
class Tombstone:
    """That one record was erased: which, when, by whom; never what stood in it."""

    seq: int
    table: str
    id: str
    on: date
    reason: str
    by: str
    link: Link


@dataclass(frozen=True)
class Tombstones:
    """A verified list of one database. Of two, one begins with the other and the longer holds."""

    inst: str
    db: str
    items: tuple[Tombstone, ...] = ()

    @property
    def head(self) -> Head:
        """The newest entry."""
        return self.items[-1].link.head if self.items else EMPTY

    def to_bytes(self) -> bytes:
        """The file's exact bytes."""
        stored = [b64(join_signed(one.link.data, one.link.sig)) for one in self.items]
        return cj({"v": 1, "inst": self.inst, "db": self.db, "items": stored})

    def longer(self, other: "Tombstones") -> "Tombstones":
        """The longer of two copies. Raises Damaged when neither begins with the other."""
        short, long = sorted((self, other), key=lambda one: len(one.items))
        if any(mine.link.hash != theirs.link.hash for mine, theirs in zip(short.items, long.items, strict=False)):
            raise Damaged(_("Two lists of what was erased differ. Nothing was opened. Tell your manager now."))
        return long

    def with_next(self, signer: Signer, roster: Roster, table: str, id: str, on: date, reason: str) -> "Tombstones":
        """One more record erased, signed. Raises Damaged for somebody who may not erase here."""
        data = cj(
            {
                "t": KIND,
                "inst": signer.inst,
                "db": self.db,
                "seq": self.head.seq + 1,
                "prev": self.head.hash,
                "table": table,
                "id": id,
                "date": on.isoformat(),
                "reason": reason,
                "by": signer.user,
                "roster_seq": signer.roster_seq,
            }
        )
        sig = signer.seed.sign(domain("handrail/tombsig/v1") + digest(KIND, data))
        return read_rows([(self.head.seq + 1, data, sig)], self, roster)


def read_rows(rows: Iterable[Row], after: Tombstones, roster: Roster) -> Tombstones:
    """The list with these entries, each verified: number, link, signer's right and key, signature."""
    items = list(after.items)
    for seq, data, sig in rows:
        head = items[-1].link.head if items else EMPTY
        items.append(_verified(seq, data, sig, head, after, roster))
    return Tombstones(after.inst, after.db, tuple(items))


def read_file(data: bytes, inst: str, db: str, roster: Roster) -> Tombstones:
    """The list in a file's bytes; nothing in an empty one."""
    empty = Tombstones(inst, db)
    if not data:
        return empty
    value = parse_cj(data)
    if isinstance(value, dict) and value.get("v") != 1:
        raise Newer
    body = check_shape(value, _FILE)
    found = body.value("items")
    if (body.text("inst"), body.text("db")) != (inst, db) or not isinstance(found, list):
        raise Damaged
    return read_rows(_numbered(found), empty, roster)


def _numbered(items: Iterable[object]) -> Iterator[Row]:
    for seq, item in enumerate(items, 1):
        if not isinstance(item, str):
            raise Damaged
        yield seq, *split_signed(unb64(item))


def _verified(seq: int, data: bytes, sig: bytes, head: Head, of: Tombstones, roster: Roster) -> Tombstone:
    said = read_statement(data, KIND, _SHAPE)
    place = (said.text("inst"), said.text("db"), said.number("seq"), said.text("prev"))
    by, at = said.text("by"), said.number("roster_seq")
    person = roster.person_at(by, at)
    may = roster.is_safety(by, at) if of.db == PARTNER else roster.holds(by, "manager", at)
    named = digest(KIND, data)
    if place != (of.inst, of.db, head.seq + 1, head.hash) or seq != head.seq + 1 or person is None or not may:
        raise _broken(head.seq + 1)
    if not verify(person.ed25519, sig, domain("handrail/tombsig/v1") + named):
        raise _broken(head.seq + 1)
    if of.db == PARTNER and said.text("reason") != ERASED:
        raise _broken(head.seq + 1)
    return Tombstone(
        seq, said.text("table"), said.text("id"), date.fromisoformat(said.text("date")), said.text("reason"), by,
        Link(seq, data, sig, named.hex()),
    )  # fmt: skip


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _broken(seq: int) -> Damaged:
    return Damaged(_("The list of what was erased does not hold from entry {number} on.").format(number=seq))


_SHAPE: Shape = {
    "inst": is_id,
    "db": one_of("programme", PARTNER),
    "seq": is_seq,
    "prev": is_hash,
    "table": is_code,
    "id": is_id,
    "date": _is_day,
    "reason": is_code,
    "by": is_id,
    "roster_seq": is_seq,
}
_FILE: Shape = {
    "v": is_number,
    "inst": is_id,
    "db": one_of("programme", PARTNER),
    "items": lambda value: isinstance(value, list),
}
