"""Takes away all that hangs on one case, whatever table it stands in, and counts it; others' records stay whole."""

from collections import Counter, defaultdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from app.core.shapes import new_id
from app.domain.calendar import months_after, months_before
from app.programme.days.kept import forget
from app.programme.keeping.due import NOT_STARTED, months_kept
from app.programme.seat import ProgrammeSeat
from app.store.work import Work, plain_columns
from models.programme.base import Base
from models.programme.case import Case
from models.programme.client import Client
from models.programme.document import Disclosure
from models.programme.group import Group, Member, Session
from models.programme.keeping import KeptDisclosure
from models.programme.meeting import Meeting, MeetingItem
from models.programme.peer import Enquiry

LOG_MONTHS = 12
Rows = dict[Any, dict[str, Any]]
_ORDER = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}


def delete_case(work: Work, case: Case, on: date) -> dict[str, int]:
    """Delete the case and every row that hangs on it; gives how many of each table went.

    What had left of it is kept a year longer, without the record it came from (domain.md section 14). His person goes
    with his last case, and what he shared with other men with the last of them.
    """
    found = hanging_on(work, case, only_of=case.id)
    shared = _shared(work, found)
    forget(work, case.id)
    for one in found[Disclosure].values():
        work.add(_kept(case, one, months_after(on, LOG_MONTHS)))
    _leave_to_others(work, found, case)
    client = work.session.get(Client, case.client_id)
    alone = select(Case.id).where(Case.client_id == case.client_id, Case.id != case.id).limit(1)
    if client is not None and work.session.scalar(alone) is None:
        found[Client][client.id] = client
    counts = Counter(_take_away(work, found))
    for one in shared:
        if _is_nobodys(work, one):
            counts.update(_take_away(work, hanging_on(work, one)))
    return dict(counts)


def _take_away(work: Work, found: Rows) -> dict[str, int]:
    """Delete these rows, those that point at others first; gives how many of each table went."""
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


def _shared(work: Work, found: Rows) -> list[Any]:
    """The sessions, groups and meetings that these rows of one man stand in, and that are not his alone."""
    rows = [row for some in found.values() for row in some.values()]
    held = {str(row.session_id) for row in rows if getattr(row, "session_id", None)} - set(found[Session])
    sessions = [work.get(Session, id) for id in sorted(held)]
    groups = {str(row.group_id) for row in (*rows, *sessions) if getattr(row, "group_id", None)}
    meetings = {row.meeting_id for row in found[MeetingItem].values()}
    alone = [one for one in sessions if one.group_id is None]
    return [
        *alone,
        *(work.get(Group, id) for id in sorted(groups)),
        *(work.get(Meeting, id) for id in sorted(meetings)),
    ]


def _is_nobodys(work: Work, one: Session | Group | Meeting) -> bool:
    """Whether nothing of any man stands in it any more; a group that may go on and an open meeting stay."""
    if isinstance(one, Session):
        return one.case_id is None and not others_in(work, one, "")
    if isinstance(one, Meeting):
        query = select(MeetingItem.id).where(MeetingItem.meeting_id == one.id).limit(1)
        return one.closed_at is not None and work.session.scalar(query) is None
    inside = select(Member.id).where(Member.group_id == one.id).limit(1)
    if one.ended_on is None or work.session.scalar(inside) is not None:
        return False
    rows = [row for some in hanging_on(work, one).values() for row in some.values()]
    return not any(getattr(row, "case_id", None) for row in rows)


def hanging_on(work: Work, root: Any, only_of: str | None = None) -> Rows:  # noqa: ANN401  a row of any table
    """Every row that points at this one, or at a row that does; `only_of`: of what he shares, his own rows alone."""
    found: Rows = defaultdict(dict)
    found[type(root)][root.id] = root
    wanted: dict[Any, set[str]] = {type(root): {root.id}}
    while wanted:
        newly: dict[Any, set[str]] = defaultdict(set)
        for mapped, column, target in _pointers():
            if not (ids := wanted.get(target)):
                continue
            query = select(mapped).where(column.in_(list(ids)))
            for row in work.session.scalars(query):
                is_anothers = only_of is not None and getattr(row, "case_id", None) not in (only_of, None)
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


def stale_enquiries(work: Work, seat: ProgrammeSeat) -> int:
    """Drop requests for contact that never became a case and are as old as one that never started; gives how many."""
    before = months_before(seat.clock.today(), months_kept(work, NOT_STARTED))
    old = Enquiry.received_at < seat.clock.at(datetime.combine(before, time()))
    rows = work.session.scalars(select(Enquiry).where(Enquiry.case_id.is_(None), old)).all()
    for row in rows:
        work.session.delete(row)
    return len(rows)
