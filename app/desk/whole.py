"""Compares every record of a database with what its log last said of it (SEC-17)."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import select

from app.core.errors import Damaged, Newer
from app.core.language import _
from app.crypto import chain
from app.desk.ledger import READ_AT_ONCE, Ledger, digest_of
from app.store.work import Work, snapshot

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
