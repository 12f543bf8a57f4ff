"""Adds the day on which it was last said whether the referrer may have reports (REF-8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_route_said"
down_revision = "2026_11_28_reporting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("reporting_said_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "reporting_said_on")
