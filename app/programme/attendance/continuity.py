"""Shows who held which sessions of a group, and the share of each person: the same faces, or not (ATT-6)."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from app.core.shapes import Draft, GroupId, Row, SessionId, UserId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.attendance.holding import held_by
from app.programme.office import names_of
from app.programme.planned import HELD, local, plan_of
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Register
from models.programme.group import Group


class ContinuityWanted(Draft):
    """Of which group."""

    group: GroupId


class SessionHeld(Row):
    """One session that was held: by whom, and who of them stood in; nobody named is not known (NEV-14)."""

    session: SessionId
    title: str
    starts_at: datetime | None
    held_by: tuple[str, ...]
    stood_in: tuple[str, ...]


class HolderShare(Row):
    """One person: how many sessions they held of those of which it is known who did."""

    user: UserId
    label: str
    runs_group: bool
    held: int
    of: int


class Continuity(Row):
    """Who held a group: session by session, and person by person, those who held most first."""

    sessions: tuple[SessionHeld, ...]
    people: tuple[HolderShare, ...]
    known: int


class Continuities(Noun):
    """What is looked up about the people of a group."""

    seat: ProgrammeSeat

    @act("group.continuity", Right.READ_GROUP, kind=Kind.LIST, about="group")
    def show(self, work: Work, draft: ContinuityWanted) -> Continuity:
        """Show who actually held each session of a group, cover noted, with each person's share (ATT-6)."""
        group = work.get(Group, draft.group)
        own = set(group.facilitators)
        held = [one for one in plan_of(work, group.id) if one.status == HELD and one.kind == "group"]
        saved: dict[str, list[Register]] = {one.id: [] for one in held}
        query = select(Register).where(Register.session_id.in_(list(saved))).order_by(Register.at)
        for register in work.session.scalars(query):
            saved[register.session_id].append(register)
        holders = {id: held_by(registers) or () for id, registers in saved.items()}
        counts = Counter(person for people in holders.values() for person in people)
        known = sum(bool(people) for people in holders.values())
        names = names_of(work.session, {*counts, *own})
        people = sorted({*counts, *own}, key=lambda one: (-counts[one], one not in own, names.get(one, "")))
        return Continuity(
            sessions=tuple(
                SessionHeld(
                    session=SessionId(one.id),
                    title=one.title,
                    starts_at=local(self.seat.clock, one.starts_at),
                    held_by=tuple(names.get(person, "") for person in holders[one.id]),
                    stood_in=tuple(names.get(person, "") for person in holders[one.id] if person not in own),
                )
                for one in held
            ),
            people=tuple(
                HolderShare(
                    user=UserId(one), label=names.get(one, ""), runs_group=one in own, held=counts[one], of=known
                )
                for one in people
            ),
            known=known,
        )
