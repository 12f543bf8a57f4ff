"""Holds the keys of a signed-in officer: the team's, the one-way box's, and of each record as it is asked for (E1)."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.util import ThreadLocalRegistry

from app.core.errors import Damaged, KeptFrom, Locked, Missing
from app.crypto.envelope import Key, Place, key_of, open_sealed, opener, seal
from app.store.work import MappedClass, Touched, Work
from models.base.sealed import Sealed, TeamSealed
from models.partner.base import PartnerGrant
from models.partner.partner import PartnerKey

AT_ONCE = 500
NAMED_BY_HER = {"partner", "partner_key"}
IS_ID = re.compile("[0-9a-f]{32}")
COLUMNS = {"partner_key": "key", "team_key": "sk"}
Hurt = dict[tuple[str, str], str]
OpensGrant = Callable[[PartnerGrant], Key | None]


def nobodys(_grant: PartnerGrant) -> None:
    """How a vault that belongs to nobody opens a restricted record: never."""


@dataclass
class KeyRing:
    """K_safety, the private keys of the one-way box by version, and what was unwrapped since unlock (E1).

    `opens` gives the key of a restricted record where this officer is named, None where she is not (SEC-12).
    `hurt` holds what a list met and could not open, by table and id, with whose it is where that is known: the rest of
    the list is usable, and nobody may take this for a thing that is not there (section 12). Each thread has its own: an
    act that reads beside this one must not take away what this one met before it has said so.
    """

    inst: str
    team: Key
    box_keys: Mapping[int, bytes] = field(repr=False)
    older: tuple[Key, ...] = ()
    opens: OpensGrant = field(default=nobodys, repr=False)
    _met: ThreadLocalRegistry[Hurt] = field(default_factory=partial(ThreadLocalRegistry, dict), repr=False)
    _partners: dict[str, Key] = field(default_factory=dict, repr=False)

    @property
    def hurt(self) -> Hurt:
        """What the acts of this thread met damaged."""
        return self._met()

    @property
    def team_keys(self) -> tuple[Key, ...]:
        """Every version of K_safety held here, the newest last."""
        return (*self.older, self.team)

    def new_partner_key(self, work: Work, partner_id: str) -> Key:
        """Make and keep K_partner for a new record; its row carries the partner's id."""
        key = self._partners[partner_id] = Key(partner_id, 1, os.urandom(32))
        self.wrap(work, key)
        return key

    def partner_key(self, work: Work, partner_id: str) -> Key:
        """K_partner, by the team's key or as it was granted. Raises Missing, KeptFrom or Damaged."""
        if partner_id not in self._partners:
            self._partners[partner_id] = self.key_now(work, partner_id)
        return self._partners[partner_id]

    def unwrap_all(self, work: Work, partner_ids: Iterable[str]) -> None:
        """The keys of many records at once: asked for one by one they took longer than all the rest (P10).

        One that is not as the log left it is left to be asked for by itself.
        """
        work.session.flush()
        wraps = self._wraps(work, [one for one in dict.fromkeys(partner_ids) if one not in self._partners])
        strays = work.strays_of(wraps)
        opened = opener(self.inst, PartnerKey.__tablename__, COLUMNS[PartnerKey.__tablename__])
        for _table, id, version, _columns, envelope in wraps:
            if id not in strays:
                with suppress(Damaged):
                    value = opened(self.key_for(envelope or b""), id, version, envelope or b"")
                    self._partners[id] = Key(id, version, value)

    def _wraps(self, work: Work, wanted: Sequence[str]) -> list[Touched]:
        """These keys as they are wrapped; of very many, all there are."""
        query = select(PartnerKey.id, PartnerKey.version, PartnerKey.doc)
        if len(wanted) <= AT_ONCE:
            query = query.where(PartnerKey.id.in_(wanted))
        found = work.session.connection().execute(query).all() if wanted else ()
        return [Touched(PartnerKey.__tablename__, id, version, None, bytes(doc)) for id, version, doc in found]

    def key_now(self, work: Work, partner_id: str) -> Key:
        """The same as it stands in the records, whatever was unwrapped before."""
        wrap = work.session.get(PartnerKey, partner_id)
        if wrap is None:
            return self._granted(work, partner_id)
        work.compare([wrap])
        return Key(partner_id, wrap.version, self.open_for_team(wrap))

    def _granted(self, work: Work, partner_id: str) -> Key:
        """The key of a restricted record, which is under no key of the team's (SEC-12)."""
        grants = work.session.scalars(select(PartnerGrant).where(PartnerGrant.partner_id == partner_id)).all()
        if not grants:
            raise Missing
        work.compare(grants)
        for one in grants:
            if (key := self.opens(one)) is not None:
                return key
        raise KeptFrom

    def wrap(self, work: Work, key: Key) -> PartnerKey:
        """Keep this K_partner under the team's key."""
        row = PartnerKey(id=key.key_id, version=key.version)
        row.doc = self.seal_plain(self.team, row, key.value)
        return work.add(row)

    def turn_to(self, new: Key) -> None:
        """Seal under this K_safety from now on; once its grants are committed, never before."""
        self.older, self.team = self.team_keys, new

    def forget(self, partner_id: str) -> None:
        """Her key is erased: it opens nothing any more, here either."""
        self._partners.pop(partner_id, None)

    def hurt_in(self, table: MappedClass) -> dict[str, str]:
        """What the last list met damaged in this table: by id, whose it is, "" where nobody can tell."""
        return {id: partner for (name, id), partner in self.hurt.items() if name == table.__tablename__}

    def begin(self, work: Work, table: MappedClass) -> None:
        """A whole table is read anew: what was damaged in it is found again, or is mended."""
        for id in self.hurt_in(table):
            del self.hurt[table.__tablename__, id]
        self.miss(work, table)

    def miss(self, work: Work, table: MappedClass) -> None:
        """What was removed from a table outside the program is damage like any other (T6, SEC-17)."""
        name = table.__tablename__
        for id, whose in work.gone(table).items():
            self.hurt[name, id] = id if name in NAMED_BY_HER else whose if IS_ID.fullmatch(whose) else ""

    def strays(self, work: Work, table: MappedClass, rows: Iterable[tuple[str, int, bytes]]) -> frozenset[str]:
        """Those of a table's rows, given by id, version and envelope, that are not as the log left them (SEC-17)."""
        name = table.__tablename__
        return work.strays_of(Touched(name, id, version, None, bytes(doc)) for id, version, doc in rows)

    def box_key(self, version: int) -> bytes:
        """The private key that opens items sealed to this team key. Raises Locked when it is not held."""
        if version not in self.box_keys:
            raise Locked
        return self.box_keys[version]

    def key_for(self, envelope: bytes) -> Key:
        """The version of K_safety that an envelope asks for; an officer has all of them. Raises Damaged for another."""
        wanted = key_of(envelope)
        if (self.team.key_id, self.team.version) == wanted:
            return self.team
        for key in self.older:
            if (key.key_id, key.version) == wanted:
                return key
        raise Damaged

    def open_for_team(self, row: TeamSealed) -> bytes:
        """What a row under the team's key holds, whichever version sealed it."""
        envelope = bytes(row.doc)
        return open_sealed(self.key_for(envelope), self.place(row), envelope)

    def seal_plain(self, key: Key, row: Sealed | TeamSealed, content: bytes) -> bytes:
        """The envelope of bytes that are no document: a key."""
        return seal(key, self.place(row), content)

    def place(self, row: Any) -> Place:  # noqa: ANN401  a sealed row of any of her tables
        """Where an envelope stands; it opens nowhere else (E1)."""
        return Place(self.inst, row.__tablename__, row.id, COLUMNS.get(row.__tablename__, "doc"), row.version)
