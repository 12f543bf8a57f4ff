"""Holds the bench of a large office to its word: real pages, floors that read the same, every budget reported."""

import sys
from itertools import cycle

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.bench import large
from app.bench.harness import ROUNDS
from app.core.errors import Unavailable
from app.programme.crowd.fill import fill
from app.programme.seat import ProgrammeSeat
from app.start.bench_desk import COUNT, Opened, words_typed, works
from app.start.programme_bench import NAMES, RUNS
from models.programme.account import OfficeSetting
from tests.offices import Office
from tests.ui.programme_screens import here, opened

WORDS = (large.LIST, large.BARE_LIST, large.SCROLL, large.TYPED, large.BY_LIKE, large.MEMORY, large.CASES)
ANSWERS = "import sys\nfor line in sys.stdin: print([20.0, 30.0], flush=True)"


def test_every_budget_of_a_large_office_is_measured_in_turn_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gc.collect", lambda: 0)
    with large.asked([sys.executable, "-c", ANSWERS]) as desk:
        shown, memory = large.long_list(desk, 3000)
        (frames,) = large.scrolling(desk)
        at_once, like = large.searching(desk)
        pages = large.growth(desk, desk, 3000)

    found = (shown, memory, frames, at_once, like, *pages)
    assert [one.name for one in found] == ["P3", "P3", "P4", "P5", "P5", "P8", "P8", "P8"]
    assert [one.holds for one in found] == [True, True, False, False, False, True, True, True]
    assert (shown.ratio, memory.ours_ms, frames.ours_ms) == (1.0, 0.0, 29.9)
    assert all(one.rounds == ROUNDS for one in found if one is not memory)
    assert "3,000" in shown.work


def test_a_desk_that_ends_instead_of_answering_is_no_result() -> None:
    with large.asked([sys.executable, "-c", "raise SystemExit(1)"]) as desk, pytest.raises(Unavailable):
        desk.time(large.LIST)


def test_each_budget_by_name_can_be_run() -> None:
    assert set(RUNS) == set(NAMES) >= {"P3", "P4", "P5", "P8"}


def test_each_page_opens_at_the_window_and_the_floor_reads_the_same_people(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.start.bench_desk.FRAMES", 20)
    desk = office.desk("jo")
    with office.programme.work() as work:
        work.session.add(OfficeSetting(key="office.practice", value=True))
    assert isinstance(desk.seat, ProgrammeSeat)
    fill(desk.seat, 30)

    with opened(qtbot, desk, "today") as signed:
        at = Opened(signed.window, desk, lambda: None, QMainWindow(), cycle(words_typed()))
        asked = works(at)
        took = {word: asked[word]() for word in (*WORDS, *large.PAGES)}

        assert set(asked) == {*WORDS, *large.PAGES}
        assert all(time > 0 for word in took if word != large.MEMORY for time in took[word])
        assert took[large.CASES] == [float(str(at.read(COUNT)[0][0]))] == [30.0]
        assert at.cases().table.rows.rowCount() == 30
        assert here(signed).subject is None
