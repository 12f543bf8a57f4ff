"""Adds what a report said in each edition."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_versions"
down_revision = "2026_11_27_access"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_version",
        sa.Column("report_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("sections", models.base.tables.Plain(), nullable=False),
        sa.Column("figures_on", sa.Date(), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_version_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
    )
    op.create_index(op.f("ix_report_version_report_id"), "report_version", ["report_id"])


def downgrade() -> None:
    op.drop_table("report_version")
