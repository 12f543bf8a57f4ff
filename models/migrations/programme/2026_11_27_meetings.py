"""Adds the programme half of case-management meetings."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_meetings"
down_revision = "2026_11_27_reviews_due"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("attendees", models.base.tables.Plain(), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("closed_at", models.base.tables.Moment(), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_on_day"), "meeting", ["on_day"])
    op.create_table(
        "meeting_item",
        sa.Column("meeting_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("case_id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("why", models.base.tables.Plain(), nullable=False),
        sa.Column("level_before", sa.String(length=20), nullable=False),
        sa.Column("level_after", sa.String(length=20), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("owner", models.base.tables.Id(length=16), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("usable_with_him", sa.String(length=10), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_meeting_item_case_id_case")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_item_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_item")),
        sa.UniqueConstraint("meeting_id", "case_id", name=op.f("uq_meeting_item_meeting_id_case_id")),
    )
    op.create_index(op.f("ix_meeting_item_case_id"), "meeting_item", ["case_id"])
    op.create_index(op.f("ix_meeting_item_meeting_id"), "meeting_item", ["meeting_id"])


def downgrade() -> None:
    op.drop_table("meeting_item")
    op.drop_table("meeting")
