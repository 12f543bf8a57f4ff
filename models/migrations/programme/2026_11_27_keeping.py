"""Adds legal holds, certificates of deletion, the signed list of what was deleted, and what is kept a year longer."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_keeping"
down_revision = "2026_11_27_exports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_tombstone",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_case_tombstone")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("ended_by_label", sa.String(length=200), nullable=True),
        sa.Column("second_label", sa.String(length=200), nullable=True),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_hold_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_case_id"), "legal_hold", ["case_id"])
    op.create_table(
        "deletion",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("second_label", sa.String(length=200), nullable=False),
        sa.Column("counts", models.base.tables.Plain(), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
    )
    op.create_index(op.f("ix_deletion_on_day"), "deletion", ["on_day"])
    op.create_table(
        "kept_disclosure",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("said", models.base.tables.Plain(), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_disclosure")),
    )
    op.create_index(op.f("ix_kept_disclosure_until"), "kept_disclosure", ["until"])


def downgrade() -> None:
    for table in ("kept_disclosure", "deletion", "legal_hold", "case_tombstone"):
        op.drop_table(table)
