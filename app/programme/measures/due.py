"""Says which questionnaires are to be filled in, and which answers wait for the case meeting, as rows of Today."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from app.core.language import _
from app.domain.calendar import months_before
from app.domain.moves import CaseState
from app.domain.pack import Pack
from app.domain.pack_parts import Measure
from app.domain.questionnaires import Questionnaire, questionnaire
from app.programme.case_list import short_name
from app.programme.days.kept import Due as Kept
from app.programme.marks import marks_of_all
from app.programme.measures.entries import entries_of, is_shown, measures_here, newest, words_of_stage
from app.programme.office import number_setting
from app.programme.packs.shelf import pack_of, shelf_of
from app.programme.rights import Right
from app.programme.rules.measure_days import (
    AGAIN,
    BEFORE,
    BEGINNING,
    ENDING,
    LATER,
    MILESTONE,
    Due,
    Pace,
    Way,
    days_from_marks,
    due_of,
)
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.task_rows import AHEAD, OPEN_STATES, Kind, Round, Soonest, TaskRow, may
from app.store.work import Work
from models.programme.case import Case, CaseEvent
from models.programme.client import Client
from models.programme.measure import MeasureEntry

NEEDS_NO_REGISTER = BEFORE | BEGINNING | AGAIN | ENDING | LATER
Pairs = dict[str, tuple[Case, Client]]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is the same for every man: the office's rhythm, each questionnaire made once, and which may be shown."""

    pace: Pace
    known: Mapping[str, Questionnaire]
    shown: frozenset[str]


def _here(round_: Round) -> Iterator[TaskRow]:
    """What is due of who is here."""
    return _rows(round_, round_.cases)


def _afterwards(round_: Round) -> Iterator[TaskRow]:
    """What is due of who has completed."""
    return _rows(round_, _ended(round_))


def _rows(round_: Round, cases: Pairs) -> Iterator[TaskRow]:
    """What is due within a week, for each man whose programme asks for it."""
    asking, known = _each(round_, {id: case for id, (case, _client) in cases.items()}, round_.today + AHEAD)
    for id, pack, due in known:
        name = short_name(cases[id][1])
        words = _("Fill in {title}: {name}").format(title=asking.known[due.measure].title, name=name)
        yield round_.row("measure.record", id, due.by, words, words_of_stage(pack, due.stage))


def asked_of(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> Iterator[tuple[str, date]]:
    """By when something is to be filled in, of each of these men; also what is due later."""
    _asked, known = _each(Round(work, seat, None), cases, date.max)
    for id, _pack, due in known:
        yield id, due.by


def _each(round_: Round, cases: Mapping[str, Case], until: date) -> tuple[Asking, list[tuple[str, Pack, Due]]]:
    packs = {id: pack_of(round_.work, case) for id, case in cases.items()}
    asked = {id: case for id, case in cases.items() if measures_here(packs[id])}
    asking = _asking(round_, [packs[id] for id in asked])
    if not asked:
        return asking, []
    entries: dict[str, list[MeasureEntry]] = defaultdict(list)
    for row in newest(entries_of(round_.work, asked)):
        entries[row.case_id].append(row)
    ways = _ways(round_, asked, packs, asking.known)
    return asking, [
        (id, packs[id], due) for id in asked for due in _due(asking, packs[id], ways[id], entries[id], until)
    ]


def _meetings(round_: Round) -> Iterator[TaskRow]:
    """Answers that wait for the case meeting."""
    cases = {**round_.cases, **_ended(round_)}
    for row in newest(entries_of(round_.work, cases)):
        case, client = cases[row.case_id]
        if row.for_meeting and row.discussed_on is None and measures_here(pack_of(round_.work, case)):
            words = _("Bring to the case meeting: {name}").format(name=short_name(client))
            detail = questionnaire(row.measure).title
            yield round_.row("measure.discuss", case.id, row.on_day + timedelta(days=14), words, detail)


def pace_of(round_: Round) -> Pace:
    """The office's own rhythm."""
    session = round_.work.session
    return Pace(
        days=number_setting(session, "measure.days"),
        review_weeks=number_setting(session, "measure.review_weeks"),
        after_months=number_setting(session, "measure.after_months"),
    )


def _asking(round_: Round, packs: Iterable[Pack]) -> Asking:
    """Looked up once: an office of a hundred thousand has five programmes."""
    keys = {
        one.key for pack in {(pack.code, pack.version): pack for pack in packs}.values() for one in measures_here(pack)
    }
    known = {key: questionnaire(key) for key in sorted(keys)}
    shown = frozenset(key for key, asked in known.items() if is_shown(round_.work, asked))
    return Asking(pace_of(round_), known, shown)


def _due(asking: Asking, pack: Pack, way: Way, entries: Sequence[MeasureEntry], until: date) -> Iterator[Due]:
    """At most one of each questionnaire. Not ours: one whose licence is not confirmed, one that another service fills
    in. What looks back at his conduct is due at the late milestone, whatever its stage is called (SUB-5)."""
    for one in measures_here(pack):
        held = [row for row in entries if row.measure == one.key]
        asked = asking.known[one.key]
        if one.key not in asking.shown or any(row.source_service for row in held):
            continue
        stages = (MILESTONE,) if asked.at_milestone else one.stages
        done = [(MILESTONE if asked.at_milestone else row.stage, row.on_day) for row in held]
        due = due_of(one.key, stages, way, done, asking.pace)
        if due is not None and due.by <= until:
            yield replace(due, stage=one.stages[0]) if asked.at_milestone and one.stages else due


def _ended(round_: Round) -> Pairs:
    """Cases that were completed not longer ago than their last questionnaire is asked for."""
    query = round_.with_clients(Case.state == CaseState.COMPLETED.value, _lately(round_))
    return {row.Case.id: (row.Case, row.Client) for row in round_.work.session.execute(query)}


def _lately(round_: Round) -> ColumnElement[bool]:
    since = months_before(round_.today, number_setting(round_.work.session, "measure.after_months") + 1)
    return Case.state_since >= round_.seat.clock.at(datetime.combine(since, time()))


def _measured(round_: Round) -> ColumnElement[bool]:
    """Whose programme asks for anything, in one of its versions."""
    every = shelf_of(round_.work).packs
    return Case.programme.in_(sorted({pack.code for pack in every if measures_here(pack)}))


def _soon(round_: Round) -> Soonest:
    return round_.kept(Kept.QUESTIONNAIRE, round_.today + AHEAD)


def _from_their_last_day(round_: Round) -> Soonest:
    return round_.soonest(Case.state_since, _measured(round_), _lately(round_), states=(CaseState.COMPLETED.value,))


def _waiting_for_a_meeting(round_: Round) -> Soonest:
    states = (*OPEN_STATES, CaseState.COMPLETED.value)
    waits = (MeasureEntry.for_meeting.is_(True), MeasureEntry.discussed_on.is_(None), MeasureEntry.case_id == Case.id)
    return round_.soonest(MeasureEntry.on_day, *waits, states=states)


def _ways(
    round_: Round, cases: Mapping[str, Case], packs: dict[str, Pack], known: Mapping[str, Questionnaire]
) -> dict[str, Way]:
    """The days of each man's way; registers are asked only for programmes whose stages hang on them."""
    started = _started(round_, list(cases))
    counted = {id for id in cases if any(_needs_registers(one, known) for one in measures_here(packs[id]))}
    marks = marks_of_all(round_.work, round_.seat, counted) if counted else {}
    ways = {}
    for id, case in cases.items():
        way = days_from_marks(packs[id], marks.get(id, ())) if id in counted else Way(case.received_on)
        is_over = case.state == CaseState.COMPLETED.value
        ended = local_day(round_.seat, case.state_since) if is_over else None
        ways[id] = replace(way, received_on=case.received_on, started_on=started.get(id), ended_on=ended)
    return ways


def _needs_registers(one: Measure, known: Mapping[str, Questionnaire]) -> bool:
    return known[one.key].at_milestone or not set(one.stages) <= NEEDS_NO_REGISTER


def _started(round_: Round, cases: list[str]) -> dict[str, date]:
    """The day on which each case first stood on the programme."""
    query = select(CaseEvent.case_id, func.min(CaseEvent.at).label("at"))
    query = query.where(CaseEvent.case_id.in_(cases), CaseEvent.to_state == CaseState.ON_PROGRAMME.value)
    rows = round_.work.session.execute(query.group_by(CaseEvent.case_id))
    return {row.case_id: local_day(round_.seat, row.at) for row in rows}


KINDS = (
    Kind("questionnaires", _here, _soon, is_kept=True, proves=may(Right.READ_TODAY)),
    Kind("questionnaires_after", _afterwards, _from_their_last_day, is_counted=False),
    Kind("meetings", _meetings, _waiting_for_a_meeting, is_counted=False),
)
