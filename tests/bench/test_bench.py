"""Holds the bench to its word: honest medians, what counts as missed, and floors that do the very same work."""

import json
import sys
from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from subprocess import CalledProcessError

import pikepdf
import pytest

from app.bench.harness import Budget, Contest, as_json, compared, line, measured, sheet
from app.bench.peers import asked
from app.bench.stores import Idling, five_pages, replayed, written_by
from app.bench.windows import megabytes, memory, told_time, until_gone, until_ready
from app.core.errors import Unavailable
from app.core.shapes import Nothing
from app.start.programme import main
from app.store.copies import copy_file
from app.store.engine import open_file
from reports.kit.plain import PlainPaper
from reports.programme.pages import laid_out, render
from tests.offices import KEY, Office

TWICE = Budget("P0", "some work", "less work", 2)
AT_ONCE = Budget("P0", "some work", "", 300)


def each(times: list[float], order: list[str], who: str) -> Callable[[], float]:
    """Gives these times one after the other, and notes whose turn it was."""
    left: Iterator[float] = iter(times)

    def one() -> float:
        order.append(who)
        return next(left)

    return one


def test_both_sides_are_timed_in_turn_and_the_first_round_does_not_count() -> None:
    order: list[str] = []
    contest = Contest(TWICE, each([900, 3, 1, 2], order, "ours"), each([900, 1, 1, 5], order, "floor"))

    result = measured(contest, rounds=3, warm_ups=1)

    assert order == ["ours", "floor"] * 4
    assert (result.ours_ms, result.floor_ms, result.ratio, result.rounds) == (2, 1, 2, 3)
    assert result.holds, "exactly the budget still holds"


def test_what_takes_long_has_fewer_rounds_and_says_how_many() -> None:
    order: list[str] = []
    contest = Contest(TWICE, each([9, 4], order, "ours"), each([3, 2], order, "floor"))

    result = measured(contest, no_longer_than=0)

    assert order == ["ours", "floor"], "the first round is always whole"
    assert (result.ours_ms, result.floor_ms, result.rounds) == (9, 3, 1)


def test_a_ratio_over_its_budget_is_missed_and_says_so() -> None:
    result = compared(TWICE, [5, 5, 5], [2, 2, 2])

    assert not result.holds
    assert "MISSED" in line(result)


@pytest.mark.parametrize(("milliseconds", "holds"), [(299.0, True), (301.0, False)])
def test_a_budget_without_a_floor_is_a_time(milliseconds: float, holds: bool) -> None:
    result = compared(AT_ONCE, [milliseconds] * 3)

    assert (result.holds, result.ratio, result.floor_ms) == (holds, None, None)


def test_a_sheet_is_json_with_every_figure() -> None:
    told = json.loads(as_json(sheet([compared(TWICE, [3], [2])])))

    assert told["format"] == "handrail-bench/1"
    assert told["results"][0]["ratio"] == 1.5


def everything(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    raw = open_file(file, KEY, guarded_memory=False)
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    rows = {name: raw.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608  our own tables
    raw.close()
    return rows


def test_the_rows_of_an_act_can_be_written_again_raw(office: Office, tmp_path: Path) -> None:
    store, desk = office.programme, office.desk()
    copy = copy_file(store, tmp_path / "copy.db", KEY)
    with written_by(store.engine) as rows:
        Idling(desk.seat).idle(Nothing())

    assert replayed(copy, KEY, rows) > 0
    assert rows
    assert everything(copy) == everything(tmp_path / "programme.db")


def test_the_floor_of_a_report_draws_as_many_pages() -> None:
    data, ours = five_pages(), BytesIO()
    render(data, ours)
    plain = laid_out(data, PlainPaper).printed(data.made_at)

    assert len(pikepdf.open(ours).pages) == len(pikepdf.open(BytesIO(plain)).pages) == 5


def a_program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_a_program_is_timed_to_its_line_and_to_its_end() -> None:
    waits = "import sys, time; print('ready', flush=True); time.sleep(0.3)"

    assert until_gone(a_program(waits), {}) >= 250
    assert until_ready(a_program("print('ready')"), {}) > 0
    assert told_time(a_program("print('{\"ms\": 41.5}')"), {}) == 41.5


def test_the_memory_of_a_program_is_held_against_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """P17."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    found = memory(a_program("print('{\"ms\": 10}')"), {})

    assert found.floor_ms is not None
    assert 30 < found.floor_ms < 500
    assert (found.ours_ms, found.holds) == (10.0, True)
    assert 0 < megabytes() < 100_000


@pytest.mark.parametrize("text", ["raise SystemExit(1)", "print('something else')"])
def test_a_program_that_does_not_get_that_far_is_no_result(text: str) -> None:
    with pytest.raises(Unavailable):
        until_ready(a_program(text), {})


def a_printer(folder: Path, does: str) -> str:
    """A program on the PATH that stands where another office program would."""
    program = folder / "printer"
    program.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{does}\n")
    program.chmod(0o755)
    return str(program)


def test_another_program_gets_the_same_words_to_print(tmp_path: Path) -> None:
    wrote = "page = pathlib.Path(sys.argv[-2]); page.with_suffix('.pdf').write_bytes(page.read_bytes())"
    seen: list[str] = []

    def words(program: str, page: Path, _folder: Path) -> list[str]:
        seen.append(page.read_text("utf-8"))
        return [program, str(page), "more"]

    asked(a_printer(tmp_path, wrote), words, tmp_path)()

    data = five_pages()
    told = [goal.text for goal in data.goals] + [one.session for one in data.sessions] + [data.author, data.next_steps]
    assert [words for words in told if escape(words) not in seen[0]] == []
    assert not (tmp_path / "report.pdf").exists(), "each turn prints anew"


@pytest.mark.parametrize(
    ("does", "error"), [("raise SystemExit(3)", CalledProcessError), ("", FileNotFoundError)], ids=["fails", "nothing"]
)
def test_another_program_that_prints_nothing_is_no_result(tmp_path: Path, does: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        asked(a_printer(tmp_path, does), lambda program, *_rest: [program], tmp_path)()


def test_the_command_measures_one_budget_and_judges_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # whatever else prints on this computer is not timed here
    code = main(["bench", "--only", "p9", "--json"])
    told = json.loads(capsys.readouterr().out)

    assert [result["name"] for result in told["results"]] == ["P9"]
    assert code == (0 if told["results"][0]["holds"] else 1)


def test_a_budget_nobody_has_heard_of_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--only", "P99"]) == 2
    assert "P99" in capsys.readouterr().err
