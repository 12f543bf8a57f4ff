"""Finds what hangs on one colleague, cases, groups, sessions and reports to read, and passes it to another (P28)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.core.language import _
from app.core.shapes import Row
from app.domain.moves import OPEN, CaseState, state_words
from app.domain.roles import Role
from app.programme.case_moves import Happened, note_event
from app.programme.rules.issue import ReportState
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.document import Report
from models.programme.group import Group, Session

OPEN_STATES = tuple(state.value for state in OPEN)
RUNS = frozenset({Role.FACILITATOR.value, Role.MANAGER.value, Role.PEER_WORKER.value})
CASEWORK = frozenset({Role.FACILITATOR.value, Role.MANAGER.value})
PLANNED = "planned"


class HeldRow(Row):
    """One thing that hangs on a person: its kind, its id and its words; never a man's name."""

    kind: str
    about: str
    words: str


@dataclass(frozen=True)
class Held:
    """Everything that hangs on a person."""

    cases: Sequence[Case]
    groups: Sequence[Group]
    sessions: Sequence[Session]
    reports: Sequence[Report]

    def rows(self) -> tuple[HeldRow, ...]:
        """As it is listed: by number and code."""
        return (
            *(HeldRow(kind="case", about=one.id, words=_words(one)) for one in self.cases),
            *(HeldRow(kind="group", about=one.id, words=one.code) for one in self.groups),
            *(HeldRow(kind="session", about=one.id, words=one.title) for one in self.sessions),
            *(HeldRow(kind="report", about=one.id, words=_("A report to read second")) for one in self.reports),
        )

    def roles_wanted(self) -> frozenset[str]:
        """Of which roles one is needed to take all of it."""
        if self.cases or self.reports:
            return CASEWORK
        return RUNS if self.groups or self.sessions else frozenset()


def held_by(work: Work, user: str) -> Held:
    """What hangs on this person: open cases, groups that run, contacts ahead, reports that wait for their eyes."""
    cases = select(Case).where(Case.assigned_to == user, Case.state.in_(OPEN_STATES)).order_by(Case.number)
    groups = select(Group).where(Group.ended_on.is_(None)).order_by(Group.code)
    named = or_(Session.facilitators.is_not(None), Session.cover != [])
    ahead = select(Session).where(Session.status == PLANNED, named).order_by(Session.starts_at)
    waiting = (ReportState.SECOND_READER.value,)
    reports = select(Report).where(Report.asked_reader == user, Report.state.in_(waiting))
    return Held(
        work.session.scalars(cases).all(),
        [one for one in work.session.scalars(groups) if user in one.facilitators],
        [one for one in work.session.scalars(ahead) if user in (*one.cover, *(one.facilitators or ()))],
        work.session.scalars(reports).all(),
    )


def hand_over(work: Work, seat: ProgrammeSeat, held: Held, user: str, to: str) -> None:
    """Pass all of it on; who comes after stands nowhere twice, and each case says so in its history (CASE-7)."""
    for case in held.cases:
        case.assigned_to = to
        note_event(work, seat, case.id, Happened("assigned"))
        work.changed("case", case.id)
    for group in held.groups:
        group.facilitators = _with(group.facilitators, user, to)
        work.changed("group", group.id)
    for session in held.sessions:
        session.cover = _with(session.cover, user, to)
        if session.facilitators is not None:
            session.facilitators = _with(session.facilitators, user, to)
        work.changed("session", session.id)
    for report in held.reports:
        report.asked_reader = to if report.author != to else None
        work.changed("report", report.id)
    work.session.flush()


def _with(people: Iterable[str], user: str, to: str) -> list[str]:
    return list(dict.fromkeys(to if one == user else one for one in people))


def _words(case: Case) -> str:
    return _("{reference}, {state}").format(reference=case.reference, state=state_words(CaseState(case.state)).lower())
