"""Runs the steps of one database on the connection it is handed; imports no model."""

from alembic import context


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """The index of words differs from engine to engine, and neither it nor what the database keeps by itself is ever
    written by a row of ours; their steps and their own tests keep them, no model does."""
    return kind != "table" or not (name or "").startswith(("search_", "note_owed"))


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
