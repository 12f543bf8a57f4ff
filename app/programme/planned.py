"""Turns stored sessions into what the planning rules and the screens read, and back into rows to store (SCH-1)."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.clock import Clock
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Row, SessionId, UserId, field
from app.domain.pack import Pack, content_key
from app.domain.pack_parts import BlockKind, DatesAre
from app.programme.office import closures, office_calendar
from app.programme.packs.shelf import pack_of
from app.programme.rules.moving import Running, Status
from app.programme.rules.moving import Session as SessionInPlan
from app.programme.rules.schedule import Days, MovedBecause, PlannedItem, Slot, Window
from app.programme.seat import ProgrammeSeat
from app.programme.together.sharing import men_sharing
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.attendance import Register
from models.programme.group import Group, Member, Session

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLANNED, HELD, NOT_HELD, CANCELLED = "planned", "held", "not_held", "cancelled"
CATCH_UP = "catch_up"


def has_status(*statuses: str) -> ColumnElement[bool]:
    """In a query: a session of a group or man that stands so; it is not looked for among all that do (P8)."""
    return not_looked_up(Session.status).in_(statuses)


class SlotGiven(Draft):
    """A weekly time as it is typed: `mon` to `sun`, `18:30`, minutes only when they differ from the programme's."""

    weekday: str
    start: str
    minutes: int | None = None


class SlotRow(Row):
    """A weekly time."""

    weekday: str
    start: str
    minutes: int | None = None


class WindowRow(Row):
    """From when to when a 1-2-1 or review can be held; no last day when nothing follows (SCH-8)."""

    from_day: date = field(name="from")
    to: date | None = None


class MovedRow(Row):
    """What shifted an item, in words (SCH-10)."""

    kind: str
    words: str
    day: date | None = None


class SessionRow(Row):
    """One session of a plan. `key` is the block's, `number` counts in the block; times are the office's (SCH-1).

    `clash` is what its time meets while it is only previewed; `cover` who stands in, `place` its own room (SCH-27).
    """

    key: str
    block: str
    number: int
    title: str
    kind: str
    placeholder: bool
    minutes: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    window: WindowRow | None = None
    is_deadline: bool = False
    moved_because: tuple[MovedRow, ...] = ()
    session: SessionId | None = None
    status: str = PLANNED
    not_held_reason: str = ""
    has_register: bool = False
    case: CaseId | None = None
    clash: tuple[str, ...] = ()
    cover: tuple[UserId, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Place:
    """Where a planned item stands in the pack and in the group."""

    order: int
    item: PlannedItem


def slots_of(given: Iterable[SlotGiven]) -> tuple[Slot, ...]:
    """The weekly times as the rules take them. Raises InvalidInput for a weekday or time that is none (SCH-2)."""
    slots = []
    for one in given:
        if one.weekday not in WEEKDAYS:
            raise InvalidInput(
                {"slots": _("Write a weekday as one of: {allowed}.").format(allowed=", ".join(WEEKDAYS))}
            )
        slots.append(Slot(WEEKDAYS.index(one.weekday), clock_time(one.start), one.minutes))
    return tuple(slots)


def clock_time(text: str) -> time:
    """A time of day as typed, `18:30`: hour 0 to 23, minute 0 to 59 (SCH-2)."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip())
    if found is None:
        raise InvalidInput({"slots": _("Write a time as 18:30.")})
    return time(int(found[1]), int(found[2]))


def stored_slots(group: Group) -> tuple[Slot, ...]:
    """A group's weekly times."""
    return tuple(
        Slot(WEEKDAYS.index(one["weekday"]), time.fromisoformat(one["start"]), one.get("minutes"))
        for one in group.slots
    )


def slot_rows(slots: Iterable[Slot]) -> tuple[SlotRow, ...]:
    """Weekly times as rows."""
    return tuple(
        SlotRow(weekday=WEEKDAYS[slot.weekday], start=f"{slot.start:%H:%M}", minutes=slot.minutes) for slot in slots
    )


def item_row(pack: Pack, clock: Clock, item: PlannedItem) -> SessionRow:
    """A planned item as a row; nothing of it is stored yet."""
    return SessionRow(
        key=item.block,
        block=block_title(pack, item.block),
        number=item.number,
        title=item.title,
        kind=item.kind.value,
        placeholder=item.placeholder,
        minutes=minutes_of(pack, item),
        starts_at=None if item.starts_at is None else clock.at(item.starts_at).astimezone(clock.zone),
        ends_at=local(clock, ends_at(clock, item)),
        window=None if item.window is None else WindowRow(from_day=item.window.first, to=item.window.last),
        is_deadline=item.is_deadline,
        moved_because=tuple(MovedRow(kind=one.kind, words=one.words, day=one.day) for one in item.moved_because),
    )


def block_title(pack: Pack, key: str) -> str:
    """The name of a block without its running number."""
    gone = key.replace("_", " ").capitalize()  # of an earlier version of the programme (PACK-4)
    return next((block.name for block in pack.blocks if block.key == key), gone)


def minutes_of(pack: Pack, item: PlannedItem) -> int:
    """How long an item is planned to be."""
    if item.starts_at is not None and item.ends_at is not None:
        return int((item.ends_at - item.starts_at).total_seconds() // 60)
    return pack.block(item.block).minutes


def session_row(pack: Pack, clock: Clock, session: Session, registers: Iterable[str] = ()) -> SessionRow:
    """A stored session as a row, its times in the office's zone."""
    return SessionRow(
        key=session.key,
        block=block_title(pack, session.key),
        number=session.number,
        title=session.title,
        kind=session.kind,
        placeholder=session.is_placeholder,
        minutes=session.planned_minutes,
        starts_at=local(clock, session.starts_at),
        ends_at=local(clock, session.ends_at),
        window=WindowRow(from_day=session.window_from, to=session.window_to) if session.window_from else None,
        is_deadline=is_deadline(pack, session.key),
        moved_because=tuple(
            MovedRow(kind=one["kind"], words=one["words"], day=date.fromisoformat(one["day"]) if one["day"] else None)
            for one in session.moved_because
        ),
        session=SessionId(session.id),
        status=session.status,
        not_held_reason=session.not_held_reason or "",
        has_register=session.id in set(registers),
        case=CaseId(session.case_id) if session.case_id else None,
        cover=tuple(UserId(one) for one in session.cover),
        place=session.place or "",
    )


def local(clock: Clock, at: datetime | None) -> datetime | None:
    """A stored moment as the office's clock shows it, still aware of its zone."""
    return None if at is None else at.astimezone(clock.zone)


def is_deadline(pack: Pack, key: str) -> bool:
    """Whether the date of a block's item is the last day to hold it by (SCH-9)."""
    return any(block.key == key and block.date_is is DatesAre.DEADLINE for block in pack.blocks)


def new_session(pack: Pack, clock: Clock, group: Group, place: Place) -> Session:
    """A planned item as a row to store; it covers its own content (SCH-12)."""
    session = Session(
        group_id=group.id,
        order=place.order,
        key=place.item.block,
        number=place.item.number,
        title=place.item.title,
        kind=place.item.kind.value,
        is_placeholder=place.item.placeholder,
        planned_minutes=minutes_of(pack, place.item),
        coverage=list(pack.block(place.item.block).coverage),
        covers=[place.item.key],
        cover=[],
    )
    put_times(clock, session, place.item)
    return session


def put_times(clock: Clock, session: Session, item: PlannedItem) -> None:
    """Give a stored session the times, window and reasons of a planned item."""
    session.starts_at = None if item.starts_at is None else clock.at(item.starts_at)
    session.ends_at = ends_at(clock, item)
    session.window_from = item.window.first if item.window else None
    session.window_to = item.window.last if item.window else None
    session.moved_because = [
        {"kind": one.kind, "words": one.words, "day": one.day.isoformat() if one.day else None}
        for one in item.moved_because
    ]


def ends_at(clock: Clock, item: PlannedItem) -> datetime | None:
    """When an item ends: so many minutes after it starts, also on the night the clocks change (SCH-19)."""
    if item.starts_at is None or item.ends_at is None:
        return None
    return clock.at(item.starts_at) + (item.ends_at - item.starts_at)


def planned_item(pack: Pack, clock: Clock, session: Session) -> PlannedItem:
    """A stored session as the planning rules see it: in the office's wall time."""
    starts_at = local(clock, session.starts_at)
    started = None if starts_at is None else starts_at.replace(tzinfo=None)
    length = session.ends_at - session.starts_at if session.ends_at and session.starts_at else None
    return PlannedItem(
        key=content_key(session.key, session.number),
        block=session.key,
        number=session.number,
        kind=BlockKind(session.kind),
        title=session.title,
        starts_at=started,
        ends_at=None if started is None or length is None else started + length,
        window=Window(session.window_from, session.window_to) if session.window_from else None,
        placeholder=session.is_placeholder,
        is_deadline=is_deadline(pack, session.key),
        moved_because=tuple(
            MovedBecause(one["kind"], one["words"], date.fromisoformat(one["day"]) if one["day"] else None)
            for one in session.moved_because
        ),
    )


def plan_of(work: Work, group_id: str) -> tuple[Session, ...]:
    """The planned sessions of a group in pack order; catch-ups and men's own 1-2-1s are not among them (SCH-21)."""
    query = (
        select(Session)
        .where(Session.group_id == group_id, Session.case_id.is_(None), Session.kind != CATCH_UP)
        .order_by(Session.order)
    )
    return tuple(work.session.scalars(query))


def with_register(work: Work, sessions: Sequence[Session]) -> frozenset[str]:
    """Which of these sessions have a register."""
    ids = [session.id for session in sessions]
    return frozenset(work.session.scalars(select(Register.session_id).where(Register.session_id.in_(ids))))


def running(work: Work, seat: ProgrammeSeat, group: Group) -> Running:
    """A group as its plan sees it (SCH-22, SCH-25)."""
    pack, sessions = pack_of(work, group), plan_of(work, group.id)
    registers = with_register(work, sessions)
    ever = work.session.execute(select(func.count()).where(Member.group_id == group.id)).scalar_one() > 0
    known = {status.value for status in Status}
    return Running(
        pack=pack,
        slots=stored_slots(group),
        starts_on=group.starts_on,
        sessions=tuple(
            SessionInPlan(
                planned_item(pack, seat.clock, session),
                Status(session.status if session.status in known else NOT_HELD),
                session.id in registers,
            )
            for session in sessions
            if pack.has_content(session.key, session.number)
        ),
        ever_had_members=ever,
    )


def days_for(work: Work, region: str, where: Iterable[str | None]) -> Days:
    """The days off of a region, with the closures of the office and of these places and groups (SCH-14, SCH-16)."""
    return Days(office_calendar(work.session, region), closures(work.session, [one for one in where if one]))


def expected(work: Work, session: Session) -> tuple[str, ...]:
    """Whose register this is: his own contact, who shares a catch-up, or the group as it is then (SCH-29, SCH-33)."""
    if session.case_id is not None:
        return (session.case_id,)
    if session.kind == CATCH_UP:
        return men_sharing(work, session)
    if session.starts_at is None or session.group_id is None or session.is_placeholder:
        return ()
    query = select(Member.case_id).where(Member.group_id == session.group_id, *_is_there(session.starts_at))
    return tuple(dict.fromkeys(work.session.scalars(query.order_by(Member.joined_at, Member.case_id))))


def how_many_expected(work: Work, sessions: Collection[Session]) -> dict[str, int]:
    """On the register of each of these sessions, as `expected` names them; those of groups are asked for at once."""
    plain = [one for one in sessions if one.case_id is None and one.kind != CATCH_UP and not one.is_placeholder]
    query = (
        select(Session.id, func.count(Member.case_id.distinct()).label("many"))
        .join(Member, Member.group_id == Session.group_id)
        .where(Session.id.in_([one.id for one in plain]), *_is_there(Session.starts_at))
    )
    counted = {row.id: row.many for row in work.session.execute(query.group_by(Session.id))}
    known = {one.id: counted.get(one.id, 0) for one in plain}
    return known | {one.id: len(expected(work, one)) for one in sessions if one.id not in known}


def _is_there(at: datetime | InstrumentedAttribute[datetime | None]) -> tuple[ColumnElement[bool], ...]:
    """A member at this moment (SCH-29)."""
    return Member.joined_at <= at, or_(Member.left_at.is_(None), Member.left_at > at)
