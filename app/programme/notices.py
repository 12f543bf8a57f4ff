"""Seals a fact to the safety team in the act that made it true: this side can write it and never read it back."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from app.core.errors import NotAllowed
from app.core.language import _
from app.core.shapes import new_id
from app.crypto.dropbox import DropboxItem, seal_item
from app.desk.seat import Seat
from app.store.work import Work
from models.programme.crossing import BoxItem


class NoticeKind(StrEnum):
    """What crosses to the safety team, and nothing else does (security.md E7)."""

    DETAILS = "details"
    DETAILS_REFUSED = "details_refused"
    STARTED = "started"
    ABSENT = "absent"
    MARK_CORRECTED = "mark_corrected"
    STOPPED = "stopped"
    EXCLUDED = "excluded"
    HELD = "held"
    MOVED = "moved"
    ENDED_ON = "ended_on"
    RED_EVENT = "red_event"
    NEW_PARTNER = "new_partner"
    CLEARANCE_ASKED = "clearance_asked"
    REPORT = "report"
    SUBJECT_ACCESS = "subject_access"
    STAFF_ONLY_READ = "staff_only_read"


class Notice(NamedTuple):
    """One fact about one man before it is sealed."""

    kind: NoticeKind
    case: str
    told: Mapping[str, object]
    urgent: bool = False


def seal(
    work: Work, seat: Seat, kind: NoticeKind, case_id: str, data: Mapping[str, object], *, urgent: bool = False
) -> str:
    """Write one sealed item in this act's transaction (SEC-23, NEV-4); gives its id. Refused without a team (UX-20)."""
    (id,) = seal_all(work, seat, [Notice(kind, case_id, data, urgent)])
    return id


def seal_all(work: Work, seat: Seat, notices: Sequence[Notice]) -> tuple[str, ...]:
    """Seal each fact by itself, all written in one go (SEC-23, NEV-4); gives their ids. Refused without a team."""
    if not notices:
        return ()
    roster = seat.ledger.roster(work)
    signer = seat.ledger.signer(work)
    if roster.team_key_at(signer.roster_seq) is None:
        raise NotAllowed(_("Not possible yet: the safety team is not set up."))
    at = seat.clock.now()
    items = [DropboxItem(new_id(), one.case, at, one.urgent, one.kind.value, dict(one.told)) for one in notices]
    work.add_all(BoxItem(id=item.id, row=seal_item(signer, roster, item), at=at) for item in items)
    return tuple(item.id for item in items)


def has_safety_team(work: Work, seat: Seat) -> bool:
    """Whether a safety team exists that facts could be sealed to (UX-20)."""
    return seat.ledger.roster(work).team_key_at(seat.ledger.signer(work).roster_seq) is not None
