"""Keeps each release while it is written, approved, on its way and withdrawn, sealed under the team's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from app.core.errors import Missing
from app.core.shapes import Row, convert, replaced
from app.crypto.encode import unb64
from app.crypto.release import Signed
from app.partner.seat import PartnerSeat
from app.store.work import Work
from models.partner.team import TeamEntry
from models.programme.base import Grant
from models.programme.crossing import Release
from reports.partner.figures import FiguresSheet

ReleaseState = Literal["asked", "declined", "approved", "sent", "withdrawn"]
RELEASE = "release"


class SignedHalf(Row):
    """The author's signature over the statement that names this one person as its approver."""

    approver: str
    statement: str
    author_sig: str


class GrantMade(Row):
    """The release's key for one reader, under the id that its row will have."""

    id: str
    user: str
    row: str


class ReleaseRecord(Row):
    """What the envelope of a release holds at this desk; the text crosses only once it is approved and its run came.

    A sheet of figures has a `quarter`, no case, and a day before which no run takes it (STA-6).
    """

    kind: str
    case: str
    text: str
    purpose: str
    basis: str
    note: str
    readers: tuple[str, ...]
    expires: str
    by: str
    by_label: str
    asked_at: str
    halves: tuple[SignedHalf, ...]
    state: ReleaseState = "asked"
    original: str = ""
    consent: dict[str, str] | None = None
    caution: str | None = None
    do_not_raise: str | None = None
    approver: str = ""
    approver_label: str = ""
    approved_at: str | None = None
    stored: str | None = None
    grants: tuple[GrantMade, ...] = ()
    sent_at: str | None = None
    said: str = ""
    withdrawn_at: str | None = None
    withdrawal: str | None = None
    withdrawal_sent_at: str | None = None
    going: Literal["", "release", "withdrawal"] = ""
    quarter: str = ""
    not_before: str = ""
    sheet: FiguresSheet | None = None

    def signed_for(self, approver: str) -> Signed | None:
        """What this person is asked to sign; None when it was not asked of them."""
        for half in self.halves:
            if half.approver == approver:
                return Signed(unb64(half.statement), self.text, unb64(half.author_sig))
        return None


def releases(work: Work, seat: PartnerSeat) -> tuple[tuple[TeamEntry, ReleaseRecord], ...]:
    """Every release at this desk that opens."""
    rows = work.session.execute(select(TeamEntry)).scalars().all()
    found = seat.vault.each_for_team(work, rows, dict)
    return tuple((row, convert(body, ReleaseRecord)) for row, body in found if body.get("kind") == RELEASE)


def release_of(work: Work, seat: PartnerSeat, id: str) -> tuple[TeamEntry, ReleaseRecord]:
    """One release. Raises Missing, also for an entry of another kind."""
    row = work.get(TeamEntry, id)
    body = seat.vault.read_for_team(row, dict)
    if body.get("kind") != RELEASE:
        raise Missing
    return row, convert(body, ReleaseRecord)


def give_in_run(work: Work, seat: PartnerSeat, stamp: str) -> None:
    """With every run goes what was approved or withdrawn since the last one: its time tells nothing (SEC-22, F7)."""
    is_torn = seat.ledger.torn(work) > 0  # it may have been withdrawn in an entry that does not hold
    for row, record in releases(work, seat):
        if record.state == "approved" and record.not_before <= stamp and not is_torn:
            seat.vault.change_for_team(work, row, replaced(record, state="sent", sent_at=stamp, going="release"))
        elif record.state == "withdrawn" and record.sent_at is not None and record.withdrawal_sent_at is None:
            seat.vault.change_for_team(work, row, replaced(record, withdrawal_sent_at=stamp, going="withdrawal"))


@dataclass(frozen=True)
class Crossing:
    """One release or withdrawal on its way."""

    id: str
    record: ReleaseRecord


def on_their_way(work: Work, seat: PartnerSeat) -> tuple[Crossing, ...]:
    """What a run gave and his side does not have yet, sorted by id."""
    return tuple(sorted((Crossing(row.id, one) for row, one in releases(work, seat) if one.going), key=lambda c: c.id))


def write_crossings(his: Work, crossings: Sequence[Crossing]) -> None:
    """Write each under its own id; twice changes nothing (SEC-42). A withdrawal takes the readers' keys away."""
    for one in crossings:
        known = his.session.get(Release, one.id)
        if one.record.going == "release":
            if known is None:
                his.session.add(Release(id=one.id, row=unb64(one.record.stored or "")))
                his.session.add_all(Grant(id=g.id, user_id=g.user, row=unb64(g.row)) for g in one.record.grants)
            continue
        if known is not None:
            known.withdrawal = unb64(one.record.withdrawal or "")
        for given in one.record.grants:
            if (grant := his.session.get(Grant, given.id)) is not None:
                his.session.delete(grant)


def tick_crossings(work: Work, seat: PartnerSeat, crossings: Sequence[Crossing]) -> None:
    """Remember here that these were written."""
    for one in crossings:
        row, record = release_of(work, seat, one.id)
        seat.vault.change_for_team(work, row, replaced(record, going=""))
