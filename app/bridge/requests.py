"""Keeps each request for clearance with its drawn run and what became of it, sealed under the team's key."""

from typing import Literal

from sqlalchemy import select

from app.core.shapes import Row
from app.partner.seat import PartnerSeat
from app.store.work import Work
from models.partner.team import Clearing

State = Literal["waiting", "ready", "held", "given"]


class ClearingRecord(Row):
    """What the envelope of a request holds; `subject` is `case`, `report`, or `run` for a run that was made."""

    subject: str
    case: str
    about: str
    asked_at: str
    run_at: str
    state: State = "waiting"
    doc_sha256: str | None = None
    text: str = ""
    author: str = ""
    ready_at: str | None = None
    reason: str | None = None
    by: str | None = None
    given: str | None = None
    delivered: bool = False


def requests(work: Work, seat: PartnerSeat) -> tuple[tuple[Clearing, ClearingRecord], ...]:
    """Every request and every run that was made, opened."""
    rows = work.session.execute(select(Clearing)).scalars().all()
    return tuple((row, seat.vault.read_for_team(row, ClearingRecord)) for row in rows)
