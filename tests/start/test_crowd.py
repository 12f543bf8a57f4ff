"""Holds `handrail demo --cases` to its word: both programs do their part, and whoever signs in next sees no alarm."""

import json
from datetime import UTC, datetime

from app.core.paths import Profile
from app.ops.demonstration import MANY, office_text, passwords
from app.ops.office import read_office
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


def test_a_larger_office_has_more_people_and_places() -> None:
    small, large = read_office(office_text()), read_office(office_text(10 * MANY))

    assert len(large.users) > len(small.users)
    assert len(large.places) > len(small.places) == 2
    assert set(passwords(10 * MANY)) == {user.name for user in large.users}
