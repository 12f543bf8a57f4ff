"""The driver finds things as a person does, presses real keys, and says so when something was not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from tests.ui.example import ExampleScreen, ReferralDesk
from tests.ui.show import Signed, themed
from ui.kit.jobs import ThreadedJobs
from ui.shell.screen import ScreenSpec
from ui.shell.tour import Driver
from ui.shell.witness import Lost


@pytest.fixture
def driver(qtbot: QtBot, tmp_path: Path) -> Iterator[Driver]:
    jobs = ThreadedJobs()
    with themed():
        signed = Signed([ScreenSpec("referrals", "Referrals", "inbox", ExampleScreen)], ReferralDesk(), jobs)
        qtbot.addWidget(signed.window)
        yield Driver(QApplication.instance(), jobs.is_idle, tmp_path)
    jobs.close()


def test_a_step_is_done_with_keys_and_says_what_it_saw(driver: Driver) -> None:
    with driver.step("receive a referral") as step:
        driver.type_into("Name", "Femi A.")
        driver.choose("Lives with children", "Not known")
        driver.choose("Referred by", "Probation")
        driver.type_into("Note", "Bus delay, rang ahead")
        driver.press("Ctrl+S")
        driver.sees("Femi A.")
        driver.sees("Saved.")

    assert step.is_good
    assert step.keys > len("Femi A.")
    assert step.ms > 0


def test_what_is_not_shown_fails_the_step(driver: Driver) -> None:
    with driver.step("look for a man who is not there") as step:
        driver.check("shows somebody else", "Nobody" in driver.texts())
        driver.sees_not("Daniel O.")

    assert [check["ok"] for check in step.checks] == [False, False]
    assert not step.is_good


def test_a_name_that_is_not_there_is_said_with_what_is(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.shell.tour.PATIENCE_S", 0.05)

    with pytest.raises(Lost, match="Save referral"):
        driver.click("Issue report")


def test_the_keyboard_walks_to_a_row_by_its_words(driver: Driver) -> None:
    driver.choose_row("Referrals", "Marek B.")

    assert driver.find("Referrals", QTableView).currentIndex().row() == 1


def test_a_picture_is_kept_light_and_dark(driver: Driver, tmp_path: Path) -> None:
    driver.picture("referrals")

    colours = [
        QImage(str(tmp_path / f"referrals-{look}.png")).pixelColor(1360, 760).lightness() for look in ("light", "dark")
    ]
    assert colours[0] > 200
    assert colours[1] < 60
