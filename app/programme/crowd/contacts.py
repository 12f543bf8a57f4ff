"""Writes the contacts that one invented man had alone: 1-2-1s with their goals, and the three-way review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.pack_parts import BlockKind
from app.ops.lots import stock
from app.programme.crowd.arrivals import Arrived
from app.programme.crowd.ground import Ground, Worker
from app.programme.planned import HELD, PLANNED, minutes_of
from app.programme.rules.schedule import PlannedItem
from models.programme.attendance import Goal, GoalReview, Mark, OneToOne, Register, ThreeWayReview
from models.programme.group import Session

AHEAD = timedelta(days=8)
KEPT = (0.0, 0.5, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who holds them, and the time in which he has a place."""

    by: Worker
    joined: datetime
    until: datetime


def own_contact(
    ground: Ground, one: Arrived, group: str, items: Sequence[PlannedItem], who: Contact
) -> datetime | None:
    """Every 1-2-1 and review of the plan whose day has come, and those of the next days as booked; gives the last."""
    last, goals = None, list[str]()
    now = ground.at(ground.today, 9)
    for order, item in enumerate(items):
        if item.kind is BlockKind.GROUP or item.starts_at is None:
            continue
        starts_at = ground.at(item.starts_at.date(), 11 + one.man.place % 5)
        if not who.joined < starts_at < (who.until if who.until < now else now + AHEAD):
            continue
        ends_at = starts_at + timedelta(minutes=minutes_of(one.man.pack, item))
        session, is_over = one.lots.id(), ends_at < now
        ground.bulk.keep(
            Session, id=session, group_id=group, case_id=one.case, order=order, key=item.block, number=item.number,
            title=item.title, kind=item.kind.value, status=HELD if is_over else PLANNED, starts_at=starts_at,
            ends_at=ends_at, planned_minutes=minutes_of(one.man.pack, item),
            coverage=list(one.man.pack.block(item.block).coverage), covers=[item.key], moved_because=[], cover=[],
        )  # fmt: skip
        if is_over:
            _held(ground, one, session, item, ends_at, who.by)
            if item.kind is BlockKind.ONE_TO_ONE:
                _goals(ground, one, session, goals, ends_at, who.by)
            last = ends_at
    return last


def _held(ground: Ground, one: Arrived, session: str, item: PlannedItem, ends_at: datetime, by: Worker) -> None:
    """He came: mark, register, and what was said."""
    at, lots, bulk = ends_at + timedelta(minutes=6), one.lots, ground.bulk
    bulk.keep(Register, id=lots.id(), session_id=session, head_count=1, at=at, by_user=by.id)
    bulk.keep(
        Mark, id=lots.id(), session_id=session, case_id=one.case, turn=1, code="ATTC",
        minutes=minutes_of(one.man.pack, item), at=at, by_user=by.id, by_label=by.label,
    )  # fmt: skip
    if item.kind is BlockKind.ONE_TO_ONE:
        bulk.keep(
            OneToOne, id=lots.id(), session_id=session, case_id=one.case, happened=True,
            summary=lots.one_of(stock().summaries), his_view=str(2 + lots.number(4)), our_view=str(2 + lots.number(4)),
            at=at, by_user=by.id,
        )  # fmt: skip
        return
    people = [
        {"role": role, "name": by.label if role == "facilitator" else role.title()}
        for role in one.man.pack.review_attendees
    ]
    bulk.keep(
        ThreeWayReview, id=lots.id(), session_id=session, case_id=one.case, held_on=ends_at.date(), attendees=people,
        outstanding=[], onward=lots.one_of(stock().summaries), views={}, at=at, by_user=by.id,
    )  # fmt: skip


def _goals(ground: Ground, one: Arrived, session: str, goals: list[str], at: datetime, by: Worker) -> None:
    """Two goals at the first 1-2-1, looked at again in each that follows."""
    lots = one.lots
    if goals:
        for goal in goals:
            ground.bulk.keep(
                GoalReview, id=lots.id(), goal_id=goal, session_id=session, achievement=lots.one_of(KEPT),
                evidence=lots.one_of(stock().summaries), reviewed_on=at.date(), by_user=by.id,
            )  # fmt: skip
        return
    for _turn in range(2):
        goal = lots.id()
        ground.bulk.keep(
            Goal, id=goal, case_id=one.case, text=lots.one_of(stock().goals), area=lots.one_of(stock().areas),
            set_on=at.date(), set_in=session, by_user=by.id,
        )  # fmt: skip
        goals.append(goal)
