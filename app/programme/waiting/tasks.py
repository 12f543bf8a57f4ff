"""Says what is due about places: who runs out of time, who has completed, which correcting letter is owed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy import Row as RowOf
from sqlalchemy.orm import InstrumentedAttribute

from app.core.language import _
from app.domain.moves import CaseState
from app.programme.case_list import short_name
from app.programme.days.kept import Due
from app.programme.marks import marks_of_all
from app.programme.packs.shelf import pack_of, shelf_of
from app.programme.rights import Right
from app.programme.rules.finishing import Finish, Margin, Outlook, outlook
from app.programme.rules.progress import completion
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Kind, Line, Round, TaskRow, may
from app.programme.waiting.known import earliest_for, margin_of, runs_begun_today
from app.store.work import Work
from models.programme.case import Case
from models.programme.placing import CorrectingLetter

NOT_BEGUN = tuple(
    state.value for state in (CaseState.REFERRED, CaseState.ASSESSING, CaseState.NOT_READY, CaseState.WAITING)
)


def _out_of_time(round_: Round) -> Iterator[TaskRow]:
    """Said before it is too late: he must begin by a day, or cannot finish and his officer must hear (PATH-2)."""
    time = _time_left(round_)
    found = round_.with_clients(*time.pressing(Case.order_ends_on)).order_by(Case.number)
    men = {row.Case.id: (row.Case, row.Client) for row in round_.work.session.execute(found)}
    cases = [case for case, _client in men.values() if time.is_short(case)]
    waiting = [case for case in cases if case.state == CaseState.WAITING.value]
    places = earliest_for(round_.work, round_.seat, waiting)
    for case in cases:
        place = places.get(case.id)
        view = time.look(case, place.ends if place else None)
        name = short_name(men[case.id][1])
        act = "waiting.offers" if case.state == CaseState.WAITING.value else "case.show"
        if view.finish is Finish.CANNOT:
            words = _("Tell his officer that he cannot finish in time: {name}").format(name=name)
            yield round_.row(act, case.id, min(view.begin_by or round_.today, round_.today), words, view.words)
        else:
            words = _("Find a place in time: {name}").format(name=name)
            yield round_.row(act, case.id, max(view.begin_by or round_.today, round_.today), words, view.words)


@dataclass(frozen=True)
class _Time:
    """What an order is held against: the run of each programme begun today, and the weeks the office leaves."""

    today: date
    runs: Mapping[tuple[str, str], date | None]
    margin: Margin

    def pressing(self, ends_on: InstrumentedAttribute[date | None]) -> tuple[ColumnElement[bool], ...]:
        """In a query: men who have not begun and whose order ends before the longest run could be late."""
        longest = max((ends for ends in self.runs.values() if ends is not None), default=self.today)
        latest = longest + timedelta(weeks=self.margin.spare_weeks + self.margin.warn_weeks)
        return Case.state.in_(NOT_BEGUN), ends_on <= latest

    def look(self, case: "Case | RowOf[*tuple[Any, ...]]", ends: date | None = None) -> Outlook:
        """Of one man, with the last day of the place that fits him where there is one."""
        whole = self.runs[case.programme, case.pack_version]
        return outlook(case.order_ends_on, whole, self.today, self.margin, ends)

    def is_short(self, case: "Case | RowOf[*tuple[Any, ...]]") -> bool:
        """Whether anything is to be said."""
        return self.look(case).finish in (Finish.CANNOT, Finish.SOON)


def _time_left(round_: Round) -> _Time:
    runs = runs_begun_today(round_.work, round_.seat, shelf_of(round_.work).packs)
    return _Time(round_.today, runs, margin_of(round_.work))


def _running_out(round_: Round) -> list[Line]:
    """Each by the last day on which he can begin; only what the rule looks at is read (P8)."""
    time = _time_left(round_)
    query = select(Case.id, Case.order_ends_on, Case.programme, Case.pack_version, Case.state)
    found = round_.work.session.execute(query.where(round_.within, *time.pressing(Case.order_ends_on)))
    lines = [(row.id, time.look(row).begin_by or round_.today) for row in found if time.is_short(row)]
    return sorted(lines, key=lambda line: line[1])


def _completed(round_: Round) -> Iterator[TaskRow]:
    """Completion is offered as soon as the registers show it, in whatever order they were saved (CASE-8)."""
    cases = {id: case for id, (case, _client) in round_.cases.items()}
    for id, on in completions(round_.work, round_.seat, cases):
        words = _("Record that he has completed: {name}").format(name=round_.name(id))
        yield round_.row("case.move", id, on, words, cases[id].reference)


def completions(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[tuple[str, date]]:
    """Who of them has completed by the registers and still stands on the programme, since when (CASE-8)."""
    here = {id: case for id, case in cases.items() if case.state == CaseState.ON_PROGRAMME.value}
    marks = marks_of_all(work, seat, here)
    for id, case in here.items():
        check = completion(pack_of(work, case), marks.get(id, ()))
        if check.is_offered and check.completed_on is not None:
            yield id, check.completed_on


def _letters(round_: Round) -> Iterator[TaskRow]:
    """A letter that corrects a paper is on the list until it has gone, also when the case is closed again (CASE-9)."""
    is_owed = CorrectingLetter.sent_on.is_(None)
    for letter, name in round_.of_closed_too(CorrectingLetter, CorrectingLetter.case_id, is_owed):
        words = _("Send the correcting letter: {name}").format(name=name)
        yield round_.row("correction.send", letter.case_id, letter.due_on, words, letter.recipient)


KINDS = (
    Kind("time", _out_of_time, _running_out),
    Kind(
        "completed", _completed, lambda round_: round_.kept(Due.COMPLETED), is_kept=True, proves=may(Right.READ_TODAY)
    ),
    Kind("letters", _letters),
)
