"""Keeps each request for clearance sealed here, and delivers what was decided once, whatever breaks (CLR-2, SEC-42)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from app.bridge.release_records import Crossing, on_their_way, tick_crossings, write_crossings
from app.core.shapes import Row, replaced
from app.crypto.clearance import verify_clearance
from app.crypto.encode import unb64
from app.partner.seat import PartnerSeat
from app.store.work import Work
from models.partner.team import Clearing
from models.programme.crossing import Clearance

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
    """Every request and every run that was made; a damaged one is asked for anew from the box, and marked anew."""
    seat.vault.miss(work, Clearing)
    rows = work.session.execute(select(Clearing)).scalars().all()
    return tuple(seat.vault.each_for_team(work, rows, ClearingRecord))


@dataclass(frozen=True)
class Answer:
    """One signed clearance on its way."""

    id: str
    stored: bytes


def deliver(seat: PartnerSeat, *, always: bool = False) -> int:
    """Write every answer not yet delivered under its own id, then tick it here; doing it twice changes nothing.

    `always` writes the run's one event even when there is nothing to say (SEC-22).
    """
    with seat.store.work(reading=True) as work:
        waiting = [
            Answer(row.id, unb64(record.given))
            for row, record in requests(work, seat)
            if record.given is not None and not record.delivered
        ]
        crossings = on_their_way(work, seat)
    if not waiting and not crossings and not always:
        return 0
    waiting.sort(key=lambda answer: answer.id)
    _write(seat, waiting, crossings)
    _tick(seat, [answer.id for answer in waiting], crossings)
    return len(waiting)


def _write(seat: PartnerSeat, answers: list[Answer], crossings: Sequence[Crossing]) -> None:
    """All that a run gave in one transaction of his database, with one event that says only `safety` (SEC-22)."""
    roster = seat.read_roster()
    with seat.his.work() as his:
        known = set(his.session.execute(select(Clearance.id)).scalars())
        for answer in answers:
            if answer.id in known:
                continue
            said = verify_clearance(answer.stored, seat.vault.inst, roster)
            his.session.add(
                Clearance(id=answer.id, case_id=said.case, about=said.about, statement=answer.stored, given_at=said.ts)
            )
        write_crossings(his, crossings)
        his.session.flush()
        seat.his_ledger.append(his, "safety", seat.clock.now())


def _tick(seat: PartnerSeat, ids: list[str], crossings: Sequence[Crossing]) -> None:
    """Remember here that these were delivered."""
    if not ids and not crossings:
        return
    with seat.open_work() as work:
        for id in ids:
            row = work.get(Clearing, id)
            record = seat.vault.read_for_team(row, ClearingRecord)
            seat.vault.change_for_team(work, row, replaced(record, delivered=True))
        tick_crossings(work, seat, crossings)
        seat.ledger.append(work, "clearance.delivered", seat.clock.now())
