"""Gives every test the same quiet place: off screen, one time zone, no network, no home folder, nothing left behind."""

import gc
import logging
import os
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from xdist.scheduler import LoadGroupScheduling

from app.start.commands import AGES, OBJECTS_FIRST
from app.store import engine
from app.store.engine import open_file

pytest_plugins = ("tests.offices",)

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "Europe/London"
os.environ["LANGUAGE"] = "en_GB"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
os.environ.pop("QT_SCALE_FACTOR", None)
if hasattr(time, "tzset"):
    time.tzset()

# A slow or busy machine is not a wrong answer.
hypothesis.settings.register_profile(
    "house", deadline=None, max_examples=60, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

# What a test writes is thrown away after it, so it need not wait for a disk. The engines still do all they do on one.
IN_MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108, the runner makes a folder of its own there
if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM:
    tempfile.tempdir = os.environ["TMPDIR"] = str(IN_MEMORY)

TESTS = Path(__file__).parent
THREADS_OF_THE_RUNNER = ("execnet", "pytest", "MainThread", "Dummy")


class Network(RuntimeError):
    """A test tried to speak to the network."""


def refuse_network(plug: socket.socket, address: object) -> None:
    """Let local sockets through (a private database, the session bus) and nothing else."""
    if plug.family != getattr(socket, "AF_UNIX", None):
        raise Network(f"no test may connect to {address!r}")
    plug_connect(plug, address)


plug_connect = socket.socket.connect


class Shared(LoadGroupScheduling):
    """Files with the same `xdist_group` go to one runner, which makes what they share once.

    The runners of pytest-xdist 3.8 say the group behind a test's name, where pytest 9.2 does not look any more: without
    this each runner makes all of it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(file: str) -> str:
    """The group that a file of tests names, if it does."""
    found = re.search(r'^pytestmark = .*xdist_group\("(\w+)"\)', (TESTS.parent / file).read_text("utf-8"), re.M)
    return found[1] if found else ""


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling | None:
    """The one above, where groups are asked for."""
    return Shared(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no single one keeps a core busy alone at the end."""
    tours = [item for item in items if item.get_closest_marker("tour")]
    first = next((item for item in tours if item.nodeid.endswith("[bbr]")), None)
    shared = [item for item in items if item.get_closest_marker("xdist_group")]
    for item in shared:
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(600))  # the first of them makes what all share
    turns = {**dict.fromkeys(tours, 2), **dict.fromkeys(shared, 1), first: 0}
    items.sort(key=lambda item: turns.get(item, 3))


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: nobody needs to look through it again for what is left over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_FIRST, *AGES)


@pytest.fixture(scope="session", autouse=True)
def statements_written_once() -> Iterator[None]:
    """Hundreds of offices are opened and closed here: each statement is put into words once for all of one kind.

    A program opens one office and writes each statement once anyway; what it keeps of it is dropped with the office.
    """
    kept: LRUCache[Any, Any] = LRUCache(5_000)
    types: dict[type, Any] = {}
    made = engine.create_engine

    def sharing(*given: Any, **named: Any) -> Engine:
        one: Engine = made(*given, **named)
        one._compiled_cache = kept
        one.dialect._type_memos = types.setdefault(type(one.dialect), one.dialect._type_memos)
        return one

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", sharing)
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        patch.setattr(DefaultDialect, "__eq__", lambda dialect, other: type(dialect) is type(other))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Nothing in the product or its tests reaches out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse_network)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_guarded_memory() -> Iterator[None]:
    """SQLCipher locks the memory of a whole process for good once one file asks: here it would slow every test after.

    What the partner program does in its own process is seen there (SEC-31, NEV-19).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "open_file", lambda file, key, _guarded: open_file(file, key, guarded_memory=False))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings and profiles of the person who runs the tests are neither read nor touched."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home / name.lower()))
        yield home


class Heard(logging.Handler):
    """Remembers what was logged at warning level or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(autouse=True)
def no_stray_log_lines(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning nobody asked for fails the test; a test that asks for `caplog` reads the log itself."""
    heard = Heard()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    if "caplog" not in request.fixturenames:
        assert not heard.lines, "unexpected log lines"


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A test that leaves a thread or a visible window behind fails: fix the leak."""
    before = set(threading.enumerate())
    yield
    gc.enable()
    assert not left_threads(before), "a thread was left running"
    assert not left_windows(), "a window was left open"


def left_threads(before: set[threading.Thread]) -> list[str]:
    """Threads of Python that were not there before and do not belong to the runner."""
    new = [thread for thread in threading.enumerate() if thread not in before]
    for thread in new:
        thread.join(timeout=0.2)
    return [thread.name for thread in new if thread.is_alive() and not thread.name.startswith(THREADS_OF_THE_RUNNER)]


def left_windows() -> list[str]:
    """Top-level windows that still show; closes them, so that the next test is not blamed."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    if not hasattr(application, "topLevelWidgets"):
        return []
    showing = [window for window in application.topLevelWidgets() if window.isVisible()]
    for window in showing:
        window.close()
    return [f"{type(window).__name__} {window.windowTitle()!r}" for window in showing]
