"""Adds what planning needs: an office's own calendar days, a session's own room and people, why a group ended."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_planning"
down_revision = "2026_11_27_places"
branch_labels = None
depends_on = None

IN_THE_PLAN = sa.text("case_id IS NULL AND kind <> 'catch_up'")


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("region", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("added_at", models.base.tables.Moment(), nullable=False),
        sa.Column("added_by", models.base.tables.Id(length=16), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('off', 'works', 'year')", name=op.f("ck_calendar_day_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("region", "day", "kind", name=op.f("uq_calendar_day_region_day_kind")),
    )
    with op.batch_alter_table("programme_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_reason", sa.String(length=500), nullable=True))
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("facilitators", models.base.tables.Plain(), nullable=True))
        batch_op.create_index(
            "uq_session_plan", ["group_id", "block_key", "number"],
            unique=True, sqlite_where=IN_THE_PLAN, postgresql_where=IN_THE_PLAN,
        )  # fmt: skip


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index("uq_session_plan")
        batch_op.drop_column("facilitators")
        batch_op.drop_column("place")
    with op.batch_alter_table("programme_group", schema=None) as batch_op:
        batch_op.drop_column("ended_reason")
    op.drop_table("calendar_day")
