"""Adds what the first rows of Today are looked up by, so that they cost the same among many cases (P8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_today"
down_revision = "2026_11_27_lookups"
branch_labels = None
depends_on = None

PLAIN = {
    "ix_case_state_received_on": ("case", ["state", "received_on"]),
    "ix_case_state_review_on": ("case", ["state", "review_on"]),
    "ix_case_state_order_ends_on": ("case", ["state", "order_ends_on"]),
    "ix_case_state_since": ("case", ["state", "state_since"]),
    "ix_session_of_group": ("session", ["group_id", "kind", "starts_at"]),
    "ix_mark_code": ("mark", ["code", "session_id", "case_id", "turn"]),
    "ix_session_note_of_man": ("session_note", ["session_id", "case_id", "at"]),
}
OF_SOME = {
    "ix_session_of_man": ("session", ["case_id", "kind", "block_key", "number"], "case_id IS NOT NULL"),
    "ix_session_note_said": (
        "session_note", ["session_id", "case_id", "at"], "text IS NOT NULL OR waived_reason IS NOT NULL",
    ),
    "ix_hold_open": ("hold", ["review_on"], "lifted_on IS NULL"),
}  # fmt: skip


def upgrade() -> None:
    for name, (table, columns) in PLAIN.items():
        op.create_index(name, table, columns)
    for name, (table, columns, where) in OF_SOME.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, (table, _columns, _where) in OF_SOME.items():
        op.drop_index(name, table_name=table)
    for name, (table, _columns) in PLAIN.items():
        op.drop_index(name, table_name=table)
