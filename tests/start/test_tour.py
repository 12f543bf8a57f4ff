"""Plays the whole tour once, as the command does, and shows that a step which was lost ends it with exit code 1."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.start.programme import screens
from app.start.tour_cast import Day
from app.start.tour_play import run_tour
from tests.start.profiles import handrail
from ui.shell.tour import Driver, Scene

LEAST_STEPS = 45
PAGES_SEEN = (
    "first-run", "sign-in", "today-empty", "recovery-kit", "referral", "one-way-box", "consent", "screening", "denial",
    "verdict", "second-person", "group-preview", "register", "correction-before-after", "mid-1-2-1", "three-way-review",
    "pathway", "report-draft", "report-as-printed", "report-delivered", "partner-today", "partner-plan",
    "partner-contact-masked", "partner-contact-number", "partner-clearances", "partner-absence", "partner-report-check",
)  # fmt: skip


@pytest.mark.tour
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_one_man_goes_from_referral_to_report_and_one_partner_is_reached_through_real_windows(tmp_path: Path) -> None:
    ran = handrail("tour", "--out", str(tmp_path))

    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    wrong = [step for step in summary["steps"] if not step["ok"]]
    assert (ran.returncode, wrong) == (0, []), ran.stderr
    assert summary["ok"]
    assert len(summary["steps"]) >= LEAST_STEPS
    assert {step["desk"] for step in summary["steps"]} == {"programme", "partner"}
    assert all(step["keys"] > 0 or step["by"] == "acts" for step in summary["steps"] if step["name"] != "Today")
    assert all(check["ok"] for step in summary["steps"] for check in step["checked"])

    names = {re.sub(r"^\d+-|-(light|dark)\.png$", "", one.name) for one in tmp_path.glob("*.png")}
    assert set(PAGES_SEEN) <= names
    for light in tmp_path.glob("*-light.png"):
        bright, dim = (QImage(str(light.with_name(light.name.replace("light", look)))) for look in ("light", "dark"))
        assert bright.size().toTuple() == dim.size().toTuple()
        assert brightness(bright) > brightness(dim), light.name
    (paper,) = tmp_path.glob("*.pdf")
    assert paper.read_bytes().startswith(b"%PDF-")


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

    is_good = run_tour(tmp_path, screens, (Day("", "", (Scene("Look", wrong), Scene("Go on", never))),))

    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert not is_good
    assert not summary["ok"]
    assert [step["name"] for step in summary["steps"]] == ["Look"]
    assert (tmp_path / "01-not-as-it-should-be-light.png").exists()
