"""Gives a booked contact with one man another time, or cancels it; what was before stays visible (SCH-27, SCH-28)."""

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, SessionId, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.programme.moments import moment_typed
from app.programme.one_to_ones import ContactRow, contact_row, window_warnings
from app.programme.planned import CANCELLED, PLANNED
from app.programme.planning.own_dates import OwnDate, check_own_date, put_own_date, refuse_without_reason
from app.programme.planning.taken import one_after_the_other
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.programme.sessions import note_old_time
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Session


class ContactMoved(Draft):
    """Where a booked contact goes and why; length, room and who holds it stay unless they are named."""

    session: SessionId
    starts_at: str
    reason: Line
    minutes: int | None = None
    place: ShortText | None = None
    facilitator: ShortText | None = None


class ContactCancelled(Draft):
    """A booked contact that will not take place, and why."""

    session: SessionId
    reason: Line


class ContactChanges(Noun):
    """What is done with a contact that is booked and still ahead."""

    seat: ProgrammeSeat

    @act("one_to_one.move", Right.TAKE_REGISTER, about="session")
    def move(self, work: Work, draft: ContactMoved) -> ContactRow:
        """Give a booked contact another time; he, the room and who holds it must be free then (SCH-27, SCH-28)."""
        one_after_the_other(work)
        session, case = self._ahead(work, draft.session)
        reason = _reason(draft.reason, _("Write why it is moved."))
        starts_at = moment_typed(self.seat.clock, draft.starts_at, "starts_at")
        if starts_at <= self.seat.clock.now():
            raise InvalidInput({"starts_at": _("This time has passed. Choose one that is ahead.")})
        minutes = session.planned_minutes if draft.minutes is None else draft.minutes
        if minutes < 1:
            raise InvalidInput({"minutes": _("A contact lasts at least one minute.")})
        holds = draft.facilitator or next(iter(session.facilitators or ()), None)
        wanted = OwnDate(starts_at, minutes, draft.place or session.place, holds)
        group = work.get(Group, session.group_id) if session.group_id else None
        warned = check_own_date(work, self.seat, (case,), wanted, group, but=(session.id,))
        refuse_without_reason(warned, reason)
        old = session.starts_at
        put_own_date(work, self.seat, session, case, wanted)
        if old is not None and old != starts_at:
            note_old_time(self.seat, session, old, reason)
        work.changed("case", case.id)
        return contact_row(self.seat, session, (*warned, *window_warnings(work, self.seat, session)))

    @act("one_to_one.cancel", Right.TAKE_REGISTER, about="session")
    def cancel(self, work: Work, draft: ContactCancelled) -> ContactRow:
        """Cancel a booked contact; it stays with its reason, and its content waits for another date (SCH-34)."""
        session, case = self._ahead(work, draft.session)
        session.status = CANCELLED
        session.not_held_reason = _reason(draft.reason, _("Write why it is cancelled."))
        work.changed("case", case.id)
        return contact_row(self.seat, session)

    def _ahead(self, work: Work, id: str) -> tuple[Session, Case]:
        """One that is booked and has not begun: once it has, his mark says what became of it (ATT-10, NEV-4)."""
        session = work.get(Session, id)
        if session.case_id is None or session.is_placeholder:
            raise InvalidInput({"session": _("This is not a contact with one man alone.")})
        if session.status != PLANNED:
            raise NotAllowed(_("Only a contact that is booked can be changed."))
        if session.starts_at is not None and session.starts_at <= self.seat.clock.now():
            raise NotAllowed(_("It has begun. Record it: held, or not held and why. Then book it again."))
        return session, work.get(Case, session.case_id)


def _reason(typed: str, ask: str) -> str:
    if not typed.strip():
        raise InvalidInput({"reason": ask})
    return typed.strip()
