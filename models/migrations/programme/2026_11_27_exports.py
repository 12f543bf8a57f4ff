"""Adds the lists that left as sheets."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_exports"
down_revision = "2026_11_27_incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_gone",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_gone")),
    )


def downgrade() -> None:
    op.drop_table("list_gone")
