"""Each database has one history, its steps agree with the models, and a newer one is refused (SEC-45)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, text

from app.core.errors import Newer
from app.store.engine import embedded, server
from app.store.migrate import bring_up_to_date, config_of, revision_of
from app.store.work import Store
from models.base.tables import LATER
from models.migrations.newest import HEAD
from models.partner.tables import METADATA as PARTNER
from models.programme.tables import METADATA as PROGRAMME
from tests.offices import KEY, str_url

SIDES = {"programme": PROGRAMME, "partner": PARTNER}


@pytest.fixture(params=["programme", "partner"])
def side(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def metadata(side: str) -> MetaData:
    return SIDES[side]


@pytest.fixture(params=["embedded", "postgres"])
def store(request: pytest.FixtureRequest, side: str, tmp_path: Path) -> Iterator[Store]:
    engine: Engine
    if request.param == "embedded":
        engine = embedded(tmp_path / "new.db", KEY, guarded_memory=False)
    else:
        cluster = request.getfixturevalue("postgres_server")
        engine = server(str_url(cluster.create(f"migration_{side}")))
    made = Store(engine, side)
    yield made
    made.close()


def run(store: Store, metadata: MetaData, verb: str, *words: str) -> None:
    config = config_of(store, metadata)
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, verb)(config, *words)


def test_the_history_has_one_head_and_the_code_names_it(store: Store, side: str, metadata: MetaData) -> None:
    heads = ScriptDirectory.from_config(config_of(store, metadata)).get_heads()

    assert heads == [HEAD[side]]


def test_the_steps_make_what_the_models_say(store: Store, metadata: MetaData) -> None:
    bring_up_to_date(store, metadata)

    run(store, metadata, "check")


def test_up_down_and_up_again(store: Store, side: str, metadata: MetaData) -> None:
    bring_up_to_date(store, metadata)
    run(store, metadata, "downgrade", "base")
    with store.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}

    bring_up_to_date(store, metadata)

    assert revision_of(store) == HEAD[side]


def test_a_second_opening_changes_nothing(store: Store, metadata: MetaData) -> None:
    assert bring_up_to_date(store, metadata)
    assert not bring_up_to_date(store, metadata)


def test_a_newer_database_is_refused_and_left_alone(store: Store, metadata: MetaData) -> None:
    bring_up_to_date(store, metadata)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2031_01_01_later'"))

    with pytest.raises(Newer):
        bring_up_to_date(store, metadata)

    assert revision_of(store) == "2031_01_01_later"


def test_nothing_is_copied_when_there_is_nothing_to_lose(store: Store, metadata: MetaData) -> None:
    made: list[str] = []

    bring_up_to_date(store, metadata, back_up=lambda: made.append("copy"))
    bring_up_to_date(store, metadata, back_up=lambda: made.append("copy"))

    assert made == []


def test_a_column_that_came_after_the_first_release_is_marked(tmp_path: Path, side: str, metadata: MetaData) -> None:
    """SEC-17: digests of rows in a live office know the columns there were; an unmarked one breaks them all."""
    store = Store(embedded(tmp_path / "first.db", KEY, guarded_memory=False), side)
    first = ScriptDirectory.from_config(config_of(store, metadata)).get_bases()[0]
    run(store, metadata, "upgrade", first)
    found = inspect(store.engine)
    released = {table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()}
    store.close()

    unmarked = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if table.name in released and column.name not in released[table.name] and LATER not in column.info
    ]

    assert unmarked == [], "mark it with info=later(...), see models/base/tables.py"
