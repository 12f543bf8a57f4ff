"""Finds what a new time of a group's session meets, and whom and which rooms it touches (SCH-18, SCH-27, SCH-36)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time

from sqlalchemy import Select, select

from app.core.errors import NotAllowed
from app.core.language import _, ngettext
from app.domain.calendar import day_words
from app.domain.pack import content_key
from app.domain.pack_parts import BlockKind
from app.programme.planned import plan_of
from app.programme.planning.taken import names_of_all, room_of, staff_of, taken_on
from app.programme.rules.by_hand import Clash, Shares, Takes, clashes
from app.programme.rules.moving import Preview
from app.programme.rules.schedule import PlannedItem
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, reference_of
from models.programme.group import Group, Member, Session

Hit = tuple[PlannedItem, Clash]
FEW = 3
_NEVER = datetime.combine(date.min, time.min)


def clashes_of_move(
    work: Work,
    seat: ProgrammeSeat,
    moved: tuple[Group, Session],
    found: Preview,
    room: str | None,
    cover: tuple[str, ...],
) -> tuple[Clash, ...]:
    """What stands in the way of the one session whose date was typed; a placeholder takes no room and no hour."""
    group, session = moved
    item = next(one for one in found.after if one.key == content_key(session.key, session.number))
    if item.kind is not BlockKind.GROUP or item.starts_at is None or item.ends_at is None:
        return ()
    men = frozenset(work.session.scalars(members_of(group.id)))
    wanted = Takes(
        item.starts_at, item.ends_at, group=group.id, room=room, staff=frozenset(staff_of(session, group)), men=men
    )
    around = (*_own(group, found.after, item.key), *_others(work, seat, group.id, [item.starts_at.date()]))
    return clashes(wanted, around, names_of_all(work), frozenset(cover))


def clash_warnings(
    work: Work, seat: ProgrammeSeat, group: Group, found: Preview, named: str | None = None
) -> tuple[str, ...]:
    """What the sessions that follow would meet in their room and their people, each with its day (SCH-18)."""
    following = [one for one in found.after if one.key in found.changed and one.key != named]
    words = _("{session}, {day}: {why}")
    return tuple(
        words.format(session=item.title, day=day_words(item.starts_at.date()), why=clash.words)
        for item, clash in clashes_by_item(work, seat, group, following)
        if item.starts_at is not None
    )


def clashes_by_item(work: Work, seat: ProgrammeSeat, group: Group, items: Iterable[PlannedItem]) -> tuple[Hit, ...]:
    """Which of these items of a group that runs meets somebody else's session, and where (SCH-27)."""
    sessions = {content_key(one.key, one.number): one for one in plan_of(work, group.id)}
    men = frozenset(work.session.scalars(members_of(group.id)))

    def wanted(item: PlannedItem) -> Takes:
        row = sessions.get(item.key)
        room = room_of(row, group) if row is not None else group.place
        staff = frozenset(staff_of(row, group) if row is not None else group.facilitators)
        return Takes(item.starts_at or _NEVER, item.ends_at or _NEVER, room=room, staff=staff, men=men)

    return clashes_of_items(work, seat, items, wanted, group.id)


def clashes_of_items(
    work: Work,
    seat: ProgrammeSeat,
    items: Iterable[PlannedItem],
    wanted: Callable[[PlannedItem], Takes],
    group: str | None,
    cover: tuple[str, ...] = (),
) -> tuple[Hit, ...]:
    """Which of these items meets a session of anybody but this group; `wanted` says what an item takes (SCH-27)."""
    dated = [one for one in items if one.kind is BlockKind.GROUP and one.starts_at and one.ends_at]
    others = _others(work, seat, group, [one.starts_at.date() for one in dated if one.starts_at])
    if not others:
        return ()
    names, near, hit = names_of_all(work), _by_day(others), list[Hit]()
    for item in dated:
        takes = wanted(item)
        around = near.get(takes.starts_at.date(), ())
        hit += [(item, clash) for clash in clashes(takes, around, names, frozenset(cover))]
    return tuple(hit)


def clashes_with_cover(
    work: Work,
    seat: ProgrammeSeat,
    items: Sequence[PlannedItem],
    wanted: Callable[[PlannedItem], Takes],
    group: str | None,
    cover: tuple[str, ...],
) -> tuple[tuple[Hit, ...], frozenset[str]]:
    """What these items meet, and at which of them those named as cover stand in for who is busy (SCH-27)."""
    hits = clashes_of_items(work, seat, items, wanted, group)
    if not cover:
        return hits, frozenset()
    busy = frozenset(item.key for item, clash in hits if clash.what is Shares.STAFF)
    standing_in = clashes_of_items(work, seat, [one for one in items if one.key in busy], wanted, group, cover)
    others = (hit for hit in hits if hit[0].key not in busy or hit[1].what is not Shares.STAFF)
    return (*others, *(hit for hit in standing_in if hit[1].what is Shares.STAFF)), busy


def refuse_hits(hits: tuple[Hit, ...]) -> None:
    """A plan that meets another session in its room or with its people is not kept (SCH-27)."""
    if hits:
        raise NotAllowed(*hit_words(hits))


def hit_words(hits: tuple[Hit, ...]) -> tuple[str, ...]:
    """What stands in the way of the first dates, and of how many more."""
    words = _("{session}, {day}: {why}")
    first = [
        words.format(session=item.title, day=day_words(item.starts_at.date()), why=clash.words)
        for item, clash in hits[:FEW]
        if item.starts_at is not None
    ]
    more = len(hits) - FEW
    if more > 0:
        first.append(ngettext("And at {count} more.", "And at {count} more.", more).format(count=more))
    return tuple(first)


def _by_day(others: Iterable[Takes]) -> dict[date, list[Takes]]:
    """What takes place on each day; over midnight it stands on both."""
    found: dict[date, list[Takes]] = {}
    for one in others:
        for day in {one.starts_at.date(), one.ends_at.date()}:
            found.setdefault(day, []).append(one)
    return found


def _own(group: Group, items: Iterable[PlannedItem], but: str) -> tuple[Takes, ...]:
    """The group's other sessions as they would be."""
    return tuple(
        Takes(item.starts_at, item.ends_at, group=group.id)
        for item in items
        if item.key != but and item.kind is BlockKind.GROUP and item.starts_at and item.ends_at
    )


def _others(work: Work, seat: ProgrammeSeat, group: str | None, days: list[date]) -> tuple[Takes, ...]:
    """All that takes place on these days but the group's own plan."""
    return tuple(one for one in taken_on(work, seat.clock, days) if one.group is None or one.group != group)


def members_of(group_id: str) -> Select[str]:
    """A query of the cases that are in a group now."""
    return select(Member.case_id).where(Member.group_id == group_id, Member.left_at.is_(None))


def order_ends(work: Work, group_id: str) -> dict[str, date]:
    """When the orders of the members end, by case number (SCH-36)."""
    query = select(Case.number, Case.order_ends_on).where(
        Case.id.in_(members_of(group_id)), Case.order_ends_on.is_not(None)
    )
    return {reference_of(row.number): row.order_ends_on for row in work.session.execute(query.order_by(Case.number))}


def orders_too_short(work: Work, group_id: str, items: Iterable[PlannedItem]) -> tuple[str, ...]:
    """Whose order ends before the last date of the plan (SCH-36)."""
    last = max((one.starts_at.date() for one in items if one.starts_at), default=None)
    words = _("{case}: the order ends on {day}, before the last date.")
    return tuple(
        words.format(case=case, day=day_words(ends))
        for case, ends in order_ends(work, group_id).items()
        if last is not None and ends < last
    )


def touched(
    work: Work, group: Group, keys: Collection[str], place: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the people who run the sessions that move, and of the rooms they are in (SCH-18)."""
    names = names_of_all(work)
    rows = [row for row in plan_of(work, group.id) if content_key(row.key, row.number) in keys]
    people = {person for row in rows for person in staff_of(row, group)}
    rooms = {room for row in rows if (room := room_of(row, group))} | ({place} if place else set())
    return (
        tuple(sorted(names[one] for one in people if one in names)),
        tuple(sorted(names.get(one, one) for one in rooms)),
    )
