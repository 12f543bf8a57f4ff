"""Previews moving one session, or this and all later ones, and planning a group again (SCH-18 to 27)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.language import _
from app.domain.pack import Pack
from app.domain.pack_parts import BlockKind
from app.programme.rules.schedule import (
    HORIZON_WEEKS,
    Days,
    Fixed,
    PlannedItem,
    Slot,
    lay_out,
    slot_problems,
    with_windows,
)


class Status(StrEnum):
    """What became of a session (ATT-16)."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"
    MOVED = "moved"


@dataclass(frozen=True)
class Session:
    """A planned item as it stands in a running group: catch-ups and real 1-2-1s are not among them (SCH-21)."""

    item: PlannedItem
    status: Status = Status.PLANNED
    has_register: bool = False

    @property
    def key(self) -> str:
        """The key of the pack's item."""
        return self.item.key


@dataclass(frozen=True)
class Running:
    """A group as its plan sees it; `ever_had_members` decides whether its past may be rebuilt (SCH-22)."""

    pack: Pack
    slots: tuple[Slot, ...]
    starts_on: date
    sessions: tuple[Session, ...]
    ever_had_members: bool


@dataclass(frozen=True)
class MoveWanted:
    """Where a session shall go; `later_too` takes everything later in pack order along (SCH-20)."""

    key: str
    starts_at: datetime
    minutes: int | None = None
    later_too: bool = False
    reason: str = ""
    by_manager: bool = False


@dataclass(frozen=True)
class Preview:
    """Before and after, side by side; saving applies exactly this or is refused as stale (SCH-18)."""

    before: tuple[PlannedItem, ...]
    after: tuple[PlannedItem, ...]
    warnings: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The keys of the items whose time or window differs."""
        earlier = {item.key: (item.starts_at, item.ends_at, item.window) for item in self.before}
        return tuple(
            item.key for item in self.after if earlier.get(item.key) != (item.starts_at, item.ends_at, item.window)
        )


def reasons_not_to_move_session(group: Running, wanted: MoveWanted, now: datetime) -> tuple[str, ...]:
    """Empty when the session named by hand may get this date (SCH-19, SCH-22)."""
    session = _named(group, wanted.key)
    if session is None:
        return (_("This session is not in the plan of the group."),)
    reasons = []
    if wanted.minutes is not None and wanted.minutes < 1:
        reasons.append(_("A session ends after it starts."))
    if session.has_register:
        if not wanted.by_manager or not wanted.reason.strip():
            reasons.append(_("This session has a register. Only a manager may put a wrong date right, with a reason."))
        if wanted.later_too:
            reasons.append(_("A session with a register is moved alone."))
        if wanted.starts_at > now:
            reasons.append(_("A session with a register cannot lie ahead."))
    reasons.extend(_length_reasons(session, wanted, now))
    return tuple(reasons)


def _length_reasons(session: Session, wanted: MoveWanted, now: datetime) -> Iterable[str]:
    """Once its end has passed a session may be made shorter with a reason, never longer (SCH-19)."""
    starts_at, ends_at = session.item.starts_at, session.item.ends_at
    if starts_at is None or ends_at is None or ends_at > now or wanted.minutes is None:
        return
    length = timedelta(minutes=wanted.minutes)
    if length > ends_at - starts_at:
        yield _("This session is over. It can be made shorter, not longer.")
    elif length < ends_at - starts_at and not wanted.reason.strip():
        yield _("Write why this session was shorter.")


def preview_move(group: Running, wanted: MoveWanted, days: Days, now: datetime) -> Preview:
    """What a move does: the named session goes there; later ones follow the queue when asked (SCH-20 to 24)."""
    session = _named(group, wanted.key)
    if session is None:
        raise KeyError(wanted.key)
    before = tuple(one.item for one in group.sessions)
    moved = _moved(session.item, wanted)
    if not wanted.later_too:
        after = with_windows([moved if item.key == wanted.key else item for item in before], group.starts_on)
        return Preview(before, after, days.warnings(after))
    follows = _follows(group, wanted.key, now)
    fixed = {one.key: _time(one.item) for one in group.sessions if one.key not in follows and one.item.starts_at}
    fixed[moved.key] = _time(moved)
    end = fixed[moved.key].ends_at
    anchor = max(end, now) if group.ever_had_members else end
    return _preview(group, fixed, days, anchor, {moved.key: moved}, rhythm=_starts(before))


def _follows(group: Running, key: str, now: datetime) -> frozenset[str]:
    """Later in pack order and free to move: never with a register; only ahead once there were members (SCH-22)."""
    order = [session.key for session in group.sessions]
    later = group.sessions[order.index(key) + 1 :]
    return frozenset(one.key for one in later if _is_free(group, one, now))


def _is_free(group: Running, session: Session, now: datetime) -> bool:
    if session.has_register or session.status is Status.HELD:
        return False
    return not group.ever_had_members or session.item.starts_at is None or session.item.starts_at > now


def preview_change(group: Running, slots: Sequence[Slot], starts_on: date, days: Days, now: datetime) -> Preview:
    """Plan again with other slots or another start: kept sessions stay, every other content has one date (SCH-25)."""
    fixed = {one.key: _time(one.item) for one in group.sessions if is_kept(group, one, now) and one.item.starts_at}
    start = datetime.combine(starts_on, time.min)
    ended = [kept.ends_at for kept in fixed.values() if kept.ends_at <= now]
    anchors = [start, *ended, *([now] if group.ever_had_members else [])]
    changed = replace(group, slots=tuple(slots), starts_on=starts_on)
    return _preview(changed, fixed, days, max(anchors), {}, rhythm=[one.starts_at for one in fixed.values()])


def preview_start_only(group: Running, starts_on: date, days: Days, now: datetime) -> Preview:
    """Another start date without moving the sessions: only the 1-2-1s before the first of them move (SCH-26)."""
    kinds = [one.item.kind for one in group.sessions]
    first_group = kinds.index(BlockKind.GROUP) if BlockKind.GROUP in kinds else len(kinds)
    leading = {one.key for one in group.sessions[:first_group] if not is_kept(group, one, now)}
    fixed = {one.key: _time(one.item) for one in group.sessions if one.key not in leading and one.item.starts_at}
    start = datetime.combine(starts_on, time.min)
    anchor = max(start, now) if group.ever_had_members else start
    return _preview(replace(group, starts_on=starts_on), fixed, days, anchor, {})


def is_kept(group: Running, session: Session, now: datetime) -> bool:
    """Has a register, or has begun in a group that ever had members; *not held* is not kept (SCH-25)."""
    if session.has_register:
        return True
    if session.status is Status.NOT_HELD or session.item.starts_at is None:
        return False
    return group.ever_had_members and session.item.starts_at <= now


def top_up(group: Running, days: Days, today: date) -> Preview:
    """Plan an open-ended pack further, 26 weeks from today; what is planned stays where it is (SCH-11)."""
    fixed = {one.key: _time(one.item) for one in group.sessions if one.item.starts_at}
    anchor = max((one.ends_at for one in fixed.values()), default=datetime.combine(group.starts_on, time.min))
    until = today + timedelta(weeks=HORIZON_WEEKS)
    return _preview(group, fixed, days, anchor, {}, until, [one.starts_at for one in fixed.values()])


def _preview(
    group: Running,
    fixed: Mapping[str, Fixed],
    days: Days,
    anchor: datetime,
    moved: Mapping[str, PlannedItem],
    until: date | None = None,
    rhythm: Iterable[datetime] = (),
) -> Preview:
    before = tuple(one.item for one in group.sessions)
    least = 0 if until else len(before)
    reach = until or date.min
    laid = lay_out(group.pack, group.slots, days, anchor, until=reach, least=least, fixed=fixed, rhythm=rhythm)
    known = {item.key: item for item in before} | dict(moved)
    kept = [replace(known[item.key], window=None) if item.key in fixed and item.key in known else item for item in laid]
    after = with_windows(kept, group.starts_on)
    return Preview(before, after, days.warnings(after))


def _named(group: Running, key: str) -> Session | None:
    return next((one for one in group.sessions if one.key == key), None)


def _moved(item: PlannedItem, wanted: MoveWanted) -> PlannedItem:
    length = timedelta(minutes=wanted.minutes or 0) if wanted.minutes else _length(item)
    return replace(item, starts_at=wanted.starts_at, ends_at=wanted.starts_at + length)


def _length(item: PlannedItem) -> timedelta:
    if item.starts_at is None or item.ends_at is None:
        return timedelta(hours=1)
    return item.ends_at - item.starts_at


def _starts(items: Iterable[PlannedItem]) -> list[datetime]:
    return [item.starts_at for item in items if item.starts_at]


def _time(item: PlannedItem) -> Fixed:
    if item.starts_at is None or item.ends_at is None:
        raise ValueError(item.key)
    return Fixed(item.starts_at, item.ends_at)


def change_problems(group: Running, slots: Sequence[Slot]) -> dict[str, str]:
    """What is wrong with new weekly times, by field (SCH-2)."""
    return slot_problems(group.pack, slots)
