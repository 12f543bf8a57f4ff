"""Adds incidents: what went wrong with a paper that left, and its clock."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_incidents"
down_revision = "2026_11_27_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("disclosure_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("noticed_at", models.base.tables.Moment(), nullable=False),
        sa.Column("due_at", models.base.tables.Moment(), nullable=False),
        sa.Column("told", models.base.tables.Plain(), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("reported", sa.String(length=20), nullable=True),
        sa.Column("closed_at", models.base.tables.Moment(), nullable=True),
        sa.Column("closed_by", models.base.tables.Id(length=16), nullable=True),
        sa.Column("closed_label", sa.String(length=200), nullable=True),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_incident_case_id_case")),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_incident_disclosure_id_disclosure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_case_id"), "incident", ["case_id"])
    op.create_index(op.f("ix_incident_disclosure_id"), "incident", ["disclosure_id"])


def downgrade() -> None:
    op.drop_table("incident")
