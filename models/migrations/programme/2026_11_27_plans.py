"""Looks up what is still open: red events, concerns noted in a 1-2-1, answers that wait for a meeting (P8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_plans"
down_revision = "2026_11_27_versions"
branch_labels = None
depends_on = None

OPEN = {
    "ix_red_event_open": ("red_event", "case_id", "closed_at IS NULL", "closed_at IS NULL"),
    "ix_one_to_one_concern": ("one_to_one", "case_id", "concern IS NOT NULL", "concern IS NOT NULL"),
    "ix_measure_entry_for_meeting": ("measure_entry", "on_day", "for_meeting IS 1", "for_meeting IS true"),
}


def upgrade() -> None:
    for name, (table, column, embedded, server) in OPEN.items():
        op.create_index(name, table, [column], sqlite_where=sa.text(embedded), postgresql_where=sa.text(server))


def downgrade() -> None:
    for name, (table, _column, _embedded, _server) in OPEN.items():
        op.drop_index(name, table_name=table)
