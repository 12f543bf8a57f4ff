"""Takes back that a session was not held: it waits for its register again, and both words stay (ATT-16)."""

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, SessionId
from app.desk.act import act
from app.desk.seat import Noun
from app.programme.owed import SessionSettled
from app.programme.planned import NOT_HELD, PLANNED
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.group import Group, Session


class HeldAfterAll(Draft):
    """A session that was noted as not held by mistake, and why that was wrong."""

    session: SessionId
    reason: Line


class HeldAfterAlls(Noun):
    """What is done about a session that was held after all."""

    seat: ProgrammeSeat

    @act("session.held_after_all", Right.REGISTER, about="session")
    def take_back(self, work: Work, draft: HeldAfterAll) -> SessionSettled:
        """Take back that it was not held: it owes its register again; why it was noted stays to be read (ATT-16)."""
        session = work.get(Session, draft.session)
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write why it was held after all.")})
        if session.status != NOT_HELD:
            raise NotAllowed(_("This session is not noted as not held."))
        if session.group_id is not None and work.get(Group, session.group_id).ended_on is not None:
            raise NotAllowed(_("This group has ended."))
        words = _("Noted as not held: {before} Taken back: {reason}")
        before = (session.not_held_reason or "").strip().rstrip(".")
        line = words.format(before=f"{before}." if before else "", reason=draft.reason.strip())
        session.moved_because = [*session.moved_because, {"kind": "not_held", "words": line, "day": None}]
        session.status, session.not_held_reason = PLANNED, None
        work.changed("register", session.id)
        work.changed("group" if session.group_id else "case", session.group_id or session.case_id or session.id)
        return SessionSettled(session=SessionId(session.id), status=session.status)
