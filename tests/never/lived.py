"""One real office that lived through the story and the days after it, with all that was said and left behind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from pathlib import Path

from app.core.errors import AppError
from app.core.paths import Profile
from app.desk.catalogue import perform
from app.start.opening import programme_reception
from models.programme.tables import METADATA
from tests.never.fields import Taken, everything_taken
from tests.never.hunt import Sighting
from tests.never.logs import everything_logged
from tests.never.marked import HUNT, READERS, SHEET, RealOffice, office_time, open_office, readings, story
from tests.never.week import a_week, opened_backups
from tests.start.profiles import PASSWORDS, handrail


@dataclass(frozen=True)
class Lived:
    """An office that lived through the story: its folder, the ids of his records, and what was said aloud."""

    profile: Profile
    folder: Path
    subjects: dict[str, tuple[str, ...]]
    spoken: dict[str, str] = field(repr=False)
    log: str = field(repr=False)
    ends: datetime
    done: Mapping[str, int]
    kinds: frozenset[tuple[str, str]]
    in_backups: Mapping[str, list[Sighting]]
    taken: Taken = field(repr=False)
    in_her_hands: list[Sighting]


def live(profile: Profile, folder: Path) -> Lived:
    """The story and the week in this process, then the command line as other processes."""
    papers = folder / "papers"
    papers.mkdir()
    with everything_taken() as taken, everything_logged() as log, open_office(profile) as office:
        subjects = story(office, papers)
        week = a_week(office, subjects, papers)
        backups = {place: HUNT.in_value(place, rows) for place, rows in opened_backups(office, papers)}
        script, ends = script_of(office, subjects, folder), office_time(office)
    sheet = folder / "referrals.csv"
    sheet.write_text(SHEET, "utf-8")
    at = ("--profile", str(profile.folder), "--passwords", "0")
    said = {
        "import": handrail("import", "referrals", str(sheet), "--as", "priya", *at),
        "script": handrail("script", str(script), *at),
    }
    sheet.unlink()
    assert not [(one.stderr, one.stdout[-600:]) for one in said.values() if one.returncode], "the story went wrong"
    words = {name: f"{one.stdout}\n{one.stderr}" for name, one in said.items()}
    log_text, kinds = "\n".join(log.lines), frozenset(week.kinds)
    done, in_her_hands = dict(week.done), week.in_her_hands
    return Lived(profile, folder, subjects, words, log_text, ends, done, kinds, backups, taken, in_her_hands)


def script_of(office: RealOffice, subjects: dict[str, tuple[str, ...]], folder: Path) -> Path:
    """A script that reads everything, as both people; where somebody is refused it says which error must come."""
    steps = []
    for login, (name, given) in product(READERS, readings(subjects)):
        step: dict[str, object] = {"as": login, "do": name, "with": given}
        try:
            perform(office.desk(login), name, given)
        except AppError as refused:
            step["expect"] = type(refused).__name__
        steps.append(step)
    file = folder / "script.json"
    begins = office_time(office).isoformat(timespec="minutes")
    file.write_text(json.dumps({"format": "handrail-script/1", "clock": begins, "steps": steps}), "utf-8")
    return file


def in_records(lived: Lived) -> list[Sighting]:
    """What the hunt sees in every table of his database, opened with his key."""
    with programme_reception(lived.profile, PASSWORDS, lived.ends) as office:
        desk = office.take_seat("jo")
        with desk.seat.open_work(reading=True) as work:
            return HUNT.in_database("programme.db", work.session, METADATA)
