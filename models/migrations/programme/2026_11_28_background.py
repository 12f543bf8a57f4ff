"""Adds who else may have reports on a man, and what is known of his past and his needs (REF-8, domain.md 4.1)."""

import sqlalchemy as sa
from alembic import op

from models.base.tables import Plain

revision = "2026_11_28_background"
down_revision = "2026_11_28_agenda"
branch_labels = None
depends_on = None
ADDED = (("case", "other_readers"), ("case", "background"), ("client", "background"))


def upgrade() -> None:
    for table, column in ADDED:
        op.add_column(table, sa.Column(column, Plain(), nullable=True))


def downgrade() -> None:
    for table, column in reversed(ADDED):
        op.drop_column(table, column)
