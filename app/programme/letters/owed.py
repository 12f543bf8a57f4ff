"""Says which letters to him are owed by what happened: a place, other dates, a miss, a warning, a decision (REP-14)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.core.language import _
from app.core.shapes import CaseId
from app.domain.moves import LEFT_OUT_OF_STATISTICS, CaseState, ReasonCode
from app.domain.roles import Reach
from app.programme.attendance.follow_ups import open_follow_ups
from app.programme.case_list import short_name
from app.programme.days.kept import Due, owing
from app.programme.letters.facts import STATES, all_ahead
from app.programme.letters.rows import OwedLetter
from app.programme.office import closures, number_setting, office_calendar
from app.programme.packs.shelf import pack_of
from app.programme.planned import CATCH_UP, PLANNED
from app.programme.reach import cases_within_reach
from app.programme.register_follow import ABSENCE
from app.programme.rights import Right
from app.programme.rules.issue import notice_ends
from app.programme.rules.limits import LimitKind
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.task_rows import Kind, Round, TaskRow, may
from app.store.work import Work
from models.programme.case import Case, CaseEvent, Hold
from models.programme.client import Client
from models.programme.delivery import CatchUpMan
from models.programme.document import Letter
from models.programme.group import Member, Session
from reports.programme.letters.rows import BAD_NEWS, LetterKind
from reports.programme.letters.words import subject

LOOK_BACK = timedelta(days=28)
HAD_A_PLACE = tuple(
    state.value for state in (CaseState.PLACED, CaseState.ON_PROGRAMME, CaseState.BREACH, CaseState.AWAY)
)
NOBODY_TO_WRITE_TO = frozenset({*LEFT_OUT_OF_STATISTICS, ReasonCode.DEATH, ReasonCode.DEPORTED})
DATED_BEFORE = (LetterKind.JOINING.value, LetterKind.DATES.value)


@dataclass(frozen=True)
class Owed:
    """A letter that is owed: to whom, of which kind, about what, and since when."""

    case: str
    kind: LetterKind
    about: str
    on: date


def owed_letters(work: Work, seat: ProgrammeSeat, case_id: str | None = None) -> tuple[OwedLetter, ...]:
    """Every letter owed to men within reach, or to one man, the oldest first; without what is done with."""
    men = _men(work, seat, case_id)
    cases = {id: case for id, (case, _client) in men.items()}
    found = {(one.case, one.kind, one.about): one for one in _found(work, seat, cases)}
    done = _done_with(work, found)
    free: dict[tuple[bool, date], date] = {}
    rows = []
    for one in (one for key, one in found.items() if key not in done):
        when = (one.kind in BAD_NEWS, one.on)
        if when not in free:
            free[when] = free_from(work, one.kind, one.on)
        rows.append(owed_row(seat, men[one.case], one, free[when]))
    return tuple(sorted(rows, key=lambda row: (row.on, row.reference)))


def owed_row(seat: ProgrammeSeat, man: tuple[Case, Client], one: Owed, free_on: date) -> OwedLetter:
    """One owed letter in words, and from which day it may go."""
    case, client = man
    return OwedLetter(
        case=CaseId(case.id),
        reference=case.reference,
        name=short_name(client),
        kind=one.kind,
        words=subject(one.kind),
        about=one.about,
        on=one.on,
        free_on=free_on,
        is_free=free_on <= seat.clock.today(),
    )


def free_from(work: Work, kind: LetterKind, on: date) -> date:
    """The first day on which a letter may go: bad news waits, the same for every case (REP-14)."""
    if kind not in BAD_NEWS:
        return on
    days = number_setting(work.session, "notice.window_days")
    return notice_ends(on, office_calendar(work.session), closures(work.session), days)


def letters_due(round_: Round) -> Iterator[TaskRow]:
    """Letters that a new place, a pause or a decision asks for; warnings stand among what marks ask for (ATT-9)."""
    if round_.seat.reach(Right.WRITE_REPORT) is Reach.NONE:
        return
    people = {row.Case.id: (row.Case, row.Client) for row in round_.work.session.execute(round_.with_clients())}
    cases = {id: case for id, (case, _client) in people.items()}
    found = {(one.case, one.kind, one.about): one for one in _of_the_case(round_.work, round_.seat, cases)}
    done = _done_with(round_.work, found)
    for key, one in found.items():
        if key not in done:
            free_on = free_from(round_.work, one.kind, one.on)
            row = owed_row(round_.seat, people[one.case], one, free_on)
            words = _("Send the letter: {name}").format(name=row.name)
            due = max(row.free_on, round_.office.after_working_days(one.on, 1))
            yield round_.row("letter.issue", one.case, due, words, row.words)


def letters_of(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[tuple[str, date, date]]:
    """Of each letter that a place, a pause or a decision asks for: whose it is, since when, and until when."""
    found = {(one.case, one.kind, one.about): one for one in _of_the_case(work, seat, cases)}
    done = _done_with(work, found)
    for key, one in found.items():
        if key not in done:
            yield one.case, one.on, one.on + LOOK_BACK


EVERY_STATE = tuple(state.value for state in CaseState)
KINDS = (
    Kind(
        "letters_due", letters_due, lambda round_: round_.kept(Due.LETTER, states=EVERY_STATE), is_kept=True,
        proves=may(Right.WRITE_REPORT),
    ),
)  # fmt: skip


def _since(seat: ProgrammeSeat) -> datetime:
    return seat.clock.at(datetime.combine(seat.clock.today() - LOOK_BACK, time()))


def _is_pause(since: datetime) -> ColumnElement[bool]:
    """Of holds: open, new, and keeping a man away who has a place."""
    in_a_group = exists().where(Member.case_id == Hold.case_id, Member.left_at.is_(None))
    is_open = and_(Hold.lifted_on.is_(None), Hold.may_attend.is_(False), Hold.at >= since)
    return and_(is_open, in_a_group)


def _men(work: Work, seat: ProgrammeSeat, case_id: str | None) -> dict[str, tuple[Case, Client]]:
    """Men within reach to whom anything may be owed, or one man."""
    query = select(Case, Client).join(Client, Client.id == Case.client_id)
    query = query.where(cases_within_reach(work, seat.person))
    query = query.where(Case.id == case_id if case_id is not None else Case.id.in_(_who(work, seat)))
    return {row.Case.id: (row.Case, row.Client) for row in work.session.execute(query)}


def _who(work: Work, seat: ProgrammeSeat) -> frozenset[str]:
    """Whose place, pause or state is new, who missed something, and of those in a group who was told of dates (P8)."""
    here = select(Member.case_id).where(Member.left_at.is_(None))
    told = _told().with_only_columns(Letter.case_id).where(Letter.case_id.in_(here))
    alone = select(Session.case_id).where(*_booked(seat), Session.case_id.in_(here))
    shared = select(CatchUpMan.case_id).join(Session, Session.id == CatchUpMan.session_id)
    shared = shared.where(*_booked(seat), CatchUpMan.left_at.is_(None), CatchUpMan.case_id.in_(here))
    known = work.session.scalars(told.union(alone, shared))
    return owing(work, (Due.LETTER, Due.FOLLOW_UP), seat.clock.today()) | frozenset(known)


def _booked(seat: ProgrammeSeat) -> tuple[ColumnElement[bool], ...]:
    """Of sessions: catch-ups that are to come."""
    return Session.status == PLANNED, Session.starts_at > seat.clock.now(), Session.kind == CATCH_UP


def _told() -> Select[str, list[str]]:
    """Letters that told of dates."""
    has_gone = Letter.state.in_(("sent", "to_print"))
    return select(Letter.case_id, Letter.dates).where(has_gone, Letter.kind.in_(DATED_BEFORE))


def _found(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[Owed]:
    yield from _of_the_case(work, seat, cases)
    yield from _of_marks(work, seat, cases)
    yield from _of_dates(work, seat, cases)


def _of_the_case(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[Owed]:
    """A new place, a pause, a decision."""
    since, ids = _since(seat), list(cases)
    joined = select(Member).where(Member.case_id.in_(ids), Member.left_at.is_(None), Member.joined_at >= since)
    for member in work.session.scalars(joined):
        yield Owed(member.case_id, LetterKind.JOINING, member.id, local_day(seat, member.joined_at))
    for hold in work.session.scalars(select(Hold).where(_is_pause(since), Hold.case_id.in_(ids))):
        yield Owed(hold.case_id, LetterKind.SUSPENDED, hold.id, local_day(seat, hold.at))
    new = {id for id, case in cases.items() if case.state in STATES and case.state_since >= since}
    for event in work.session.scalars(select(CaseEvent).where(CaseEvent.case_id.in_(new), CaseEvent.kind == "move")):
        case = cases[event.case_id]
        kind = STATES[case.state]
        if event.to_state == case.state and event.at >= case.state_since and _concerns_him(event, kind):
            yield Owed(case.id, kind, event.id, local_day(seat, event.at))


def _concerns_him(event: CaseEvent, kind: LetterKind) -> bool:
    """Who never had a place is not told that it ended, and nobody writes to the dead."""
    if event.reason_code in NOBODY_TO_WRITE_TO:
        return False
    return kind is not LetterKind.ENDED or event.from_state in HAD_A_PLACE


def _of_marks(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[Owed]:
    """An unexplained miss, and each warning of the programme (ATT-9)."""
    for one in open_follow_ups(work, seat, cases):
        if one.kind == ABSENCE:
            yield Owed(one.case, LetterKind.MISSED, one.session, one.on)
        elif one.kind == LimitKind.WARNING.value:
            first = min(pack_of(work, cases[one.case]).attendance.warnings)
            kind = LetterKind.WARNING_1 if one.limit == first else LetterKind.WARNING_2
            yield Owed(one.case, kind, one.session, one.on)


def _of_dates(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[Owed]:
    """A catch-up that is booked, and dates that are no longer those of the last letter (SCH-28)."""
    shared = select(CatchUpMan.session_id, CatchUpMan.case_id).where(
        CatchUpMan.case_id.in_(list(cases)), CatchUpMan.left_at.is_(None)
    )
    own = {row.session_id: row.case_id for row in work.session.execute(shared)}
    his = or_(Session.case_id.in_(list(cases)), Session.id.in_(own))
    booked = select(Session).where(*_booked(seat), his)
    for session in work.session.scalars(booked):
        case_id = session.case_id or own[session.id]
        yield Owed(case_id, LetterKind.CATCH_UP, session.id, seat.clock.today())
    told = _dates_told(work, cases)
    ahead = all_ahead(work, seat, {id: cases[id] for id in told})
    for case_id, before in told.items():
        dates = dates_of(ahead[case_id])
        if dates and not set(dates) <= set(before):
            about = sha256("\n".join(dates).encode()).hexdigest()[:32]
            yield Owed(case_id, LetterKind.DATES, about, seat.clock.today())


def dates_of(sessions: Iterable[Session]) -> tuple[str, ...]:
    """Session, time and room, as a letter tells them, to be compared with the next one."""
    return tuple(f"{one.id} {one.starts_at.isoformat() if one.starts_at else ''} {one.place or ''}" for one in sessions)


def _dates_told(work: Work, cases: Mapping[str, Case]) -> dict[str, list[str]]:
    """The dates that each man was told last; one who never had such a letter is not among them."""
    query = _told().where(Letter.case_id.in_(list(cases)))
    return {row.case_id: row.dates for row in work.session.execute(query.order_by(Letter.at))}


def _done_with(work: Work, found: Mapping[tuple[str, LetterKind, str], Owed]) -> set[tuple[str, LetterKind, str]]:
    """What a letter was sent about already, or put aside."""
    about = {about for _case, _kind, about in found}
    query = select(Letter.case_id, Letter.kind, Letter.about).where(Letter.about.in_(about))
    return {(row.case_id, LetterKind(row.kind), row.about) for row in work.session.execute(query)}
