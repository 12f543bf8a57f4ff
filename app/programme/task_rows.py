"""Is one look at the records for one person's list of what is due: who looks, which cases, and a row for each task."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.shapes import Row
from app.domain.moves import OPEN
from app.domain.roles import Reach
from app.programme.case_list import short_name
from app.programme.days.kept import Due, who_is_outdated
from app.programme.office import office_calendar
from app.programme.reach import cases_within_reach
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.due import DueDay

AHEAD = timedelta(days=7)
FIRST, SURE = 40, 10
AT_ONCE, LOOK, FEW, MANY = 100, 25, 25, 50
OPEN_STATES = tuple(sorted(state.value for state in OPEN))
R = TypeVar("R")
Part = Literal["overdue", "today", "week", "later"]
Soonest = Select[*tuple[Any, ...]]
Day = ColumnElement[Any] | InstrumentedAttribute[Any]
Line = tuple[str, date | datetime]


class TaskRow(Row):
    """One thing to do: the act, the record it is about, when it is due, and words that begin with a verb."""

    act: str
    about: str
    due: datetime
    words: str
    detail: str
    part: Part


class More(Row):
    """What is left out of one kind: how many rows, None where there are many or only looking at every case would tell;
    none of them is due before `part`."""

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
        self.sessions: Collection[str] | None = None

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

    def at(self, sessions: Iterable[str]) -> "Round":
        """The same look at these sessions alone."""
        other = copy(self)
        other.sessions = tuple(sessions)
        return other

    def soonest(self, day: Day, *wheres: ColumnElement[bool], states: Collection[str] = ()) -> Soonest:
        """Cases within reach, open ones unless `states` names others, each with a day, the earliest first (P8).

        They are looked up by state only where the day is their own; else by whose day it is.
        """
        state = Case.state if getattr(day, "class_", None) is Case else not_looked_up(Case.state)
        query = select(Case.id, day.label("day")).where(self.within, state.in_(states or OPEN_STATES), *wheres)
        return query.order_by(day, Case.number)

    def kept(self, kind: Due, until: date | None = None, states: Collection[str] = ()) -> Soonest:
        """Cases within reach of which such a day is kept, up to a day where one is given, the earliest first.

        Open ones unless `states` names others. Who is `outdated` is looked at besides.
        """
        near = () if until is None else (DueDay.day <= until,)
        return self.soonest(DueDay.day, DueDay.case_id == Case.id, DueDay.kind == kind, *near, states=states)

    @cached_property
    def outdated(self) -> "Round":
        """The same look at those whose kept days do not hold any more; of many, only at some (`untold`).

        All are looked at where this desk saves nothing, and so tells nobody's days anew.
        """
        return self.among(self._outdated if self.seat.read_only else self._outdated[:AT_ONCE])

    @cached_property
    def outdated_of_all(self) -> "Round":
        """The same of everybody, within reach or not: for what somebody does who does not work with the man."""
        if self.work.reach is Reach.ALL:
            return self.outdated
        return self.among(self.work.session.scalars(who_is_outdated(self.work, self.today).limit(AT_ONCE)))

    @property
    def untold(self) -> int:
        """How many more there are, of whom only what was due before is known."""
        return len(self._outdated) - len(self.outdated.ids or ())

    @cached_property
    def _outdated(self) -> Sequence[str]:
        here = who_is_outdated(self.work, self.today)
        if self.work.reach is not Reach.ALL:
            here = here.where(here.selected_columns[0].in_(select(Case.id).where(self.within)))
        return self.work.session.scalars(here).all()

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
        at = due if isinstance(due, datetime) else self.end_of(due)
        return TaskRow(act=act_name, about=about, due=at, words=words, detail=detail, part=self.part_of(at))

    def end_of(self, day: date) -> datetime:
        """Until when what is due on a day can be done."""
        return self.seat.clock.at(datetime.combine(day, time(23, 59)))

    def day_of(self, at: datetime) -> date:
        """The office's day of a moment."""
        return at.astimezone(self.seat.clock.zone).date()

    def part_of(self, at: datetime) -> Part:
        """Under which heading what is due then stands."""
        day = self.day_of(at)
        if at < self.seat.clock.now():
            return "overdue"
        if day <= self.today:
            return "today"
        return "week" if day <= self.today + AHEAD else "later"


@dataclass(frozen=True)
class Kind:
    """One kind of task. `cases` says whose it can be, the soonest first, each with a day before which nothing is due;
    without it `rows` is asked of everybody at once. `is_counted`: every line of `cases` is one row, and their days put
    the rows in order. `is_kept`: the days are those of `days/kept.py`. `of_sessions`: the lines are sessions.
    `is_sure`: its rows nearest to this moment are listed however much else is late (RED-3). `is_for_others`:
    they are due of somebody who does not work with the man. `proves` says whether each kept day before this one is a
    row for this person: then nobody is looked at to know whether there is more."""

    key: str
    rows: Callable[[Round], Iterator[TaskRow]]
    cases: Callable[[Round], Soonest | Iterable[Line]] | None = None
    is_counted: bool = True
    is_kept: bool = False
    of_sessions: bool = False
    is_sure: bool = False
    is_for_others: bool = False
    proves: Callable[[Round], bool] | None = None


def may(right: Right, least: Reach = Reach.OWN) -> Callable[[Round], bool]:
    """Whether this person has a right, of everybody's where `least` says so."""
    enough = (Reach.ALL,) if least is Reach.ALL else (Reach.OWN, Reach.ALL)
    return lambda round_: round_.seat.reach(right) in enough


def by_due(row: TaskRow) -> tuple[datetime, str]:
    """The most urgent first."""
    return row.due, row.words


class Look:
    """One kind, looked through a few lines at a time from its soonest day on: `rows` are what was found so far."""

    def __init__(self, round_: Round, kind: Kind) -> None:
        self.kind, self.rows = kind, list[TaskRow]()
        self._round, self._seen = round_, set[str]()
        self._lines, self._asked, self._is_cut = deque[Line](), 0, False
        self._least: date | None = None
        if kind.cases is None:
            self.rows.extend(kind.rows(round_))
            return
        outdated = round_.outdated_of_all if kind.is_for_others else round_.outdated
        if kind.is_kept and outdated.ids:
            self._seen.update(outdated.ids)
            self.rows.extend(kind.rows(outdated))
        self._read(kind.cases(round_))

    @property
    def until(self) -> date | None:
        """Nothing that was not looked at yet is due before this day; None: nothing is left."""
        if not self._lines:
            return None
        day = self._day(self._lines[0])
        return day if self._least is None else max(day, self._least)

    def go_on(self, most: int = LOOK) -> None:
        """Look at the next few."""
        new: dict[str, None] = {}
        while self._lines and len(new) < most:
            new[self._lines.popleft()[0]] = None
        self._lines = deque(line for line in self._lines if line[0] not in new)
        found = self._look_at(new)
        if self._is_told and found:
            self._least = self._round.day_of(min(row.due for row in found))
        if not self._lines and self._is_cut and self.kind.cases is not None:
            self._read(self.kind.cases(self._round))

    def look_back(self, most: int) -> None:
        """Look at the last few: of lines that end with this day, those nearest to this moment."""
        new = dict.fromkeys(line[0] for line in islice(reversed(self._lines), most))
        if new:
            self._lines = deque(line for line in self._lines if line[0] not in new)
            self._look_at(new)

    def _look_at(self, new: Collection[str]) -> list[TaskRow]:
        self._seen.update(new)
        found = list(self.kind.rows(self._round.at(new) if self.kind.of_sessions else self._round.among(new)))
        self.rows.extend(found)
        return found

    def left_out(self, shown: Collection[int]) -> More | None:
        """What of this kind is not among those shown; whether there is any is found out where it is not known yet."""
        rest = [row for row in self.rows if id(row) not in shown]
        most = 1
        while self._lines and not rest and not self._is_told and not self._is_proved():
            before = len(self.rows)
            self.go_on(most)
            rest, most = self.rows[before:], LOOK
        if not rest and not self._lines:
            return None
        is_exact = not self._lines or (self._is_told and not self._is_cut)
        days = [min(rest, key=by_due).due] if rest else []
        if self.until is not None:
            days.append(self._round.end_of(self.until))
        part = self._round.part_of(min(days))
        return More(kind=self.kind.key, count=len(rest) + len(self._lines) if is_exact else None, part=part)

    @property
    def _is_told(self) -> bool:
        """Whether each line is one row, whoever looks."""
        return self.kind.is_counted and not self.kind.is_kept

    def _is_proved(self) -> bool:
        """Whether the next line is a row, as its day says that is kept and holds."""
        proves, until = self.kind.proves, self.until
        if proves is None or until is None or until >= self._round.today:
            return False
        return not self._round.untold and proves(self._round)

    def _read(self, asked: Soonest | Iterable[Line]) -> None:
        """The next lines; who was looked at already is not among them."""
        self._is_cut = isinstance(asked, Select)
        while self._is_cut and not self._lines and isinstance(asked, Select):
            self._asked = max(MANY if self._is_told else FEW, 4 * self._asked)
            found = self._round.work.session.execute(asked.limit(self._asked + 1)).all()
            self._is_cut = len(found) > self._asked
            self._lines.extend((row.id, row.day) for row in found if row.id not in self._seen)
        if not isinstance(asked, Select):
            self._lines.extend(asked)

    def _day(self, line: Line) -> date:
        day = line[1]
        return self._round.day_of(day) if isinstance(day, datetime) else day


def first_rows(round_: Round, kinds: Iterable[Kind]) -> tuple[tuple[TaskRow, ...], tuple[More, ...]]:
    """The most urgent rows of these kinds, and of which kind more is left out (P8).

    Only what can be among them is looked at: the cost hangs on what is shown, not on how many cases there are.
    """
    looks = [Look(round_, kind) for kind in kinds]
    sure = [row for look in looks if look.kind.is_sure for row in _nearest(round_, look)]
    kept, room = {id(row) for row in sure}, max(0, FIRST - len(sure))
    while True:
        others = sorted((row for look in looks for row in look.rows if id(row) not in kept), key=by_due)[:room]
        days = [(look.until, at) for at, look in enumerate(looks) if look.until is not None]
        next_day, at = min(days, default=(None, 0))
        if next_day is None or (len(others) == room and (not room or round_.day_of(others[-1].due) < next_day)):
            break
        looks[at].go_on()
    rows = sorted([*sure, *others], key=by_due)
    shown = {id(row) for row in rows}
    more = (look.left_out(shown) for look in looks)
    return tuple(rows), tuple(one for one in more if one is not None)


def _nearest(round_: Round, look: Look) -> list[TaskRow]:
    """What is due today of this kind, and what is late, the latest first: it goes under in no pile of older things."""
    look.look_back(SURE + 1)  # one more: then it is known that there is more (P8)
    now = round_.seat.clock.now()
    due = [row for row in look.rows if row.part in ("overdue", "today")]
    return sorted(due, key=lambda row: abs(row.due - now))[:SURE]
