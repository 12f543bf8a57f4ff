"""Adds letters to him, and since when his address is the one that is known."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_letters"
down_revision = "2026_11_27_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("address_changed_at", models.base.tables.Moment(), nullable=True))
    op.create_table(
        "letter",
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("because", sa.String(length=500), nullable=True),
        sa.Column("letter_values", models.base.tables.Plain(), nullable=False),
        sa.Column("letter_dates", models.base.tables.Plain(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("disclosure_id", models.base.tables.Id(length=16), nullable=True),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("second_user", models.base.tables.Id(length=16), nullable=True),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_case_id_case")),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_letter_disclosure_id_disclosure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_case_id"), "letter", ["case_id"])
    op.create_index(op.f("ix_letter_about"), "letter", ["about"])


def downgrade() -> None:
    op.drop_table("letter")
    op.drop_column("client", "address_changed_at")
