"""Asks the safety team to look at a paper before it leaves, and reads whether they signed for exactly its bytes."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from app.core.errors import NotAllowed
from app.core.language import _
from app.crypto.clearance import verify_clearance
from app.programme.notices import NoticeKind, seal
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.crossing import Clearance, ClearanceAsked
from reports.kit.traces import painted

LONGEST_TEXT = 60_000


def ask_clearance(work: Work, seat: ProgrammeSeat, case_id: str, about: str, pdf: bytes, digest: str) -> datetime:
    """Pass text and hash to the safety team, the same for every paper (REP-7, SEC-23); gives when."""
    text = unicodedata.normalize("NFC", painted(pdf).replace("\r\n", "\n").replace("\ufffe", ""))
    if len(json.dumps(text)) > LONGEST_TEXT:
        raise NotAllowed(_("This is too long to be checked. Write it shorter, or give it in parts."))
    said = {"report": about, "text": text, "sha256": digest, "author": seat.person.id}
    seal(work, seat, NoticeKind.REPORT, case_id, said)
    at = seat.clock.now()
    work.add(
        ClearanceAsked(
            case_id=case_id, subject="report", about=about, doc_sha256=digest, asked_at=at, asked_by=seat.person.id
        )
    )
    return at


def cleared_on(work: Work, seat: ProgrammeSeat, wanted: Mapping[str, tuple[str, str]]) -> dict[str, date]:
    """By paper, given its case and hash: the day on which the safety team signed for exactly these bytes (E6)."""
    if not wanted:
        return {}
    query = select(Clearance.about, Clearance.statement).where(Clearance.about.in_(wanted))
    roster, found = seat.ledger.roster(work), dict[str, date]()
    for row in work.session.execute(query.order_by(Clearance.given_at.desc())):
        case_id, digest = wanted[row.about]
        said = verify_clearance(bytes(row.statement), seat.ledger.inst, roster)
        if (said.subject, said.case, said.about, said.doc_sha256) == ("report", case_id, row.about, digest):
            found[row.about] = local_day(seat, said.ts)
    return found
