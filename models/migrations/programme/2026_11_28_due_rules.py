"""Keeps by which rules the days of what is due were told: an office of another version tells everybody's anew (P8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_due_rules"
down_revision = "2026_11_28_due_more"
branch_labels = None
depends_on = None

DATED, DATED_THERE = sa.text("is_placeholder IS 0"), sa.text("is_placeholder IS false")


def upgrade() -> None:
    op.create_table("due_rules", sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False))
    op.create_index("ix_member_joined_at", "member", ["joined_at"])
    columns = ["status", "starts_at", "plan_order"]
    op.create_index("ix_session_dated", "session", columns, sqlite_where=DATED, postgresql_where=DATED_THERE)


def downgrade() -> None:
    op.drop_index("ix_session_dated", table_name="session")
    op.drop_index("ix_member_joined_at", table_name="member")
    op.drop_table("due_rules")
