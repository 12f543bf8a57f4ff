"""Adds to registers: how long a session was, who held it, and why a note was corrected."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_registers"
down_revision = "2026_11_27_packs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("actual_minutes", sa.Integer(), nullable=True))
    op.add_column("register", sa.Column("held_by", models.base.tables.Plain(), nullable=True))
    op.add_column("session_note", sa.Column("correction_reason", sa.String(length=500), nullable=True))


def downgrade() -> None:
    op.drop_column("session_note", "correction_reason")
    op.drop_column("register", "held_by")
    op.drop_column("session", "actual_minutes")
