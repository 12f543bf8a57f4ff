"""Keeps which notes are owed, and looks up marks by man and sessions by group, so that Today does not grow (P8).

Which notes are owed is kept by the database itself, in the transaction of the mark or note; its statements stand in two
files beside this one.
"""

from pathlib import Path

from alembic import op

revision = "2026_11_27_growth"
down_revision = "2026_11_27_today"
branch_labels = None
depends_on = None

TRIGGERS = (
    ("note_owed_mark_new", "mark"),
    ("note_owed_mark_changed", "mark"),
    ("note_owed_mark_gone", "mark"),
    ("note_owed_note_new", "session_note"),
    ("note_owed_note_changed", "session_note"),
    ("note_owed_note_gone", "session_note"),
)


def is_embedded() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    op.drop_index("ix_session_case_id", table_name="session")
    op.drop_index("ix_mark_case_id", table_name="mark")
    op.drop_index("ix_mark_code", table_name="mark")
    op.create_index("ix_mark_of_man", "mark", ["case_id", "code", "session_id", "turn", "minutes"])
    text = Path(__file__).with_suffix(f".{'embedded' if is_embedded() else 'server'}.sql").read_text("utf-8")
    for statement in filter(str.strip, text.split("\n\n")):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for trigger, table in TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger}" if is_embedded() else f"DROP TRIGGER {trigger} ON {table}")
    if not is_embedded():
        op.execute("DROP FUNCTION note_owed_kept()")
    op.execute("DROP VIEW note_owed_now")
    op.drop_table("note_owed")
    op.drop_index("ix_mark_of_man", table_name="mark")
    op.create_index("ix_mark_code", "mark", ["code", "session_id", "case_id", "turn"])
    op.create_index("ix_mark_case_id", "mark", ["case_id"])
    op.create_index("ix_session_case_id", "session", ["case_id"])
