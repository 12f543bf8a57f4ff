"""Shows the registers of a group on one page: every man, every session that has begun, the newest mark (P9, ATT-4)."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.core.shapes import CaseId, Draft, GroupId, Row, SessionId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MARKS, MarkCode
from app.domain.names import full_name
from app.programme.marks import marks_of_all
from app.programme.planned import CANCELLED, NOT_HELD, local, plan_of, with_register
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group, Member, Session


class MarksWanted(Draft):
    """Of which group."""

    group: GroupId


class SessionBegun(Row):
    """One session of the grid, in the order of the plan; `attended` counts those who came to it."""

    session: SessionId
    number: int
    title: str
    starts_at: datetime | None
    has_register: bool
    is_not_held: bool
    attended: int


class ManMarked(Row):
    """One man and the code of his mark in each of the sessions, in their order; None where he has none (NEV-14)."""

    case: CaseId
    reference: str
    name: str
    is_member: bool
    codes: tuple[MarkCode | None, ...]
    attended: int


class GroupMarks(Row):
    """Men by sessions; who left stands below with what he was marked."""

    sessions: tuple[SessionBegun, ...]
    men: tuple[ManMarked, ...]


class GroupRegisters(Noun):
    """What is looked up in all registers of a group at once."""

    seat: ProgrammeSeat

    @act("group.marks", Right.TAKE_REGISTER, kind=Kind.LIST, about="group")
    def show(self, work: Work, draft: MarksWanted) -> GroupMarks:
        """Show the newest mark of every man in every session that has begun; one that was cancelled is none."""
        group, now = work.get(Group, draft.group), self.seat.clock.now()
        plan = [one for one in plan_of(work, group.id) if one.kind == "group"]
        begun = [(number, one) for number, one in enumerate(plan, 1) if _has_begun(one, now)]
        place = {one.id: at for at, (_number, one) in enumerate(begun)}
        men = self._men(work, group.id, place)
        came = Counter(at for man in men for at, code in enumerate(man.codes) if code and MARKS[code].attended)
        saved = with_register(work, [one for _number, one in begun])
        return GroupMarks(
            sessions=tuple(
                SessionBegun(
                    session=SessionId(one.id),
                    number=number,
                    title=one.title,
                    starts_at=local(self.seat.clock, one.starts_at),
                    has_register=one.id in saved,
                    is_not_held=one.status == NOT_HELD,
                    attended=came[place[one.id]],
                )
                for number, one in begun
            ),
            men=men,
        )

    def _men(self, work: Work, group_id: str, place: dict[str, int]) -> tuple[ManMarked, ...]:
        """Everybody who is or was in the group, those in it first, by name."""
        query = (
            select(Member.left_at, Case, Client.given_name, Client.family_name)
            .join(Case, Case.id == Member.case_id)
            .join(Client, Client.id == Case.client_id)
            .where(Member.group_id == group_id)
            .order_by(Client.family_name, Client.given_name, Case.number)
        )
        rows = {}
        for row in work.session.execute(query):
            if row.Case.id not in rows or row.left_at is None:
                rows[row.Case.id] = row
        codes = self._codes(work, rows, place)
        found = [
            ManMarked(
                case=CaseId(row.Case.id),
                reference=row.Case.reference,
                name=full_name(row.given_name, row.family_name),
                is_member=row.left_at is None,
                codes=codes[row.Case.id],
                attended=sum(bool(code and MARKS[code].attended) for code in codes[row.Case.id]),
            )
            for row in rows.values()
            if row.left_at is None or any(codes[row.Case.id])
        ]
        return tuple(sorted(found, key=lambda man: not man.is_member))

    def _codes(
        self, work: Work, cases: Collection[str], place: dict[str, int]
    ) -> dict[str, tuple[MarkCode | None, ...]]:
        marked = marks_of_all(work, self.seat, cases)
        found = {}
        for case in cases:
            line: list[MarkCode | None] = [None] * len(place)
            for mark in marked.get(case, ()):
                if mark.session in place:
                    line[place[mark.session]] = mark.code
            found[case] = tuple(line)
        return found


def _has_begun(session: Session, now: datetime) -> bool:
    return session.status != CANCELLED and session.starts_at is not None and session.starts_at <= now
