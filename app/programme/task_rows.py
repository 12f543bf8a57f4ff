"""Is one look at the records for one person's list of what is due: who looks, which cases, and a row for each task."""

from collections.abc import Callable, Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.shapes import Row
from app.domain.moves import OPEN
from app.programme.case_list import short_name
from app.programme.days.kept import Due, outdated
from app.programme.office import office_calendar
from app.programme.reach import cases_within_reach
from app.programme.seat import ProgrammeSeat
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.due import DueDay

AHEAD = timedelta(days=7)
FIRST = 40
AT_ONCE, LOOK = 100, FIRST + 10
OPEN_STATES = tuple(sorted(state.value for state in OPEN))
R = TypeVar("R")
Part = Literal["overdue", "today", "week", "later"]
Soonest = Select[*tuple[Any, ...]]
Day = ColumnElement[Any] | InstrumentedAttribute[Any]


class TaskRow(Row):
    """One thing to do: the act, the record it is about, when it is due, and words that begin with a verb."""

    act: str
    about: str
    due: datetime
    words: str
    detail: str
    part: Part


class More(Row):
    """What is left out of one kind: how many rows, None where only looking at every case would tell; none of them is
    due before `part`."""

    kind: str
    count: int | None
    part: Part


class Round:
    """One look at the records for one person: who, which cases, which days."""

    def __init__(self, work: Work, seat: ProgrammeSeat, case_id: str | None) -> None:
        self.work, self.seat, self.only = work, seat, case_id
        self.today = seat.clock.today()
        self.office = office_calendar(work.session)
        self.within = cases_within_reach(work, seat.person)
        self.ids: Collection[str] | None = None if case_id is None else (case_id,)

    @cached_property
    def cases(self) -> dict[str, tuple[Case, Client]]:
        """The open cases of this look with their clients, by number."""
        state = Case.state if self.ids is None else not_looked_up(Case.state)
        found = self.work.session.execute(self.with_clients(state.in_(OPEN_STATES)).order_by(Case.number))
        return {row.Case.id: (row.Case, row.Client) for row in found}

    def with_clients(self, *wheres: ColumnElement[bool]) -> Select[Case, Client]:
        """Cases of this look, whatever their state, with their clients."""
        query = select(Case, Client).join(Client, Client.id == Case.client_id).where(self.within, *wheres)
        return query if self.ids is None else query.where(Case.id.in_(self.ids))

    def among(self, cases: Iterable[str]) -> "Round":
        """The same look at these cases alone."""
        other = copy(self)
        other.__dict__.pop("cases", None)
        other.ids = tuple(cases)
        return other

    def soonest(self, day: Day, *wheres: ColumnElement[bool], states: Collection[str] = ()) -> Soonest:
        """Cases within reach, open ones unless `states` names others, each with a day, the earliest first (P8).

        They are looked up by state only where the day is their own; else by whose day it is.
        """
        state = Case.state if getattr(day, "class_", None) is Case else not_looked_up(Case.state)
        query = select(Case.id, day.label("day")).where(self.within, state.in_(states or OPEN_STATES), *wheres)
        return query.order_by(day, Case.number)

    def kept(self, kind: Due, until: date | None = None) -> Soonest:
        """Open cases within reach of which such a day is kept, up to a day where one is given, the earliest first.

        Who is `outdated` is looked at besides.
        """
        near = () if until is None else (DueDay.day <= until,)
        return self.soonest(DueDay.day, DueDay.case_id == Case.id, DueDay.kind == kind, *near)

    @cached_property
    def outdated(self) -> "Round":
        """The same look at those whose kept days do not hold any more."""
        return self.among(outdated(self.work))

    def of_closed_too(
        self, kind: type[R], owner: InstrumentedAttribute[str], is_open: ColumnElement[bool]
    ) -> list[tuple[R, str]]:
        """What is still open about men within reach, whatever the state of their cases, each with the man's name."""
        query = select(kind, Client).join(Case, Case.id == owner).join(Client, Client.id == Case.client_id)
        query = query.where(self.within, is_open)
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

    def _part(self, at: datetime) -> Part:
        day = at.astimezone(self.seat.clock.zone).date()
        if at < self.seat.clock.now():
            return "overdue"
        if day <= self.today:
            return "today"
        return "week" if day <= self.today + AHEAD else "later"


@dataclass(frozen=True)
class Kind:
    """One kind of task. `cases` says whose it can be, the soonest due first, each with its day; without it `rows` is
    asked of everybody at once. `is_counted`: every line of `cases` is one row, and their days put the rows in order.
    `is_kept`: the days are those of `days/kept.py`."""

    key: str
    rows: Callable[[Round], Iterator[TaskRow]]
    cases: Callable[[Round], Soonest] | None = None
    is_counted: bool = True
    is_kept: bool = False


def by_due(row: TaskRow) -> tuple[datetime, str]:
    """The most urgent first."""
    return row.due, row.words


def first_rows(round_: Round, kind: Kind) -> tuple[list[TaskRow], More | None]:
    """The first rows of a kind and what is left out; the cost hangs on what is due, not on how many cases there are."""
    if kind.cases is None:
        rows = sorted(kind.rows(round_), key=by_due)
        return _cut(kind, rows, len(rows))
    if kind.is_counted and not kind.is_kept:
        return _counted(round_, kind, kind.cases(round_))
    return _searched(round_, kind, kind.cases(round_))


def _counted(round_: Round, kind: Kind, query: Soonest) -> tuple[list[TaskRow], More | None]:
    every = func.count().over().label("every")
    lines = round_.work.session.execute(query.add_columns(every).limit(FIRST + 1)).all()
    ids = dict.fromkeys(row.id for row in lines)
    if not ids:
        return [], None
    rows = sorted(kind.rows(round_.among(ids)), key=by_due)[:FIRST]
    if len(lines) <= FIRST:
        return rows, None
    return _cut(kind, rows, lines[0].every)


def _searched(round_: Round, kind: Kind, query: Soonest) -> tuple[list[TaskRow], More | None]:
    """Case after case until the first rows are found and nobody after them can be due before them."""
    seen = set(round_.outdated.ids or ()) if kind.is_kept else set[str]()
    rows = sorted(kind.rows(round_.outdated), key=by_due) if seen else []
    zone = round_.seat.clock.zone
    with round_.work.session.execute(query.execution_options(yield_per=LOOK)) as found:
        for lines in found.partitions(LOOK):
            new = dict.fromkeys(row.id for row in lines if row.id not in seen)
            seen.update(new)
            if new:
                rows = sorted((*rows, *kind.rows(round_.among(new))), key=by_due)
            last = lines[-1].day
            until = last.astimezone(zone).date() if isinstance(last, datetime) else last
            if len(rows) > FIRST and rows[FIRST].due.astimezone(zone).date() <= until:
                return _cut(kind, rows, None)
    return _cut(kind, rows, len(rows))


def _cut(kind: Kind, rows: list[TaskRow], every: int | None) -> tuple[list[TaskRow], More | None]:
    """The first rows and what is left out of `every` one; None: there are more, and nobody counted them."""
    first = rows[:FIRST]
    if every is not None and every <= len(first):
        return first, None
    return first, More(kind=kind.key, count=None if every is None else every - len(first), part=first[-1].part)
