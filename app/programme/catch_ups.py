"""Says what men have to catch up, by when and when it could be, and books it for one or several (SCH-31, SCH-33)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _, ngettext
from app.core.shapes import CaseId, Draft, GroupId, Line, Row, SessionId, ShortText, field
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.roles import Reach
from app.programme.attendance.catch_up_session import made_up, session_for
from app.programme.attendance.owing import OwedContent, Times, owed_contents
from app.programme.days.kept import Due, owing
from app.programme.moments import moment_typed
from app.programme.one_to_ones import ContactRow, contact_row
from app.programme.placing import group_of
from app.programme.planned import CANCELLED, CATCH_UP, PLANNED, local
from app.programme.planning.own_dates import OwnDate, check_own_date, put_own_date, refuse_without_reason
from app.programme.planning.taken import one_after_the_other
from app.programme.progress import CaseWanted
from app.programme.reach import cases_within_reach
from app.programme.register_rows import men_of
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Round, TaskRow
from app.programme.together.sharing import leave_shared, men_sharing
from app.store.work import Work
from models.programme.case import Case
from models.programme.delivery import CatchUpMan
from models.programme.group import Group, Member, Session

SOON = timedelta(days=7)


class CatchUpBooked(Draft):
    """A catch-up: which sessions it makes up for, when, where, and other men who come too (SCH-33)."""

    case: CaseId
    sessions_covered: tuple[SessionId, ...]
    starts_at: str
    minutes: int | None = None
    reason: Line | None = None
    place: ShortText | None = None
    facilitator: ShortText | None = None
    with_: tuple[CaseId, ...] = field(name="with", default=())


class CatchUpsWanted(Draft):
    """Whose catch-ups: everybody's within reach, or one group's or one man's; booked ones only when asked for."""

    group: GroupId | None = None
    case: CaseId | None = None
    booked_too: bool = False


class CatchUpLeft(Draft):
    """A man who will not come to a catch-up that several share, and why (CASE-5)."""

    session: SessionId
    case: CaseId
    reason: Line


class CatchUpCancelled(Draft):
    """A booked catch-up that will not take place for anybody, and why."""

    session: SessionId
    reason: Line


class CatchUpOwed(Row):
    """One content that was held without him: by when to make it up, and the first time that would do."""

    session: SessionId
    key: str
    title: str
    due: date | None
    is_overdue: bool
    suggested_at: datetime | None


class CatchUpLine(CatchUpOwed, kw_only=True):
    """The same with the man, his group and its room; `booked_at` says when it will be made up."""

    case: CaseId
    reference: str
    name: str
    group: GroupId
    group_code: str
    programme: str
    missed_on: date
    minutes: int
    place: str
    booked: SessionId | None
    booked_at: datetime | None


class CatchUpMade(Row):
    """The session that was booked, and the men who are expected in it."""

    session: SessionId
    cases: tuple[CaseId, ...]
    sessions: tuple[ContactRow, ...]


class CatchUps(Noun):
    """What is done about contents that men have missed."""

    seat: ProgrammeSeat

    @act("catch_up.owed", Right.READ_CASE, kind=Kind.LIST, about="case")
    def owed(self, work: Work, draft: CaseWanted) -> tuple[CatchUpOwed, ...]:
        """List the contents that his group has had without him, with the day they are due (SCH-33)."""
        case, group_id = work.get(Case, draft.case), group_of(work, draft.case)
        if group_id is None:
            return ()
        found, times = owed_contents(work, self.seat, [(case, work.get(Group, group_id))]), Times(work, self.seat)
        today = self.seat.clock.today()
        return tuple(
            CatchUpOwed(
                session=SessionId(one.meeting.id),
                key=one.meeting.key,
                title=one.meeting.title,
                due=one.due,
                is_overdue=_is_overdue(one, today),
                suggested_at=times.suggested(one),
            )
            for one in found
        )

    @act("catch_up.list", Right.TAKE_REGISTER, kind=Kind.LIST)
    def list(self, work: Work, draft: CatchUpsWanted) -> tuple[CatchUpLine, ...]:
        """List who within reach has to catch up what, the soonest due first, with a time and room that would do."""
        cases: Collection[str] | None = only(draft.case)
        if cases is None and draft.group is None and not draft.booked_too:
            cases = owing(work, (Due.CATCH_UP,), self.seat.clock.today())
        found = owed_contents(work, self.seat, places_within_reach(work, self.seat, draft.group, cases))
        wanted = sorted((one for one in found if draft.booked_too or one.booked is None), key=_by_due)
        names, times, clock = men_of(work, {one.case.id for one in wanted}), Times(work, self.seat), self.seat.clock
        return tuple(
            CatchUpLine(
                case=CaseId(one.case.id),
                reference=one.case.reference,
                name=names[one.case.id].short,
                group=GroupId(one.group.id),
                group_code=one.group.code,
                programme=one.group.programme,
                session=SessionId(one.meeting.id),
                key=one.meeting.key,
                title=one.meeting.title,
                missed_on=one.meeting.starts_at.astimezone(clock.zone).date(),
                minutes=one.meeting.minutes,
                due=one.due,
                is_overdue=_is_overdue(one, clock.today()),
                suggested_at=None if one.booked else times.suggested(one),
                place=one.group.place or "",
                booked=SessionId(one.booked.id) if one.booked else None,
                booked_at=local(clock, one.booked.starts_at) if one.booked else None,
            )
            for one in wanted
        )

    @act("catch_up.book", Right.TAKE_REGISTER, about="case")
    def book_catch_up(self, work: Work, draft: CatchUpBooked) -> CatchUpMade:
        """Book a catch-up for what was missed; several men share one session and one register (SCH-33)."""
        one_after_the_other(work)
        covered = tuple(work.get(Session, id) for id in dict.fromkeys(draft.sessions_covered))
        if not covered:
            raise InvalidInput({"sessions_covered": _("Choose at least one session that he missed.")})
        starts_at = moment_typed(self.seat.clock, draft.starts_at, "starts_at")
        minutes = draft.minutes or max(one.planned_minutes for one in covered)
        if minutes < 1:
            raise InvalidInput({"minutes": _("A contact lasts at least one minute.")})
        cases = [self._man(work, id) for id in dict.fromkeys((draft.case, *draft.with_))]
        covers = {case.id: made_up(work, self.seat, case, covered, is_alone=len(cases) == 1) for case in cases}
        wanted, group_id = OwnDate(starts_at, minutes, draft.place, draft.facilitator), group_of(work, draft.case)
        warned = check_own_date(work, self.seat, cases, wanted, work.get(Group, group_id) if group_id else None)
        refuse_without_reason(warned, draft.reason)
        session = session_for(covered)
        if len(cases) == 1:
            session.group_id, session.case_id = group_id, cases[0].id
        put_own_date(work, self.seat, session, cases[0], wanted)
        if len(cases) > 1:
            self._add_men(work, session, covers)
        for case in cases:
            work.changed("case", case.id)
        row = contact_row(self.seat, session, warned)
        return CatchUpMade(session=row.session, cases=tuple(CaseId(one.id) for one in cases), sessions=(row,))

    @act("catch_up.leave", Right.TAKE_REGISTER, about="case")
    def leave(self, work: Work, draft: CatchUpLeft) -> CatchUpMade:
        """Take a man off a catch-up that several share; it stays without him (CASE-5)."""
        session = work.get(Session, draft.session)
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write why he does not come.")})
        if session.status != PLANNED:
            raise NotAllowed(_("This catch-up is not ahead any more. His mark says whether he came."))
        if not leave_shared(work, session, draft.case, self.seat.clock.now(), draft.reason.strip()):
            raise InvalidInput({"case": _("He is not down for this catch-up.")})
        work.changed("case", draft.case)
        left = tuple(CaseId(id) for id in men_sharing(work, session))
        return CatchUpMade(session=draft.session, cases=left, sessions=(contact_row(self.seat, session),))

    @act("catch_up.cancel", Right.TAKE_REGISTER, about="session")
    def cancel(self, work: Work, draft: CatchUpCancelled) -> CatchUpMade:
        """Cancel a catch-up that lies ahead, for everybody in it: kept and marked; what was missed is owed again."""
        session, reason = work.get(Session, draft.session), draft.reason.strip()
        if session.kind != CATCH_UP:
            raise InvalidInput({"session": _("This is not a catch-up.")})
        if not reason:
            raise InvalidInput({"reason": _("Write why it does not take place.")})
        if session.status != PLANNED or session.starts_at is None or session.starts_at <= self.seat.clock.now():
            raise NotAllowed(_("This catch-up is not ahead any more. Record its register, or that it was not held."))
        cases = (session.case_id,) if session.case_id else men_sharing(work, session)
        session.status, session.not_held_reason = CANCELLED, reason
        for case in cases:
            work.changed("case", case)
        return CatchUpMade(session=draft.session, cases=(), sessions=(contact_row(self.seat, session),))

    def _man(self, work: Work, case_id: str) -> Case:
        """A man who may be booked by this person: within reach, and with a place in a group."""
        if work.reach is Reach.OWN and not self.seat.is_own(work, self.seat.person, "case", case_id):
            raise Missing
        case = work.get(Case, case_id)
        if group_of(work, case_id) is None:
            raise NotAllowed(_("{case}: he has no place in a group.").format(case=case.reference))
        return case

    def _add_men(self, work: Work, session: Session, covers: dict[str, tuple[str, ...]]) -> None:
        at = self.seat.clock.now()
        work.add_all(
            CatchUpMan(session_id=session.id, case_id=case, covers=list(keys), added_at=at)
            for case, keys in covers.items()
        )


def places_within_reach(
    work: Work, seat: ProgrammeSeat, group: str | None = None, cases: Collection[str] | None = None
) -> tuple[tuple[Case, Group], ...]:
    """Every man within reach who has a place in a group that runs, with that group."""
    query = (
        select(Case, Group)
        .join(Member, Member.case_id == Case.id)
        .join(Group, Group.id == Member.group_id)
        .where(Member.left_at.is_(None), Group.ended_on.is_(None), cases_within_reach(work, seat.person))
    )
    if group is not None:
        query = query.where(Group.id == group)
    if cases is not None:
        query = query.where(Case.id.in_(cases))
    return tuple((row[0], row[1]) for row in work.session.execute(query.order_by(Group.code, Case.number)))


def catch_ups_due(round_: Round) -> Iterator[TaskRow]:
    """A man whose missed contents are due within a week or overdue, and nothing is booked: one row for him (SCH-33)."""
    if round_.seat.reach(Right.TAKE_REGISTER) is Reach.NONE:
        return
    found: dict[str, list[OwedContent]] = {}
    places, last = places_within_reach(round_.work, round_.seat, cases=round_.ids), round_.today + SOON
    for one in owed_contents(round_.work, round_.seat, places):
        if one.booked is None and one.due is not None and one.due <= last and one.case.id in round_.cases:
            found.setdefault(one.case.id, []).append(one)
    for case_id, owed in found.items():
        words = ngettext("Book a catch-up: {name}, {title}", "Book catch-ups: {name}, {count} sessions", len(owed))
        titled = words.format(name=round_.name(case_id), title=owed[0].meeting.title, count=len(owed))
        due = min(one.due for one in owed if one.due is not None)
        yield round_.row("catch_up.book", case_id, due, titled, owed[0].case.reference)


def only(case: str | None) -> tuple[str, ...] | None:
    """One man alone, where one is named."""
    return None if case is None else (case,)


def _is_overdue(one: OwedContent, today: date) -> bool:
    return one.due is not None and one.due < today


def _by_due(one: OwedContent) -> tuple[date, str, str]:
    return one.due or date.max, one.case.reference, one.meeting.key
