"""Holds `handrail demo --cases` to its word: both programs do their part, and whoever signs in next sees no alarm."""

import json
from collections import Counter
from datetime import UTC, datetime

from app.bridge.desk import BridgeDesk
from app.core.paths import Profile
from app.core.shapes import to_json
from app.desk.script import read_script
from app.domain.counts import SMALLEST_SHOWN
from app.ops.demonstration import MANY, office_text, passwords
from app.ops.office import read_office
from app.ops.two_desks import story
from app.programme.desk import ProgrammeDesk
from app.start.opening import programme_reception
from app.start.stage import fill_office
from tests.start.profiles import OFFICE, PASSWORDS


def test_an_office_is_filled_by_both_programs_and_opens(profile: Profile) -> None:
    told: list[tuple[int, int]] = []

    fill_office(
        profile, read_office(json.dumps(OFFICE).encode()), 12, PASSWORDS, lambda done, of: told.append((done, of))
    )

    assert told[-1] == (12, 12)
    with programme_reception(profile, PASSWORDS, datetime(2026, 11, 24, 9, tzinfo=UTC)) as office:
        desk = office.take_seat("priya")
        assert desk.cases.seat.person.login == "priya"


def test_the_demonstration_tells_both_desks_and_leaves_a_release_in_every_state() -> None:
    """SEC-46: every step is an act of its desk with the fields it takes, and the clock of a script never goes back."""
    desks = {"programme": ProgrammeDesk, "partner": BridgeDesk}
    parts = list(story())

    scripts = [read_script(to_json(part.script), desks[part.side]) for part in parts]

    for script in scripts:
        times = [one for one in (script.clock, *(step.at for step in script.steps)) if one]
        assert times == sorted(times)
    done = Counter(step.do for script in scripts for step in script.steps)
    assert (done["release.propose"], done["release.approve"], done["release.withdraw"]) == (4, 3, 1)
    assert (done["staff_only.acknowledge"], done["partner.restrict"], done["her_file.prepare"]) == (1, 1, 1)
    wanted = {step.given["wants"] for script in scripts for step in script.steps if step.do == "partner.set_updates"}
    assert wanted == {"all", "safety_only", "none"}
    assert done["partner.measure"] > 2 * SMALLEST_SHOWN, "enough that figures over ten are shown (STA-5)"


def test_a_larger_office_has_more_people_and_places() -> None:
    small, large = read_office(office_text()), read_office(office_text(10 * MANY))

    assert len(large.users) > len(small.users)
    assert len(large.places) > len(small.places) == 2
    assert set(passwords(10 * MANY)) == {user.name for user in large.users}
