"""Is one look at the records for one person's list of what is due: who looks, which cases, and a row for each task."""

from datetime import date, datetime, time, timedelta
from typing import Literal, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.shapes import Row
from app.domain.moves import OPEN
from app.programme.case_list import short_name
from app.programme.office import office_calendar
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client

AHEAD = timedelta(days=7)
R = TypeVar("R")


class TaskRow(Row):
    """One thing to do: the act, the record it is about, when it is due, and words that begin with a verb."""

    act: str
    about: str
    due: datetime
    words: str
    detail: str
    part: Literal["overdue", "today", "week", "later"]


class Round:
    """One look at the records for one person: who, which cases, which days."""

    def __init__(self, work: Work, seat: ProgrammeSeat, case_id: str | None) -> None:
        self.work, self.seat, self.only = work, seat, case_id
        self.today = seat.clock.today()
        self.office = office_calendar(work.session)
        query = select(Case, Client).join(Client, Client.id == Case.client_id)
        query = query.where(cases_within_reach(work, seat.person), Case.state.in_([state.value for state in OPEN]))
        if case_id is not None:
            query = query.where(Case.id == case_id)
        self.cases = {case.id: (case, client) for case, client in work.session.execute(query.order_by(Case.number))}

    def of_closed_too(
        self, kind: type[R], owner: InstrumentedAttribute[str], is_open: ColumnElement[bool]
    ) -> list[tuple[R, str]]:
        """What is still open about men within reach, whatever the state of their cases, each with the man's name."""
        query = select(kind, Client).join(Case, Case.id == owner).join(Client, Client.id == Case.client_id)
        query = query.where(cases_within_reach(self.work, self.seat.person), is_open)
        if self.only is not None:
            query = query.where(Case.id == self.only)
        return [(row, short_name(client)) for row, client in self.work.session.execute(query)]

    def name(self, case_id: str) -> str:
        """First name and initial."""
        return short_name(self.cases[case_id][1])

    def row(self, act_name: str, about: str, due: date | datetime, words: str, detail: str = "") -> TaskRow:
        """A task; a day is due at its end."""
        at = due if isinstance(due, datetime) else self.seat.clock.at(datetime.combine(due, time(23, 59)))
        return TaskRow(act=act_name, about=about, due=at, words=words, detail=detail, part=self._part(at))

    def _part(self, at: datetime) -> Literal["overdue", "today", "week", "later"]:
        day = at.astimezone(self.seat.clock.zone).date()
        if at < self.seat.clock.now():
            return "overdue"
        if day <= self.today:
            return "today"
        return "week" if day <= self.today + AHEAD else "later"
