"""Says in a query which cases a person may see, so that a list never loads what it then hides (SEC-56)."""

from sqlalchemy import ColumnElement, or_, select, true

from app.desk.seat import Person
from app.domain.roles import Reach
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
