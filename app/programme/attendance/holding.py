"""Knows who held a session and how long, as noted, else as planned; takes back that it was not held (ATT-2, 6, 16)."""

from collections.abc import Iterable

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, SessionId, UserId
from app.desk.act import act
from app.desk.seat import Noun
from app.programme.office import names_of, number_setting, people_who_run
from app.programme.owed import SessionSettled
from app.programme.planned import NOT_HELD, PLANNED
from app.programme.planning.taken import people_named, staff_of
from app.programme.register_rows import HolderRow
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Register
from models.programme.group import Group, Session


def holders_of(work: Work, group: Group | None, session: Session, saved: Iterable[Register]) -> tuple[HolderRow, ...]:
    """Who held it as recorded, else as planned; then everybody else who might have (ATT-6)."""
    named, held = staff_of(session, group), held_by(saved)
    others = people_who_run(work.session)
    people = tuple(dict.fromkeys((*named, *(held or ()), *others)))
    labels = {**others, **names_of(work.session, people)}
    return tuple(
        HolderRow(
            user=UserId(one),
            label=labels.get(one, ""),
            is_named=one in named,
            is_cover=one in session.cover,
            held=one in (named if held is None else held),
        )
        for one in people
    )


def held_by(saved: Iterable[Register]) -> tuple[str, ...] | None:
    """Who held a session by its newest saving that says so; None while nobody said it (NEV-14)."""
    told = [one.held_by for one in saved if one.held_by]
    return tuple(told[-1]) if told else None


def holders_named(work: Work, named: tuple[str, ...] | None, before: tuple[str, ...] | None) -> list[str] | None:
    """Who is said to have held it, as ids; somebody who has left since may stay. Raises InvalidInput (ATT-6)."""
    if named is None:
        return None
    if not named:
        raise InvalidInput({"held_by": _("Say who held this session.")})
    kept = [one for one in named if one in (before or ())]
    return [*kept, *people_named(work, [one for one in named if one not in kept], "held_by")]


def set_length(work: Work, session: Session, minutes: int | None, *, is_sure: bool) -> None:
    """Keep how long it was; what is hard to believe is asked about first (ATT-2)."""
    if minutes is None:
        return
    most = max(number_setting(work.session, "register.ask_above_minutes"), session.planned_minutes)
    if minutes > most and not is_sure:
        words = _("Did it last {count} minutes? It was planned for {planned}. Say that it is right, or correct it.")
        raise InvalidInput({"actual_minutes": words.format(count=minutes, planned=session.planned_minutes)})
    session.actual_minutes = None if minutes == session.planned_minutes else minutes


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
