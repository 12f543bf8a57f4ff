"""Writes what was delivered to one invented group: its plan, its men, every register, note and contact until today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from app.domain.moves import CaseState, ReasonCode
from app.domain.pack import Pack
from app.domain.pack_parts import BlockKind, CompletionKind
from app.ops.lots import Lots, stock
from app.programme.crowd.arrivals import Arrived, arrive, lay_hold, screened
from app.programme.crowd.contacts import Contact, own_contact
from app.programme.crowd.ground import Ground, Site, Worker
from app.programme.crowd.population import ROLLING_WEEKS, Course, Ending, Man, ending
from app.programme.planned import HELD, PLANNED, WEEKDAYS, minutes_of
from app.programme.rules.schedule import PlannedItem, Slot, plan
from models.programme.attendance import Mark, Register, SessionNote
from models.programme.crossing import ClearanceAsked
from models.programme.group import Group, Member, Session

S = CaseState
EVENINGS = (time(18, 0), time(18, 30), time(19, 0), time(10, 0))
ALLOCATED_BEFORE, AHEAD_WEEKS = timedelta(days=16), 26
CLEARED_AFTER = timedelta(days=14)
LEAVES_AFTER = {Ending.WITHDREW: (2, 12), Ending.WAS_ENDED: (3, 9), Ending.AWAY: (8, 14)}
LEFT_FOR = {
    Ending.WITHDREW: (S.WITHDRAWN, ("transfer", "personal", "moved_away", "order_ended", "motivation", "health")),
    Ending.WAS_ENDED: (S.DESELECTED, ("missed_too_many", "attitude", "order_breached", "new_violence")),
    Ending.AWAY: (S.AWAY, ("own_request", "personal")),
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session of the group that has a date, as a row that stands."""

    id: str
    item: PlannedItem
    order: int
    starts_at: datetime
    ends_at: datetime
    minutes: int


@dataclass
class Came:
    """What is known of one session while its men are written: who was there."""

    there: int = 0
    marked: int = 0


@dataclass
class Run:
    """One group with its plan, while its past is written."""

    ground: Ground
    course: Course
    site: Site
    lead: Worker
    second: Worker
    id: str = ""
    came: dict[str, Came] = field(default_factory=dict)

    @cached_property
    def lots(self) -> Lots:
        """What chance decides about the group itself."""
        return Lots("group", self.course.number)

    @cached_property
    def slot(self) -> Slot:
        """When it meets."""
        return Slot(self.course.number % 4, EVENINGS[self.course.number // 4 % len(EVENINGS)])

    @cached_property
    def items(self) -> tuple[PlannedItem, ...]:
        """Its plan, as the programme and the calendar lay it out."""
        first = self.course.starts_on
        weeks = min(ROLLING_WEEKS, (self.ground.today - first).days // 7 + AHEAD_WEEKS)
        return plan(self.course.pack, first, [self.slot], self.site.office, (), max(1, weeks)).items

    @cached_property
    def now(self) -> datetime:
        """The moment at which the story stands."""
        return self.ground.at(self.ground.today, 9)

    @property
    def pack(self) -> Pack:
        """Its programme."""
        return self.course.pack


def deliver(ground: Ground, course: Course, men: Sequence[Man]) -> list[tuple[str, str]]:
    """The whole past of one group; gives the cases whose clearance was asked so lately that it is still waited for."""
    site = ground.sites[course.number % len(ground.sites)]
    run = Run(ground, course, site, ground.worker(course.number), ground.worker(course.number + 1))
    run.id = run.lots.id()
    meetings = _plan_rows(run)
    ground.bulk.close()
    waiting = []
    for man in men:
        waiting += _write_man(run, man, meetings)
        ground.bulk.close()
    for meeting in meetings:
        _write_register(run, meeting)
    ground.bulk.close()
    return [(case, run.id) for case in waiting]


def _plan_rows(run: Run) -> list[Meeting]:
    """The group and its plan; gives its group sessions."""
    course, bulk, ground = run.course, run.ground.bulk, run.ground
    made = ground.at(course.starts_on - timedelta(days=45), 10)
    last = max((item.starts_at.date() for item in run.items if item.starts_at), default=course.starts_on)
    ends = last + timedelta(days=14)
    bulk.keep(
        Group, id=run.id, code=f"{(run.site.code or 'group')[:2].upper()}-{course.number:04d}",
        programme=course.pack.code, pack_version=course.pack.version, region=run.site.office.region.value,
        place=run.site.code, starts_on=course.starts_on,
        slots=[{"weekday": WEEKDAYS[run.slot.weekday], "start": f"{run.slot.start:%H:%M}", "minutes": None}],
        facilitators=list(dict.fromkeys((run.lead.id, run.second.id))), seats=course.pack.group.largest,
        is_rolling=course.pack.is_open_ended, ended_on=ends if ends < ground.today else None, created_at=made,
        created_by=run.lead.id,
    )  # fmt: skip
    return list(_meetings(run))


def _meetings(run: Run) -> Iterator[Meeting]:
    late = run.now - timedelta(days=2)
    for order, item in enumerate(run.items):
        starts_at = None if item.starts_at is None else run.ground.clock.at(item.starts_at)
        ends_at = None if item.ends_at is None else run.ground.clock.at(item.ends_at)
        is_over = not item.placeholder and ends_at is not None and ends_at < run.now
        is_held = is_over and (ends_at < late or not run.lots.happens(30))  # type: ignore[operator]
        id = run.lots.id()
        run.ground.bulk.keep(
            Session, id=id, group_id=run.id, order=order, key=item.block, number=item.number, title=item.title,
            kind=item.kind.value, status=HELD if is_held else PLANNED, starts_at=starts_at, ends_at=ends_at,
            window_from=item.window.first if item.window else None, window_to=item.window.last if item.window else None,
            is_placeholder=item.placeholder, planned_minutes=minutes_of(run.pack, item),
            coverage=list(run.pack.block(item.block).coverage), covers=[item.key], cover=[],
            moved_because=[
                {"kind": one.kind, "words": one.words, "day": one.day.isoformat() if one.day else None}
                for one in item.moved_because
            ],
        )  # fmt: skip
        if is_held and starts_at is not None and ends_at is not None:
            yield Meeting(id, item, order, starts_at, ends_at, minutes_of(run.pack, item))


def _write_man(run: Run, man: Man, meetings: Sequence[Meeting]) -> list[str]:
    """His way in, his marks and contacts, and where he stands; gives his case while his clearance is waited for."""
    ground = run.ground
    one = arrive(ground, man, run.lead)
    since, _again = screened(ground, one)
    joins = run.course.joins_on(man.place, ground.today)
    joined = ground.at(joins - ALLOCATED_BEFORE, 10, 10 + man.place % 40)
    if joined >= run.now or joined <= since:
        one.keep(ground, S.WAITING, since)
        return []
    asked = one.diary.note(one.lots.id(), joined, "move", run.lead, move=(S.WAITING.value, S.PLACED.value))
    one.diary.note(one.lots.id(), asked, "allocated", run.lead)
    ground.bulk.keep(
        ClearanceAsked, id=one.lots.id(), case_id=one.case, subject="case", about=run.id, asked_at=joined,
        asked_by=run.lead.id,
    )  # fmt: skip
    _through(run, one, meetings, joined)
    return [one.case] if joined > run.now - CLEARED_AFTER else []


def _through(run: Run, one: Arrived, meetings: Sequence[Meeting], joined: datetime) -> None:
    """From his place on: sessions, own contacts, and how it ended."""
    how, lots = ending(run.course, one.lots), one.lots
    his = [meeting for meeting in meetings if meeting.starts_at >= joined]
    left_at = None
    if how in LEAVES_AFTER:
        least, more = LEAVES_AFTER[how]
        after = least + lots.number(more)
        left_at = his[after - 1].ends_at + timedelta(days=2) if after <= len(his) else None
        his = his[:after]
    missed = [meeting for meeting in his if not _mark(run, one, meeting)]
    stays = left_at is None and how is Ending.STAYED
    last = max((meeting.ends_at for meeting in his), default=None)
    until = left_at or run.now
    if stays:
        last = _catch_ups(run, one, missed, last)
    contact = own_contact(run.ground, one, run.id, run.items, Contact(run.lead, joined, until))
    last = max((at for at in (last, contact) if at is not None), default=None)
    began = his[0].ends_at if his else None
    _stand(run, one, joined, began, left_at if how in LEAVES_AFTER else _done(run, his, last, stays), how)


def _done(run: Run, his: Sequence[Meeting], last: datetime | None, stays: bool) -> datetime | None:
    """When his case was closed as complete: some days after the last contact of a programme that has an end."""
    contents = [item for item in run.items if item.kind is BlockKind.GROUP]
    reviews = [item for item in run.items if item.kind is BlockKind.REVIEW and item.starts_at]
    if not stays or last is None or len(his) < len(contents) or run.pack.completion.kind is CompletionKind.NONE:
        return None
    if any(run.ground.clock.at(item.starts_at) > run.now for item in reviews if item.starts_at):
        return None
    closed = last + timedelta(days=3)
    return closed if closed < run.now else None


def _stand(
    run: Run, one: Arrived, joined: datetime, began: datetime | None, left_at: datetime | None, how: Ending
) -> None:
    """His place in the group, and the state of his case with how he came to it."""
    state, since, reason = S.PLACED, joined, None
    if began is not None:
        at = began + timedelta(minutes=12)
        since = one.diary.note(one.lots.id(), at, "move", run.lead, move=(S.PLACED.value, S.ON_PROGRAMME.value))
        state = S.ON_PROGRAMME
    if left_at is not None:
        target, reasons = LEFT_FOR.get(how, (S.COMPLETED, ()))
        reason = ReasonCode(one.lots.one_of(reasons)).value if reasons else None
        second = run.ground.manager if target is S.DESELECTED else None
        way = (state.value, target.value)
        since = one.diary.note(one.lots.id(), left_at, "move", run.lead, move=way, reason=reason, second=second)
        state = target
    run.ground.bulk.keep(
        Member, id=one.lots.id(), group_id=run.id, case_id=one.case, joined_at=joined, joined_by=run.lead.id,
        left_at=left_at, left_reason=reason,
    )  # fmt: skip
    one.keep(run.ground, state, since)
    if state is S.ON_PROGRAMME and one.lots.happens(4):
        lay_hold(run.ground, one, since)


def _mark(run: Run, one: Arrived, meeting: Meeting) -> bool:
    """One line of a register and its note; true when he came."""
    lots, bulk = one.lots, run.ground.bulk
    came, seen = lots.happens(86), run.came.setdefault(meeting.id, Came())
    code, reason = ("ATTC", None) if came else lots.one_of(stock().absences)
    late = 10 if came and lots.happens(5) else None
    at = meeting.ends_at + timedelta(minutes=8, microseconds=seen.marked)
    bulk.keep(
        Mark, id=lots.id(), session_id=meeting.id, case_id=one.case, turn=1, code=code, reason=reason,
        minutes=(meeting.minutes - (late or 0)) if came else 0, late_minutes=late,
        engagement=2 + lots.number(4) if came else None, task="yes" if came and lots.happens(70) else None, at=at,
        by_user=run.lead.id, by_label=run.lead.label,
    )  # fmt: skip
    seen.marked += 1
    if came:
        seen.there += 1
        if meeting.ends_at < run.now - timedelta(days=5) or lots.happens(75):
            note(run, one, meeting.id, at)
    return came


def note(run: Run, one: Arrived, session: str, at: datetime) -> None:
    """A few words on him in one session."""
    run.ground.bulk.keep(
        SessionNote, id=one.lots.id(), session_id=session, case_id=one.case, text=one.lots.one_of(stock().notes), at=at,
        by_user=run.lead.id, by_label=run.lead.label,
    )  # fmt: skip


def _write_register(run: Run, meeting: Meeting) -> None:
    """That the register was saved, with the head count made in the room."""
    run.ground.bulk.keep(
        Register, id=run.lots.id(), session_id=meeting.id, head_count=run.came.get(meeting.id, Came()).there,
        at=meeting.ends_at + timedelta(minutes=8), by_user=run.lead.id,
    )  # fmt: skip


def _catch_ups(run: Run, one: Arrived, missed: Sequence[Meeting], last: datetime | None) -> datetime | None:
    """What he missed is made up some days later; gives his last contact."""
    for meeting in missed:
        day: date = meeting.starts_at.date() + timedelta(days=4 + one.lots.number(3))
        starts_at = run.ground.at(day, 16)
        ends_at = starts_at + timedelta(minutes=meeting.minutes)
        if ends_at >= run.now:
            continue
        id = one.lots.id()
        run.ground.bulk.keep(
            Session, id=id, group_id=run.id, case_id=one.case, order=meeting.order, key=meeting.item.block,
            number=meeting.item.number, title=f"{meeting.item.title} (catch-up)", kind="catch_up", status=HELD,
            starts_at=starts_at, ends_at=ends_at, planned_minutes=meeting.minutes,
            coverage=list(run.pack.block(meeting.item.block).coverage), covers=[meeting.item.key], moved_because=[],
            cover=[],
        )  # fmt: skip
        at = ends_at + timedelta(minutes=5)
        run.ground.bulk.keep(Register, id=one.lots.id(), session_id=id, head_count=1, at=at, by_user=run.lead.id)
        run.ground.bulk.keep(
            Mark, id=one.lots.id(), session_id=id, case_id=one.case, turn=1, code="ATTC", minutes=meeting.minutes,
            at=at, by_user=run.lead.id, by_label=run.lead.label,
        )  # fmt: skip
        note(run, one, id, at)
        last = ends_at if last is None else max(last, ends_at)
    return last
