"""Adds what is said about places: notes, a group's language, coverage plans, papers taken back; one place a case."""

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_places"
down_revision = "2026_11_27_measures"
branch_labels = None
depends_on = None

STILL_IN = sa.text("left_at IS NULL")


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, models.base.tables.Id(length=16), nullable=nullable)


def _at() -> sa.Column[str]:
    return sa.Column("at", models.base.tables.Moment(), nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "placement_note",
        _id("case_id"),
        sa.Column("text", sa.String(length=500), nullable=False),
        _at(),
        _id("by_user"),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        _id("id"),
        _version(),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_placement_note_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_note")),
    )
    op.create_index(op.f("ix_placement_note_case_id"), "placement_note", ["case_id"], unique=False)
    op.create_table(
        "group_language",
        _id("group_id"),
        sa.Column("language", sa.String(length=40), nullable=False),
        _at(),
        _id("by_user"),
        _id("id"),
        _version(),
        sa.ForeignKeyConstraint(
            ["group_id"], ["programme_group.id"], name=op.f("fk_group_language_group_id_programme_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_language")),
    )
    op.create_index(op.f("ix_group_language_group_id"), "group_language", ["group_id"], unique=False)
    op.create_table(
        "coverage_plan",
        _id("case_id"),
        _id("group_id"),
        sa.Column("content", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _at(),
        _id("by_user"),
        _id("id"),
        _version(),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_coverage_plan_case_id_case")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["programme_group.id"], name=op.f("fk_coverage_plan_group_id_programme_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_plan")),
    )
    op.create_index(op.f("ix_coverage_plan_case_id"), "coverage_plan", ["case_id"], unique=False)
    _papers_taken_back()
    op.create_index(
        "ix_member_one_place", "member", ["case_id"], unique=True, sqlite_where=STILL_IN, postgresql_where=STILL_IN
    )


def _papers_taken_back() -> None:
    op.create_table(
        "paper_withdrawn",
        _id("paper_id"),
        _id("case_id"),
        sa.Column("reason", sa.String(length=500), nullable=False),
        _at(),
        _id("by_user"),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        _id("id"),
        _version(),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_withdrawn_paper_id_paper")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_paper_withdrawn_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_withdrawn")),
    )
    op.create_index(op.f("ix_paper_withdrawn_paper_id"), "paper_withdrawn", ["paper_id"], unique=False)
    op.create_index(op.f("ix_paper_withdrawn_case_id"), "paper_withdrawn", ["case_id"], unique=False)
    op.create_table(
        "correcting_letter",
        _id("case_id"),
        _id("disclosure_id"),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _at(),
        _id("by_user"),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_how", sa.String(length=200), nullable=True),
        _id("sent_by", nullable=True),
        _id("id"),
        _version(),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_correcting_letter_case_id_case")),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_correcting_letter_disclosure_id_disclosure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correcting_letter")),
    )
    op.create_index(op.f("ix_correcting_letter_case_id"), "correcting_letter", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_member_one_place", table_name="member")
    for table in ("correcting_letter", "paper_withdrawn", "coverage_plan", "group_language", "placement_note"):
        op.drop_table(table)
