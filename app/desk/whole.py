"""Compares every record of a database with what its log last said of it (SEC-17)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from sqlalchemy import select

from app.core.errors import Damaged, Newer
from app.core.language import _
from app.crypto import chain
from app.desk.ledger import READ_AT_ONCE, Ledger, digest_of
from app.store.work import Work, snapshot

LOOKED_BACK, AT_ONCE = 10_000, 500
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
    for stored in work.session.scalars(entries):
        for one in ledger.unwrap(chain.parse(bytes(stored))).objs:
            left[(one.table, one.id)] = one.sha256
    return left


class LastWord(NamedTuple):
    """What the log said last of one row: in which entry, its digest (None: deleted), and what it noted."""

    seq: int
    sha256: str | None
    note: str


@dataclass
class LookingBack:
    """What the log says of one table's rows, read from its newest entry back, as far as somebody asked.

    The index beside the log says the same and is quicker; whoever may write into the database may alter it with the
    rows. Here each entry is the one whose hash the entry after it holds, up to the head that was verified at sign-in.
    """

    table: str
    newest: int = 0
    newest_hash: str = ""
    oldest: int = 0
    wanted_hash: str = ""
    last: dict[str, LastWord] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)

    def since(self, work: Work, ledger: Ledger, row_id: str) -> dict[str, LastWord]:
        """The last word on every row that was written after this one was made. Raises Damaged for a broken log.

        One made more than `LOOKED_BACK` entries ago is looked for no further.
        """
        head = ledger.head(work)
        if not self.newest:
            self.newest, self.newest_hash = head.seq, head.hash
            self.oldest, self.wanted_hash = head.seq + 1, head.hash
        self._forward(work, ledger, head.seq, head.hash)
        while row_id not in self.made and self.oldest > 1 and self.newest - self.oldest < LOOKED_BACK:
            self._back(work, ledger)
        made = self.made.get(row_id, 0)
        return {id: word for id, word in self.last.items() if word.seq > made}

    def copied(self) -> Self:
        """As far as this look went, for one job alone: two at once would mix what they read."""
        return replace(self, last=dict(self.last), made=dict(self.made))

    def _forward(self, work: Work, ledger: Ledger, seq: int, found: str) -> None:
        """What was written since the last look."""
        events = ledger.tables.event
        fresh = select(events.bytes).where(events.seq > self.newest, events.seq <= seq).order_by(events.seq)
        rows = work.session.scalars(fresh)
        for event in (chain.parse(bytes(one)) for one in rows):
            if event.prev != self.newest_hash:
                raise Damaged
            self.newest, self.newest_hash = event.seq, event.hash
            for one, note in self._mine(ledger, event):
                self.last[one.id] = LastWord(event.seq, one.sha256, note)
                self._was_made(one, event.seq)
        if (self.newest, self.newest_hash) != (seq, found):
            raise Damaged(_("The history's newest entry is not the one that was signed. Do not go on."))

    def _back(self, work: Work, ledger: Ledger) -> None:
        """Some more entries, each the one that the entry after it names."""
        events, before = ledger.tables.event, self.oldest
        query = select(events.bytes).where(events.seq < self.oldest).order_by(events.seq.desc()).limit(AT_ONCE)
        for event in (chain.parse(bytes(one)) for one in work.session.scalars(query)):
            if (event.hash, event.seq) != (self.wanted_hash, self.oldest - 1):
                raise Damaged
            self.oldest, self.wanted_hash = event.seq, event.prev
            for one, note in self._mine(ledger, event):
                self.last.setdefault(one.id, LastWord(event.seq, one.sha256, note))
                self._was_made(one, event.seq)
        if self.oldest == before:
            raise Damaged

    def _mine(self, ledger: Ledger, event: chain.AuditEvent) -> list[tuple[chain.ObjectDigest, str]]:
        part = ledger.unwrap(event)
        return [(one, part.note or "") for one in part.objs if one.table == self.table]

    def _was_made(self, one: chain.ObjectDigest, seq: int) -> None:
        if one.ver == 1 and one.sha256 is not None:
            self.made[one.id] = seq
