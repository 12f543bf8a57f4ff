"""Plays the tour of each programme, as the command does, and shows that a lost step ends it with exit code 1."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.start import tour_each
from app.start.programme import screens
from app.start.tour import programmes
from app.start.tour_cast import Day, Story
from app.start.tour_kept import Kept, is_meant, steps_of
from app.start.tour_papers import wanted
from app.start.tour_play import run_tour, stories
from tests.start.profiles import handrail
from ui.shell.tour import Driver, Scene

LEAST_STEPS = {"bbr": 45, "mam": 20, "weekly": 16, "peer": 22, "steps12": 15}
PAGES_SEEN = {
    "bbr": (
        "first-run", "sign-in", "today-empty", "recovery-kit", "referral", "one-way-box", "consent", "screening",
        "denial", "verdict", "second-person", "group-preview", "register", "correction-before-after", "mid-1-2-1",
        "three-way-review", "pathway", "report-draft", "report-as-printed", "report-delivered", "partner-today",
        "partner-plan", "partner-contact-masked", "partner-contact-number", "partner-clearances", "partner-absence",
        "partner-report-check", "partner-dash", "partner-safety-plan", "partner-marac", "partner-children",
        "partner-her-view", "partner-told", "partner-release-new", "partner-release-needs-two", "partner-releases",
        "partner-contacts-due", "partner-record", "partner-named-officers", "partner-her-file",
        "partner-erase-or-hold", "partner-his-own-words", "partner-meeting", "partner-outcomes", "partner-sheet",
        "partner-access-log", "partner-team", "partner-trustees", "partner-settings-of-the-team",
        "partner-keeping-and-deleting", "partner-backups", "partner-recovery-kit", "partner-change-my-password",
        "partner-check-the-records", "partner-records",
    ),
    "mam": (
        "substance-screen", "screening-by-route", "top-at-start", "register-by-hours", "thirty-hours", "milestone",
        "top-over-time", "review", "sixty-hours", "completed",
    ),
    "weekly": ("screening", "a-place-half-way", "catch-ups", "catch-ups-booked", "last-evening", "coverage-map"),
    "peer": (
        "at-the-door", "meeting-night", "themes", "fourth-meeting", "away-for-now", "away", "back", "the-group-goes-on",
    ),
    "steps12": ("at-the-door", "step-chosen", "roles-of-the-evening", "steps-taken"),
}  # fmt: skip


@pytest.mark.tour
@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("programme", programmes())
def test_a_programme_goes_from_first_referral_to_last_session_through_real_windows(
    tmp_path: Path, cheaply: Path, programme: str
) -> None:
    """The first programme makes its own office in the window, at real cost; the others begin in one made before."""
    ran = handrail("tour", "--programme", programme, "--profile", str(cheaply), "--out", str(tmp_path))

    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    wrong = [step for step in summary["steps"] if not step["ok"]]
    assert (ran.returncode, wrong) == (0, []), ran.stderr
    assert summary["ok"]
    assert len(summary["steps"]) >= LEAST_STEPS[programme]
    assert {step["desk"] for step in summary["steps"]} == {"programme", "partner"}
    assert all(step["keys"] > 0 or step["by"] == "acts" for step in summary["steps"] if step["name"] != "Today")
    assert all(check["ok"] for step in summary["steps"] for check in step["checked"])

    names = {re.sub(r"^\d+-|-(light|dark)\.png$", "", one.name) for one in tmp_path.glob("*.png")}
    assert set(PAGES_SEEN[programme]) <= names
    for light in tmp_path.glob("*-light.png"):
        bright, dim = (QImage(str(light.with_name(light.name.replace("light", look)))) for look in ("light", "dark"))
        assert bright.size().toTuple() == dim.size().toTuple()
        assert brightness(bright) > brightness(dim), light.name
    assert all(paper.read_bytes().startswith(b"%PDF-") for paper in tmp_path.glob("*.pdf"))
    papers = sorted(file.name.partition("-")[0] for file in tmp_path.glob("*.pdf"))
    assert papers == (["Letter", "Report"] if programme == "bbr" else [])
    printed = {file.stem for file in tmp_path.glob("papers/*.pdf")}
    assert printed == (wanted() if programme == "bbr" else set())


def brightness(picture: QImage) -> int:
    """How light a picture is, looked at in a hundred places."""
    spots = [(x, y) for x in range(5, 100, 10) for y in range(5, 100, 10)]
    return sum(
        picture.pixelColor(picture.width() * x // 100, picture.height() * y // 100).lightness() for x, y in spots
    )


def test_a_step_that_does_not_show_what_it_should_ends_the_tour(qapp: QApplication, tmp_path: Path) -> None:
    def wrong(see: Driver) -> None:
        see.check("there is an office already", is_true=False)

    def never(see: Driver) -> None:
        see.check("this is never reached", is_true=True)

    is_good = run_tour(tmp_path, screens, Story((Day("", "", (Scene("Look", wrong), Scene("Go on", never))),)))

    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert not is_good
    assert not summary["ok"]
    assert [step["name"] for step in summary["steps"]] == ["Look"]
    assert (tmp_path / "01-not-as-it-should-be-light.png").exists()


@pytest.mark.parametrize("programme", [code for code in programmes() if code != "bbr"])
def test_each_step_of_a_kept_story_is_played_once_or_named_as_done_by_hand(programme: str) -> None:
    kept = [stop for stop in stories()[programme].stops if isinstance(stop, Kept)]
    for file in {one.file for one in kept}:
        here = [one for one in kept if one.file == file]
        played = [step for one in here for step in steps_of(one, programme)]
        left = [step for step in steps_of(Kept("whole", file), programme) if step not in played]
        unnamed = [step for step in left if not any(is_meant(step, words) for one in here for words in one.by_hand)]

        assert len(played) + len(left) == len(steps_of(Kept("whole", file), programme)), f"{file}: none twice"
        assert unnamed == []


def test_what_is_done_by_hand_must_stand_in_the_story() -> None:
    with pytest.raises(ValueError, match=r"has no step register\.take 1999-01-01T10:00"):
        steps_of(Kept("A slip", "3-course", by_hand=("register.take 1999-01-01T10:00",)), "mam")


def test_one_summary_stands_over_all_programmes_and_one_that_never_ended_is_not_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(out: Path, code: str, _office: Path) -> Any:
        if code == "mam":
            (out / code).mkdir()
            told = {"ok": True, "seconds": 1, "notes": [], "steps": [{"name": "Look", "ok": True}]}
            (out / code / "summary.json").write_text(json.dumps(told), "utf-8")
        return Ended()

    monkeypatch.setattr(tour_each, "begin", begin)
    monkeypatch.setattr(tour_each, "make_tour_office", lambda _profile: None)

    is_good = tour_each.run_each(tmp_path, ("mam", "peer"))

    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert not is_good
    assert {code: one["ok"] for code, one in summary["programmes"].items()} == {"mam": True, "peer": False}
    assert summary["steps"] == [{"programme": "mam", "name": "Look", "ok": True}]


class Ended:
    """A program that has ended."""

    def poll(self) -> int:
        return 0
