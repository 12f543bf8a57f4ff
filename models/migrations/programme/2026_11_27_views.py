"""Adds how a person likes to see a list."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_views"
down_revision = "2026_11_27_delivery"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_view",
        sa.Column("user_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("screen", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", models.base.tables.Plain(), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_view")),
        sa.UniqueConstraint("user_id", "screen", "name", name=op.f("uq_desk_view_user_id_screen_name")),
    )


def downgrade() -> None:
    op.drop_table("desk_view")
