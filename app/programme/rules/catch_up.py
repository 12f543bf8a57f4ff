"""Says by when missed content must be made up, and suggests the first good time for it (SCH-33)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.pack import Pack
from app.domain.pack_parts import BlockKind, CatchUpBy
from app.programme.rules.schedule import Days, PlannedItem, Slot

DAYS_AFTER_BLOCK = 14
LOOK_AHEAD_DAYS = 60
BEFORE_A_SESSION = timedelta(minutes=15)


@dataclass(frozen=True)
class Owed:
    """A content that one man has missed, and until when it should be made up; no date where the pack sets none."""

    case: str
    key: str
    due: date | None


def due_by(pack: Pack, items: Iterable[PlannedItem], key: str, days_after_block: int = DAYS_AFTER_BLOCK) -> date | None:
    """The last day to catch up an item: after its block by some days, or with the last group session (SCH-33)."""
    dated = [item for item in items if item.kind is BlockKind.GROUP and item.starts_at is not None]
    block = next((item.block for item in dated if item.key == key), None)
    lasts: dict[str, date] = {}
    for item in dated:
        if item.starts_at is not None:
            lasts[item.block] = max(lasts.get(item.block, item.starts_at.date()), item.starts_at.date())
    return due_after(pack, block, lasts, days_after_block)


def due_after(
    pack: Pack, block: str | None, lasts: Mapping[str, date], days_after_block: int = DAYS_AFTER_BLOCK
) -> date | None:
    """The same from the day of each block's last group session."""
    if pack.attendance.catch_up_by is CatchUpBy.NONE or block is None or block not in lasts:
        return None
    if pack.attendance.catch_up_by is CatchUpBy.PACK_END:
        return max(lasts.values())
    return lasts[block] + timedelta(days=days_after_block)


def overdue(owed: Iterable[Owed], today: date) -> tuple[Owed, ...]:
    """What should have been caught up before today, the longest overdue first."""
    late = [one for one in owed if one.due is not None and one.due < today]
    return tuple(sorted(late, key=lambda one: (one.due or today, one.case, one.key)))


def suggested_time(
    missed: PlannedItem,
    items: Iterable[PlannedItem],
    slots: Sequence[Slot],
    days: Days,
    now: datetime,
    minutes: int,
    is_free: Callable[[datetime, datetime], bool] = lambda _starts_at, _ends_at: True,
) -> datetime | None:
    """The first time at a slot's hour on a working day without a session; else just before a group session.

    `is_free` says whether he and the room have nothing else from one time to another.
    """
    if missed.ends_at is None:
        return None
    after, length = max(missed.ends_at, now), timedelta(minutes=minutes)
    taken = {item.starts_at.date(): item.starts_at for item in items if item.starts_at}
    hours = sorted({slot.start for slot in slots})
    ahead = [after.date() + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS)]
    working = [day for day in ahead if days.office.is_working_day(day, days.closures)]
    free = (datetime.combine(day, hour) for day in working if day not in taken for hour in hours)
    first = next((at for at in free if at > after and is_free(at, at + length)), None)
    if first is not None:
        return first
    before = (taken[day] - BEFORE_A_SESSION - length for day in working if day in taken)
    return next((at for at in before if at > after and is_free(at, at + length)), None)
