"""Adds what Today looks up among a hundred thousand cases: sessions still planned, kinds of events, concerns (P8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_lookups"
down_revision = "2026_11_27_contacts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    has_concern = sa.text("concern IS NOT NULL")
    op.create_index("ix_session_status_starts_at", "session", ["status", "starts_at"])
    op.create_index("ix_case_event_kind_case_id", "case_event", ["kind", "case_id"])
    op.create_index("ix_mark_concern", "mark", ["case_id"], sqlite_where=has_concern, postgresql_where=has_concern)


def downgrade() -> None:
    op.drop_index("ix_mark_concern", table_name="mark")
    op.drop_index("ix_case_event_kind_case_id", table_name="case_event")
    op.drop_index("ix_session_status_starts_at", table_name="session")
