"""Keeps the log of requests for contact: when each came, when it was answered, and what became of it (PEER-3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing
from app.core.language import _
from app.core.shapes import Draft, GroupId, Line, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.peer import Asked, EnquiryEnd, enquiry_words
from app.programme.moments import moment_typed
from app.programme.rights import Right
from app.programme.rules.peers import is_answered_the_same_day
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group
from models.programme.peer import Enquiry


class EnquiryMade(Draft):
    """A request for contact as it came in; the time it was answered may follow later."""

    group: GroupId
    received_at: str
    answered_at: str | None = None
    asked: Asked = Asked.FIRST
    first_name: ShortText | None = None
    heard_from: ShortText | None = None
    ended: EnquiryEnd = EnquiryEnd.OPEN
    note: Line | None = None


class EnquiryAnswered(Draft):
    """When a request was answered, and what became of it."""

    group: GroupId
    enquiry: str
    answered_at: str | None = None
    ended: EnquiryEnd = EnquiryEnd.THINKS
    note: Line | None = None


class EnquiriesWanted(Draft):
    """The log of one group; only what is open, when asked for."""

    group: GroupId
    open_only: bool = False


class EnquiryRow(Row):
    """One request: whether it was answered on the day it came."""

    enquiry: str
    first_name: str
    asked: str
    heard_from: str
    received_at: datetime
    answered_at: datetime | None
    same_day: bool
    ended: str
    words: str
    note: str


@dataclass(frozen=True)
class Heard:
    """What a new man said when he was welcomed, and the request of his that stands in the log already."""

    first_name: str
    heard_from: str | None
    enquiry: str | None


class Enquiries(Noun):
    """What is done about requests for contact with a peer group."""

    seat: ProgrammeSeat

    @act("enquiry.record", Right.PEER_GROUP, about="group")
    def record(self, work: Work, draft: EnquiryMade) -> EnquiryRow:
        """Record a request for contact; it is to be answered the same day (PEER-3)."""
        group = work.get(Group, draft.group)
        received = self._moment(draft.received_at, "received_at")
        answered = self._answered(draft.answered_at, received) if draft.answered_at else None
        if answered is None and draft.ended is not EnquiryEnd.OPEN:
            raise InvalidInput({"answered_at": _("Write when it was answered.")})
        row = work.add(
            Enquiry(
                group_id=group.id,
                asked=Asked(draft.asked).value,
                first_name=_words(draft.first_name),
                heard_from=_words(draft.heard_from),
                received_at=received,
                answered_at=answered,
                ended=_end(draft.ended, answered).value,
                note=_words(draft.note),
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        work.changed("enquiry", row.id)
        return enquiry_row(self.seat, row)

    @act("enquiry.answer", Right.PEER_GROUP, about="group")
    def answer(self, work: Work, draft: EnquiryAnswered) -> EnquiryRow:
        """Note when a request was answered, now when nothing else is said, and what became of it (PEER-3)."""
        row = work.get(Enquiry, draft.enquiry)
        if row.group_id != draft.group:
            raise Missing
        if row.answered_at is None:
            typed = draft.answered_at
            row.answered_at = self._answered(typed, row.received_at) if typed else self.seat.clock.now()
        row.ended = _end(draft.ended, row.answered_at).value
        row.note = _words(draft.note) or row.note
        work.changed("enquiry", row.id)
        return enquiry_row(self.seat, row)

    @act("enquiry.list", Right.PEER_GROUP, kind=Kind.LIST, about="group")
    def list(self, work: Work, draft: EnquiriesWanted) -> tuple[EnquiryRow, ...]:
        """List requests for contact, the newest first; those not answered stand before all others."""
        query = select(Enquiry).where(Enquiry.group_id == draft.group).order_by(Enquiry.received_at.desc())
        rows = [row for row in work.session.scalars(query) if row.answered_at is None or not draft.open_only]
        rows.sort(key=lambda row: row.answered_at is not None)
        return tuple(enquiry_row(self.seat, row) for row in rows)

    def _moment(self, text: str, name: str) -> datetime:
        at = moment_typed(self.seat.clock, text, name)
        if at > self.seat.clock.now():
            raise InvalidInput({name: _("This lies after now.")})
        return at

    def _answered(self, text: str, received: datetime) -> datetime:
        at = self._moment(text, "answered_at")
        if at < received:
            raise InvalidInput({"answered_at": _("It is answered after it came.")})
        return at


def welcome_heard(work: Work, seat: ProgrammeSeat, case: Case, group: Group, welcomed: Heard) -> None:
    """A man who is welcomed has asked and is answered; an earlier request of his is closed by it (PEER-3)."""
    now = seat.clock.now()
    if welcomed.enquiry is None:
        row = work.add(
            Enquiry(
                group_id=group.id,
                first_name=welcomed.first_name.strip(),
                heard_from=_words(welcomed.heard_from),
                received_at=now,
                at=now,
                by_user=seat.person.id,
                by_label=seat.person.label,
            )
        )
    else:
        row = work.get(Enquiry, welcomed.enquiry)
        if row.group_id != group.id or row.case_id is not None:
            raise Missing
    row.case_id, row.ended = case.id, EnquiryEnd.COMES.value
    row.heard_from = _words(welcomed.heard_from) or row.heard_from
    row.answered_at = row.answered_at or now


def enquiry_row(seat: ProgrammeSeat, row: Enquiry) -> EnquiryRow:
    """A request as its log shows it, in the office's time."""
    received = row.received_at.astimezone(seat.clock.zone)
    answered = row.answered_at.astimezone(seat.clock.zone) if row.answered_at else None
    return EnquiryRow(
        enquiry=row.id,
        first_name=row.first_name or "",
        asked=row.asked,
        heard_from=row.heard_from or "",
        received_at=received,
        answered_at=answered,
        same_day=is_answered_the_same_day(received, answered),
        ended=row.ended,
        words=enquiry_words(EnquiryEnd(row.ended)),
        note=row.note or "",
    )


def _end(ended: EnquiryEnd, answered: datetime | None) -> EnquiryEnd:
    """Answered, and nobody said what became of it: he thinks about it."""
    given = EnquiryEnd(ended)
    return EnquiryEnd.THINKS if given is EnquiryEnd.OPEN and answered is not None else given


def _words(text: str | None) -> str | None:
    return (text or "").strip() or None
