"""Gives each act of planning an input that fits, for the role and act matrix."""

from collections.abc import Callable
from pathlib import Path

from tests.offices import Office
from tests.programme.samples_delivery import closure

Given = dict[str, object]
FILE = Path(__file__).parent / "holidays.ics"

SAMPLES: dict[str, Callable[[Office], Given]] = {
    "closure.hits": closure,
    "holiday.list": lambda _office: {},
    "holiday.add": lambda _office: {"day": "2027-04-05", "words": "Local holiday"},
    "holiday.remove": lambda _office: {"day": "2027-05-03", "reason": "We make up for December"},
    "holiday.vouch": lambda _office: {"year": 2101},
    "holiday.load": lambda _office: {"file": str(FILE), "dry_run": True},
}
