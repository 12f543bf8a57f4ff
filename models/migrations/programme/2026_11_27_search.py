"""Adds the index in which people and notes are found by their words, kept by the database itself.

Its statements stand in two files beside this one, since the two engines have nothing in common here.
"""

from pathlib import Path

from alembic import op

revision = "2026_11_27_search"
down_revision = "2026_11_27_peers"
branch_labels = None
depends_on = None

TRIGGERS = (
    ("search_case_new", "case"),
    ("search_case_changed", "case"),
    ("search_case_gone", "case"),
    ("search_client_changed", "client"),
    ("search_session_note_new", "session_note"),
    ("search_session_note_changed", "session_note"),
    ("search_session_note_gone", "session_note"),
    ("search_one_to_one_new", "one_to_one"),
    ("search_one_to_one_changed", "one_to_one"),
    ("search_one_to_one_gone", "one_to_one"),
)
FUNCTIONS = (
    "search_case_kept()",
    "search_client_kept()",
    "search_session_note_kept()",
    "search_one_to_one_kept()",
    "search_person_words(bytea)",
    "search_words(text)",
)


def is_embedded() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    engine = "embedded" if is_embedded() else "server"
    text = Path(__file__).with_suffix(f".{engine}.sql").read_text("utf-8")
    for statement in filter(str.strip, text.split("\n\n")):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if engine == "server" else statement)


def downgrade() -> None:
    if is_embedded():
        for trigger, _table in TRIGGERS:
            op.execute(f"DROP TRIGGER {trigger}")
        for view in ("search_person_says", "search_note_says"):
            op.execute(f"DROP VIEW {view}")
        for table in ("search_people", "search_notes", "search_person", "search_note"):
            op.drop_table(table)
        return
    for trigger, table in TRIGGERS:
        op.execute(f'DROP TRIGGER {trigger} ON "{table}"')
    for table in ("search_person", "search_note"):
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
