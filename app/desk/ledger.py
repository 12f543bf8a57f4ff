"""Writes what each act did into its database's signed chain, and compares what is read with it (E5, SEC-16, SEC-17)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.errors import Damaged, Missing, NotAllowed
from app.core.language import _
from app.crypto import chain
from app.crypto.person import Seed, Signer
from app.crypto.roster import Roster, verify_roster
from app.crypto.statements import EMPTY, Head
from app.store.work import Touched, Work

KNOWN_AT_MOST, READ_AT_ONCE = 50_000, 1_000


class ChainTables(NamedTuple):
    """Where one chain lives: its name, its events, its head and its index, where it has one beside it."""

    name: str
    event: Any
    head: Any
    seen: Any = None


class Written(NamedTuple):
    """What goes into one event: the act's word, the objects, and the sealed or open rest."""

    act: str
    objects: Sequence[chain.ObjectDigest]
    rest: bytes | None


class Said(NamedTuple):
    """The statements of every entry, made once: making them again took longer than the signature (P7)."""

    head: Any
    locked_head: Any
    move: Any


Wrap = Callable[[int, str, Sequence[chain.ObjectDigest], str | None], Written]
Unwrap = Callable[[chain.AuditEvent], chain.SealedPart]


def openly(_seq: int, act: str, objects: Sequence[chain.ObjectDigest], note: str | None) -> Written:
    """How the programme chain says it: in clear, with at most a reason code."""
    return Written(act, objects, None if note is None else chain.reason_part(note))


def in_clear(event: chain.AuditEvent) -> chain.SealedPart:
    """What an event of the programme chain says; it is not sealed."""
    return chain.SealedPart(event.act, event.objs, event.reason)


@dataclass
class Ledger:
    """One person's pen for one chain. The roster is read again whenever its head has moved."""

    tables: ChainTables
    roster_table: Any
    inst: str
    dev: str
    user: str
    seed: Seed
    wrap: Wrap = openly
    unwrap: Unwrap = in_clear
    read_roster: Callable[[], Roster] | None = None
    _roster: Roster | None = field(default=None, repr=False)
    _known: dict[int, frozenset[chain.ObjectDigest]] = field(default_factory=dict, repr=False)

    def roster(self, work: Work) -> Roster:
        """The verified roster as it stands now (SEC-15)."""
        if self.read_roster is not None:
            return self.read_roster()
        newest = work.session.connection().execute(self._newest_of_roster).scalar() or 0
        if self._roster is None or self._roster.head.seq != newest:
            table = self.roster_table
            rows = work.session.execute(select(table.seq, table.bytes, table.sig).order_by(table.seq)).all()
            self._roster = verify_roster([(row.seq, bytes(row.bytes), bytes(row.sig)) for row in rows], self.inst)
        return self._roster

    def signer(self, work: Work) -> Signer:
        """This person about to sign, at the newest roster event."""
        return Signer(self.inst, self.user, self.seed, self.roster(work).head.seq)

    def append(self, work: Work, act: str, at: datetime, note: str | None = None) -> None:
        """Sign one event for all rows the act touched, in the same transaction (more than 200: several)."""
        for part in chain.in_parts(digest_of(one) for one in work.touched.values()):
            self._append(work, act, at, part, note)

    def refuse(self, work: Work, act: str, at: datetime, refusal: NotAllowed | Missing | Damaged) -> None:
        """Note that an act was refused, or met something damaged, without saying why or about whom."""
        reason = "damaged" if isinstance(refusal, Damaged) else "missing"
        self._append(work, act, at, [], "refused" if isinstance(refusal, NotAllowed) else reason)

    def _append(
        self, work: Work, act: str, at: datetime, objects: Sequence[chain.ObjectDigest], note: str | None
    ) -> None:
        """Lock the head, sign, store the event, move head and index."""
        head = self.head(work, lock=True)
        written = self.wrap(head.seq + 1, act, objects, note)
        link = chain.next_event(
            head, self.signer(work), chain=self.tables.name, ts=at, dev=self.dev, act=written.act, objs=written.objects,
            d=written.rest,
        )  # fmt: skip
        event = self.tables.event
        entry = {"seq": link.seq, "bytes": link.data, "sig": link.sig}
        work.session.connection().execute(event.__table__.insert(), entry)
        self._move_head(work, head, link.head)
        self._index(work, objects, link.seq)
        work.stands = partial(self._stands, link.seq, link.data)

    def _stands(self, seq: int, data: bytes, connection: Connection) -> bool:
        """Whether this very entry is in the chain; whoever still holds the head is waited for: the answer is final."""
        connection.execute(self._said.locked_head)
        event = self.tables.event
        found = connection.execute(select(event.bytes).where(event.seq == seq)).scalar()
        return found is not None and bytes(found) == data

    def head(self, work: Work, *, lock: bool = False) -> Head:
        """The newest event of this chain; `lock` holds its row until the commit (SEC-16)."""
        said = self._said.locked_head if lock else self._said.head
        row = work.session.connection().execute(said).one_or_none()
        return EMPTY if row is None else Head(row.seq, row.hash)

    @cached_property
    def _newest_of_roster(self) -> Any:  # noqa: ANN401  a statement of one column
        return select(func.max(self.roster_table.seq))

    @cached_property
    def _said(self) -> Said:
        table = self.tables.head.__table__
        mine = table.c.chain == self.tables.name
        head = select(table.c.seq, table.c.hash).where(mine)
        move = update(table).where(mine).values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
        return Said(head, head.with_for_update(), move)

    def _move_head(self, work: Work, old: Head, new: Head) -> None:
        connection = work.session.connection()
        if old.seq == 0:
            first = {"chain": self.tables.name, "seq": new.seq, "hash": new.hash}
            connection.execute(self.tables.head.__table__.insert(), first)
            return
        connection.execute(self._said.move, {"new_seq": new.seq, "new_hash": new.hash})

    def _index(self, work: Work, objects: Sequence[chain.ObjectDigest], seq: int) -> None:
        """Note where each object's newest digest stands."""
        if not objects:
            return
        table = self.tables.seen.__table__
        dialect = work.session.get_bind().dialect.name
        insert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
        upsert = insert.on_conflict_do_update(
            index_elements=[table.c.table_name, table.c.object_id], set_={"seq": insert.excluded.seq}
        )
        rows = [{"table_name": one.table, "object_id": one.id, "seq": seq} for one in objects]
        work.session.execute(upsert, rows)

    def check_all(self, work: Work, found: Sequence[Touched]) -> None:
        """Compare rows just read with the chain's last word on each; Damaged when one was changed outside (SEC-17)."""
        if self.strays(work, found):
            words = _("This record was changed outside the program. Do not rely on it. Tell your manager now.")
            raise Damaged(words)

    def strays(self, work: Work, found: Sequence[Touched]) -> list[Touched]:
        """Those of these rows that are not as the chain said last."""
        last = self._last_words(work, found) if found else {}
        said = self._said_in(work, set(last.values()))
        return [one for one in found if digest_of(one) not in said.get(last.get((one.table, one.id), 0), ())]

    def _last_words(self, work: Work, found: Sequence[Touched]) -> Mapping[tuple[str, str], int]:
        """Which event said the newest of each row."""
        seen = self.tables.seen.__table__
        ids: dict[str, list[str]] = {}
        for one in found:
            ids.setdefault(one.table, []).append(one.id)
        these = or_(*(and_(seen.c.table_name == table, seen.c.object_id.in_(some)) for table, some in ids.items()))
        query = select(seen.c.table_name, seen.c.object_id, seen.c.seq).where(these)
        return {(table, id): seq for table, id, seq in work.session.connection().execute(query).all()}

    def written_at(self, work: Work, table: str, ids: Collection[str]) -> Mapping[str, datetime]:
        """When the log last said something of these rows; one it never spoke of is left out."""
        rows = [Touched(table, id, 0, None, None) for id in ids]
        last = self._last_words(work, rows) if rows else {}
        events = self._events(work, set(last.values()))
        return {id: events[seq].ts for (_table, id), seq in last.items() if seq in events}

    def gone(self, work: Work, table: Any) -> Mapping[str, str]:  # noqa: ANN401  a mapped class
        """By id the rows of a table that were removed outside the program, with what the log noted of each last.

        Only by comparing what is there is a row noticed that is not: an older one would be read as the newest (T6).
        """
        work.session.flush()
        seen, rows = self.tables.seen.__table__, table.__table__
        query = (
            select(seen.c.object_id, seen.c.seq)
            .outerjoin(rows, rows.c.id == seen.c.object_id)
            .where(seen.c.table_name == table.__tablename__, rows.c.id.is_(None))
        )
        found = {one.object_id: one.seq for one in work.session.connection().execute(query)}
        said = self._said_in(work, set(found.values()))
        lost = {
            one.id: seq
            for id, seq in found.items()
            for one in said.get(seq, ())
            if one.id == id and one.table == table.__tablename__ and one.sha256 is not None
        }
        lost = {id: seq for id, seq in lost.items() if (table.__tablename__, id) not in work.touched}
        events = self._events(work, set(lost.values())) if lost else {}
        return {id: self.unwrap(events[seq]).note or "" for id, seq in lost.items()}

    def _said_in(self, work: Work, seqs: Collection[int]) -> Mapping[int, frozenset[chain.ObjectDigest]]:
        """What these events say of their objects; each signature is checked once while somebody is signed in (P10)."""
        if len(self._known) > KNOWN_AT_MOST:
            self._known.clear()
        if wanted := set(seqs) - self._known.keys():
            said = ((seq, self.unwrap(event)) for seq, event in self._events(work, wanted).items())
            self._known |= {seq: frozenset(part.objs) for seq, part in said}
        return self._known

    def _events(self, work: Work, seqs: Collection[int]) -> dict[int, chain.AuditEvent]:
        """These events by number, each with its signature checked."""
        roster, rows = self.roster(work), stored(work, self.tables, seqs)
        found = (chain.signed_event(row, inst=self.inst, chain=self.tables.name, roster=roster) for row in rows)
        return {event.seq: event for event in found}

    def rows(self, work: Work, after: Head, upto: Head | None = None) -> Iterator[chain.Row]:
        """The stored entries after one head, up to another, some at a time: who stops early leaves nothing open."""
        events, at = self.tables.event.__table__.c, after.seq
        query = select(events.seq, events.bytes, events.sig).order_by(events.seq).limit(READ_AT_ONCE)
        query = query if upto is None else query.where(events.seq <= upto.seq)
        while rows := work.session.connection().execute(query.where(events.seq > at)).all():
            yield from ((seq, bytes(data), bytes(sig)) for seq, data, sig in rows)
            at = rows[-1][0]

    def verify(self, work: Work, after: Head = EMPTY) -> Head:
        """Check every link and signature after a head; gives the newest head. Raises Damaged (SEC-17)."""
        rows = self.rows(work, after)
        reached = chain.verify(rows, inst=self.inst, chain=self.tables.name, roster=self.roster(work), after=after)
        if reached != self.head(work):
            raise Damaged(_("The history's newest entry is not the one that was signed. Do not go on."))
        return reached


def stored(work: Work, tables: ChainTables, seqs: Collection[int]) -> list[chain.Row]:
    """These entries as they lie."""
    table = tables.event.__table__
    query = select(table.c.seq, table.c.bytes, table.c.sig).where(table.c.seq.in_(seqs))
    return [(seq, bytes(data), bytes(sig)) for seq, data, sig in work.session.connection().execute(query)]


def digest_of(one: Touched) -> chain.ObjectDigest:
    """A touched row as the chain names it."""
    if one.envelope is not None:
        digest: str | None = chain.envelope_digest(one.envelope)
    else:
        digest = None if one.columns is None else chain.row_digest(one.table, one.id, one.version, one.columns)
    return chain.ObjectDigest(one.table, one.id, one.version, digest)
