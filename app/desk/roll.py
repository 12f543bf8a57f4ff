"""Reads and extends the rows of the roster in whichever table a side keeps them; knows neither side (E4)."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from app.crypto.roster import Roster, verify_roster
from app.crypto.statements import Link
from app.store.work import Work
from models.base.chain import ChainRow, HeadRow

CHAIN = "roster"


def read_roster(work: Work, table: type[ChainRow], inst: str) -> Roster:
    """The whole roster, verified; Damaged when any event of it is not what it must be."""
    rows = work.session.execute(select(table.seq, table.bytes, table.sig).order_by(table.seq)).all()
    return verify_roster([(row.seq, bytes(row.bytes), bytes(row.sig)) for row in rows], inst)


def extend_roster(
    work: Work, table: type[ChainRow], heads: type[HeadRow], roster: Roster, links: Iterable[Link]
) -> Roster:
    """Try new events on the verified roster, store them and move its head; nothing invalid is ever stored."""
    new = tuple(links)
    extended = roster.extended(link.row for link in new)
    keep_links(work, table, heads, new)
    return extended


def keep_links(work: Work, table: type[ChainRow], heads: type[HeadRow], links: tuple[Link, ...]) -> None:
    """Store events and the newest as the roster's head."""
    work.session.execute(insert(table), [{"seq": link.seq, "bytes": link.data, "sig": link.sig} for link in links])
    work.session.execute(delete(heads).where(heads.chain == CHAIN))
    work.session.execute(insert(heads), [{"chain": CHAIN, "seq": links[-1].seq, "hash": links[-1].hash}])
