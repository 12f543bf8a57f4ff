"""Works out who has still to catch up what, by when, whether it is booked, and when and where it could be (SCH-33)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from app.domain.pack import Pack
from app.domain.pack_parts import CatchUpBy
from app.programme.marks import marks_of_all
from app.programme.office import number_setting
from app.programme.packs.shelf import pack_of
from app.programme.planned import CATCH_UP, HELD, NOT_HELD, PLANNED, days_for, has_status, running
from app.programme.planning.taken import taken_on, wall
from app.programme.rules.attendance import Mark
from app.programme.rules.by_hand import Takes
from app.programme.rules.catch_up import LOOK_AHEAD_DAYS, due_after, suggested_time
from app.programme.rules.moving import Running
from app.programme.rules.progress import Covered, coverage
from app.programme.rules.schedule import Days, PlannedItem
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.delivery import CatchUpMan
from models.programme.group import Group, Session


@dataclass(frozen=True)
class Meeting:
    """One session of a group's plan that has been, held or not."""

    id: str
    key: str
    block: str
    title: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True)
class OwedContent:
    """One content that a group has had without one of its men; `booked` is the session that will make up for it."""

    case: Case
    group: Group
    meeting: Meeting
    due: date | None
    booked: Session | None = None


@dataclass(frozen=True)
class Past:
    """What a group has had so far, and the day of each block's last session, past or ahead."""

    meetings: tuple[Meeting, ...]
    lasts: Mapping[str, date]


def owed_contents(
    work: Work, seat: ProgrammeSeat, places: Iterable[tuple[Case, Group]], *, ahead_too: bool = False
) -> tuple[OwedContent, ...]:
    """What each of these men owes in the group he is in, the oldest session first; a booked one says so.

    With `ahead_too` also what he will owe because a session that lies ahead is not held.
    """
    pairs = [(case, group) for case, group in places if catches_up(pack_of(work, group))]
    past = _past(work, seat, {group.id for _case, group in pairs}, None if ahead_too else seat.clock.now())
    marks = marks_of_all(work, seat, {case.id for case, _group in pairs})
    booked = booked_covers(work, {case.id for case, _group in pairs})
    days = number_setting(work.session, "catch_up.block_days")
    found = []
    for case, group in pairs:
        pack, here = pack_of(work, group), past.get(group.id, Past((), {}))
        owed = owed_keys(pack_of(work, case), marks.get(case.id, ()))
        for meeting in here.meetings:
            if meeting.key in owed:
                due = due_after(pack, meeting.block, here.lasts, days)
                found.append(OwedContent(case, group, meeting, due, booked.get((case.id, meeting.key))))
    return tuple(found)


def catches_up(pack: Pack) -> bool:
    """Whether the contents of a programme are made up at all."""
    return pack.attendance.catch_up_by is not CatchUpBy.NONE


def owed_keys(pack: Pack, marks: Iterable[Mark]) -> frozenset[str]:
    """The contents he has neither had nor caught up (SCH-31); too short a presence leaves one owed (ATT-15)."""
    return frozenset(line.content.key for line in coverage(pack, marks) if line.state is Covered.OWED)


def booked_covers(work: Work, cases: Collection[str]) -> dict[tuple[str, str], Session]:
    """The catch-up that is planned for each man and content, his own or a shared one."""
    mine = select(Session).where(Session.case_id.in_(cases), Session.kind == CATCH_UP, has_status(PLANNED))
    booked = {(one.case_id or "", key): one for one in work.session.scalars(mine) for key in one.covers}
    shared = (
        select(CatchUpMan, Session)
        .join(Session, Session.id == CatchUpMan.session_id)
        .where(CatchUpMan.case_id.in_(cases), CatchUpMan.left_at.is_(None), has_status(PLANNED))
    )
    for man, session in work.session.execute(shared):
        booked |= {(man.case_id, key): session for key in man.covers}
    return booked


def _past(work: Work, seat: ProgrammeSeat, groups: Collection[str], until: datetime | None) -> dict[str, Past]:
    """Of each group what it has had, until then where a moment is given; what was not held covered nobody (ATT-16)."""
    query = (
        select(
            Session.id, Session.group_id, Session.key, Session.covers, Session.title, Session.status,
            Session.starts_at, Session.planned_minutes,
        )
        .where(Session.group_id.in_(groups), Session.case_id.is_(None), Session.kind == "group")
        .where(Session.starts_at.is_not(None), or_(Session.status != PLANNED, Session.is_placeholder.is_(False)))
        .order_by(Session.order)
    )  # fmt: skip
    meetings: dict[str, list[Meeting]] = defaultdict(list)
    lasts: dict[str, dict[str, date]] = defaultdict(dict)
    for row in work.session.execute(query):
        day = row.starts_at.astimezone(seat.clock.zone).date()
        lasts[row.group_id][row.key] = max(lasts[row.group_id].get(row.key, day), day)
        if row.status in (HELD, NOT_HELD) and (until is None or row.starts_at <= until):
            meetings[row.group_id] += [
                Meeting(row.id, key, row.key, row.title, row.starts_at, row.planned_minutes) for key in row.covers
            ]
    return {id: Past(tuple(meetings[id]), lasts[id]) for id in lasts}


@dataclass(frozen=True)
class Frame:
    """A group's plan as it stands, with its days off and its items by content."""

    plan: Running
    days: Days
    items: Mapping[str, PlannedItem]


class Times:
    """Suggests when each content could be made up: he and his group's room are free, nobody is asked twice."""

    def __init__(self, work: Work, seat: ProgrammeSeat) -> None:
        self._work, self._seat = work, seat
        self._groups: dict[str, Frame] = {}
        today = seat.clock.today()
        last = date.fromordinal(today.toordinal() + LOOK_AHEAD_DAYS)
        self._taken = taken_on(work, seat.clock, [today, last])

    def suggested(self, owed: OwedContent) -> datetime | None:
        """The first good time for this man and this content, aware, in the office's zone."""
        group, clock = owed.group, self._seat.clock
        if group.id not in self._groups:
            plan = running(self._work, self._seat, group)
            days = days_for(self._work, group.region, (group.place, group.id))
            self._groups[group.id] = Frame(plan, days, {one.key: one.item for one in plan.sessions})
        frame = self._groups[group.id]
        missed = frame.items.get(owed.meeting.key)
        if missed is None:
            return None
        at = suggested_time(
            missed, frame.items.values(), frame.plan.slots, frame.days, wall(clock, clock.now()), owed.meeting.minutes,
            lambda starts_at, ends_at: self._is_free(owed, Takes(starts_at, ends_at)),
        )  # fmt: skip
        return None if at is None else clock.at(at).astimezone(clock.zone)

    def _is_free(self, owed: OwedContent, wanted: Takes) -> bool:
        room = owed.group.place
        return not any(
            one.meets(wanted) and (owed.case.id in one.men or (room is not None and one.room == room))
            for one in self._taken
        )
