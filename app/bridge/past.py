"""Gives, in a practice office, the clearances of its invented past: the same words for every case, many at once."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Row, and_, exists, select

from app.core.errors import NotAllowed
from app.core.language import _
from app.crypto.clearance import Clearance as Statement
from app.crypto.clearance import make_clearance
from app.desk.bulk import Bulk
from app.partner.seat import PartnerSeat
from app.programme.entry import is_practice
from app.store.work import Work
from models.programme.crossing import Clearance, ClearanceAsked

GIVEN_AFTER, LONG_AGO = timedelta(days=9), timedelta(days=14)
AT_ONCE = 20_000


def clear_past(seat: PartnerSeat) -> int:
    """Answer every request of a case that was made two weeks ago or more and has no answer. Refused in a live office.

    What was asked later waits for its runs as ever (CLR-2).
    """
    given = 0
    while more := _some(seat):
        given += more
    return given


def _some(seat: PartnerSeat) -> int:
    """As many as one transaction of his database should hold, with entries that say only `safety` (SEC-22)."""
    with seat.his.work() as his:
        if not is_practice(his):
            raise NotAllowed(_("Only a practice office has an invented past."))
        asked = _unanswered(his, seat.clock.now() - LONG_AGO)
        if not asked:
            return 0
        bulk = Bulk(his, seat.his_ledger, "safety", seat.clock.now())
        signer, roster = seat.his_ledger.signer(his), seat.read_roster()
        for row in asked:
            at = row.asked_at + GIVEN_AFTER
            id = sha256(bytes.fromhex(row.id)).hexdigest()[:32]
            stored = make_clearance(signer, roster, Statement(id, row.case_id, "case", row.about, None, at))
            bulk.keep(Clearance, id=id, case_id=row.case_id, about=row.about, statement=stored, given_at=at)
            bulk.close()
        bulk.write()
    return len(asked)


def _unanswered(his: Work, before: datetime) -> list[Row[str, str, str, datetime]]:
    answered = exists().where(
        and_(Clearance.case_id == ClearanceAsked.case_id, Clearance.about == ClearanceAsked.about)
    )
    query = (
        select(ClearanceAsked.id, ClearanceAsked.case_id, ClearanceAsked.about, ClearanceAsked.asked_at)
        .where(ClearanceAsked.subject == "case", ClearanceAsked.asked_at < before, ~answered)
        .order_by(ClearanceAsked.id)
        .limit(AT_ONCE)
    )
    return list(his.session.execute(query).all())
