"""Seals and opens her records with the keys of a signed-in officer; made at unlock, gone with the process."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select

from app.core.errors import Damaged, KeptFrom, Missing, Newer
from app.core.shapes import Row, convert, from_json, to_json
from app.crypto.encode import cj, nfc, parse_cj
from app.crypto.envelope import Key, key_of, open_sealed, opener
from app.partner.key_ring import KeyRing
from app.store.work import Work
from models.base.sealed import Sealed, TeamSealed
from models.partner.partner import Contact, Link, Partner, PartnerKey
from models.partner.safety import SafePlan, SafetyEntry

S = TypeVar("S", bound=Sealed)
T = TypeVar("T", bound=TeamSealed)
B = TypeVar("B")
Many = type[Contact] | type[SafePlan] | type[SafetyEntry]
BROKEN = (Damaged, Newer, Missing)  # a flipped bit may also ask for a later version, or for a key that nobody has


class Vault(KeyRing):
    """Her records through these keys; nobody else seals or opens one."""

    def _key_of(self, work: Work, row: Sealed) -> Key:
        """The key that this row of hers asks for; another officer may have given the record a new one meanwhile."""
        return self._key_asked_for(work, row.partner_id, bytes(row.doc))

    def _key_asked_for(self, work: Work, partner_id: str, envelope: bytes) -> Key:
        key = self.partner_key(work, partner_id)
        if key_of(envelope) == (key.key_id, key.version):
            return key
        self.forget(partner_id)
        return self.partner_key(work, partner_id)

    def hers(self, work: Work, partner_id: str) -> Partner:
        """Her record's row, for somebody who may open it. Raises Missing, KeptFrom or Damaged."""
        row = work.get(Partner, partner_id)
        self._partners[partner_id] = self.key_now(work, partner_id)
        return row

    def keep(self, work: Work, row: S, body: Row) -> S:
        """Seal `body` into a new row of hers and store it."""
        row.version = 1
        row.doc = self.seal_under(self.partner_key(work, row.partner_id), row, body)
        return work.add(row)

    def change(self, work: Work, row: S, body: Row) -> S:
        """Seal new content into a row of hers as its next version (SEC-41)."""
        key = self._key_of(work, row)
        row.version += 1
        row.doc = self.seal_under(key, row, body)
        work.session.flush()
        return row

    def read(self, work: Work, row: Sealed, shape: type[B]) -> B:
        """The content of a row of hers. Raises Damaged, never partial text."""
        opened = open_sealed(self._key_of(work, row), self.place(row), bytes(row.doc))
        return convert(parse_cj(opened), shape)

    def each(self, work: Work, rows: Iterable[S], shape: type[B]) -> Iterator[tuple[S, B]]:
        """The content of every row but those kept from this officer (SEC-12), and those damaged: the others are usable.

        A list of records still shows both, by what is known without opening them; of the damaged `hurt` tells.
        """
        found = list(rows)
        self.unwrap_all(work, (row.partner_id for row in found))
        strays = work.strays_among(found)
        for row in found:
            place = self.place(row)
            self.hurt.pop((place.table, row.id), None)
            try:
                content = self.read(work, row, shape)
            except KeptFrom:
                continue
            except BROKEN:
                self.hurt[place.table, row.id] = row.partner_id
            else:
                if row.id in strays:
                    self.hurt[place.table, row.id] = row.partner_id
                else:
                    yield row, content

    def each_record(self, work: Work, shape: type[B], at_most: int) -> Iterator[tuple[str, B]]:
        """The id and content of every record, as `each` gives them, without an object for each row (P10)."""
        opened = opener(self.inst, Partner.__tablename__, "doc")
        query = select(Partner.id, Partner.version, Partner.doc).limit(at_most)
        self.begin(work, Partner)
        found = _values(work, query)
        self.unwrap_all(work, (id for id, _version, _doc in found))
        strays = self.strays(work, Partner, found)
        for id, version, doc in found:
            envelope = bytes(doc)
            try:
                content = convert(
                    parse_cj(opened(self._key_asked_for(work, id, envelope), id, version, envelope)), shape
                )
            except KeptFrom:
                continue
            except BROKEN:
                self.hurt[Partner.__tablename__, id] = id
            else:
                if id in strays:
                    self.hurt[Partner.__tablename__, id] = id
                else:
                    yield id, content

    def of_each(self, work: Work, table: Many, shape: type[B]) -> dict[str, list[tuple[str, B]]]:
        """Id and content of every row of a table by record, read at once; what is kept from this officer is left out.

        For lists over all records: one query, not one a record (P10). What is damaged is left out too and stands in
        `hurt_in`: whoever lists must say so of that record, or a row left out says that nothing happened on that day.
        """
        opened = opener(self.inst, table.__tablename__, "doc")
        self.begin(work, table)
        found = _values(work, select(table.id, table.partner_id, table.version, table.doc))
        self.unwrap_all(work, (partner for _id, partner, _version, _doc in found))
        strays = self.strays(work, table, [(id, version, doc) for id, _partner, version, doc in found])
        by_record: dict[str, list[tuple[str, B]]] = defaultdict(list)
        for id, partner, version, doc in found:
            envelope = bytes(doc)
            try:
                key = self._key_asked_for(work, partner, envelope)
                content = convert(parse_cj(opened(key, id, version, envelope)), shape)
            except KeptFrom:
                continue
            except BROKEN:
                self.hurt[table.__tablename__, id] = partner
            else:
                if id in strays:
                    self.hurt[table.__tablename__, id] = partner
                else:
                    by_record[partner].append((id, content))
        return by_record

    def each_link(self, work: Work, shape: type[B]) -> Iterator[tuple[str, B]]:
        """The id and content of every link, without an object for each row (P10).

        One that is damaged stands in `hurt`; nobody can tell whose it is.
        """
        opened = opener(self.inst, Link.__tablename__, "doc")
        self.begin(work, Link)
        found = _values(work, select(Link.id, Link.version, Link.doc))
        strays = self.strays(work, Link, found)
        for id, version, doc in found:
            envelope = bytes(doc)
            try:
                content = convert(parse_cj(opened(self.key_for(envelope), id, version, envelope)), shape)
            except BROKEN:
                self.hurt[Link.__tablename__, id] = ""
            else:
                if id in strays:
                    self.hurt[Link.__tablename__, id] = ""
                else:
                    yield id, content

    def each_for_team(self, work: Work, rows: Iterable[T], shape: type[B]) -> Iterator[tuple[T, B]]:
        """The content of every row under the team's key; a damaged one stands in `hurt`, the others are usable."""
        found = list(rows)
        strays = work.strays_among(found)
        for row in found:
            place = self.place(row)
            self.hurt.pop((place.table, row.id), None)
            try:
                content = self.read_for_team(row, shape)
            except BROKEN:
                self.hurt[place.table, row.id] = ""
            else:
                if row.id in strays:
                    self.hurt[place.table, row.id] = ""
                else:
                    yield row, content

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

    def reseal_for_team(self, row: TeamSealed) -> None:
        """The same content under the newest K_safety; a wrapped key keeps its version, any other row is one further."""
        opened = self.open_for_team(row)
        if not isinstance(row, PartnerKey):
            row.version += 1
        row.doc = self.seal_plain(self.team, row, opened)

    def renew(self, work: Work, wrap: PartnerKey, rows: Iterable[Sealed]) -> int:
        """A new K_partner in this wrap, and these rows of hers under it; gives how many were damaged and stay so."""
        new, damaged = self.reseal(work, Key(wrap.id, wrap.version, self.open_for_team(wrap)), rows)
        wrap.version = new.version
        wrap.doc = self.seal_plain(self.team, wrap, new.value)
        return damaged

    def reseal(self, work: Work, old: Key, rows: Iterable[Sealed]) -> tuple[Key, int]:
        """These rows of hers under a new K_partner, which the caller keeps or grants; with how many were damaged."""
        new, damaged = Key(old.key_id, old.version + 1, os.urandom(32)), 0
        for row in rows:
            try:
                opened = open_sealed(old, self.place(row), bytes(row.doc))
            except Damaged:
                damaged += 1
                continue
            row.version += 1
            row.doc = self.seal_plain(new, row, opened)
        work.after.append(lambda: self.forget(new.key_id))
        return new, damaged

    def look_into(self, work: Work, row: Any) -> None:  # noqa: ANN401  a sealed row of any of her tables
        """Open a row and throw away what it says. Raises Damaged, or KeptFrom for a record of named officers."""
        key = self._key_of(work, row) if isinstance(row, Sealed) else self.key_for(bytes(row.doc))
        open_sealed(key, self.place(row), bytes(row.doc))

    def seal_under(self, key: Key, row: Sealed | TeamSealed, body: Row) -> bytes:
        """The envelope of a row's content as it stands now: id, version and place are the row's."""
        return self.seal_plain(key, row, cj(nfc(from_json(dict, to_json(body)))))


def _values(work: Work, query: Select[Any]) -> Sequence[Any]:
    """Plain values of many rows, with what this act has changed so far."""
    work.session.flush()
    return work.session.connection().execute(query).all()
