"""Says what a man still has to catch up, by when and when it could be, and books it (SCH-31, SCH-33)."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, Row, SessionId, ShortText, field
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.marks import marks_of
from app.programme.moments import moment_typed
from app.programme.office import number_setting
from app.programme.one_to_ones import ContactRow, contact_row
from app.programme.packs.shelf import pack_of
from app.programme.placing import group_of
from app.programme.planned import CATCH_UP, HELD, PLANNED, days_for, running
from app.programme.planning.own_dates import OwnDate, check_own_date, put_own_date, refuse_without_reason
from app.programme.progress import CaseWanted
from app.programme.rights import Right
from app.programme.rules.catch_up import due_by, suggested_time
from app.programme.rules.progress import Covered, coverage
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Session


class CatchUpBooked(Draft):
    """A catch-up: which sessions it makes up for, when, and other men who come too (SCH-33)."""

    case: CaseId
    sessions_covered: tuple[SessionId, ...]
    starts_at: str
    minutes: int | None = None
    reason: Line | None = None
    place: ShortText | None = None
    facilitator: ShortText | None = None
    with_: tuple[CaseId, ...] = field(name="with", default=())


class CatchUpOwed(Row):
    """One content that was held without him: by when to make it up, and the first time that would do."""

    session: SessionId
    key: str
    title: str
    due: date | None
    is_overdue: bool
    suggested_at: datetime | None


class CatchUpMade(Row):
    """The catch-up of the man it was booked for, and of each who comes too."""

    session: SessionId
    sessions: tuple[ContactRow, ...]


class CatchUps(Noun):
    """What is done about contents that a man has missed."""

    seat: ProgrammeSeat

    @act("catch_up.owed", Right.READ_CASE, kind=Kind.LIST, about="case")
    def owed(self, work: Work, draft: CaseWanted) -> tuple[CatchUpOwed, ...]:
        """List the contents that his group has had without him, with the day they are due (SCH-33)."""
        case, group_id = work.get(Case, draft.case), group_of(work, draft.case)
        if group_id is None:
            return ()
        return _owed_in(work, self.seat, case, work.get(Group, group_id))

    @act("catch_up.book", Right.TAKE_REGISTER, about="case")
    def book_catch_up(self, work: Work, draft: CatchUpBooked) -> CatchUpMade:
        """Book a catch-up for what he has missed; it has its own register and names what it covers (SCH-33)."""
        covered = tuple(work.get(Session, id) for id in dict.fromkeys(draft.sessions_covered))
        if not covered:
            raise InvalidInput({"sessions_covered": _("Choose at least one session that he missed.")})
        starts_at = moment_typed(self.seat.clock, draft.starts_at, "starts_at")
        minutes = draft.minutes or max(one.planned_minutes for one in covered)
        if minutes < 1:
            raise InvalidInput({"minutes": _("A contact lasts at least one minute.")})
        wanted, group_id = OwnDate(starts_at, minutes, draft.place, draft.facilitator), group_of(work, draft.case)
        cases = [work.get(Case, id) for id in dict.fromkeys((draft.case, *draft.with_))]
        for case in cases:
            self._refuse_catch_up(work, case.id, covered)
        group = work.get(Group, group_id) if group_id else None
        warned = check_own_date(work, self.seat, cases, wanted, group)
        refuse_without_reason(warned, draft.reason)
        made = []
        for case in cases:
            session = _catch_up(covered, case.id, group_of(work, case.id), (starts_at, wanted.ends_at))
            put_own_date(work, self.seat, session, cases[0], wanted)
            work.changed("case", case.id)
            made.append(contact_row(self.seat, session, warned))
        return CatchUpMade(session=made[0].session, sessions=tuple(made))

    def _refuse_catch_up(self, work: Work, case_id: str, covered: tuple[Session, ...]) -> None:
        """Only who has a place, and only for contents that he still owes (SCH-31)."""
        case = work.get(Case, case_id)
        if group_of(work, case_id) is None:
            raise NotAllowed(_("He has no place in a group."))
        marks = marks_of(work, self.seat, case_id)
        lines = coverage(pack_of(work, case), marks)
        owed = {line.content.key for line in lines if line.state is Covered.OWED}
        if not {key for one in covered for key in one.covers} <= owed:
            raise InvalidInput({"sessions_covered": _("He has had this already.")})


def _owed_in(work: Work, seat: ProgrammeSeat, case: Case, group: Group) -> tuple[CatchUpOwed, ...]:
    lines = coverage(pack_of(work, case), marks_of(work, seat, case.id))
    owed = {line.content.key for line in lines if line.state is Covered.OWED}
    plan, days = running(work, seat, group), days_for(work, group.region, (group.place, group.id))
    items = {one.key: one.item for one in plan.sessions}
    query = select(Session).where(Session.group_id == group.id, Session.case_id.is_(None), Session.status == HELD)
    now = seat.clock.local().replace(tzinfo=None)
    rows = []
    for session in work.session.scalars(query.order_by(Session.order)).all():
        for key in owed.intersection(session.covers):
            due = due_by(plan.pack, items.values(), key, number_setting(work.session, "catch_up.block_days"))
            at = suggested_time(items[key], items.values(), plan.slots, days, now, session.planned_minutes)
            rows.append(
                CatchUpOwed(
                    session=SessionId(session.id),
                    key=key,
                    title=session.title,
                    due=due,
                    is_overdue=due is not None and due < seat.clock.today(),
                    suggested_at=None if at is None else seat.clock.at(at).astimezone(seat.clock.zone),
                )
            )
    return tuple(rows)


def _catch_up(
    covered: Iterable[Session], case_id: str, group_id: str | None, times: tuple[datetime, datetime]
) -> Session:
    sessions = tuple(covered)
    titles = ", ".join(one.title for one in sessions)
    return Session(
        group_id=group_id,
        case_id=case_id,
        order=sessions[0].order,
        key=sessions[0].key,
        number=sessions[0].number,
        title=_("{titles} (catch-up)").format(titles=titles)[:200],
        kind=CATCH_UP,
        status=PLANNED,
        is_placeholder=False,
        starts_at=times[0],
        ends_at=times[1],
        planned_minutes=int((times[1] - times[0]).total_seconds() // 60),
        coverage=sorted({topic for one in sessions for topic in one.coverage}),
        covers=list(dict.fromkeys(key for one in sessions for key in one.covers)),
        moved_because=[],
        cover=[],
    )
