"""Adds what is done with her for her safety, sealed like everything of hers."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_safety"
down_revision = "2026_11_22_spine_partner"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "safety_entry",
        sa.Column("partner_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_entry")),
    )
    with op.batch_alter_table("safety_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safety_entry_partner_id"), ["partner_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("safety_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_safety_entry_partner_id"))

    op.drop_table("safety_entry")
