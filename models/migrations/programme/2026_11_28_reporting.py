"""Adds why the referrer may or may not have reports, as it is said when the referral comes in (REF-8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_reporting"
down_revision = "2026_11_28_in_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("reporting_reason", sa.String(length=500), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "reporting_reason")
