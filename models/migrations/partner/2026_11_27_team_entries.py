"""Adds what the safety team keeps as a team: releases on their way, its half of a meeting."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_team_entries"
down_revision = "2026_11_27_safety"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_entry",
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_entry")),
    )


def downgrade() -> None:
    op.drop_table("team_entry")
