"""Looks up sessions by their place in a programme, by which reports are due; days of second ratings are kept (P8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_due_more"
down_revision = "2026_11_28_due_days"
branch_labels = None
depends_on = None

CLOSED = "'completed', 'not_suitable', 'not_eligible', 'withdrawn', 'deselected'"
IN_A_PLAN = sa.text("case_id IS NULL")


def upgrade() -> None:
    columns = ["block_key", "number", "starts_at"]
    op.create_index("ix_session_place", "session", columns, sqlite_where=IN_A_PLAN, postgresql_where=IN_A_PLAN)
    op.execute(f'INSERT INTO due_outdated (case_id) SELECT id FROM "case" WHERE state NOT IN ({CLOSED})')  # noqa: S608  our own words


def downgrade() -> None:
    op.drop_index("ix_session_place", table_name="session")
