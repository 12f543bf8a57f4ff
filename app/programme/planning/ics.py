"""Reads and writes calendar files (.ics); loads the library only when a file is at hand (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

PRODUCT = "-//Handrail//Calendar//EN"
DOMAIN = "handrail"


@dataclass(frozen=True)
class Event:
    """One session as a calendar shows it: nobody's name and nothing of the programme (WRD-2).

    `sequence` counts the changes, so that a calendar that has the event takes the newer time or the cancellation.
    """

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def written(name: str, events: Iterable[Event], at: datetime) -> bytes:
    """A calendar file with these events, their times in UTC, so that no clock change shifts them (SCH-28)."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    calendar = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", name)):
        calendar.add(key, value)
    for one in events:
        entry = Entry()
        entry.add("uid", f"{one.id}@{DOMAIN}")
        entry.add("dtstamp", at.astimezone(UTC).replace(microsecond=0))
        entry.add("dtstart", one.starts_at.astimezone(UTC))
        entry.add("dtend", one.ends_at.astimezone(UTC))
        entry.add("summary", one.title)
        entry.add("sequence", one.sequence)
        entry.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
        entry.add("transp", "TRANSPARENT" if one.is_cancelled else "OPAQUE")
        entry.add("class", "PRIVATE")
        if one.where:
            entry.add("location", one.where)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def whole_days(content: bytes) -> dict[date, str]:
    """The whole days of a calendar file and what they are called. Raises ValueError when it is none."""
    from icalendar import Calendar

    try:
        events = Calendar.from_ical(content).walk("VEVENT")
        dated = {event.decoded("dtstart"): str(event.get("summary", "")).strip() for event in events}
    except (KeyError, IndexError, AttributeError) as broken:
        raise ValueError("no calendar") from broken
    return {day: words for day, words in dated.items() if type(day) is date}
