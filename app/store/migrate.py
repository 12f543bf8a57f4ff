"""Brings a database to this version's shape: compare, back up, upgrade, check; a newer one is refused (SEC-45)."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, inspect, text

from app.core.errors import Newer
from app.core.language import _
from app.store.work import Store
from models.migrations.newest import HEAD

if TYPE_CHECKING:
    from alembic.config import Config


def revision_of(store: Store) -> str | None:
    """The newest step this database has; None for an empty one."""
    with store.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def bring_up_to_date(store: Store, metadata: MetaData, back_up: Callable[[], object] | None = None) -> bool:
    """Upgrade when the database is older; True when something was done.

    `back_up` runs first when there is something to lose. Raises Newer for a step this version does not know.
    """
    have = revision_of(store)
    if have == HEAD[store.name]:
        return False
    config = _config(store.name, metadata)
    if have is not None:
        _refuse_unknown(config, have)
        if back_up is not None:
            back_up()
    with store.engine.begin() as connection:
        upgrade(connection, config, "head")
    return True


def upgrade(connection: Connection, config: "Config", to: str) -> None:
    """Run the steps up to one revision on an open transaction."""
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '10s'")
        connection.exec_driver_sql("SET statement_timeout = '10min'")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _refuse_unknown(config: "Config", have: str) -> None:
    """A step that this version's history does not hold was made by a later one."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(config).get_revision(have)
    except CommandError as unknown:
        raise Newer(
            _("These records were saved by a newer version of Handrail. Update this computer first.")
        ) from unknown


def _config(name: str, metadata: MetaData) -> "Config":
    """Alembic's settings in code: the folder of one database's steps (architecture.md section 6)."""
    from alembic.config import Config

    folder = Path(str(files("models"))) / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(folder / name))
    config.attributes["metadata"] = metadata
    return config


def config_of(store: Store, metadata: MetaData) -> "Config":
    """The same settings for tests and for `handrail migrate`."""
    return _config(store.name, metadata)
