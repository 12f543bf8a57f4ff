"""Adds requests of a man for his own file."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_access"
down_revision = "2026_11_27_family"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_request",
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("items", models.base.tables.Plain(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", models.base.tables.Moment(), nullable=True),
        sa.Column("signed_by", models.base.tables.Id(length=16), nullable=True),
        sa.Column("signed_label", sa.String(length=200), nullable=True),
        sa.Column("second_user", models.base.tables.Id(length=16), nullable=True),
        sa.Column("second_label", sa.String(length=200), nullable=True),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_access_request_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
    )
    op.create_index(op.f("ix_access_request_case_id"), "access_request", ["case_id"])
    op.create_index(op.f("ix_access_request_due_on"), "access_request", ["due_on"])
    op.create_index(op.f("ix_access_request_state"), "access_request", ["state"])


def downgrade() -> None:
    op.drop_table("access_request")
