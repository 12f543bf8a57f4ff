"""Compares records with what their log last said of them: every one, or each as it is read (SEC-17)."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.util import ThreadLocalRegistry

from app.core.errors import Damaged, Missing, Newer
from app.core.language import _
from app.crypto import chain
from app.crypto.mark import Gist
from app.crypto.statements import EMPTY, Head
from app.desk.ledger import READ_AT_ONCE, Ledger, digest_of, stored
from app.store.work import MappedClass, Touched, Work, snapshot

REMEMBERED = 256
BROKEN = (Damaged, Newer, Missing)  # a flipped bit may also ask for a later version, or for a key that nobody has
Look = Callable[[Work, Any], object]


def tables_of(base: type[Any]) -> tuple[Any, ...]:
    """Every table of a side whose rows its log signs."""
    return tuple(mapper.class_ for mapper in base.registry.mappers if hasattr(mapper.class_, "RETENTION"))


def first_changed(
    work: Work, ledger: Ledger, tables: Iterable[Any], unsigned: Collection[str] = (), look: Look | None = None
) -> tuple[str | None, int]:
    """The first record that is not as the log left it, and how many were looked at.

    Rows and entries are read some at a time: all of a large office's would take gigabytes of memory (P18).
    `unsigned` names tables whose first rows no log signed; `look` opens a record where it is sealed.
    """
    left = _as_left(work, ledger)
    count = 0
    for table in tables:
        for row in work.session.scalars(select(table).execution_options(yield_per=READ_AT_ONCE)):
            found = snapshot(row)
            count += 1
            known = left.pop((found.table, found.id), None)
            if known != digest_of(found).sha256 and not (known is None and found.table in unsigned):
                return _("A record of “{table}” was changed outside the program.").format(table=found.table), count
            if look is not None and not _opens(look, work, row):
                return _("A record of “{table}” does not open.").format(table=found.table), count
    gone = next((table for (table, _id), digest in left.items() if digest is not None), None)
    if gone is not None:
        return _("A record of “{table}” was removed outside the program.").format(table=gone), count
    return None, count


def _opens(look: Look, work: Work, row: object) -> bool:
    try:
        look(work, row)
    except (Damaged, Newer):  # a flipped bit may also ask for a later version
        return False
    return True


def _as_left(work: Work, ledger: Ledger) -> dict[tuple[str, str], str | None]:
    """What the log says each record last was."""
    left: dict[tuple[str, str], str | None] = {}
    events = ledger.tables.event
    entries = select(events.bytes).order_by(events.seq).execution_options(yield_per=READ_AT_ONCE)
    for entry in work.session.scalars(entries):
        for one in ledger.unwrap(chain.parse(bytes(entry))).objs:
            left[(one.table, one.id)] = one.sha256
    return left


Place = tuple[str, str]


class Word(NamedTuple):
    """What the log said last of one row: in which entry, its version, its digest (None: deleted)."""

    seq: int
    ver: int
    sha256: bytes | None


Words = dict[str, dict[str, Word]]


class Change(NamedTuple):
    """One entry that came while somebody sat here, and what the log had said before of the rows it names."""

    head: Head
    prev: str
    before: dict[Place, Word | None]


@dataclass(frozen=True)
class Ground:
    """What a log said last of every row up to one head; `torn` names its entries that do not hold."""

    head: Head = EMPTY
    roster_seq: int = 1
    words: Words = field(default_factory=lambda: defaultdict(dict), repr=False)
    torn: tuple[int, ...] = ()


@dataclass
class Since:
    """What was written after that ground, as far as one thread has read it."""

    ground: Ground
    head: Head
    roster_seq: int
    words: dict[Place, Word] = field(default_factory=dict, repr=False)
    changes: deque[Change] = field(default_factory=lambda: deque(maxlen=REMEMBERED), repr=False)


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What the log says last of every row, as an act sees it.

    `later` holds what was said before of rows that changed since the act began to read. Where entries do not hold,
    `torn` is the last of them: what was written before it may not be the newest, and nothing may rest on it.
    """

    ground: Words
    lately: Mapping[Place, Word]
    later: Mapping[Place, Sequence[Word | None]]
    torn: int = 0

    def of(self, table: str, id: str) -> Word | None:
        """The last word on one row; None where there was none."""
        return self.lately.get((table, id)) or self.ground.get(table, {}).get(id)

    def rows(self, table: str) -> dict[str, Word]:
        """The last word on each row of a table."""
        return self.ground.get(table, {}) | {id: word for (name, id), word in self.lately.items() if name == table}

    def holds(self, one: Touched) -> bool:
        """Whether a row is as the log left it; where entries are torn, one that may stand in them is shown too."""
        found = digest_of(one)
        digest = None if found.sha256 is None else bytes.fromhex(found.sha256)
        known = self.of(one.table, one.id)
        for word in (known, *self.later.get((one.table, one.id), ())):
            if word is not None and (word.ver, word.sha256) == (one.version, digest):
                return True
        return self.torn > 0 and (known is None or (known.ver < one.version and known.seq < self.torn))

    def seq(self, table: str, id: str) -> int:
        """The entry that said the last of a row; 0 where none did."""
        word = self.of(table, id)
        return 0 if word is None else word.seq


@dataclass
class Recalled:
    """What a log said last of every row, held in memory: a table beside the log could be altered with the rows (T6).

    It is made from the log's first entry on, or from what one person sealed of it on this computer, up to the head
    that was verified; each entry is the one whose hash the entry after it holds. What is written later each thread
    adds for itself as it comes, its signatures checked: two jobs at once never mix what they read.
    """

    ground: Ground = field(default_factory=Ground)
    _is_made: bool = False
    _since: ThreadLocalRegistry[list[Since]] = field(default_factory=partial(ThreadLocalRegistry, list), repr=False)

    @classmethod
    def of(cls, gist: Gist) -> Self:
        """As it was sealed on this computer: no further than it went, and never believed where the log says other."""
        words: Words = defaultdict(dict)
        for table, row, seq, ver, digest in gist.lines:
            words[table][row] = Word(seq, ver, digest)
        return cls(Ground(gist.head, gist.roster_seq, words))

    def gist(self) -> Gist:
        """The same for sealing it."""
        ground = self.ground
        lines = ((table, row, *word) for table, rows in ground.words.items() for row, word in rows.items())
        return Gist(ground.head, ground.roster_seq, tuple(lines))

    @property
    def torn(self) -> tuple[int, ...]:
        """The entries that do not hold."""
        return self.ground.torn if self._is_made else ()

    def last_said(self, work: Work, ledger: Ledger) -> LastSaid:
        """What the log says to this act. Raises Damaged when the log goes on otherwise than it was seen before."""
        head = ledger.head(work)
        if not self._is_made:
            self.ground, self._is_made = _made(work, ledger, self.ground, head), True
        mine = self._since()
        if not mine:
            mine.append(Since(self.ground, self.ground.head, self.ground.roster_seq))
        since = mine[0]
        if head.seq > since.head.seq:
            _go_on(work, ledger, since, head)
        return LastSaid(since.ground.words, since.words, _later(since, head), max(since.ground.torn, default=0))


def _made(work: Work, ledger: Ledger, kept: Ground, head: Head) -> Ground:
    """From what was kept here, or from the first entry on; or piece by piece, where the log itself does not hold."""
    for start in (kept, Ground()):
        words, roster_seq = defaultdict(dict, {table: dict(rows) for table, rows in start.words.items()}), 1
        try:
            for event, part in _linked(ledger.rows(work, start.head, head), ledger, start.head, head):
                _take_in(words, event, part)
                roster_seq = event.roster_seq
        except BROKEN:  # what was kept is of another history, or an entry does not hold
            continue
        return Ground(head, max(roster_seq, start.roster_seq), words)
    return _pieced_together(work, ledger, head)


def _pieced_together(work: Work, ledger: Ledger, head: Head) -> Ground:
    """A log with entries that do not hold: every other one is believed by its signature alone (section 12)."""
    roster, inst, name = ledger.roster(work), ledger.inst, ledger.tables.name
    due, before, roster_seq = 1, EMPTY.hash, 1
    words: Words = defaultdict(dict)
    torn = list[int]()
    for row in ledger.rows(work, EMPTY, head):
        torn += range(due, row[0])
        before, due = before if row[0] == due else "", row[0] + 1
        try:
            event = chain.signed_event(row, inst=inst, chain=name, roster=roster)
            part = ledger.unwrap(event)
            if before and event.prev != before:
                raise Damaged
        except BROKEN:
            torn.append(row[0])
            before = ""
            continue
        _take_in(words, event, part)
        before, roster_seq = event.hash, max(roster_seq, event.roster_seq)
    torn += range(due, head.seq + 1)
    if before and before != head.hash:
        torn.append(head.seq)
    return Ground(head, roster_seq, words, tuple(torn))


def _take_in(words: Words, event: chain.AuditEvent, part: chain.SealedPart) -> None:
    for one in part.objs:
        words[one.table][one.id] = _word(event, one)


def _word(event: chain.AuditEvent, one: chain.ObjectDigest) -> Word:
    return Word(event.seq, one.ver, None if one.sha256 is None else bytes.fromhex(one.sha256))


def _go_on(work: Work, ledger: Ledger, since: Since, head: Head) -> None:
    """What was written since this thread looked last, each entry with its signature."""
    events = list(
        chain.verified(
            ledger.rows(work, since.head, head), inst=ledger.inst, chain=ledger.tables.name,
            roster=ledger.roster(work), after=since.head, roster_seq=since.roster_seq,
        )
    )  # fmt: skip
    if not events or Head(events[-1].seq, events[-1].hash) != head:
        raise _otherwise()
    parts = [ledger.unwrap(one) for one in events]
    said = LastSaid(since.ground.words, since.words, {})
    for event, part in zip(events, parts, strict=True):
        before = {(one.table, one.id): said.of(one.table, one.id) for one in part.objs}
        since.changes.append(Change(Head(event.seq, event.hash), event.prev, before))
        since.words |= {(one.table, one.id): _word(event, one) for one in part.objs}
    since.head, since.roster_seq = head, events[-1].roster_seq


def _later(since: Since, head: Head) -> Mapping[Place, Sequence[Word | None]]:
    """What was said before of rows that changed after an act began to read."""
    later: dict[Place, list[Word | None]] = defaultdict(list)
    if head == since.head:
        return later
    for change in reversed(since.changes):
        for place, word in change.before.items():
            later[place].append(word)
        if (change.head.seq, change.prev) == (head.seq + 1, head.hash):
            return later
    raise _otherwise()


@dataclass
class RecallingLedger(Ledger):
    """One person's pen for a chain whose last word on each row stands in no table, but in memory (T6, SEC-17)."""

    recalled: Recalled = field(default_factory=Recalled)

    def last_said(self, work: Work) -> LastSaid:
        """What the log says last of every row."""
        return self.recalled.last_said(work, self)

    def torn(self, work: Work) -> int:
        """The last entry that does not hold; 0 where all do."""
        return self.last_said(work).torn

    def since_torn(self, work: Work, table: str, ids: Iterable[str]) -> frozenset[str]:
        """Those of these rows that the log spoke of after its last entry that does not hold: they are the newest."""
        said = self.last_said(work)
        return frozenset(id for id in ids if not said.torn or said.seq(table, id) > said.torn)

    def strays(self, work: Work, found: Sequence[Touched]) -> list[Touched]:
        """Those of these rows that were changed outside the program."""
        if not found:
            return []
        told = self.last_said(work)
        return [one for one in found if not told.holds(one)]

    def written_at(self, work: Work, table: str, ids: Collection[str]) -> Mapping[str, datetime]:
        """When the log last said something of these rows; one it never spoke of, or in a torn entry, is left out."""
        told = self.last_said(work) if ids else None
        last = {id: told.seq(table, id) for id in ids} if told else {}
        events = self._whole_events(work, set(last.values()) - {0})
        return {id: events[seq].ts for id, seq in last.items() if seq in events}

    def gone(self, work: Work, table: MappedClass) -> Mapping[str, str]:
        """By id the rows of a table that were removed outside the program, with what the log noted of each last."""
        name = table.__tablename__
        work.session.flush()
        told, here = self.last_said(work), table.__table__.c.id
        there = set(work.session.connection().execute(select(here)).scalars())
        lost = {
            id: word.seq
            for id, word in told.rows(name).items()
            if word.sha256 is not None
            and id not in there
            and (name, id) not in work.touched
            and (name, id) not in told.later
        }
        events = self._whole_events(work, set(lost.values()))
        return {id: (self.unwrap(events[seq]).note or "") if seq in events else "" for id, seq in lost.items()}

    def _whole_events(self, work: Work, seqs: Collection[int]) -> dict[int, chain.AuditEvent]:
        """Those of these entries that hold."""
        found: dict[int, chain.AuditEvent] = {}
        if not seqs:
            return found
        roster = self.roster(work)
        for row in stored(work, self.tables, seqs):
            try:
                found[row[0]] = chain.signed_event(row, inst=self.inst, chain=self.tables.name, roster=roster)
            except (Damaged, Newer):
                continue
        return found

    def _index(self, _work: Work, _objects: Sequence[chain.ObjectDigest], _seq: int) -> None:
        """Nothing: the log alone says it."""


def _linked(
    rows: Iterable[chain.Row], ledger: Ledger, after: Head, upto: Head
) -> Iterator[tuple[chain.AuditEvent, chain.SealedPart]]:
    """Each entry that is the one the next one names, up to a head that was verified. Raises Damaged at the first other.

    Their signatures were checked before: by this person's own desk, which went on from there (SEC-18).
    """
    before = after
    for seq, data, _sig in rows:
        event = chain.parse(data)
        if (seq, event.seq, event.prev) != (before.seq + 1, before.seq + 1, before.hash):
            raise Damaged
        before = Head(seq, event.hash)
        yield event, ledger.unwrap(event)
    if before != upto:
        raise Damaged


def _otherwise() -> Damaged:
    return Damaged(_("The history's newest entry is not the one that was signed. Do not go on."))
