"""Adds an office's own versions of programmes and the steps of their life."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_packs"
down_revision = "2026_11_27_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_version",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("based_on", sa.String(length=50), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_version")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_pack_version_code_number")),
    )
    op.create_table(
        "pack_event",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("recorded", models.base.tables.Plain(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("at", models.base.tables.Moment(), nullable=False),
        sa.Column("by_user", models.base.tables.Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", models.base.tables.Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'pilot', 'active', 'revise', 'retired')", name=op.f("ck_pack_event_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_event")),
        sa.UniqueConstraint("code", "number", "turn", name=op.f("uq_pack_event_code_number_turn")),
    )


def downgrade() -> None:
    op.drop_table("pack_event")
    op.drop_table("pack_version")
