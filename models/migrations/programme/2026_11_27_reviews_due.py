"""Looks up risk results by the day they are taken again, and the ratings of one man by their grade (P8)."""

from alembic import op

revision = "2026_11_27_reviews_due"
down_revision = "2026_11_27_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_risk_result_review_on", "risk_result", ["review_on"])
    op.drop_index("ix_denial_rating_case_id", table_name="denial_rating")
    op.create_index("ix_denial_rating_of_case", "denial_rating", ["case_id", "grade", "at"])


def downgrade() -> None:
    op.drop_index("ix_denial_rating_of_case", table_name="denial_rating")
    op.create_index("ix_denial_rating_case_id", "denial_rating", ["case_id"])
    op.drop_index("ix_risk_result_review_on", table_name="risk_result")
