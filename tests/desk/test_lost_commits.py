"""Section 12, connection lost at commit: the chain is asked for the entry; nothing is done twice or wrongly told."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.pool import PoolProxiedConnection

from app.core.errors import Unavailable
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from models.programme.base import History
from models.programme.case import Case
from tests.offices import Office
from tests.programme.flows import a_referral

on_the_server = pytest.mark.parametrize("engines", ["postgres"], indirect=True)
Commit = Callable[[PoolProxiedConnection], None]


def breaking(
    office: Office, monkeypatch: pytest.MonkeyPatch, how: Callable[[Commit, PoolProxiedConnection], None]
) -> None:
    """The next commit goes wrong in this way; those after it do not."""
    dialect = office.programme.engine.dialect
    real: Commit = dialect.do_commit

    def commit(connection: PoolProxiedConnection) -> None:
        monkeypatch.setattr(dialect, "do_commit", real)
        how(real, connection)

    monkeypatch.setattr(dialect, "do_commit", commit)


def answer_lost(real: Commit, connection: PoolProxiedConnection) -> None:
    """The server commits, and the line breaks before it can say so."""
    real(connection)
    connection.driver_connection.close()
    raise psycopg.OperationalError("the line broke")


def question_lost(_real: Commit, connection: PoolProxiedConnection) -> None:
    """The line breaks before the server hears of it."""
    connection.driver_connection.close()
    raise psycopg.OperationalError("the line broke")


def kept(office: Office) -> tuple[int, int]:
    """How many cases and how many entries of the log there are."""
    with office.programme.work(reading=True) as work:
        of = [work.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Case, History)]
    return of[0], of[1]


def received(desk: ProgrammeDesk) -> object:
    return perform(desk, "referral.receive", a_referral())


@on_the_server
def test_what_was_saved_before_the_line_broke_is_told_as_saved(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, (cases, entries) = office.desk("priya"), kept(office)
    told: list[object] = []
    desk.seat.changes.subscribe(told.extend)
    breaking(office, monkeypatch, answer_lost)

    result = received(desk)

    assert kept(office) == (cases + 1, entries + 1)
    assert perform(desk, "case.show", {"case": result.case}).name == "Daniel Okoro"  # type: ignore[attr-defined]
    assert told, "the windows hear of it as of any other"


@on_the_server
def test_what_was_not_saved_is_told_as_not_saved_and_is_not_tried_blindly(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, before = office.desk("priya"), kept(office)
    breaking(office, monkeypatch, question_lost)

    with pytest.raises(Unavailable, match="Not saved"):
        received(desk)

    assert kept(office) == before
    received(desk)
    assert kept(office) == (before[0] + 1, before[1] + 1)


@on_the_server
def test_a_backend_that_is_killed_while_it_waits_to_commit_has_saved_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, before = office.desk("priya"), kept(office)

    def killed(real: Commit, connection: PoolProxiedConnection) -> None:
        with office.programme.engine.connect() as other:
            own = connection.driver_connection.info.backend_pid
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        real(connection)

    breaking(office, monkeypatch, killed)

    with pytest.raises(Unavailable, match="Not saved"):
        received(desk)

    assert kept(office) == before


@on_the_server
def test_where_nobody_can_be_asked_it_is_not_told_as_not_saved(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, (cases, _entries) = office.desk("priya"), kept(office)
    engine = office.programme.engine

    def gone(real: Commit, connection: PoolProxiedConnection) -> None:
        monkeypatch.setattr(engine.dialect, "connect", nobody)
        engine.pool.dispose()
        answer_lost(real, connection)

    def nobody(*_args: object, **_named: object) -> PoolProxiedConnection:
        raise psycopg.OperationalError("no route to host")

    breaking(office, monkeypatch, gone)
    with pytest.raises(Unavailable, match="Look whether it stands there"):
        received(desk)

    monkeypatch.undo()
    assert kept(office)[0] == cases + 1
