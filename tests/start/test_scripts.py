"""Runs each programme from first referral to last session in a scripted office, and reads what its registers say."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.paths import Profile
from tests.start.stories import Story, tell

LONDON = ZoneInfo("Europe/London")


@pytest.mark.slow
@pytest.mark.parametrize("programme", ["bbr"])
def test_a_programme_goes_from_first_referral_to_last_session_and_its_figures_follow(
    profile: Profile, programme: str
) -> None:
    story = tell(profile, programme)

    told = {(item["reference"], day_of(item["at"])) for item in story.saved["inbox"] if item["kind"] == "absent"}
    assert story.to_be_told, "somebody was away"
    assert story.to_be_told <= told, "every absence is in the safety team's inbox on its day (ATT-10, NEV-4)"
    assert story.saved["registers_owed"] == []
    FIGURES[programme](story)


def day_of(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(LONDON).date()


def completed(story: Story, name: str) -> date | None:
    """The day of completion as the registers give it; None while something is owed."""
    row = story.saved[f"{name}_at_the_end"]["completion"]
    return date.fromisoformat(row["on"]) if row["offered"] else None


def states(story: Story) -> dict[str, str]:
    """The state of each case at the end, by number."""
    return {row["reference"]: row["state"] for row in story.saved["everybody"]["rows"]}


def figures(attendance: dict[str, Any]) -> tuple[object, ...]:
    """Offered, attended, compliant, minutes; the two rows of misses."""
    return tuple(attendance[name] for name in ("offered", "attended", "compliant", "minutes", "consecutive_missed"))


def bbr(story: Story) -> None:
    """29 contacts: two pre-group, 24 group sessions, two more 1-2-1s, the review; catch-ups and a missed one beside."""
    said = story.saved
    assert figures(said["daniel_at_the_end"]) == (31, 29, 29, 3900, 0)
    assert figures(said["aaron_at_the_end"]) == (31, 28, 30, 3750, 0)
    assert figures(said["tom_at_the_end"]) == (32, 28, 32, 3750, 0)
    assert figures(said["marek_at_the_end"]) == (23, 17, 23, 2550, 0)
    assert figures(said["femi_at_the_end"]) == (17, 16, 17, 2200, 1)
    assert figures(said["yusuf_at_the_end"]) == (6, 3, 3, 270, 3)
    assert said["yusuf_before"]["consecutive_unacceptable"] == 3
    assert completed(story, "daniel") == date(2026, 6, 25)
    assert completed(story, "aaron") == date(2026, 7, 9), "the mistaken completion of June is undone (CASE-9)"
    moves = [row["words"] for row in said["aaron_history"] if row["kind"] == "move"]
    assert moves[:3] == ["Moved to “Completed”", "Moved to “On programme”", "Moved to “Completed”"], "both stay visible"
    assert completed(story, "tom") == date(2026, 7, 2), "after his review: the last of its contacts counts (CASE-8)"
    assert states(story) == {
        "P-0001": "completed", "P-0002": "withdrawn", "P-0003": "completed", "P-0004": "withdrawn",
        "P-0005": "completed", "P-0006": "deselected", "P-0007": "not_suitable", "P-0008": "not_suitable",
        "P-0009": "on_programme",
    }  # fmt: skip


FIGURES = {"bbr": bbr}
