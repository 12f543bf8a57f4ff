"""A script names a second person whose own password stands in the list, at either desk (ROL-4)."""

import json
from pathlib import Path

from app.core.paths import Profile
from tests.start.profiles import play

OPEN = {
    "do": "partner.open", "as": "maya", "save": "record",
    "with": {"given_name": "Zuleika", "family_name": "Voss", "link": {"case": "ab" * 16, "relation": "partner"}},
}  # fmt: skip


def hold(second: str, **expected: str) -> list[dict[str, object]]:
    """Her record is kept from erasure, and a second officer agrees that it need not be any more."""
    about = {"partner": "$record.partner"}
    ended = {**about, "reason": "It is over.", "second": second}
    return [
        OPEN,
        {"do": "legal_hold.set", "as": "maya", "with": {**about, "reason": "A court asked for it."}},
        {
            "do": "legal_hold.end",
            "as": "maya",
            "with": ended,
            **expected,
        },
    ]


def test_at_her_desk_a_second_officer_agrees_in_the_middle_of_an_act(profile: Profile, tmp_path: Path) -> None:
    ran = play(profile, hold("wendy"), tmp_path, program="partner")

    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert (ran.returncode, [step["ok"] for step in told]) == (0, [True, True, True]), ran.stdout + ran.stderr


def test_somebody_without_a_password_on_the_list_agrees_to_nothing(profile: Profile, tmp_path: Path) -> None:
    ran = play(profile, hold("nobody", expect="NotAllowed"), tmp_path, program="partner")

    assert ran.returncode == 0, ran.stdout + ran.stderr
