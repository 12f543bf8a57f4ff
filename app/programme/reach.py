"""Says in a query which cases a person may see, so that a list never loads what it then hides (SEC-56)."""

from sqlalchemy import ColumnElement, or_, select, true

from app.desk.seat import Person, Seat
from app.domain.roles import Reach
from app.programme.rights import Right
from app.programme.seat import own_groups
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Member


def cases_within_reach(work: Work, person: Person) -> ColumnElement[bool]:
    """True for every case with reach *all*; for *own*, those assigned to the person or in a group of theirs."""
    if work.reach is Reach.ALL:
        return true()
    groups = own_groups(work, person)
    in_my_group = select(Member.case_id).where(Member.group_id.in_(groups), Member.left_at.is_(None))
    return or_(Case.assigned_to == person.id, Case.id.in_(in_my_group))


def by_first_name(seat: Seat) -> bool:
    """Whether this person reads no case: a peer worker meets the men of own groups by first name (domain.md 2)."""
    return seat.reach(Right.READ_CASE) is Reach.NONE


def may_write_case(work: Work, seat: Seat, case_id: str) -> bool:
    """Whether the person in the seat may write in this case: any, or one of their own."""
    reach = seat.reach(Right.WRITE_CASE)
    return reach is Reach.ALL or (reach is Reach.OWN and seat.is_own(work, seat.person, "case", case_id))


def takes_registers(work: Work, seat: Seat, group_id: str) -> bool:
    """Whether the person in the seat may take the registers of a group: of any, or of one they run."""
    reach = seat.reach(Right.TAKE_REGISTER)
    return reach is Reach.ALL or (reach is Reach.OWN and seat.is_own(work, seat.person, "group", group_id))
