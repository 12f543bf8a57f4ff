"""Adds peer support: requests, evenings, steps, talks, rungs, tags, peer workers, and a group's clinical partner."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import models.base.tables

revision = "2026_11_27_peers"
down_revision = "2026_11_27_planning"
branch_labels = None
depends_on = None

Anything = sa.Column[Any]
OF_CASE, OF_SESSION, OF_GROUP = ("case_id", "case"), ("session_id", "session"), ("group_id", "programme_group")


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, models.base.tables.Id(length=16), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _long(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=True)


def _day(name: str, *, nullable: bool = False) -> Anything:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, models.base.tables.Moment(), nullable=nullable)


def _plain(name: str) -> sa.Column[str]:
    return sa.Column(name, models.base.tables.Plain(), nullable=False)


def _table(
    name: str, columns: list[Anything], *, points: tuple[tuple[str, str], ...] = (), found_by: tuple[str, ...]
) -> None:
    """A table of ours: its columns, who wrote it and when, what it points to, and what it is looked up by."""
    op.create_table(
        name,
        *columns,
        _at("at"),
        _id("by_user"),
        _id("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{name}_{column}_{other}"))
            for column, other in points
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in found_by:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)


def upgrade() -> None:
    _table(
        "enquiry",
        [
            _id("group_id"),
            _id("case_id", nullable=True),
            _text("asked", 20),
            _text("first_name", 200, nullable=True),
            _text("heard_from", 200, nullable=True),
            _at("received_at"),
            _at("answered_at", nullable=True),
            _text("ended", 20),
            _text("note", 500, nullable=True),
            _text("by_label", 200),
        ],
        points=(OF_GROUP, OF_CASE),
        found_by=("group_id", "case_id", "received_at"),
    )
    evening = [_id("session_id"), _plain("themes"), _plain("tags"), _plain("roles")]
    stopped = _text("stopped_reason", 500, nullable=True)
    _table("evening", [*evening, stopped, _text("by_label", 200)], points=(OF_SESSION,), found_by=("session_id",))
    tags = [_id("session_id"), _id("case_id"), _plain("tags")]
    _table("note_tags", tags, points=(OF_SESSION, OF_CASE), found_by=("session_id", "case_id"))
    of_case: dict[str, list[Anything]] = {
        "step_taken": [sa.Column("number", sa.Integer(), nullable=False), _text("title", 200), _day("on_day")],
        "responsibility_review": [_day("on_day"), _text("outcome", 30), _long("note")],
        "motivation_rung": [_day("on_day"), _text("rung", 20), _plain("pressures"), _long("note")],
    }
    for name, columns in of_case.items():
        _table(name, [_id("case_id"), *columns, _text("by_label", 200)], points=(OF_CASE,), found_by=("case_id",))
    worker = [_text("paid", 20), _day("since", nullable=True), _text("does", 200, nullable=True)]
    rated = [_day("on_day"), _plain("ratings"), _plain("evidence"), _text("by_label", 200)]
    log = [_day("on_day"), _text("kind", 20), _long("notes"), _day("next_on", nullable=True), _text("by_label", 200)]
    of_worker: dict[str, list[Anything]] = {"peer_worker": worker, "competence_rating": rated, "supervision": log}
    for name, columns in of_worker.items():
        _table(name, [_id("user_id"), *columns], found_by=("user_id",))
    with op.batch_alter_table("programme_group", schema=None) as batch_op:
        batch_op.add_column(_text("clinical_partner", 200, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("programme_group", schema=None) as batch_op:
        batch_op.drop_column("clinical_partner")
    for table in (
        "supervision",
        "competence_rating",
        "peer_worker",
        "motivation_rung",
        "responsibility_review",
        "step_taken",
        "note_tags",
        "evening",
        "enquiry",
    ):
        op.drop_table(table)
