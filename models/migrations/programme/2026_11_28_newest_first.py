"""Keeps letters in the order of their list, so that a page of them is looked up (P8)."""

from alembic import op

revision = "2026_11_28_newest_first"
down_revision = "2026_11_28_open_seats"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_letter_in_order", "letter", ["at", "id"])


def downgrade() -> None:
    op.drop_index("ix_letter_in_order", table_name="letter")
