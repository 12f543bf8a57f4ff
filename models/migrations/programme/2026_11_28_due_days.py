"""Adds the stored days on which something is due of a man, and asks for them of everybody who is here (P8).

The rules that tell a day are code and no step imports them: whoever has a case here stands as outdated, so that the
program looks at him itself until it has told his days.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_due_days"
down_revision = "2026_11_27_plans"
branch_labels = None
depends_on = None

CLOSED = "'completed', 'not_suitable', 'not_eligible', 'withdrawn', 'deselected'"


def upgrade() -> None:
    op.create_table(
        "due_day",
        sa.Column("case_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "kind", name="pk_due_day"),
    )
    op.create_index("ix_due_day_kind_day", "due_day", ["kind", "day", "case_id"])
    op.create_table(
        "due_outdated",
        sa.Column("turn", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("case_id", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("turn", name="pk_due_outdated"),
    )
    op.create_index("ix_due_outdated_case_id", "due_outdated", ["case_id"])
    op.execute(f'INSERT INTO due_outdated (case_id) SELECT id FROM "case" WHERE state NOT IN ({CLOSED})')  # noqa: S608  our own words


def downgrade() -> None:
    op.drop_table("due_outdated")
    op.drop_table("due_day")
