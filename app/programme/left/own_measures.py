"""Compares what men said of themselves at first and last, for those who answered both times (TOP-2, STA-7)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import Row as Line
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.core.shapes import Row
from app.domain.counts import SMALLEST_SHOWN
from app.domain.questionnaires import DAYS_IN_A_WEEK, WEEKS, Asks, Questionnaire, questionnaire
from app.programme.left.counting import CohortWanted, cohort_ids
from app.programme.measures.entries import is_shown, measures_here
from app.programme.packs.shelf import shelf_of
from app.programme.rules.cohort import Stage, Way
from app.programme.rules.measuring import change, figures, plain
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.measure import MeasureEntry

Pair = tuple[Fraction | None, Fraction | None]


class MeasuredRow(Row):
    """One figure of a questionnaire: how many answered at first and last, of how many who started, and both means.

    Where fewer than ten did, the means are None and `n` is hidden too (STA-5).
    """

    measure: str
    title: str
    key: str
    words: str
    most: int
    n: int | None
    of: int
    start: float | None
    end: float | None
    start_said: str
    end_said: str


def measured(work: Work, seat: ProgrammeSeat, wanted: CohortWanted, ways: Sequence[Way]) -> tuple[MeasuredRow, ...]:
    """Every figure of the programmes' own questionnaires that this office may show; missing is never filled in."""
    started = {way.case for way in ways if Stage.STARTED in way.reached}
    packs = [pack for pack in shelf_of(work).packs if wanted.programme in (None, pack.code)]
    keys = dict.fromkeys(one.key for pack in packs for one in measures_here(pack))
    asked = {key: questionnaire(key) for key in keys}
    shown = {key: one for key, one in asked.items() if is_shown(work, one)}
    pairs = _pairs(work, seat, wanted, shown, started)
    return tuple(row for key, one in shown.items() for row in _rows(one, pairs.get(key, []), len(started)))


def _pairs(
    work: Work, seat: ProgrammeSeat, wanted: CohortWanted, shown: dict[str, Questionnaire], started: set[str]
) -> dict[str, list[tuple[Line[Any], Line[Any]]]]:
    """Of each questionnaire the first and the last entry of each man who has two."""
    newer = aliased(MeasureEntry)
    corrected = exists().where(newer.series == MeasureEntry.series, newer.turn > MeasureEntry.turn)
    query = (
        select(MeasureEntry.case_id, MeasureEntry.measure, MeasureEntry.scores)
        .where(MeasureEntry.case_id.in_(cohort_ids(work, seat, wanted)), MeasureEntry.measure.in_(shown), ~corrected)
        .order_by(MeasureEntry.on_day, MeasureEntry.at)
    )
    first: dict[tuple[str, str], Line[Any]] = {}
    last: dict[tuple[str, str], Line[Any]] = {}
    for row in work.session.execute(query):
        place = (row.measure, row.case_id)
        if row.case_id not in started:
            continue
        if place in first:
            last[place] = row
        else:
            first[place] = row
    found: dict[str, list[tuple[Line[Any], Line[Any]]]] = defaultdict(list)
    for place, row in last.items():
        found[place[0]].append((first[place], row))
    return found


def _rows(asked: Questionnaire, pairs: Sequence[tuple[Line[Any], Line[Any]]], of: int) -> Iterator[MeasuredRow]:
    """The figures of one questionnaire that anybody answered twice."""
    values: dict[str, list[Pair]] = defaultdict(list)
    for before, after in pairs:
        for start, end in zip(figures(asked, before.scores), figures(asked, after.scores), strict=True):
            values[start.key].append((start.value, end.value))
    days = {item.key for item in asked.items if item.asks is Asks.DAYS}
    for figure in figures(asked, {}):
        found = change(values.get(figure.key, ()))
        if found is None:
            continue
        is_told = found.n >= SMALLEST_SHOWN
        yield MeasuredRow(
            measure=asked.key,
            title=asked.title,
            key=figure.key,
            words=figure.words,
            most=WEEKS * DAYS_IN_A_WEEK if figure.key in days else figure.of,
            n=found.n if is_told else None,
            of=of,
            start=float(found.mean_start) if is_told else None,
            end=float(found.mean_end) if is_told else None,
            start_said=plain(found.mean_start) if is_told else "",
            end_said=plain(found.mean_end) if is_told else "",
        )
