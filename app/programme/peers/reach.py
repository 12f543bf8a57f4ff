"""Says which peer groups somebody works with, who is in them, and by which name this person knows each man."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, select

from app.domain.roles import Reach
from app.programme.packs.shelf import shelf_of
from app.programme.reach import by_first_name
from app.programme.register_rows import first_names_in, men_of
from app.programme.rights import Right
from app.programme.rules.peers import is_peer_support
from app.programme.seat import ProgrammeSeat, own_groups
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.group import Group, Member


def groups_within_reach(work: Work, seat: ProgrammeSeat, cases: Collection[str] | None = None) -> tuple[Group, ...]:
    """Running peer groups: all of them, or those this person runs; of these men alone, those they are in."""
    groups = running_groups(work, cases)
    if not groups or seat.reach(Right.PEER_GROUP) is Reach.ALL:
        return groups
    mine = own_groups(work, seat.person)
    return tuple(group for group in groups if group.id in mine)


def ids_within_reach(work: Work, seat: ProgrammeSeat) -> Select[str]:
    """A query for the same groups: none of them is read for what concerns a few (P8)."""
    codes, is_open = _running(work)
    query = select(Group.id).where(Group.programme.in_(codes), is_open)
    if seat.reach(Right.PEER_GROUP) is Reach.ALL:
        return query
    return query.where(Group.id.in_(own_groups(work, seat.person)))


def runs_within_reach(work: Work, seat: ProgrammeSeat) -> tuple[ColumnElement[bool], ...]:
    """In a query, of the group that something is about: it is one of them. No other group is read for it (P8)."""
    codes, is_open = _running(work)
    here = (not_looked_up(Group.programme).in_(codes), is_open)
    return here if seat.reach(Right.PEER_GROUP) is Reach.ALL else (*here, Group.id.in_(own_groups(work, seat.person)))


def groups_named(work: Work, ids: Collection[str]) -> dict[str, Group]:
    """These groups, by id."""
    return {group.id: group for group in work.session.scalars(select(Group).where(Group.id.in_(ids)))} if ids else {}


def _running(work: Work) -> tuple[list[str], ColumnElement[bool]]:
    """Of which programmes they are, and that they have not ended."""
    return sorted({pack.code for pack in shelf_of(work).packs if is_peer_support(pack)}), Group.ended_on.is_(None)


def running_groups(work: Work, cases: Collection[str] | None = None) -> tuple[Group, ...]:
    """The peer groups that run, whoever runs them; or those that these men are in."""
    codes, is_open = _running(work)
    query = select(Group).where(Group.programme.in_(codes), is_open).order_by(Group.code)
    if cases is not None:
        here = select(Member.group_id).where(Member.case_id.in_(cases), Member.left_at.is_(None))
        query = query.where(Group.id.in_(here))
    return tuple(work.session.scalars(query))


def members_of(work: Work, group_id: str) -> tuple[str, ...]:
    """The cases in a group now, in the order they came in."""
    return tuple(row.case_id for row in members_in(work, [group_id]).get(group_id, ()))


def members_in(
    work: Work, groups: Collection[str], cases: Collection[str] | None = None
) -> dict[str, tuple[Member, ...]]:
    """The same for several groups at once, with the day on which each came in; or of these men alone."""
    query = select(Member).where(Member.group_id.in_(groups), Member.left_at.is_(None))
    if cases is not None:
        query = query.where(Member.case_id.in_(cases))
    found: dict[str, list[Member]] = {}
    for row in work.session.scalars(query.order_by(Member.joined_at, Member.case_id)):
        found.setdefault(row.group_id, []).append(row)
    return {group: tuple(rows) for group, rows in found.items()}


def names_for(work: Work, seat: ProgrammeSeat, found: Collection[tuple[Group, str]]) -> dict[str, str]:
    """The names of some men, each with his group, as this person knows them (PEER-9)."""
    if by_first_name(seat):
        groups = {id: first_names_in(work, id) for id in {group.id for group, _case in found}}
        return {case: groups[group.id][case] for group, case in found}
    return {id: man.short for id, man in men_of(work, [case for _group, case in found]).items()}


def names_in(work: Work, seat: ProgrammeSeat, group: Group) -> dict[str, str]:
    """Everybody who is or was in a group: by first name for a peer worker, else first name and initial."""
    names = first_names_in(work, group.id)
    if by_first_name(seat):
        return names
    return {id: man.short for id, man in men_of(work, names).items()}
