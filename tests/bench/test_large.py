"""Holds the bench of a large office to its word: real pages, floors that read the same, every budget reported."""

import sys
from collections import Counter
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.bench import large
from app.bench.harness import ROUNDS
from app.core.errors import Unavailable
from app.core.shapes import Nothing
from app.programme.crowd.fill import fill
from app.programme.desk import ProgrammeDesk
from app.programme.left.counting import ways_of
from app.programme.seat import ProgrammeSeat
from app.start.bench_desk import COUNT, Opened, aggregates, five_years, words_typed, works
from app.start.programme_bench import NAMES, RUNS
from models.programme.account import OfficeSetting
from tests.offices import Office
from tests.ops.test_storage import at_his
from tests.ui.programme_screens import here, opened

WORDS = (
    large.LIST, large.BARE_LIST, large.SCROLL, large.TYPED, large.BY_LIKE, large.MEMORY, large.CASES,
    large.OUTCOMES, large.AGGREGATES, large.BACKUP, large.BARE_COPY,
)  # fmt: skip
MEN = 90
ANSWERS = "import sys\nfor line in sys.stdin: print([20.0, 30.0], flush=True)"


def test_every_budget_of_a_large_office_is_measured_in_turn_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gc.collect", lambda: 0)
    with large.asked([sys.executable, "-c", ANSWERS]) as desk:
        shown, memory = large.long_list(desk, 3000)
        (frames,) = large.scrolling(desk)
        at_once, like = large.searching(desk)
        pages = large.growth(desk, desk, 3000)
        rest = (*large.outcomes(desk, 3000), *large.backup(desk, 3000))

    found = (shown, memory, frames, at_once, like, *pages, *rest)
    assert [one.name for one in found] == ["P3", "P3", "P4", "P5", "P5", "P8", "P8", "P8", "P8", "P13", "P18"]
    assert [one.holds for one in found] == [True, True, False, False, False, True, True, True, True, True, True]
    assert (shown.ratio, memory.ours_ms, frames.ours_ms) == (1.0, 0.0, 29.9)
    assert all(one.rounds == ROUNDS for one in found if one is not memory)
    assert "3,000" in shown.work


def test_a_desk_that_ends_instead_of_answering_is_no_result() -> None:
    with large.asked([sys.executable, "-c", "raise SystemExit(1)"]) as desk, pytest.raises(Unavailable):
        desk.time(large.LIST)


def test_each_budget_by_name_can_be_run() -> None:
    assert set(RUNS) == set(NAMES) >= {"P3", "P4", "P5", "P8", "P13", "P18"}


def assert_counted_alike(desk: ProgrammeDesk, by_hand: large.Counted) -> None:
    """P13: the floor finds the very figures that the page shows, so that it does the same work."""
    page = desk.outcomes.show(five_years())
    stages = {one.key: one.count for one in page.cohort.stages}
    lacks = {one.key.removeprefix("lack/"): one.count for one in page.missing}
    assert isinstance(desk.seat, ProgrammeSeat)
    with desk.seat.open_work(reading=True) as work:
        ways = ways_of(work, desk.seat, five_years())

    assert stages.pop("referred") == by_hand.total == len(ways)
    assert stages == {key: by_hand.signs[key] for key in stages}
    assert lacks == {key: count for key, count in by_hand.signs.items() if key not in stages and count}
    assert Counter(way.ended for way in ways) == by_hand.ended
    assert Counter(way.days_to_start for way in ways if way.days_to_start is not None) == by_hand.waits
    assert min(stages["started"], stages["ready"], len(lacks)) > 1


def test_each_page_opens_at_the_window_and_the_floor_reads_the_same_people(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.start.bench_desk.FRAMES", 20)
    desk = at_his(office, tmp_path / "home")
    with office.programme.work() as work:
        work.session.add(OfficeSetting(key="office.practice", value=True))
    assert isinstance(desk.seat, ProgrammeSeat)
    fill(desk.seat, MEN)

    with opened(qtbot, desk, "today") as signed:
        at = Opened(signed.window, desk, lambda: None, QMainWindow(), cycle(words_typed()))
        asked = works(at)
        took = {word: asked[word]() for word in (*WORDS, *large.PAGES)}

        assert set(asked) == {*WORDS, *large.PAGES}
        assert all(time > 0 for word in took if word != large.MEMORY for time in took[word])
        assert_counted_alike(desk, aggregates(at)())
        assert [file.name for file in tmp_path.iterdir() if file.name.startswith("bench-")] == []
        assert desk.backups.show(Nothing()).proved_at == office.clock.now()
        assert took[large.CASES] == [float(str(at.read(COUNT)[0][0]))] == [float(MEN)]
        assert at.cases().table.rows.rowCount() == MEN
        assert here(signed).subject is None
