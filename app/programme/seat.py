"""Makes the seat of somebody signed in at the programme desk, and says which records are their own."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Text, or_, select, type_coerce

from app.core.clock import Clock
from app.crypto.clearance import Clearance, verify_clearance
from app.crypto.person import Seed
from app.crypto.roster import Roster
from app.desk.ledger import ChainTables, Ledger
from app.desk.seat import NoSeconds, Person, Seat, Seconds
from app.programme.days.kept import outdate
from app.programme.rights import MATRIX, Right
from app.programme.together.sharing import men_by_session
from app.store.work import Store, Work
from models.programme.base import ChainHead, History, Seen
from models.programme.base import Roster as RosterRow
from models.programme.case import Case
from models.programme.document import Report
from models.programme.group import Group, Member, Session

KNOWN_AT_MOST = 2_000
TABLES = ChainTables("programme", History, ChainHead, Seen)


@dataclass
class ProgrammeSeat(Seat):
    """A seat at the programme desk."""

    _known: tuple[Roster, dict[bytes, Clearance]] | None = field(default=None, repr=False)

    def cleared(self, stored: bytes, roster: Roster) -> Clearance:
        """What the safety team signed (E6); each is checked once while somebody is signed in and nobody's key changes.

        Raises Damaged.
        """
        if self._known is None or self._known[0] is not roster or len(self._known[1]) >= KNOWN_AT_MOST:
            self._known = (roster, {})
        known = self._known[1]
        if stored not in known:
            known[stored] = verify_clearance(stored, self.ledger.inst, roster)
        return known[stored]

    def follow(self, work: Work) -> None:
        """What an act changed of men outdates the days that are kept of them, in its own transaction (P8)."""
        outdate(work, self.clock.today())


def programme_seat(
    store: Store, person: Person, seed: Seed, *, inst: str, dev: str, clock: Clock, seconds: Seconds | None = None
) -> ProgrammeSeat:
    """The seat of one person; the ledger signs with their own key."""
    ledger = Ledger(TABLES, RosterRow, inst=inst, dev=dev, user=person.id, seed=seed)
    return ProgrammeSeat(
        person=person,
        clock=clock,
        store=store,
        ledger=ledger,
        matrix=MATRIX,
        is_own=is_own,
        seconds=seconds or NoSeconds(),
    )


def own_groups(work: Work, person: Person) -> frozenset[str]:
    """The groups this person facilitates."""
    rows = work.session.execute(select(Group.id, Group.facilitators).where(names_in_group(person))).all()
    return frozenset(row.id for row in rows if person.id in (row.facilitators or ()))


def names_in_group(person: Person) -> ColumnElement[bool]:
    """In a query: groups that name this person; no other group's people are read (P8)."""
    return type_coerce(Group.facilitators, Text).contains(person.id)


def _reads_cases(person: Person) -> bool:
    """A peer worker reads no case: a man's own 1-2-1, review or catch-up is not theirs, whoever runs his group."""
    return any(role in MATRIX[Right.READ_CASE] for role in person.roles)


def is_own(work: Work, person: Person, kind: str, id: str) -> bool:
    """Whether a case, group, session or report is this person's: assigned to them, or of a group they facilitate."""
    groups = own_groups(work, person)
    if kind == "group":
        return id in groups
    if kind == "session":
        found = work.session.execute(
            select(Session.group_id, Session.case_id, Session.cover, Session.facilitators).where(Session.id == id)
        ).one_or_none()
        if found is None:
            return False
        mine = found.group_id in groups or person.id in (*(found.cover or ()), *(found.facilitators or ()))
        his = men_by_session(work, [id]).get(id, frozenset()) if found.case_id is None else {found.case_id}
        if his and not _reads_cases(person):
            return False
        return mine or any(is_own(work, person, "case", case) for case in his)
    if kind == "report":
        row = work.session.execute(
            select(Report.case_id, Report.asked_reader, Report.author).where(Report.id == id)
        ).one_or_none()
        return row is not None and (
            person.id in (row.asked_reader, row.author) or is_own(work, person, "case", row.case_id)
        )
    if kind != "case":
        return False
    in_my_group = select(Member.case_id).where(Member.group_id.in_(groups), Member.left_at.is_(None))
    mine_too = or_(Case.assigned_to == person.id, Case.id.in_(in_my_group))
    return work.session.execute(select(Case.id).where(Case.id == id, mine_too)).first() is not None
