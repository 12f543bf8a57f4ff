"""Shows that the ground the tests stand on holds: a private database server, no network, nothing left behind."""

import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests import conftest, postgres


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as started:
        yield started


def test_the_private_server_answers_and_keeps_two_databases_apart(cluster: postgres.Cluster) -> None:
    first, second = cluster.create("house_first"), cluster.create("house_second")

    with create_engine(first, poolclass=NullPool).begin() as connection:
        connection.execute(text("create table a (b integer)"))
    with create_engine(second, poolclass=NullPool).connect() as connection:
        found = connection.execute(text("select count(*) from pg_tables where schemaname = 'public'")).scalar_one()

    cluster.drop("house_first")
    cluster.drop("house_second")
    assert found == 0


def test_the_private_server_listens_on_no_network(cluster: postgres.Cluster) -> None:
    if cluster.log is None:
        assert cluster.maintenance.host, "a server named by HANDRAIL_TEST_PG"
        return
    with create_engine(cluster.maintenance, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("show listen_addresses")).scalar_one() == ""


def test_the_private_server_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDRAIL_TEST_PG", raising=False)

    with postgres.cluster() as started:
        folder = Path(str(started.maintenance.query["host"]))
        assert folder.exists()

    assert not folder.exists()


def test_no_test_reaches_the_network() -> None:
    with socket.socket(socket.AF_INET) as plug, pytest.raises(conftest.Network):
        plug.connect(("127.0.0.1", 9))


def test_a_thread_left_running_is_seen() -> None:
    before, stop = set(threading.enumerate()), threading.Event()
    stray = threading.Thread(target=stop.wait, name="stray")
    stray.start()

    left = conftest.left_threads(before)
    stop.set()
    stray.join()

    assert left == ["stray"]


def test_a_window_left_open_is_seen(qtbot: object) -> None:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    window.setWindowTitle("left")
    window.show()

    assert conftest.left_windows() == ["QWidget 'left'"]
    assert conftest.left_windows() == []


def test_a_warning_in_the_log_is_heard() -> None:
    heard = conftest.Heard()

    heard.handle(logging.LogRecord("x", logging.WARNING, "x", 1, "something odd", None, None))

    assert heard.lines == ["something odd"]
