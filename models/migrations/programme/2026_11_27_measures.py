"""Adds what was filled in on paper, and the result of a substance screen."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_measures"
down_revision = "2026_11_22_spine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure_entry",
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("series", models.base.tables.Id(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("scores", models.base.tables.Plain(), nullable=False),
        sa.Column("source_service", sa.String(length=200), nullable=False),
        sa.Column("for_meeting", sa.Boolean(), nullable=False),
        sa.Column("discussed_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("correction_reason", sa.String(length=500), nullable=True),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_measure_entry_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_entry")),
        sa.UniqueConstraint("series", "turn", name=op.f("uq_measure_entry_series_turn")),
    )
    with op.batch_alter_table("measure_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_entry_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_measure_entry_measure"), ["measure"], unique=False)

    op.create_table(
        "substance_screen",
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("tool", sa.String(length=200), nullable=False),
        sa.Column("tool_version", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_substance_screen_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substance_screen")),
    )
    with op.batch_alter_table("substance_screen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_substance_screen_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("substance_screen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_substance_screen_case_id"))

    op.drop_table("substance_screen")
    with op.batch_alter_table("measure_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_entry_measure"))
        batch_op.drop_index(batch_op.f("ix_measure_entry_case_id"))

    op.drop_table("measure_entry")
