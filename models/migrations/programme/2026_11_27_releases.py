"""Adds the sealed texts that named readers may see."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_releases"
down_revision = "2026_11_27_growth"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawal", sa.LargeBinary(), nullable=True),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )


def downgrade() -> None:
    op.drop_table("release")
