"""Adds the keys of records that only named officers open, each sealed to one of them."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_partner_grants"
down_revision = "2026_11_27_tombstones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_grant",
        sa.Column("partner_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("user_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_grant")),
    )
    with op.batch_alter_table("partner_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_grant_partner_id"), ["partner_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("partner_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_grant_partner_id"))

    op.drop_table("partner_grant")
