"""Adds when family proceedings ended: a man who comes by himself is warned for a year after them too (REF-6)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_family"
down_revision = "2026_11_27_keeping"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("family_ended_on", sa.String(length=10), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "family_ended_on")
