"""Runs the checkers as a colleague would: style, order, types, and the lock of what is installed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.floors import TOP

CHECKED = ["app", "models", "reports", "resources", "ui", "installer", "tests"]
TYPED = ["app", "models", "reports", "resources", "ui", "installer"]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *command], cwd=TOP, capture_output=True, text=True, check=False)


def test_the_style_is_kept() -> None:
    checked = run("ruff", "check", "--no-cache", *CHECKED)

    assert checked.returncode == 0, checked.stdout


def test_the_order_is_kept() -> None:
    checked = run("ruff", "format", "--check", "--no-cache", *CHECKED)

    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_types_are_kept() -> None:
    checked = run("mypy", "--strict", *[f"--package={name}" for name in TYPED])

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        ("TID252", "from . import errors\n"),
        ("TID251", "from importlib import import_module\n"),
        ("TID251", "import threading\n"),
        ("TID251", "from PySide6.QtCore import QThread\n"),
        ("TID251", "import pickle\n"),
        ("TID251", "import random\n"),
        ("TID251", "from datetime import datetime\ndatetime.now()\n"),
        ("S307", "eval('1')\n"),
        ("S102", "exec('1')\n"),
        ("S506", "import yaml\nyaml.load(open('f'))\n"),
        ("S602", "import subprocess\nsubprocess.run('ls', shell=True)\n"),
        ("S608", "def f(x: str) -> str:\n    return f'select * from a where b = {x}'\n"),
    ],
)
def test_the_style_refuses_what_the_house_forbids(rule: str, planted: str) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", "app/desk/planted.py", "-"],
        cwd=TOP,
        input=planted,
        capture_output=True,
        text=True,
        check=False,
    )

    assert rule in checked.stdout


def test_every_line_of_the_lock_has_a_version_and_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", (TOP / "requirements.lock").read_text("utf-8").strip())

    bad = [entry.splitlines()[0] for entry in entries if not re.match(r"[\w.-]+(\[\w+\])?==\S+", entry)]
    without_hash = [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]

    assert len(entries) > 20
    assert not bad
    assert not without_hash


def test_the_lock_holds_what_the_project_names() -> None:
    lock = {line.split("==")[0].split("[")[0] for line in (TOP / "requirements.lock").read_text("utf-8").splitlines()}
    text = (TOP / "pyproject.toml").read_text("utf-8")
    named = re.findall(r'^    "([A-Za-z0-9-]+)(?:\[\w+\])?(?:==|>=)', text, re.MULTILINE)

    assert len(named) > 20
    assert {name.lower() for name in named} <= lock


def test_the_widgets_stay_below_the_release_that_loses_references() -> None:
    """PySide6 6.12.0 on Python 3.11 spends a reference to True with every signal; see the canary."""
    assert re.search(r"^pyside6-essentials==6\.11\.", (TOP / "requirements.lock").read_text("utf-8"), re.MULTILINE)


def test_the_list_of_one_machine_stays_out_of_git() -> None:
    ignored = (TOP / ".gitignore").read_text("utf-8").split()

    assert {"uv.lock", ".venv/", ".uv/"} <= set(ignored)
    assert not Path(TOP / "setup.py").exists()
