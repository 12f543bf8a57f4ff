"""Finds the places that fit a man best, each with what speaks for it and against it (SCH-29, SCH-30, SCH-36)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.core.language import _, ngettext
from app.domain.calendar import OfficeCalendar, day_words
from app.domain.pack_parts import BlockKind
from app.programme.rules.placement import (
    Candidate,
    GroupNow,
    joins,
    placement_warnings,
    reasons_not_to_place,
    same_language,
)

MOST = 3


@dataclass(frozen=True)
class Offer:
    """One group looked at for one man. `group` is its id; `begins` the first group session he would come to."""

    group: str
    begins: datetime | None
    ends: date | None
    sessions: int
    free_seats: int
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    warnings: tuple[str, ...]
    by_override: bool

    @property
    def is_open(self) -> bool:
        """Nothing stands against a place now."""
        return not self.cons


def offers(who: Candidate, groups: Mapping[str, GroupNow], office: OfficeCalendar, now: datetime) -> tuple[Offer, ...]:
    """Every group that still meets, best first: open ones by their first session, then what a manager may accept."""
    found = [_offer(who, id, group, office, now) for id, group in groups.items()]
    return tuple(sorted((one for one in found if one.sessions), key=_rank))


def earliest_open(
    who: Candidate, groups: Mapping[str, GroupNow], office: OfficeCalendar, now: datetime
) -> Offer | None:
    """The same as the best of all offers where that one is open, or None; only that one is weighed (PATH-2)."""
    begins = ((group.begins_after(now), id) for id, group in groups.items())
    with_warnings: str | None = None
    for _first, id in sorted((first, id) for first, id in begins if first is not None):
        if not reasons_not_to_place(who, groups[id], office, now):
            if not placement_warnings(who, groups[id]):
                return _offer(who, id, groups[id], office, now)
            with_warnings = with_warnings or id
    return None if with_warnings is None else _offer(who, with_warnings, groups[with_warnings], office, now)


def _rank(offer: Offer) -> tuple[bool, bool, bool, datetime, str]:
    return (not offer.is_open, not offer.by_override, bool(offer.warnings), offer.begins or datetime.max, offer.group)  # noqa: DTZ901 - office time


def _offer(who: Candidate, id: str, group: GroupNow, office: OfficeCalendar, now: datetime) -> Offer:
    cons = reasons_not_to_place(who, group, office, now)
    his = [one for one in joins(group, now) if one.kind is BlockKind.GROUP]
    last = max((one.starts_at.date() for one in group.items if one.starts_at), default=None)
    begins = min((one.starts_at for one in his if one.starts_at), default=None)
    return Offer(
        group=id,
        begins=begins,
        ends=None if group.pack.is_open_ended else last,
        sessions=len(his),
        free_seats=group.free_seats,
        pros=_pros(who, group, begins, last, now),
        cons=cons,
        warnings=placement_warnings(who, group),
        by_override=bool(cons) and not reasons_not_to_place(who, group, office, now, overridden=True),
    )


def _pros(
    who: Candidate, group: GroupNow, begins: datetime | None, last: date | None, now: datetime
) -> tuple[str, ...]:
    pros = []
    if begins is not None:
        days = (begins.date() - now.date()).days
        words = ngettext("First session {day}, in {count} day.", "First session {day}, in {count} days.", days)
        pros.append(words.format(day=day_words(begins.date()), count=days))
    if group.free_seats:
        words = ngettext("{count} free seat.", "{count} free seats.", group.free_seats)
        pros.append(words.format(count=group.free_seats))
    if who.order_ends_on and last and who.order_ends_on >= last and not group.pack.is_open_ended:
        pros.append(_("It ends before his order does."))
    if who.language and group.language and same_language(who.language, group.language):
        pros.append(_("It speaks his language."))
    return tuple(pros)
