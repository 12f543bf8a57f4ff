"""Holds the safety team's keys of a signed-in officer and seals her records; made at unlock, gone with the process."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.core.errors import Damaged, Locked
from app.core.shapes import Row, convert, from_json, to_json
from app.crypto.encode import cj, nfc, parse_cj
from app.crypto.envelope import Key, Place, key_of, open_sealed, seal
from app.store.work import Work
from models.base.sealed import Sealed, TeamSealed
from models.partner.partner import PartnerKey

S = TypeVar("S", bound=Sealed)
T = TypeVar("T", bound=TeamSealed)
B = TypeVar("B")
COLUMNS = {"partner_key": "key", "team_key": "sk"}


@dataclass
class Vault:
    """K_safety, the private keys of the one-way box by version, and what was unwrapped since unlock (E1)."""

    inst: str
    team: Key
    box_keys: Mapping[int, bytes] = field(repr=False)
    older: tuple[Key, ...] = ()
    _partners: dict[str, Key] = field(default_factory=dict, repr=False)

    @property
    def team_keys(self) -> tuple[Key, ...]:
        """Every version of K_safety held here, the newest last."""
        return (*self.older, self.team)

    def new_partner_key(self, work: Work, partner_id: str) -> Key:
        """Make and keep K_partner for a new record; its row carries the partner's id."""
        key = Key(partner_id, 1, os.urandom(32))
        row = PartnerKey(id=partner_id, version=1)
        row.doc = self.seal_plain(self.team, row, key.value)
        work.add(row)
        self._partners[partner_id] = key
        return key

    def partner_key(self, work: Work, partner_id: str) -> Key:
        """K_partner, opened with the team's key. Raises Missing or Damaged."""
        if partner_id not in self._partners:
            row = work.get(PartnerKey, partner_id)
            place = self._place(row)
            wrapped = bytes(row.doc)
            self._partners[partner_id] = Key(
                partner_id, row.version, open_sealed(self.key_for(wrapped), place, wrapped)
            )
        return self._partners[partner_id]

    def keep(self, work: Work, row: S, body: Row) -> S:
        """Seal `body` into a new row of hers and store it."""
        row.version = 1
        row.doc = self.seal_under(self.partner_key(work, row.partner_id), row, body)
        return work.add(row)

    def change(self, work: Work, row: S, body: Row) -> S:
        """Seal new content into a row of hers as its next version (SEC-41)."""
        row.version += 1
        row.doc = self.seal_under(self.partner_key(work, row.partner_id), row, body)
        work.session.flush()
        return row

    def read(self, work: Work, row: Sealed, shape: type[B]) -> B:
        """The content of a row of hers. Raises Damaged, never partial text."""
        key = self.partner_key(work, row.partner_id)
        opened = open_sealed(key, self._place(row), bytes(row.doc))
        return convert(parse_cj(opened), shape)

    def keep_for_team(self, work: Work, row: T, body: Row) -> T:
        """Seal `body` into a new row under the team's key."""
        row.version = 1
        row.doc = self.seal_under(self.team, row, body)
        return work.add(row)

    def change_for_team(self, work: Work, row: T, body: Row) -> T:
        """Seal new content into a team row as its next version."""
        row.version += 1
        row.doc = self.seal_under(self.team, row, body)
        work.session.flush()
        return row

    def read_for_team(self, row: TeamSealed, shape: type[B]) -> B:
        """The content of a row under the team's key."""
        return convert(parse_cj(self.open_for_team(row)), shape)

    def open_for_team(self, row: TeamSealed) -> bytes:
        """What a row under the team's key holds, whichever version sealed it."""
        envelope = bytes(row.doc)
        return open_sealed(self.key_for(envelope), self._place(row), envelope)

    def turn_to(self, new: Key) -> None:
        """Seal under this K_safety from now on; once its grants are committed, never before."""
        self.older, self.team = self.team_keys, new

    def reseal_for_team(self, row: TeamSealed) -> None:
        """The same content under the newest K_safety; a wrapped key keeps its version, any other row is one further."""
        opened = self.open_for_team(row)
        if not isinstance(row, PartnerKey):
            row.version += 1
        row.doc = self.seal_plain(self.team, row, opened)

    def renew(self, work: Work, wrap: PartnerKey, rows: Iterable[Sealed]) -> int:
        """A new K_partner in this wrap, and these rows of hers under it; gives how many were damaged and stay so."""
        old = Key(wrap.id, wrap.version, self.open_for_team(wrap))
        new, damaged = Key(wrap.id, old.version + 1, os.urandom(32)), 0
        for row in rows:
            try:
                opened = open_sealed(old, self._place(row), bytes(row.doc))
            except Damaged:
                damaged += 1
                continue
            row.version += 1
            row.doc = self.seal_plain(new, row, opened)
        wrap.version = new.version
        wrap.doc = self.seal_plain(self.team, wrap, new.value)
        work.after.append(lambda: self._partners.update({new.key_id: new}))
        return damaged

    def forget(self, partner_id: str) -> None:
        """Her key is erased: it opens nothing any more, here either."""
        self._partners.pop(partner_id, None)

    def look_into(self, work: Work, row: Any) -> None:  # noqa: ANN401  a sealed row of any of her tables
        """Open a row and throw away what it says. Raises Damaged, or Locked for a key that this session lacks."""
        key = self.partner_key(work, row.partner_id) if isinstance(row, Sealed) else self.key_for(bytes(row.doc))
        open_sealed(key, self._place(row), bytes(row.doc))

    def box_key(self, version: int) -> bytes:
        """The private key that opens items sealed to this team key. Raises Locked when it is not held."""
        if version not in self.box_keys:
            raise Locked
        return self.box_keys[version]

    def seal_under(self, key: Key, row: Sealed | TeamSealed, body: Row) -> bytes:
        """The envelope of a row's content as it stands now: id, version and place are the row's."""
        return self.seal_plain(key, row, cj(nfc(from_json(dict, to_json(body)))))

    def seal_plain(self, key: Key, row: Sealed | TeamSealed, content: bytes) -> bytes:
        """The same for bytes that are no document: a key."""
        return seal(key, self._place(row), content)

    def key_for(self, envelope: bytes) -> Key:
        """The version of K_safety that an envelope asks for; an officer has all of them. Raises Damaged for another."""
        wanted = key_of(envelope)
        for key in self.team_keys:
            if (key.key_id, key.version) == wanted:
                return key
        raise Damaged

    def _place(self, row: Any) -> Place:  # noqa: ANN401  a sealed row of any of her tables
        return Place(self.inst, row.__tablename__, row.id, COLUMNS.get(row.__tablename__, "doc"), row.version)
