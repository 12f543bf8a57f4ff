"""Tries what `installer/dev.py` decides before anything of ours is installed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from installer import dev
from tests.house.floors import TOP


def test_it_needs_nothing_but_the_standard_library() -> None:
    """The first command runs on a machine that has nothing: no package of ours or anybody's may be needed."""
    bare = [sys.executable, "-S", "-I", str(TOP / "installer" / "dev.py")]

    asked = subprocess.run(bare, cwd=TOP, capture_output=True, text=True, check=False)

    assert asked.returncode == 2
    assert "python3 installer/dev.py run" in asked.stderr


@pytest.mark.parametrize("words", [[], ["fly"], ["--help"]])
def test_an_unknown_word_is_answered_with_the_two_commands(words: list[str], capsys: pytest.CaptureFixture) -> None:
    assert dev.main(words) == 2
    assert "python3 installer/dev.py test" in capsys.readouterr().err


def test_an_old_python_gets_one_clear_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(dev, "OLDEST", (99, 0))

    assert dev.main(["test"]) == 2
    assert "Handrail needs Python" in capsys.readouterr().err


def test_a_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dev.ALWAYS, "libnowhere.so.7", "libnowhere7")

    assert ("libnowhere7" in dev.missing_packages()) is sys.platform.startswith("linux")


def test_a_python_without_its_installer_asks_for_the_package_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(dev, "PRIVATE_UV", tmp_path)

    assert ("python3-venv" in dev.missing_packages()) is sys.platform.startswith("linux")


def test_a_plain_user_gets_the_exact_line_and_nothing_is_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(dev, "missing_packages", lambda: ["libegl1", "libgl1"])
        patch.setenv("PATH", str(tmp_path))
        code = dev.main(["test"])

    assert code == 2
    assert "sudo apt-get install -y libegl1 libgl1" in capsys.readouterr().err


def test_the_stamp_changes_with_the_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = dev.wanted_stamp()
    other = tmp_path / "requirements.lock"
    other.write_bytes(dev.LOCK.read_bytes() + b"\n")
    monkeypatch.setattr(dev, "LOCK", other)

    assert dev.wanted_stamp() != before


def test_the_lock_names_the_installer_it_is_made_with() -> None:
    pins = re.findall(r"^uv==(\S+)", dev.LOCK.read_text("utf-8"), re.MULTILINE)

    assert len(pins) == 1
    assert f'"uv=={pins[0]}"' in (TOP / "pyproject.toml").read_text("utf-8")


def test_without_a_display_it_plays_the_tour_off_screen_and_says_where_the_pictures_lie(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    echo = tmp_path / "handrail"
    echo.write_text(f'#!/bin/sh\necho "$QT_QPA_PLATFORM $@" > {tmp_path}/heard\nexit 7\n', "utf-8")
    echo.chmod(0o755)
    monkeypatch.setattr(dev, "program", lambda name: str(tmp_path / name))

    code = dev.play_tour([])

    assert code == 7, "the tour's own answer is passed on"
    assert (tmp_path / "heard").read_text("utf-8").startswith("offscreen tour --out ")
    assert str(TOP / "tour-out") in capsys.readouterr().out


def test_it_stays_short() -> None:
    lines = (TOP / "installer" / "dev.py").read_text("utf-8").splitlines()

    assert len(lines) <= 250


def test_ci_runs_what_a_person_runs() -> None:
    script = (TOP / ".ci" / "run").read_text("utf-8")

    assert "python3 installer/dev.py test" in script
    assert "set -euo pipefail" in script
