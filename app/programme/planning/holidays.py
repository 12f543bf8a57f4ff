"""Keeps an office's own list of holidays beside the library's: days it adds, days it works, years it vouches for."""

from datetime import date
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Line, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import OfficeCalendar, Region, day_words
from app.programme.office import OFF, WORKS, YEAR, office_calendar, setting
from app.programme.planning.hits import HitRow, hits
from app.programme.planning.ics import whole_days
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import CalendarDay

LONGEST_FILE = 1_000_000
MOST_YEARS = 20


class HolidaysWanted(Draft):
    """Which holidays: of a year, this one when none is named; of a region, the office's when none is named."""

    year: int | None = None
    region: str | None = None


class HolidayGiven(Draft):
    """A day off that the library does not know, and what it is called (SCH-14)."""

    day: date
    words: Line
    region: str | None = None


class HolidayTaken(Draft):
    """A day on which this office works although others do not, and why (SCH-14)."""

    day: date
    reason: Line
    region: str | None = None


class YearVouched(Draft):
    """A year whose days off stand complete in the office's own list (SCH-17); `known` false takes that back."""

    year: int
    known: bool = True
    region: str | None = None


class HolidayFile(Draft):
    """A calendar file with days off, as governments publish them; `dry_run` only looks at it."""

    file: str
    region: str | None = None
    dry_run: bool = False


class HolidayRow(Row):
    """One day of the list. `works`: a holiday on which this office works."""

    day: date
    words: str
    kind: Literal["holiday", "added", "works"]


class HolidayYear(Row):
    """A region's year: whether its holidays are known at all, and every day of the list (SCH-17)."""

    region: str
    year: int
    is_known: bool
    days: tuple[HolidayRow, ...]
    hit: tuple[HitRow, ...] = ()


class HolidaysRead(Row):
    """What a file adds, and what stood in the list already."""

    added: tuple[HolidayRow, ...]
    known: int
    hit: tuple[HitRow, ...] = ()


class Holidays(Noun):
    """What is done about public holidays and the office's own days off."""

    seat: ProgrammeSeat

    @act("holiday.list", Right.READ_SCHEDULE, kind=Kind.LIST)
    def list(self, work: Work, draft: HolidaysWanted) -> HolidayYear:
        """List the holidays of a year in a region, those the office added and those on which it works (SCH-14)."""
        region = _region(work, draft.region)
        return holiday_year(work, region, draft.year or self.seat.clock.today().year)

    @act("holiday.add", Right.SETTINGS)
    def add(self, work: Work, draft: HolidayGiven) -> HolidayYear:
        """Add a day off, or close again on a holiday on which the office worked; shows what it hits (SCH-14)."""
        region = _region(work, draft.region)
        if not draft.words.strip():
            raise InvalidInput({"words": _("Write what this day is.")})
        if office_calendar(work.session, region).holiday(draft.day) is not None:
            raise InvalidInput({"day": _("{day} is a day off already.").format(day=day_words(draft.day))})
        if (works := _kept(work, region, draft.day, WORKS)) is not None:
            work.session.delete(works)
        else:
            self._keep(work, region, draft.day, OFF, draft.words)
        return self._shown(work, region, draft.day, is_off=True)

    @act("holiday.remove", Right.SETTINGS)
    def remove(self, work: Work, draft: HolidayTaken) -> HolidayYear:
        """Work on a holiday, or take back a day that the office added; sessions stay where they are (SCH-14)."""
        region = _region(work, draft.region)
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write why the office works on this day.")})
        if office_calendar(work.session, region).holiday(draft.day) is None:
            raise InvalidInput({"day": _("{day} is no day off.").format(day=day_words(draft.day))})
        if (added := _kept(work, region, draft.day, OFF)) is not None:
            work.session.delete(added)
        else:
            self._keep(work, region, draft.day, WORKS, draft.reason)
        return self._shown(work, region, draft.day, is_off=False)

    @act("holiday.vouch", Right.SETTINGS)
    def vouch(self, work: Work, draft: YearVouched) -> HolidayYear:
        """Say that the list of a year is complete, so that plans are no longer warned about it (SCH-17)."""
        region, this_year = _region(work, draft.region), self.seat.clock.today().year
        if not this_year - MOST_YEARS <= draft.year <= this_year + 5 * MOST_YEARS:
            raise InvalidInput({"year": _("Choose a year that is nearer.")})
        first = date(draft.year, 1, 1)
        kept = _kept(work, region, first, YEAR)
        if draft.known and kept is None:
            self._keep(work, region, first, YEAR, _("complete"))
        elif not draft.known and kept is not None:
            work.session.delete(kept)
        return self._shown(work, region, first, is_off=False)

    @act("holiday.load", Right.SETTINGS)
    def load(self, work: Work, draft: HolidayFile) -> HolidaysRead:
        """Take days off from a calendar file, without internet; a dry run shows the same and keeps nothing (SCH-14)."""
        region = _region(work, draft.region)
        office, found = office_calendar(work.session, region), _days_in(Path(draft.file))
        new = {day: words for day, words in found.items() if office.holiday(day) is None}
        for day, words in () if draft.dry_run else new.items():
            if (works := _kept(work, region, day, WORKS)) is not None:
                work.session.delete(works)
            else:
                self._keep(work, region, day, OFF, words)
        hit = () if draft.dry_run or not new else self._hit(work, region, frozenset(new))
        rows = tuple(HolidayRow(day=day, words=words, kind="added") for day, words in sorted(new.items()))
        return HolidaysRead(added=rows, known=len(found) - len(new), hit=hit)

    def _keep(self, work: Work, region: str, day: date, kind: str, words: str) -> None:
        row = CalendarDay(
            region=region,
            day=day,
            kind=kind,
            words=words.strip()[:200],
            added_at=self.seat.clock.now(),
            added_by=self.seat.person.id,
        )
        work.changed("closure", work.add(row).id)

    def _shown(self, work: Work, region: str, day: date, *, is_off: bool) -> HolidayYear:
        work.session.flush()
        work.changed("closure", region)
        hit = self._hit(work, region, frozenset({day})) if is_off else ()
        return holiday_year(work, region, day.year, hit)

    def _hit(self, work: Work, region: str, days: frozenset[date]) -> tuple[HitRow, ...]:
        zone = self.seat.clock.zone
        return hits(
            work,
            self.seat,
            (min(days), max(days)),
            lambda session, group: (
                group.region == region
                and session.starts_at is not None
                and session.starts_at.astimezone(zone).date() in days
            ),
            "move",
        )


def holiday_year(work: Work, region: str, year: int, hit: tuple[HitRow, ...] = ()) -> HolidayYear:
    """A year of a region: holidays, the office's own days, and those on which it works."""
    office = office_calendar(work.session, region)
    added = dict(office.added)
    off = [
        HolidayRow(day=one.day, words=one.words, kind="added" if one.day in added else "holiday")
        for one in office.days_off(year)
    ]
    works = [HolidayRow(day=day, words=_name(office, day), kind="works") for day in office.removed if day.year == year]
    rows = tuple(sorted((*off, *works), key=lambda row: row.day))
    return HolidayYear(region=region, year=year, is_known=office.knows(year), days=rows, hit=hit)


def _name(office: OfficeCalendar, day: date) -> str:
    return office.public(day) or _("holiday")


def _region(work: Work, region: str | None) -> str:
    """The region named, else the office's. Raises InvalidInput."""
    found = region or str(setting(work.session, "office.region"))
    if found not in set(Region):
        raise InvalidInput({"region": _("Choose one of: {regions}.").format(regions=", ".join(Region))})
    return found


def _kept(work: Work, region: str, day: date, kind: str) -> CalendarDay | None:
    query = select(CalendarDay).where(CalendarDay.region == region, CalendarDay.day == day, CalendarDay.kind == kind)
    return work.session.scalars(query).one_or_none()


def _days_in(file: Path) -> dict[date, str]:
    """The whole days of a calendar file and what they are called. Raises InvalidInput."""
    try:
        content = file.read_bytes()
    except OSError:
        raise InvalidInput({"file": _("There is no such file.")}) from None
    if len(content) > LONGEST_FILE:
        raise InvalidInput({"file": _("This file is too large for a list of holidays.")})
    try:
        days = whole_days(content)
    except ValueError:
        raise InvalidInput({"file": _("This is no calendar file (.ics).")}) from None
    if not days:
        raise InvalidInput({"file": _("No whole day stands in this file.")})
    return {day: words or _("holiday") for day, words in days.items()}
