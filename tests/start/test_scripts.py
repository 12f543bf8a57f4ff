"""Runs each programme from first referral to last session in a scripted office, and reads what its registers say."""

from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.paths import Profile
from tests.start.stories import Story, tell

LONDON = ZoneInfo("Europe/London")


@pytest.mark.slow
@pytest.mark.parametrize("programme", ["bbr", "mam", "weekly", "peer", "steps12"])
def test_a_programme_goes_from_first_referral_to_last_session_and_its_figures_follow(
    profile: Profile, programme: str
) -> None:
    story = tell(profile, programme)

    told = {(item["reference"], day_of(item["at"])) for item in story.saved["inbox"] if item["kind"] == "absent"}
    assert story.away, "somebody was away"
    assert story.to_be_told() <= told, "every absence is in the safety team's inbox on its day (ATT-10, NEV-4)"
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
    assert said["ended"]["state"] == "complete", "it has had members, none is left in it, and one completed (SCH-37)"
    moves = [row["words"] for row in said["aaron_history"] if row["kind"] == "move"]
    assert moves[:3] == ["Moved to “Completed”", "Moved to “On programme”", "Moved to “Completed”"], "both stay visible"
    assert completed(story, "tom") == date(2026, 7, 2), "after his review: the last of its contacts counts (CASE-8)"
    assert states(story) == {
        "P-0001": "completed", "P-0002": "withdrawn", "P-0003": "completed", "P-0004": "withdrawn",
        "P-0005": "completed", "P-0006": "deselected", "P-0007": "not_suitable", "P-0008": "not_suitable",
        "P-0009": "on_programme",
    }  # fmt: skip


def mam(story: Story) -> None:
    """Hours from registers: 30 is a milestone, 60 and the review are the end; nothing is rounded up (ATT-7, CASE-8)."""
    said = story.saved
    at_twelve = {name: said[f"{name}_at_twelve"] for name in ("gareth", "leon")}
    assert {name: row["minutes"] for name, row in at_twelve.items()} == {"gareth": 1800, "leon": 1794}
    assert {name: row["milestones"] for name, row in at_twelve.items()} == {"gareth": [30.0], "leon": []}
    assert figures(said["gareth_at_the_end"]) == (27, 25, 27, 3660, 0)
    assert figures(said["leon_at_the_end"]) == (27, 25, 27, 3594, 0)
    assert said["leon_at_the_end"]["completion"]["hours_short"] == 0.1
    assert figures(said["dean_at_the_end"]) == (26, 24, 23, 3480, 0)
    assert (completed(story, "gareth"), completed(story, "leon")) == (date(2026, 6, 5), None)
    alcohol = {name: top_total(said[f"gareth_top_{name}"]) for name in ("review", "exit")}
    assert alcohol == {"review": "unknown", "exit": 1}, "a week that nobody answered leaves its total unknown (TOP-1)"
    filled_in = [(row["measure"], row["stage"]) for row in said["gareth_measures"]["entries"]]
    assert set(filled_in) == {("top", "start"), ("top", "review"), ("top", "exit"), ("expectation_review", "milestone")}
    assert states(story) == {
        "P-0001": "completed", "P-0002": "on_programme", "P-0003": "withdrawn", "P-0004": "on_programme",
        "P-0005": "not_eligible", "P-0006": "not_suitable",
    }  # fmt: skip


def top_total(entry: dict[str, Any]) -> int | str:
    """Days with alcohol in 28, as the entry adds them up."""
    return next(one["value"] for one in entry["figures"] if one["key"] == "alcohol")


def weekly(story: Story) -> None:
    """Eight topics: every content had or caught up, wherever and however it was (SCH-31); else nobody completes."""
    said = story.saved
    topics = {row["key"].rpartition("-")[0] for row in said["ben_at_the_end"]["coverage"]}
    assert len(topics) == 8
    assert coverage(said["ben_at_the_end"]) == {"had": 26}
    assert coverage(said["roy_at_the_end"]) == {"had": 25, "caught_up": 1}
    assert coverage(said["carl_at_the_end"]) == {"had": 20, "caught_up": 6}, "he came before the second topic (SCH-30)"
    assert coverage(said["ian_at_the_end"]) == {"had": 22, "caught_up": 1, "owed": 3}
    assert coverage(said["sam_at_the_end"]) == {"had": 12, "owed": 14}, "what he had goes with him to another group"
    assert (said["sam_moved"]["contents_kept"], said["sam_moved"]["contents_of"]) == (12, 26)
    assert figures(said["ian_at_the_end"]) == (27, 23, 24, 3450, 3)
    assert [completed(story, name) for name in ("ben", "roy", "carl", "ian")] == [*[date(2026, 7, 15)] * 3, None]
    assert states(story) == {
        "P-0001": "completed", "P-0002": "completed", "P-0003": "on_programme", "P-0004": "on_programme",
        "P-0005": "not_suitable", "P-0006": "not_suitable", "P-0007": "completed",
    }  # fmt: skip


def coverage(attendance: dict[str, Any]) -> dict[str, int]:
    """How many contents are had, caught up and owed."""
    return dict(Counter(row["state"] for row in attendance["coverage"]))


def peer(story: Story) -> None:
    """Meetings, time-outs as a skill used, the talk after four, away and back, one ended; nobody completes."""
    said = story.saved
    assert [(row["name"], row["meetings"]) for row in said["talks_due"]] == [
        ("Hassan", 4), ("Ivan", 4), ("Omar", 4), ("Paul", 4),
    ]  # fmt: skip
    men = {row["name"]: row for row in said["page_at_the_end"]["men"]}
    assert {name: (row["meetings"], row["time_outs"]) for name, row in men.items()} == {
        "Hassan": (8, 0), "Ivan": (11, 0), "Luke": (10, 0), "Omar": (11, 1),
    }  # fmt: skip
    assert said["paul_ended"]["ended"]
    assert all(row["same_day"] for row in said["requests"]), "every request was answered on its day (PEER-3)"
    assert figures(said["hassan_at_the_end"]) == (9, 8, 9, 960, 0), "what he had before he went away stays his (PEER-7)"
    assert all(completed(story, name) is None for name in ("hassan", "omar", "luke", "paul", "ivan"))
    assert states(story) == {
        "P-0001": "not_suitable", "P-0002": "on_programme", "P-0003": "on_programme", "P-0004": "on_programme",
        "P-0005": "deselected", "P-0006": "on_programme",
    }  # fmt: skip


def steps12(story: Story) -> None:
    """Twelve meetings, a step each; a man's own steps in his own order, and again."""
    said = story.saved
    assert said["ade_steps"]["taken"] == ["Trust", "Honesty", "Trust", "Justice"]
    assert said["bill_steps"]["taken"] == ["Service", "Hope"]
    held = [row["title"] for row in said["group_at_the_end"]["sessions"] if row["status"] == "held"]
    assert (len(held), held[0], held[-1]) == (12, "Honesty", "Service")
    assert said["stopped"]["stopped_reason"] == "Two men shouted."
    assert figures(said["cor_at_the_end"]) == (12, 10, 11, 1200, 0)
    assert figures(said["egon_at_the_end"]) == (9, 8, 8, 960, 0)
    stayed = dict.fromkeys(("P-0001", "P-0002", "P-0003", "P-0004"), "on_programme")
    assert states(story) == {**stayed, "P-0005": "withdrawn"}


FIGURES = {"bbr": bbr, "mam": mam, "weekly": weekly, "peer": peer, "steps12": steps12}
