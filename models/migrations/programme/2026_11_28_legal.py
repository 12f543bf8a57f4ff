"""Adds the day an order begins, the officer's telephone, where family proceedings stand, and MAPPA (RSK-7, REF-8)."""

import sqlalchemy as sa
from alembic import op

from models.base.tables import Id, Moment

revision = "2026_11_28_legal"
down_revision = "2026_11_28_route_said"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("order_starts_on", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("referrer_phone", sa.String(length=200), nullable=True))
    op.add_column("case", sa.Column("family_stage", sa.String(length=200), nullable=True))
    op.add_column("case", sa.Column("family_next_on", sa.Date(), nullable=True))
    op.create_table(
        "mappa",
        sa.Column("case_id", Id(length=16), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("lead_agency", sa.String(length=200), nullable=True),
        sa.Column("coordinator", sa.String(length=200), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_user", Id(length=16), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("id", Id(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_mappa_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mappa")),
    )
    op.create_index("ix_mappa_case_id", "mappa", ["case_id"])
    op.create_index("ix_mappa_review_on", "mappa", ["review_on"])


def downgrade() -> None:
    op.drop_table("mappa")
    for name in ("family_next_on", "family_stage", "referrer_phone", "order_starts_on"):
        op.drop_column("case", name)
