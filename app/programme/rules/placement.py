"""Says why a man cannot be placed in a group, and what to watch when he is (CASE-4, GATE-6, SCH-29 to 36)."""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property

from app.core.language import _
from app.domain.answers import Answer
from app.domain.calendar import OfficeCalendar, day_words
from app.domain.codes import HoldKind
from app.domain.moves import CaseState
from app.domain.pack import Content, Pack
from app.domain.pack_parts import BlockKind, Entry
from app.programme.rules.denial import EXTREME_GRADE
from app.programme.rules.gates import Standing, gates, reasons_no_seat
from app.programme.rules.schedule import PlannedItem

WAITED_FOR_IN_THE_GROUP = ("clearance", "seat")
FROM = (CaseState.WAITING, CaseState.AWAY)


@dataclass(frozen=True)
class Hold:
    """An open hold on a case (CASE-10)."""

    kind: HoldKind
    may_attend: bool


@dataclass(frozen=True)
class Candidate:
    """What is true of a man who might be placed. Nothing of the partner desk is here (SCH-35, CLR-4)."""

    case: str
    state: CaseState
    standing: Standing
    is_in_a_group: bool = False
    holds: tuple[Hold, ...] = ()
    denial_grade: int | None = None
    non_associations: frozenset[str] = frozenset()
    completed_packs: frozenset[str] = frozenset()
    language: str = ""
    cannot_attend: Collection[tuple[int, time]] = ()
    order_ends_on: date | None = None
    pack_version: str = ""
    has_begun: bool = False
    number: int = 0


@dataclass(frozen=True)
class GroupNow:
    """What is true of a group at this moment; `members` are the cases in it.

    `seats_not_kept`: members on a hold that keeps them no seat (CASE-10).
    """

    pack: Pack
    items: tuple[PlannedItem, ...]
    members: frozenset[str]
    seats: int
    language: str = ""
    held: frozenset[str] = frozenset()
    code: str = ""
    seats_not_kept: frozenset[str] = frozenset()

    @property
    def free_seats(self) -> int:
        """How many seats nobody has; a man on hold without a seat takes none."""
        return seats_free(self.seats, self.members, self.seats_not_kept)

    @cached_property
    def times(self) -> tuple[datetime, ...]:
        """When the whole group meets, in order; told once, however many men look at it (P8)."""
        return tuple(sorted(group_times(self)))

    def begins_after(self, now: datetime) -> datetime | None:
        """The first meeting that is still to come."""
        place = bisect_right(self.times, now)
        return self.times[place] if place < len(self.times) else None


def seats_free(seats: int, members: Collection[str], not_kept: Collection[str]) -> int:
    """How many seats nobody has; a man on a hold that keeps him none takes none (CASE-10)."""
    return max(seats - len(set(members) - set(not_kept)), 0)


def reasons_not_to_place(
    candidate: Candidate, group: GroupNow, office: OfficeCalendar, now: datetime, *, overridden: bool = False
) -> tuple[str, ...]:
    """Empty when he may be allocated. `overridden`: a manager accepts a full group or a late entry, with a reason.

    The safety clearance is not asked here: it is asked for when he is placed, for every case alike (CLR-1).
    """
    standing = replace(candidate.standing, reasons_no_seat=())
    shut = [gate.words for gate in gates(group.pack, standing, office) if not gate.passed and _is_asked(gate.key)]
    reasons = [*_state_reasons(candidate), *shut, *_person_reasons(candidate, group)]
    if not overridden:
        reasons.extend(_group_reasons(candidate, group, now))
    return tuple(dict.fromkeys(reasons))


def _is_asked(gate: str) -> bool:
    return gate not in WAITED_FOR_IN_THE_GROUP


def _state_reasons(candidate: Candidate) -> Iterable[str]:
    if candidate.state not in FROM:
        yield _("He is not waiting for a place.")
    if candidate.is_in_a_group:
        yield _("He is in a group already.")
    if candidate.denial_grade == EXTREME_GRADE:
        yield _("He discusses nothing he did. No place can be given until this changes.")


def _person_reasons(candidate: Candidate, group: GroupNow) -> Iterable[str]:
    is_held = any(not hold.may_attend for hold in candidate.holds)
    yield from reasons_no_seat(is_held=is_held, meets_somebody=bool(candidate.non_associations & group.members))
    lacking = [code for code in group.pack.entry_requires if code not in candidate.completed_packs]
    if lacking:
        yield _("He must have completed another programme first: {codes}.").format(codes=", ".join(lacking))
    if candidate.language and group.language and not same_language(candidate.language, group.language):
        yield _("This group speaks another language.")
    shut_times = candidate.cannot_attend
    if shut_times and any((one.weekday(), one.time()) in shut_times for one in group_times(group)):
        yield _("He cannot attend at the times of this group.")


def same_language(one: str, other: str) -> bool:
    """Whether two languages are the same word, however they are typed."""
    return one.strip().casefold() == other.strip().casefold()


def _group_reasons(candidate: Candidate, group: GroupNow, now: datetime) -> Iterable[str]:
    """What a manager may accept with a reason (SCH-30, PACK-4)."""
    if not group.free_seats and not group.pack.group.max_warns:
        yield _("There is no free seat.")
    if not may_join(group, now):
        yield _("This group takes nobody new at this point.")
    if candidate.has_begun and candidate.pack_version != group.pack.version:
        words = _("He began with version {his} of the programme; this group runs version {its}.")
        yield words.format(his=candidate.pack_version, its=group.pack.version)


def missed_before(group: GroupNow, had: Collection[str]) -> tuple[Content, ...]:
    """The contents that this group has had and he has not: what a latecomer must make up (SCH-30, SCH-31)."""
    required = (one for one in group.pack.contents() if one.block.required and one.kind is BlockKind.GROUP)
    return tuple(one for one in required if one.key in group.held and one.key not in had)


def group_times(group: GroupNow) -> tuple[datetime, ...]:
    """When the whole group meets, past or ahead."""
    return tuple(item.starts_at for item in group.items if item.kind is BlockKind.GROUP and item.starts_at)


def may_join(group: GroupNow, now: datetime) -> bool:
    """Closed: until the first group session was held. Block start: only before a block begins. Any: always (SCH-30)."""
    if group.pack.group.entry is Entry.ANY or not group.held:
        return True
    if group.pack.group.entry is Entry.CLOSED:
        return False
    ahead = [item for item in group.items if item.kind is BlockKind.GROUP and item.starts_at and item.starts_at > now]
    following = min(ahead, key=lambda item: item.starts_at or now, default=None)
    return following is not None and following.number == 1


def joins(group: GroupNow, now: datetime) -> tuple[PlannedItem, ...]:
    """What a newcomer is put on: group items ahead, 1-2-1s before the first group item, and open windows (SCH-29)."""
    return tuple(item for item in group.items if _is_for_newcomer(item, group, now))


def _is_for_newcomer(item: PlannedItem, group: GroupNow, now: datetime) -> bool:
    if item.kind is BlockKind.GROUP:
        return item.starts_at is not None and item.starts_at > now
    keys = [one.key for one in group.items]
    first_group = next((place for place, one in enumerate(group.items) if one.kind is BlockKind.GROUP), len(keys))
    if keys.index(item.key) < first_group:
        return True
    return item.window is not None and (item.window.last is None or item.window.last >= now.date())


def placement_warnings(candidate: Candidate, group: GroupNow) -> tuple[str, ...]:
    """What to see when placing and after each move: his order ends too soon, or the group is large (SCH-36)."""
    warnings = []
    last = max((item.starts_at.date() for item in group.items if item.starts_at), default=None)
    if candidate.order_ends_on is not None and last is not None and candidate.order_ends_on < last:
        words = _("His order ends on {ends}, before the last date of this group, {last}.")
        warnings.append(words.format(ends=day_words(candidate.order_ends_on), last=day_words(last)))
    if len(group.members) + 1 < group.pack.group.smallest:
        warnings.append(_("This group is still smaller than the programme asks for."))
    if not group.free_seats and group.pack.group.max_warns:
        words = _("With him this group is larger than the programme advises: {seats}.")
        warnings.append(words.format(seats=group.seats))
    if candidate.standing.details_given is Answer.UNKNOWN:
        warnings.append(_("It is not known whether he gave partner details."))
    return tuple(warnings)


def in_order_of_need(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Waiting and away only; who has least time left first, no end date last; of two, who came first (SCH-35)."""
    listed = [one for one in candidates if one.state in FROM]
    return tuple(sorted(listed, key=lambda one: (one.order_ends_on or date.max, one.number, one.case)))
