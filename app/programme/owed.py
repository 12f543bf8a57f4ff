"""Says which registers and notes are owed, and settles them: written, waived, or the session not held (ATT-11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row as RowOf
from sqlalchemy import Select, TableClause, column, select, table

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, GroupId, Line, LongText, Nothing, Row, SessionId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.roles import Reach
from app.programme.marking import note_of
from app.programme.notices import NoticeKind, seal
from app.programme.office import number_setting
from app.programme.planned import NOT_HELD, PLANNED, expected, has_status, how_many_expected
from app.programme.reach import by_first_name, cases_within_reach
from app.programme.register_follow import when_words
from app.programme.register_rows import Man, men_of, men_on, newest_notes
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat, own_groups
from app.store.work import Work
from models.base.tables import Id
from models.programme.attendance import SessionNote
from models.programme.case import Case
from models.programme.delivery import CatchUpMan
from models.programme.group import Group, Session

OWN_CONTACTS = {"one_to_one": "one_to_one.record", "review": "three_way.record"}
AHEAD = timedelta(days=7)
NOT_KNOWN = "not_recorded"
_LIGHT = (Session.id, Session.starts_at, Session.group_id, Session.case_id)


class OwedWanted(Draft):
    """Which to list: everything within reach, or one group's or one case's."""

    group: GroupId | None = None
    case: CaseId | None = None


class NoteWritten(Draft):
    """A note on one man in one session; writing again corrects it, with a reason like a mark (ATT-4, ATT-12)."""

    session: SessionId
    case: CaseId
    text: LongText
    reason: Line | None = None


class NoteWaived(Draft):
    """A note that nobody will write, and why (ATT-12)."""

    session: SessionId
    case: CaseId
    reason: Line


class SessionNotHeld(Draft):
    """A session that was not held, and why; it covers nobody (ATT-16)."""

    session: SessionId
    reason: Line


class RegisterOwed(Row):
    """A session whose register is still to be taken."""

    session: SessionId
    group: GroupId | None
    group_code: str
    case: CaseId | None
    title: str
    kind: str
    starts_at: datetime
    owed_from: datetime
    expected: int
    is_owed: bool


class NoteOwed(Row):
    """One man who came and on whom nothing is written yet."""

    session: SessionId
    case: CaseId
    reference: str
    name: str
    title: str
    on: date


class NoteRow(Row):
    """A note as written or waived."""

    text: str
    waived_reason: str
    at: datetime
    by: str


class NoteSaved(Row):
    """The note that counts now and those before it."""

    note: NoteRow
    history: tuple[NoteRow, ...]


class OwedTold(Row):
    """For how many men the safety team was told that attendance is not known yet."""

    told: int


class SessionSettled(Row):
    """A session that was not held."""

    session: SessionId
    status: str


class Owings(Noun):
    """What is done about what delivery still owes."""

    seat: ProgrammeSeat

    @act("register.owed", Right.REGISTER, kind=Kind.LIST)
    def registers(self, work: Work, draft: OwedWanted) -> tuple[RegisterOwed, ...]:
        """List sessions that have begun and have no register, the oldest first (ATT-11)."""
        rows = (row for row in registers_owed(work, self.seat) if row.is_owed)
        return tuple(row for row in rows if _is_wanted(draft, row.group, row.case))

    @act("register.tell_owed", Right.TAKE_REGISTER)
    def tell(self, work: Work, _draft: Nothing) -> OwedTold:
        """Tell the safety team once of each session whose attendance is not known yet (ATT-11)."""
        return OwedTold(told=tell_owed(work, self.seat))

    @act("notes.owed", Right.TAKE_REGISTER, kind=Kind.LIST)
    def notes(self, work: Work, draft: OwedWanted) -> tuple[NoteOwed, ...]:
        """List men who came and on whom nothing is written, the oldest first (ATT-12)."""
        return tuple(
            row for group, row in notes_owed(work, self.seat, draft.case) if _is_wanted(draft, group, row.case)
        )

    @act("note.write", Right.REGISTER, about="session")
    def write(self, work: Work, draft: NoteWritten) -> NoteSaved:
        """Write a note on one man; what stood there before stays visible (ATT-12)."""
        if not draft.text.strip():
            raise InvalidInput({"text": _("Write something, or leave the note owed.")})
        return self._keep(work, draft, text=draft.text)

    @act("note.waive", Right.OVERRIDE)
    def waive(self, work: Work, draft: NoteWaived) -> NoteSaved:
        """Say that a note will not be written, and why (ATT-12)."""
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write why no note is needed.")})
        note = newest_notes(work, draft.session).get(draft.case)
        if note is not None and (note.text or note.waived_reason):
            raise NotAllowed(_("There is a note already."))
        return self._keep(work, draft, waived=draft.reason)

    @act("session.not_held", Right.REGISTER, about="session")
    def not_held(self, work: Work, draft: SessionNotHeld) -> SessionSettled:
        """Say that a session was not held; it covers nobody and owes no register (ATT-16)."""
        session = work.get(Session, draft.session)
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write why it was not held.")})
        if session.status != PLANNED:
            raise NotAllowed(_("Only a session that is planned can be noted as not held."))
        session.status, session.not_held_reason = NOT_HELD, draft.reason
        work.changed("group" if session.group_id else "case", session.group_id or session.case_id or session.id)
        return SessionSettled(session=SessionId(session.id), status=session.status)

    def _keep(
        self, work: Work, draft: NoteWritten | NoteWaived, text: str | None = None, waived: str | None = None
    ) -> NoteSaved:
        session = work.get(Session, draft.session)
        if draft.case not in men_on(work, session):
            raise InvalidInput({"case": _("He is not on this register.")})
        earlier = newest_notes(work, session.id).get(draft.case)
        mine_only = by_first_name(self.seat)
        if text is None or earlier is None or earlier.text != text:
            is_seen = earlier is not None and (not mine_only or earlier.by_user == self.seat.person.id)
            if text and earlier is not None and earlier.text and is_seen and not (draft.reason or "").strip():
                raise InvalidInput({"reason": _("Write why this note is corrected.")})
            why = (draft.reason or "").strip() if text and earlier is not None else ""
            note = note_of(work, self.seat, session, draft.case, text, why or None)
            note.waived_reason = waived
            work.add(note)
            work.changed("case", draft.case)
        query = select(SessionNote).where(SessionNote.session_id == session.id, SessionNote.case_id == draft.case)
        notes = work.session.scalars(query.order_by(SessionNote.at))
        rows = tuple(_note_row(row) for row in notes if not mine_only or row.by_user == self.seat.person.id)
        return NoteSaved(note=rows[-1], history=rows[:-1])


def registers_owed(
    work: Work, seat: ProgrammeSeat, sessions: Collection[str] | None = None
) -> tuple[RegisterOwed, ...]:
    """Sessions within reach, up to the end of today, that are planned and expect somebody; `is_owed` when overdue.

    Of all of them, or of these alone.
    """
    hours = timedelta(hours=number_setting(work.session, "register.owed_after_hours"))
    planned = planned_before(work, seat, midnight_after(seat), Which(sessions=sessions))
    counts, found = how_many_expected(work, [session for session, _group in planned]), []
    for session, group in planned:
        count = counts[session.id]
        if count and session.starts_at is not None:
            owed_from = (session.ends_at or session.starts_at) + hours
            found.append(_owed_row(seat, session, group, (count, owed_from)))
    return tuple(found)


def midnight_after(seat: ProgrammeSeat) -> datetime:
    """The end of the office's day."""
    return seat.clock.at(datetime.combine(seat.clock.today() + timedelta(days=1), datetime.min.time()))


def owed_untold(work: Work, seat: ProgrammeSeat) -> tuple[Session, ...]:
    """Sessions within reach whose attendance is not known yet and of which nobody was told (ATT-11)."""
    owed = (work.session.get(Session, row.session) for row in registers_owed(work, seat) if row.is_owed)
    return tuple(session for session in owed if session is not None and session.owed_told_at is None)


def tell_owed(work: Work, seat: ProgrammeSeat) -> int:
    """Tell the safety team once of each session within reach whose attendance is not known yet (ATT-11)."""
    told = 0
    for session in owed_untold(work, seat):
        work.compare([session])
        session.owed_told_at = seat.clock.now()
        for case in expected(work, session):
            seal(work, seat, NoticeKind.ABSENT, case, {**when_words(seat, session), "code": NOT_KNOWN})
            told += 1
    return told


def notes_owed(
    work: Work, seat: ProgrammeSeat, case: str | None = None, sessions: Collection[str] | None = None
) -> tuple[tuple[str | None, NoteOwed], ...]:
    """Men who came by their newest mark and have no note, with the group; a 1-2-1 or review has its own summary.

    Which they are the database keeps itself (migration `2026_11_27_growth`), so that no mark is read (P8).
    """
    owed = _owed_notes()
    query = select(owed.c.case_id, Session).join(Session, Session.id == owed.c.session_id)
    query = query.order_by(Session.starts_at, Session.order)
    if case is not None:
        query = query.where(owed.c.case_id == case)
    if sessions is not None:
        query = query.where(owed.c.session_id.in_(sessions))
    reach = _Reach(work, seat)
    found = [(row.case_id, row.Session) for row in work.session.execute(query) if reach.holds(row.Session, row.case_id)]
    men = men_of(work, (man for man, _session in found))
    turn = {id: at for at, id in enumerate(dict.fromkeys(session.id for _man, session in found))}
    found.sort(key=lambda one: (turn[one[1].id], men[one[0]].short, men[one[0]].case.number))
    return tuple((session.group_id, _note_owed(seat, session, men[man])) for man, session in found)


def days_of_notes(work: Work, seat: ProgrammeSeat) -> Select[Any, Any] | list[tuple[str, datetime]]:
    """Of each of these notes the session and when it began, the oldest first; nothing else of it is read (P8).

    For who sees all of them it is asked as a query, so that no more is read of it than is listed.
    """
    owed, reach = _owed_notes(), _Reach(work, seat)
    if reach.is_all:
        every = select(Session.id, Session.starts_at.label("day")).join(owed, owed.c.session_id == Session.id)
        return every.order_by(Session.starts_at, Session.order)
    query = select(*reach.asks, owed.c.case_id.label("man")).join(owed, owed.c.session_id == Session.id)
    rows = work.session.execute(query.order_by(Session.starts_at, Session.order))
    return [(row.id, row.starts_at) for row in rows if reach.holds(row, row.man)]


def _owed_notes() -> TableClause:
    return table("note_owed", column("session_id", Id()), column("case_id", Id()))


def _note_owed(seat: ProgrammeSeat, session: Session, man: Man) -> NoteOwed:
    began = session.starts_at or seat.clock.now()
    return NoteOwed(
        session=SessionId(session.id),
        case=CaseId(man.case.id),
        reference=man.case.reference,
        name=man.short,
        title=session.title,
        on=began.astimezone(seat.clock.zone).date(),
    )


class _Reach:
    """What the person may see of sessions: their groups, their cover, and their cases (SEC-56)."""

    def __init__(self, work: Work, seat: ProgrammeSeat) -> None:
        self.is_all = work.reach is Reach.ALL
        self.meetings_only = by_first_name(seat) and not self.is_all
        self.person = seat.person.id
        self.asks = _LIGHT if self.is_all else (*_LIGHT, Session.cover, Session.facilitators)
        self.groups = frozenset() if self.is_all else own_groups(work, seat.person)
        within = select(Case.id).where(cases_within_reach(work, seat.person))
        self.cases = frozenset() if self.is_all else frozenset(work.session.scalars(within))
        shared = select(CatchUpMan.session_id).where(CatchUpMan.case_id.in_(self.cases))
        self.shared = frozenset() if self.is_all else frozenset(work.session.scalars(shared))

    def holds(self, session: "Session | RowOf[*tuple[Any, ...]]", case: str | None) -> bool:
        """Whether a session, or one man's part of it, is theirs; of the session what it `asks` is enough."""
        if self.is_all:
            return True
        mine = session.group_id in self.groups or self.person in (*session.cover, *(session.facilitators or ()))
        if self.meetings_only:
            return mine and session.case_id is None
        return mine or session.id in self.shared or (case is not None and case in self.cases)


@dataclass(frozen=True, slots=True)
class Which:
    """Which planned sessions: one man's own alone, men's own contacts of these kinds, or these."""

    case: str | None = None
    kinds: Collection[str] = ()
    sessions: Collection[str] | None = None


EVERY = Which()


def planned_before(
    work: Work, seat: ProgrammeSeat, before: datetime, which: Which = EVERY
) -> tuple[tuple[Session, Group | None], ...]:
    """Planned sessions within reach that begin before a moment, with their groups."""
    query = select(Session, Group).outerjoin(Group, Group.id == Session.group_id)
    rows = work.session.execute(_planned(query, before, which)).all()
    reach = _Reach(work, seat)
    return tuple((row[0], row[1]) for row in rows if reach.holds(row[0], row[0].case_id))


def days_planned(
    work: Work, seat: ProgrammeSeat, before: datetime, kinds: Collection[str] = ()
) -> Select[Any, Any] | list[tuple[str, datetime]]:
    """The same sessions of these kinds, each with its beginning and nothing else, the oldest first (P8).

    Men's own contacts are asked as a query for who sees all of them; of all sessions the last ones are wanted too.
    """
    reach = _Reach(work, seat)
    if reach.is_all and kinds:
        return _planned(select(Session.id, Session.starts_at.label("day")), before, Which(kinds=kinds))
    rows = work.session.execute(_planned(select(*reach.asks), before, Which(kinds=kinds)))
    return [(row.id, row.starts_at) for row in rows if reach.holds(row, row.case_id)]


def _planned(query: Select[Any, Any], before: datetime, which: Which) -> Select[Any, Any]:
    query = query.where(Session.is_placeholder.is_(False), Session.starts_at < before)
    if which.case is not None:
        query = query.where(Session.case_id == which.case, has_status(PLANNED))
    elif which.sessions is not None:
        query = query.where(Session.id.in_(which.sessions), has_status(PLANNED))
    else:
        query = query.where(Session.status == PLANNED)
    if which.kinds:
        query = query.where(Session.case_id.is_not(None), Session.kind.in_(which.kinds))
    return query.order_by(Session.starts_at, Session.order)


def _owed_row(
    seat: ProgrammeSeat, session: Session, group: Group | None, counted: tuple[int, datetime]
) -> RegisterOwed:
    starts_at = session.starts_at or counted[1]
    return RegisterOwed(
        session=SessionId(session.id),
        group=GroupId(group.id) if group else None,
        group_code=group.code if group else "",
        case=CaseId(session.case_id) if session.case_id else None,
        title=session.title,
        kind=session.kind,
        starts_at=starts_at.astimezone(seat.clock.zone),
        owed_from=counted[1].astimezone(seat.clock.zone),
        expected=counted[0],
        is_owed=counted[1] <= seat.clock.now(),
    )


def _note_row(note: SessionNote) -> NoteRow:
    return NoteRow(text=note.text or "", waived_reason=note.waived_reason or "", at=note.at, by=note.by_label)


def _is_wanted(draft: OwedWanted, group: str | None, case: str | None) -> bool:
    return draft.group in (None, group) and draft.case in (None, case)
