"""Keeps the signed list of what was erased in a table of its own, and erases again what a longer copy names (RET-7)."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app.core.errors import Damaged
from app.core.language import _
from app.crypto.roster import Roster
from app.crypto.tombstones import Tombstone, Tombstones, read_file, read_rows
from app.store.work import Work

StoneTable = Any  # a table of either side that is a chain row
Erases = Callable[[Tombstone], object]


def stored(work: Work, table: StoneTable, empty: Tombstones, roster: Roster) -> Tombstones:
    """The list as it stands in the database, verified."""
    rows = work.session.execute(select(table.seq, table.bytes, table.sig).order_by(table.seq))
    return read_rows(((row.seq, bytes(row.bytes), bytes(row.sig)) for row in rows), empty, roster)


def keep(work: Work, table: StoneTable, known: Tombstones, found: Tombstones) -> None:
    """Store what is new of a list."""
    new = [one.link for one in found.items[len(known.items) :]]
    if new:
        work.session.execute(
            insert(table), [{"seq": link.seq, "bytes": link.data, "sig": link.sig} for link in new]
        )  # fmt: skip


def whole_list(
    work: Work,
    table: StoneTable,
    empty: Tombstones,
    roster: Roster,
    copies: Iterable[bytes],
    least: int,
    erase: Erases,
) -> tuple[Tombstones, bool]:
    """The longest of the table's list and its copies; what the table did not know yet is erased again (RET-7).

    True when something was done. Raises Damaged when it is shorter than `least`, which somebody saw.
    """
    known = found = stored(work, table, empty, roster)
    for copy in copies:
        found = found.longer(read_file(copy, empty.inst, empty.db, roster))
    if len(found.items) < least:
        raise Damaged(
            _(
                "The list of what was erased is shorter than what this computer saw. Nothing was opened. The file "
                "beside the records and every backup hold it: put one back, or tell your manager."
            )
        )
    new = found.items[len(known.items) :]
    for one in new:
        erase(one)
    keep(work, table, known, found)
    return found, bool(new)


def file_bytes(path: Path) -> bytes:
    """The list that lies beside the records; nothing where there is none yet."""
    return path.read_bytes() if path.is_file() else b""
