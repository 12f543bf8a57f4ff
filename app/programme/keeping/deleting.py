"""Takes away all that hangs on one case, whatever table it stands in, and counts it; others' records stay whole."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.shapes import new_id
from app.domain.calendar import months_after
from app.programme.days.kept import forget
from app.programme.seat import ProgrammeSeat
from app.store.work import Work, plain_columns
from models.programme.base import Base
from models.programme.case import Case
from models.programme.client import Client
from models.programme.document import Disclosure
from models.programme.group import Session
from models.programme.keeping import KeptDisclosure

LOG_MONTHS = 12
Rows = dict[Any, dict[str, Any]]
_ORDER = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}


def delete_case(work: Work, case: Case, on: date) -> dict[str, int]:
    """Delete the case and every row that hangs on it; gives how many of each table went.

    What had left of it is kept a year longer, without the record it came from (domain.md section 14). His person goes
    with his last case.
    """
    found = hanging_on(work, case)
    forget(work, case.id)
    for one in found[Disclosure].values():
        work.add(_kept(case, one, months_after(on, LOG_MONTHS)))
    _leave_to_others(work, found, case)
    client = work.session.get(Client, case.client_id)
    alone = select(Case.id).where(Case.client_id == case.client_id, Case.id != case.id).limit(1)
    if client is not None and work.session.scalar(alone) is None:
        found[Client][client.id] = client
    counts: dict[str, int] = {}
    for mapped in sorted(found, key=lambda one: _ORDER[one.__tablename__], reverse=True):
        for row in found[mapped].values():
            work.session.delete(row)
        work.session.flush()
        counts[mapped.__tablename__] = len(found[mapped])
    return counts


def _leave_to_others(work: Work, found: Rows, case: Case) -> None:
    """A session of his in which another man was too stays for him, and says no more whose it was."""
    for session in [one for one in found[Session].values() if others_in(work, one, case.id)]:
        session.case_id = None
        del found[Session][session.id]
    work.session.flush()


def hanging_on(work: Work, case: Case) -> Rows:
    """Every row that points at the case, or at a row that does; of a session it shares, its own rows alone."""
    found: Rows = defaultdict(dict)
    found[Case][case.id] = case
    wanted: dict[Any, set[str]] = {Case: {case.id}}
    while wanted:
        newly: dict[Any, set[str]] = defaultdict(set)
        for mapped, column, target in _pointers():
            if not (ids := wanted.get(target)):
                continue
            query = select(mapped).where(column.in_(list(ids)))
            for row in work.session.scalars(query):
                is_anothers = getattr(row, "case_id", case.id) not in (case.id, None)
                if row.id not in found[mapped] and not is_anothers:
                    found[mapped][row.id] = row
                    newly[mapped].add(row.id)
        wanted = newly
    return found


def others_in(work: Work, session: Session, case_id: str) -> bool:
    """Whether another man was in this session too: it stays for him."""
    for mapped, column, target in _pointers():
        if target is Session and hasattr(mapped, "case_id"):
            query = select(mapped.id).where(column == session.id, mapped.case_id != case_id).limit(1)
            if work.session.scalar(query) is not None:
                return True
    return False


def _pointers() -> list[tuple[Any, Any, Any]]:
    """Every column of his tables that points at a row of another: table, column, where it points."""
    of_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return [
        (mapper.class_, mapper.get_property_by_column(column).class_attribute, of_table[key.column.table])
        for mapper in Base.registry.mappers
        for column in mapper.columns
        for key in column.foreign_keys
    ]


def _kept(case: Case, one: Disclosure, until: date) -> KeptDisclosure:
    said = plain_columns(Disclosure, {attr.key: getattr(one, attr.key) for attr in Disclosure.__mapper__.column_attrs})
    return KeptDisclosure(id=new_id(), version=1, reference=case.reference, until=until, said=said)


def erase_again(work: Work, case_id: str, on: date) -> None:
    """A restored copy that still has a case of the list loses it before anything is shown (RET-7)."""
    case = work.session.get(Case, case_id)
    if case is not None:
        delete_case(work, case, on)


def stale_disclosures(work: Work, seat: ProgrammeSeat) -> int:
    """Drop what was kept of deleted cases a year longer and is over now; gives how many."""
    rows = work.session.scalars(select(KeptDisclosure).where(KeptDisclosure.until <= seat.clock.today())).all()
    for row in rows:
        work.session.delete(row)
    return len(rows)
