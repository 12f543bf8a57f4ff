"""Keeps risk results and red events by their moment, so that an agenda reads those of a few weeks alone (MTG-3, P8)."""

from alembic import op

revision = "2026_11_28_agenda"
down_revision = "2026_11_28_legal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_risk_result_at", "risk_result", ["at"])
    op.create_index("ix_red_event_raised_at", "red_event", ["raised_at"])


def downgrade() -> None:
    op.drop_index("ix_red_event_raised_at", table_name="red_event")
    op.drop_index("ix_risk_result_at", table_name="risk_result")
