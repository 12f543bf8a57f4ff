"""Says whether an order leaves time for a whole programme, before it is too late to begin (PATH-2, SCH-36)."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from app.core.language import _
from app.domain.calendar import OfficeCalendar, day_words
from app.domain.pack import Pack
from app.programme.rules.schedule import Slot, plan

AN_HOUR_OF_DAY = time(18, 30)


class Finish(StrEnum):
    """Whether he can finish before his order ends."""

    IN_TIME = "in_time"
    SOON = "soon"
    CANNOT = "cannot"
    NO_END = "no_end"


@dataclass(frozen=True)
class Outlook:
    """Whether he can finish, in words, and the last day on which he can begin."""

    finish: Finish
    words: str = ""
    begin_by: date | None = None


@dataclass(frozen=True)
class Margin:
    """How many weeks must be left at the end, and how many before the last day to begin one is warned."""

    spare_weeks: int = 4
    warn_weeks: int = 4


def ends_if_begun(pack: Pack, begins: date, office: OfficeCalendar) -> date | None:
    """The last date of a run that would begin on this day; None for a programme without an end."""
    if pack.is_open_ended:
        return None
    slots = [Slot((begins.weekday() + place) % 7, AN_HOUR_OF_DAY) for place in range(pack.group.slots_min)]
    return plan(pack, begins, slots, office).last_day


def outlook(
    order_ends: date | None,
    whole_run: date | None,
    today: date,
    margin: Margin,
    place_ends: date | None = None,
    *,
    has_place: bool = False,
) -> Outlook:
    """Against the last date of the place that fits; without one, against a run begun today and the weeks to spare.

    `whole_run` is the last date of a run begun today, None when the programme has no end (PATH-2).
    """
    if order_ends is None or whole_run is None:
        return Outlook(Finish.NO_END)
    begin_by = order_ends - (whole_run - today) - timedelta(weeks=margin.spare_weeks)
    if place_ends is not None and place_ends > order_ends:
        words = _("Cannot finish in time: his order ends {ends}, this place lasts until {last}.")
        return Outlook(Finish.CANNOT, words.format(ends=day_words(order_ends), last=day_words(place_ends)), begin_by)
    if place_ends is None and begin_by < today:
        words = _("Cannot finish in time: his order ends {ends}; the programme and {weeks} weeks to spare take longer.")
        return Outlook(Finish.CANNOT, words.format(ends=day_words(order_ends), weeks=margin.spare_weeks), begin_by)
    if has_place or begin_by > today + timedelta(weeks=margin.warn_weeks):
        return Outlook(Finish.IN_TIME, "", begin_by)
    if begin_by < today:
        return Outlook(Finish.SOON, _("This place ends before his order does. A later one would not."), begin_by)
    words = _("He must begin by {day} to finish before his order ends.")
    return Outlook(Finish.SOON, words.format(day=day_words(begin_by)), begin_by)
