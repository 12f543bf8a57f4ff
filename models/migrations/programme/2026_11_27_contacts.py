"""Adds what a 1-2-1 asks, the correction of a review, and signatures that come days after it."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_contacts"
down_revision = "2026_11_27_registers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("one_to_one", sa.Column("answers", models.base.tables.Plain(), nullable=True))
    op.add_column("three_way_review", sa.Column("correction_reason", sa.String(length=500), nullable=True))
    op.create_table(
        "review_signature",
        sa.Column("review_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_review_signature_case_id_case")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["three_way_review.id"], name=op.f("fk_review_signature_review_id_three_way_review")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_signature")),
        sa.UniqueConstraint("review_id", "role", "name", name=op.f("uq_review_signature_review_id_role_name")),
    )
    op.create_index(op.f("ix_review_signature_case_id"), "review_signature", ["case_id"])
    op.create_index(op.f("ix_review_signature_review_id"), "review_signature", ["review_id"])


def downgrade() -> None:
    op.drop_table("review_signature")
    op.drop_column("three_way_review", "correction_reason")
    op.drop_column("one_to_one", "answers")
