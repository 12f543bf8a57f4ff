"""Makes one real office, at real cost, for all tests of the programs' start; each test works on a copy of it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.core.paths import Profile
from app.crypto.kdf import Cost
from app.start.own_login import Tries
from app.start.tour_play import make_tour_office
from tests.house.floors import TOP

STORIES = TOP / "resources" / "demo" / "tour"
OFFICE = json.loads((STORIES / "office.json").read_text("utf-8"))
PASSWORDS = json.loads((STORIES / "passwords.json").read_text("utf-8"))
Run = Callable[..., subprocess.CompletedProcess[str]]


def handrail(
    *words: str, passwords: object = PASSWORDS, program: str = "programme"
) -> subprocess.CompletedProcess[str]:
    """Run a program as a person at a command line would; passwords come through descriptor 0."""
    code = f"import sys; from app.start.{program} import main; sys.exit(main())"
    given = passwords if isinstance(passwords, str) else json.dumps(passwords)
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=TOP,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=quiet(),
    )


def quiet() -> dict[str, str]:
    """Surroundings without a session bus, so that no keychain of the tester is ever asked."""
    return {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}


def play(
    profile: Profile,
    steps: Sequence[dict[str, object]],
    folder: Path,
    clock: str | None = None,
    program: str = "programme",
) -> subprocess.CompletedProcess[str]:
    """Run a script of acts on an office."""
    file = folder / "script.json"
    begins = {"clock": clock} if clock else {}
    file.write_text(json.dumps({"format": "handrail-script/1", **begins, "steps": steps}), "utf-8")
    return handrail("script", str(file), "--profile", str(profile.folder), "--passwords", "0", program=program)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first runner who asks makes and the others wait for; nobody changes it, tests take copies."""
    here = factory.getbasetemp()
    folder = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / name
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + PATIENCE_S
        while not (folder / "made").exists():
            assert time.monotonic() < until, f"the runner that makes {name!r} did not end"
            time.sleep(0.05)
    else:
        make(folder)
        (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office as `handrail init` leaves it."""

    def make(folder: Path) -> None:
        described = folder / "office.json"
        described.write_text(json.dumps(OFFICE), "utf-8")
        made = handrail("init", "--profile", str(folder / "profile"), "--office", str(described), "--passwords", "0")
        assert made.returncode == 0, made.stderr

    return made_once(tmp_path_factory, "office", make) / "profile"


@pytest.fixture
def profile(founded: Path, tmp_path: Path) -> Profile:
    shutil.copytree(founded, tmp_path / "profile")
    return Profile(tmp_path / "profile")


CHEAP, PATIENCE_S = Cost(65_536, 3, 1), 150.0


@pytest.fixture(scope="session")
def cheaply(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same office with passwords that cost the least that is allowed: here nobody guesses them."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Cost.__init__, "__defaults__", (CHEAP.m_kib, CHEAP.t, CHEAP.p))
            make_tour_office(Profile(folder / "profile"))

    return made_once(tmp_path_factory, "cheap", make) / "profile"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pause after a wrong try is counted here, not waited for; new passwords cost the least allowed."""
    paused: list[float] = []
    monkeypatch.setattr(Tries.__init__, "__defaults__", (paused.append,))
    monkeypatch.setattr(Cost.__init__, "__defaults__", (CHEAP.m_kib, CHEAP.t, CHEAP.p))
    return paused
