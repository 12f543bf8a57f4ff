"""Gives each act of planning an input that fits, for the role and act matrix."""

from collections.abc import Callable
from pathlib import Path

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.samples_delivery import closure, group_asked, to_move

Given = dict[str, object]
FILE = Path(__file__).parent / "holidays.ics"


def ended(office: Office) -> Given:
    """A group that was ended."""
    given = {**group_asked(office), "reason": "Nobody came"}
    perform(office.desk("jo"), "group.end", given)
    return given


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "closure.hits": closure,
    "calendar.export": lambda _office: {"facilitator": "priya"},
    "group.end": lambda office: {**group_asked(office), "reason": "Nobody came"},
    "group.resume": ended,
    "office.rounds": lambda _office: {},
    "office.rounds_due": lambda _office: {},
    "schedule.show": lambda _office: {"first": "2026-11-02", "last": "2026-11-29"},
    "session.set_cover": lambda office: {"session": to_move(office)["session"], "cover": ["jo"]},
    "session.free_for_cover": lambda office: {"session": to_move(office)["session"]},
    "holiday.list": lambda _office: {},
    "holiday.add": lambda _office: {"day": "2027-04-05", "words": "Local holiday"},
    "holiday.remove": lambda _office: {"day": "2027-05-03", "reason": "We make up for December"},
    "holiday.vouch": lambda _office: {"year": 2101},
    "holiday.load": lambda _office: {"file": str(FILE), "dry_run": True},
}
