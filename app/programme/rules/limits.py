"""Says at which session a man reached each limit of his programme, so that each asks for something once (ATT-9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.codes import MARKS, MarkCode
from app.domain.pack_parts import AttendanceRules
from app.programme.rules.attendance import Mark


class LimitKind(StrEnum):
    """What a limit asks for: a letter, or a decision by the manager and the officer (ATT-9)."""

    WARNING = "warning"
    CONSECUTIVE = "consecutive"
    TOTAL = "total"


@dataclass(frozen=True)
class LimitStep:
    """A limit reached, with the session that reached it; a row of misses names every session in it.

    It asks for a letter or a decision and never moves a case by itself (ATT-9).
    """

    kind: LimitKind
    limit: int
    session: str
    on: date
    in_a_row: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """Something that was done: its kind, the limit, and the session it was about."""

    kind: str
    limit: int | None
    session: str


def limit_steps(rules: AttendanceRules, marks: Iterable[Mark]) -> tuple[LimitStep, ...]:
    """Each limit in the order in which it was reached, by the counter the pack names (ATT-8, ATT-9).

    Whatever the order of marking and correcting, the same marks give the same steps.
    """
    rows = _rows_of_misses(rules, sorted(marks, key=lambda one: (one.starts_at, one.session)))
    steps = []
    for in_all, mark in enumerate((mark for row in rows for mark in row), start=1):
        if in_all in rules.warnings:
            steps.append(_step(LimitKind.WARNING, in_all, mark))
        if in_all == rules.max_total:
            steps.append(_step(LimitKind.TOTAL, in_all, mark))
    if (most := rules.max_consecutive) is not None:
        steps += [
            _step(LimitKind.CONSECUTIVE, most, row[most - 1], tuple(mark.session for mark in row))
            for row in rows
            if len(row) >= most
        ]
    return tuple(sorted(steps, key=lambda one: (one.on, one.kind != LimitKind.WARNING, one.kind.value)))


def _rows_of_misses(rules: AttendanceRules, marks: Iterable[Mark]) -> list[list[Mark]]:
    """The misses that count, a list for each row of them; coming begins a new row, an ignored mark does nothing."""
    rows: list[list[Mark]] = [[]]
    for mark in marks:
        if mark.code is None or not MARKS[mark.code].counts_in_runs:
            continue
        if MARKS[mark.code].attended:
            rows.append([])
        elif mark.code is MarkCode.UAAB or not rules.count_only_unacceptable:
            rows[-1].append(mark)
    return rows


def _step(kind: LimitKind, limit: int, mark: Mark, in_a_row: tuple[str, ...] = ()) -> LimitStep:
    return LimitStep(kind, limit, mark.session, mark.starts_at.date(), in_a_row)


def is_done(step: LimitStep, done: Iterable[Done]) -> bool:
    """A letter or a decision counts once for its limit; a decision about a row of misses, for that row."""
    same = [one for one in done if one.kind == step.kind.value and one.limit == step.limit]
    if step.kind is LimitKind.CONSECUTIVE:
        return any(one.session in step.in_a_row for one in same)
    return bool(same)
