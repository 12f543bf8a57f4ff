"""Reads what a new group is to be: every field checked, the plan laid out and changed by hand, what is in its way."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Line, ShortText, field
from app.domain.calendar import Closure, Region, date_and_time_words
from app.domain.pack import Pack, content_key
from app.domain.pack_parts import BlockKind
from app.domain.roles import Reach, Role
from app.programme.accounts import staff_called
from app.programme.moments import moment_typed, skipped_words
from app.programme.office import setting
from app.programme.packs.life import pack_for_group
from app.programme.planned import SlotGiven, days_for, slots_of
from app.programme.planning.in_the_way import Hit, clashes_with_cover
from app.programme.planning.taken import people_named, wall
from app.programme.rights import Right
from app.programme.rules.by_hand import Takes, check_date
from app.programme.rules.moving import MoveWanted, Running, Session, preview_move
from app.programme.rules.peers import partner_problems
from app.programme.rules.schedule import Days, MovedBecause, Plan, PlannedItem, Slot, plan
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.spoken import language_problems
from app.store.work import Work
from models.programme.account import Place as PlaceRow
from models.programme.group import Group


class ClosureGiven(Draft):
    """Days on which this group, its place or the office does not meet (SCH-16)."""

    from_day: date = field(name="from")
    to: date
    reason: Line
    where: ShortText | None = None


class ItemMoved(Draft):
    """One date of the plan put elsewhere by hand before the group is opened (F2); block, number in it, day and time."""

    key: str
    number: int
    starts_at: str
    later_too: bool = False


class GroupPlanned(Draft):
    """A group as it is typed; the first facilitator leads, and a user name or an id names one (SCH-38).

    `moves` are made by hand, in their order; `cover` stands in wherever a facilitator is busy (SCH-27).
    """

    programme: str
    code: ShortText
    starts_on: date
    slots: tuple[SlotGiven, ...]
    version: str | None = None
    region: str | None = None
    place: str | None = None
    facilitators: tuple[str, ...] = ()
    seats: int | None = None
    closures: tuple[ClosureGiven, ...] = ()
    rolling: bool | None = None
    clinical_partner: ShortText | None = None
    moves: tuple[ItemMoved, ...] = ()
    cover: tuple[str, ...] = ()
    language: ShortText | None = None


class GroupOpened(GroupPlanned, kw_only=True):
    """The same, with the token of the preview that was looked at."""

    preview: str


@dataclass(frozen=True)
class ReadPlan:
    """A plan as it was understood; `hits` is what its dates meet, `covered` the dates at which cover stands in."""

    pack: Pack
    region: str
    slots: tuple[Slot, ...]
    facilitators: tuple[str, ...]
    seats: int
    planned: Plan
    warnings: tuple[str, ...]
    hits: tuple[Hit, ...]
    cover: tuple[str, ...]
    covered: frozenset[str]


def read_plan(work: Work, seat: ProgrammeSeat, draft: GroupPlanned) -> ReadPlan:
    """Everything typed, checked; the plan laid out. Raises InvalidInput or NotAllowed."""
    is_open = isinstance(draft, GroupOpened)
    pack = pack_for_group(work, draft.programme, draft.version, is_only_looked_at=not is_open)
    region, problems = _region(work, draft)
    problems |= (
        partner_problems(pack, draft.clinical_partner) | _code_problems(work, draft) | _seat_problems(seat, pack, draft)
    )
    facilitators, unknown = _facilitators(work, seat, draft)
    problems |= unknown | language_problems(draft.language)
    for one in draft.closures:
        if one.to < one.from_day:
            problems["closures"] = _("A closure ends on or after its first day.")
    if problems:
        raise InvalidInput(problems)
    stored = days_for(work, region, (draft.place,))
    extra = tuple(Closure(one.from_day, one.to, one.reason) for one in draft.closures)
    days = Days(stored.office, (*stored.closures, *extra))
    slots, cover = slots_of(draft.slots), people_named(work, draft.cover, "cover")
    planned, by_hand = _moved_by_hand(
        seat, draft, pack, slots, days, plan(pack, draft.starts_on, slots, days.office, days.closures)
    )
    _refuse_skipped_times(seat, planned)
    hits, covered = _in_the_way(work, seat, draft.place, facilitators, cover, planned)
    return ReadPlan(
        pack=pack,
        region=region,
        slots=slots,
        facilitators=facilitators,
        seats=draft.seats if draft.seats is not None else pack.group.largest,
        planned=planned,
        warnings=(*planned.warnings, *by_hand, *_warnings(seat, pack, draft, facilitators)),
        hits=hits,
        cover=cover,
        covered=covered,
    )


def _moved_by_hand(
    seat: ProgrammeSeat, draft: GroupPlanned, pack: Pack, slots: tuple[Slot, ...], days: Days, planned: Plan
) -> tuple[Plan, tuple[str, ...]]:
    """The plan after each date that was moved by hand, and what stands against those dates (F2, SCH-20, SCH-27)."""
    now, warned = wall(seat.clock, seat.clock.now()), list[str]()
    for one in draft.moves:
        key = content_key(one.key, one.number)
        running = Running(pack, slots, draft.starts_on, tuple(map(Session, planned.items)), ever_had_members=False)
        if key not in {item.key for item in planned.items}:
            raise InvalidInput({"moves": _("This session is not in the plan of the group.")})
        at = wall(seat.clock, moment_typed(seat.clock, one.starts_at, "moves"))
        seen = preview_move(running, MoveWanted(key, at, later_too=one.later_too), days, now)
        was, moved = (next(item for item in items if item.key == key) for items in (seen.before, seen.after))
        items = tuple(_noted(item, was) if item.key == key else item for item in seen.after)
        _refuse_overlap(items, moved)
        warned += [_of(moved, words) for words in check_date(running, moved, days).warned]
        planned = Plan(items, seen.warnings)
    return planned, tuple(warned)


def _noted(item: PlannedItem, was: PlannedItem) -> PlannedItem:
    """The item with where it stood before a hand moved it."""
    if was.starts_at is None:
        return item
    words = _("Moved by hand from {old}.").format(old=date_and_time_words(was.starts_at))
    return replace(item, moved_because=(*item.moved_because, MovedBecause("moved", words)))


def _refuse_overlap(items: tuple[PlannedItem, ...], moved: PlannedItem) -> None:
    if moved.kind is not BlockKind.GROUP or moved.starts_at is None or moved.ends_at is None:
        return
    for one in items:
        is_other = one.key != moved.key and one.kind is BlockKind.GROUP and one.starts_at and one.ends_at
        if is_other and one.starts_at < moved.ends_at and moved.starts_at < one.ends_at:  # type: ignore[operator]
            raise InvalidInput({"moves": _of(moved, _("The group has another session at this time."))})


def _of(item: PlannedItem, words: str) -> str:
    return _("{session}: {why}").format(session=item.title, why=words)


def _refuse_skipped_times(seat: ProgrammeSeat, planned: Plan) -> None:
    """A session cannot begin in the hour over which the clocks go forward."""
    skipped = next((one.starts_at for one in planned.items if one.starts_at and seat.clock.skips(one.starts_at)), None)
    if skipped is not None:
        raise InvalidInput({"slots": skipped_words(skipped)})


def _in_the_way(
    work: Work,
    seat: ProgrammeSeat,
    room: str | None,
    facilitators: tuple[str, ...],
    cover: tuple[str, ...],
    planned: Plan,
) -> tuple[tuple[Hit, ...], frozenset[str]]:
    """What the dates ahead meet, and at which of them those named as cover stand in (SCH-27)."""
    now = wall(seat.clock, seat.clock.now())
    ahead = [item for item in planned.items if item.ends_at is not None and item.ends_at > now]

    def wanted(item: PlannedItem) -> Takes:
        return Takes(item.starts_at or now, item.ends_at or now, room=room, staff=frozenset(facilitators))

    return clashes_with_cover(work, seat, ahead, wanted, None, cover)


def _region(work: Work, draft: GroupPlanned) -> tuple[str, dict[str, str]]:
    """Whose holidays count: as typed, else the place's, else the office's (SCH-14)."""
    place = work.session.execute(select(PlaceRow.region).where(PlaceRow.code == draft.place)).scalar()
    if draft.place is not None and place is None:
        return "", {"place": _("This office has no such place.")}
    region = draft.region or place or str(setting(work.session, "office.region"))
    if region not in set(Region):
        return region, {"region": _("Choose one of: {regions}.").format(regions=", ".join(Region))}
    return region, {}


def _code_problems(work: Work, draft: GroupPlanned) -> dict[str, str]:
    if not draft.code.strip():
        return {"code": _("Give the group a code.")}
    taken = select(func.count()).where(func.lower(Group.code) == draft.code.strip().lower())
    if work.session.execute(taken).scalar_one():
        return {"code": _("Another group has this code.")}
    return {}


def _seat_problems(seat: ProgrammeSeat, pack: Pack, draft: GroupPlanned) -> dict[str, str]:
    if draft.seats is None or 1 <= draft.seats <= pack.group.largest:
        return {}
    if draft.seats > pack.group.largest and (pack.group.max_warns or seat.reach(Right.OVERRIDE) is not Reach.NONE):
        return {}
    words = _("This programme has 1 to {largest} seats; a manager may open more.")
    return {"seats": words.format(largest=pack.group.largest)}


def _facilitators(work: Work, seat: ProgrammeSeat, draft: GroupPlanned) -> tuple[tuple[str, ...], dict[str, str]]:
    """The ids of those named; a facilitator who names nobody leads it (SCH-38)."""
    named = draft.facilitators
    if not named and Role.FACILITATOR in seat.person.roles:
        named = (seat.person.id,)
    found = staff_called(work, named)
    if "" in found:
        return (), {"facilitators": _("Choose people who work at this desk.")}
    if len(set(found)) < len(found):
        return (), {"facilitators": _("Nobody is named twice.")}
    return found, {}


def _warnings(seat: ProgrammeSeat, pack: Pack, draft: GroupPlanned, facilitators: tuple[str, ...]) -> tuple[str, ...]:
    warnings = []
    if len(facilitators) < pack.group.facilitators_min:
        words = _("This programme asks for {least} facilitators in the room.")
        warnings.append(words.format(least=pack.group.facilitators_min))
    if pack.group.mixed_facilitators:
        warnings.append(_("This programme prefers a woman and a man to lead it together."))
    evening = pack.group.evening_from
    if evening and any(slot.start < evening for slot in slots_of(draft.slots)):
        words = _("This programme meets in the evening, from {time}. One of the times is earlier.")
        warnings.append(words.format(time=f"{evening:%H:%M}"))
    if draft.seats is not None and pack.group.max_warns and draft.seats > pack.group.largest:
        words = _("This programme advises at most {largest} seats.")
        warnings.append(words.format(largest=pack.group.largest))
    if draft.starts_on < seat.clock.today():
        warnings.append(_("This group began in the past. Each past session needs a register or a reason."))
    if not any(block.kind is BlockKind.GROUP for block in pack.blocks):
        warnings.append(_("This programme has no group sessions."))
    return tuple(warnings)
