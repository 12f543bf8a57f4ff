"""Asks the safety team to look at a paper before it leaves, and reads whether they signed for exactly its bytes."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import select

from app.core.errors import NotAllowed
from app.core.language import _
from app.crypto.clearance import verify_clearance
from app.programme.notices import Notice, NoticeKind, seal_all
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.crossing import Clearance, ClearanceAsked
from reports.kit.traces import painted

LONGEST_TEXT, LONGEST_PART = 1_000_000, 60_000
"""In signs as the box writes them: the most her desk keeps of a paper (E1), and the most one item holds (E7)."""


def ask_clearance(work: Work, seat: ProgrammeSeat, case_id: str, about: str, pdf: bytes, digest: str) -> datetime:
    """Pass text and hash to the safety team, the same for every paper (REP-7, SEC-23); gives when.

    A text that is longer than one item of the box crosses in several; her desk reads it as one. Raises NotAllowed
    for one that is longer than her desk can keep.
    """
    text = unicodedata.normalize("NFC", painted(pdf).replace("\r\n", "\n").replace("\ufffe", ""))
    if len(json.dumps(text)) > LONGEST_TEXT:
        raise NotAllowed(_("This is too long to be checked. Write it shorter, or give it in parts."))
    said = {"report": about, "sha256": digest, "author": seat.person.id}
    parts = tuple(_parts(text))
    whole = (
        [said | {"text": parts[0]}]
        if len(parts) == 1
        else [said | {"text": part, "part": at, "parts": len(parts)} for at, part in enumerate(parts, 1)]
    )
    at = seat.clock.now()
    seal_all(work, seat, [Notice(NoticeKind.REPORT, case_id, one) for one in whole])
    work.add(
        ClearanceAsked(
            case_id=case_id, subject="report", about=about, doc_sha256=digest, asked_at=at, asked_by=seat.person.id
        )
    )
    return at


def _parts(text: str) -> Iterator[str]:
    """The text in pieces that one item of the box can hold; together they are the text, sign by sign."""
    begins, length = 0, 0
    for at, sign in enumerate(text):
        more = len(json.dumps(sign)) - 2
        if length + more > LONGEST_PART:
            yield text[begins:at]
            begins, length = at, 0
        length += more
    yield text[begins:]


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
