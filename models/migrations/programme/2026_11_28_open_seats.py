"""Looks up seats kept on hold, unanswered requests for contact, talks by how they came out (CASE-10, PEER-3, P8)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_open_seats"
down_revision = "2026_11_28_background"
branch_labels = None
depends_on = None

KEPT, KEPT_THERE = "lifted_on IS NULL AND keeps_seat IS 1", "lifted_on IS NULL AND keeps_seat IS true"
OPEN = {
    "ix_hold_seat_kept": ("hold", "from_day", KEPT, KEPT_THERE),
    "ix_enquiry_open": ("enquiry", "received_at", "answered_at IS NULL", "answered_at IS NULL"),
}


def upgrade() -> None:
    for name, (table, column, embedded, server) in OPEN.items():
        op.create_index(name, table, [column], sqlite_where=sa.text(embedded), postgresql_where=sa.text(server))
    op.create_index("ix_responsibility_review_outcome", "responsibility_review", ["outcome"])


def downgrade() -> None:
    op.drop_index("ix_responsibility_review_outcome", table_name="responsibility_review")
    for name, (table, _column, _embedded, _server) in OPEN.items():
        op.drop_index(name, table_name=table)
