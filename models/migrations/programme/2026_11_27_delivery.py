"""Adds catch-ups that several share, and what was done about a mark."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_delivery"
down_revision = "2026_11_27_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catch_up_man",
        sa.Column("session_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("covers", models.base.tables.Plain(), nullable=False),
        sa.Column("added_at", models.base.tables.Moment(), nullable=False),
        sa.Column("left_at", models.base.tables.Moment(), nullable=True),
        sa.Column("left_reason", sa.String(length=500), nullable=True),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_catch_up_man_session_id_session")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_catch_up_man_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catch_up_man")),
        sa.UniqueConstraint("session_id", "case_id", name=op.f("uq_catch_up_man_session_id_case_id")),
    )
    with op.batch_alter_table("catch_up_man", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catch_up_man_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_catch_up_man_case_id"), ["case_id"], unique=False)

    op.create_table(
        "follow_up_done",
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("session_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at_limit", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_follow_up_done_case_id_case")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_follow_up_done_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_done")),
    )
    with op.batch_alter_table("follow_up_done", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_done_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_done_session_id"), ["session_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("follow_up_done", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_done_session_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_done_case_id"))

    op.drop_table("follow_up_done")
    with op.batch_alter_table("catch_up_man", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catch_up_man_case_id"))
        batch_op.drop_index(batch_op.f("ix_catch_up_man_session_id"))

    op.drop_table("catch_up_man")
