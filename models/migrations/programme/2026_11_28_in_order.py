"""Keeps the cases in the order of their list, so that it is read without the cases themselves (P3)."""

from alembic import op

revision = "2026_11_28_in_order"
down_revision = "2026_11_28_due_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_in_order", "case", ["number", "id", "state"])


def downgrade() -> None:
    op.drop_index("ix_case_in_order", table_name="case")
