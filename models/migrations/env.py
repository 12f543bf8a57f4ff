"""Runs the steps of one database on the connection it is handed; imports no model."""

from alembic import context


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """The index of words differs from engine to engine; its step and its own tests keep it, no model does."""
    return kind != "table" or not (name or "").startswith("search_")


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_type=False,
    include_name=is_modelled,
)
context.run_migrations()
