"""Answers come home on the window's thread, in order, and never to somebody who is gone."""

import gc
import sys
import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.core.errors import Unavailable
from tests.ui.example import ExampleScreen, ReferralDesk
from tests.ui.show import Signed, themed
from ui.kit.jobs import ThreadedJobs
from ui.shell.screen import ScreenSpec


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[ThreadedJobs]:
    made = ThreadedJobs()
    yield made
    made.close()


def fail(error: Exception) -> None:
    raise AssertionError(f"a job failed: {error!r}")


def test_changes_keep_their_order(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    owner, heard = QObject(), []

    def slow(number: int) -> int:
        time.sleep(0.002 * (5 - number))
        return number

    for number in range(5):
        jobs.change(owner, lambda number=number: slow(number), heard.append, fail)

    qtbot.waitUntil(jobs.is_idle)
    assert heard == [0, 1, 2, 3, 4]


class Left:
    """Something that holds itself, as a closed window and its parts do."""

    def __init__(self) -> None:
        self.whole = self


def test_what_is_left_over_is_freed_on_the_windows_thread_alone(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    """A worker that makes many things must not come upon a closed window: Qt falls when another thread frees one."""
    freed, kept = list[int](), list[list[list[int]]]()
    weakref.finalize(Left(), lambda: freed.append(threading.get_ident()))

    def work() -> list[list[int]]:
        return [[number] for number in range(3 * gc.get_threshold()[0])]

    jobs.read(QObject(jobs), work, kept.append, fail)
    qtbot.waitUntil(lambda: bool(freed))

    assert freed == [threading.get_ident()]
    jobs.close()
    assert gc.isenabled(), "nothing runs on another thread any more"


def test_a_newer_question_makes_the_older_answer_unwanted(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    owner, heard = QObject(), []

    for word in ("t", "tu", "tue", "tues"):
        jobs.read(owner, lambda word=word: word, heard.append, fail, key="search")

    qtbot.waitUntil(jobs.is_idle)
    assert heard == ["tues"]


def test_nothing_reaches_an_owner_that_is_gone(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    owner, heard = QObject(), []
    jobs.read(owner, lambda: time.sleep(0.02), heard.append, fail)

    delete(owner)

    qtbot.waitUntil(jobs.is_idle)
    assert heard == []


def test_an_error_comes_home_as_it_was_raised(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    owner, heard = QObject(), []

    def broken() -> None:
        raise Unavailable

    jobs.change(owner, broken, lambda _none: None, heard.append)

    qtbot.waitUntil(jobs.is_idle)
    assert [type(error) for error in heard] == [Unavailable]


def test_answers_arrive_on_the_thread_that_asked(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    owner, places = QObject(), []
    here = owner.thread()

    jobs.read(owner, lambda: None, lambda _none: places.append(QObject().thread()), fail)

    qtbot.waitUntil(jobs.is_idle)
    assert places == [here]


def test_after_closing_nothing_is_delivered_or_begun(qtbot: QtBot) -> None:
    jobs, owner, heard = ThreadedJobs(), QObject(), []
    jobs.read(owner, lambda: time.sleep(0.01), heard.append, fail)

    jobs.close()
    jobs.read(owner, lambda: 1, heard.append, fail)
    qtbot.wait(30)

    assert heard == []
    assert jobs.is_idle()
    assert QThreadPool.globalInstance().activeThreadCount() == 0


def test_many_jobs_with_owners_that_come_and_go(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    heard = []
    owners = [QObject() for _number in range(20)]
    for number in range(400):
        jobs.read(owners[number % 20], lambda number=number: number, heard.append, fail)
    for owner in owners[:10]:
        delete(owner)

    qtbot.waitUntil(jobs.is_idle)
    assert {number % 20 for number in heard} <= set(range(10, 20))
    assert len([number for number in heard if number % 20 >= 10]) == 200


def test_the_loading_line_goes_when_a_question_was_replaced_by_a_newer_one(qtbot: QtBot, jobs: ThreadedJobs) -> None:
    """Default states: an answer that nobody wants any more never comes home, and nothing waits for it."""
    with themed():
        signed = Signed([ScreenSpec("referrals", "Referrals", "inbox", ExampleScreen)], ReferralDesk(), jobs)
        qtbot.addWidget(signed.window)
        screen, heard = signed.window.screen, []
        qtbot.waitUntil(jobs.is_idle)

        for word in ("t", "tu", "tue"):
            screen.read(lambda word=word: (time.sleep(0.4), word)[1], heard.append, key="search")
        screen.change(lambda: None, lambda _none: None)
        qtbot.waitUntil(lambda: shown(screen))
        qtbot.waitUntil(jobs.is_idle)

        assert heard == ["tue"]
        assert not shown(screen)


def shown(screen: ExampleScreen) -> bool:
    return "Loading" in [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]


class Emitter(QObject):
    fired = Signal(bool)


def test_emitting_does_not_spend_references() -> None:
    emitter = Emitter()
    emitter.fired.connect(lambda _on: None)
    before = sys.getrefcount(True)

    for _number in range(100):
        emitter.fired.emit(True)

    assert sys.getrefcount(True) >= before
