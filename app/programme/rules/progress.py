"""Derives start, coverage, dose milestones and completion from registers; nothing here is typed (CASE-3, CASE-8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.domain.pack import Content, Pack
from app.domain.pack_parts import BlockKind, CompletionKind, StartCountsFrom
from app.programme.rules.attendance import Mark, SessionKind, has_reached, totals


class Covered(StrEnum):
    """Where a content stands for one man (SCH-31)."""

    HAD = "had"
    CAUGHT_UP = "caught_up"
    OWED = "owed"


@dataclass(frozen=True)
class CoverageLine:
    """One content of the pack: had, caught up or owed, with the group, date and session that covered it."""

    content: Content
    state: Covered
    on: date | None = None
    group: str = ""
    session: str = ""


@dataclass(frozen=True)
class CompletionCheck:
    """Whether completion can be offered, its date, and what is still missing (CASE-8)."""

    is_offered: bool
    completed_on: date | None
    owed: tuple[str, ...]
    hours_short: Fraction
    review_is_owed: bool


def started_on(pack: Pack, marks: Iterable[Mark]) -> date | None:
    """The date of the first attended contact that the pack counts as a start (CASE-3)."""
    only_groups = pack.group.start_counts_from is StartCountsFrom.GROUP_SESSION
    counted = [mark for mark in marks if mark.came and (not only_groups or mark.kind is SessionKind.GROUP)]
    return min((mark.starts_at.date() for mark in counted), default=None)


def coverage(pack: Pack, marks: Iterable[Mark]) -> tuple[CoverageLine, ...]:
    """Each content of the pack but the review, by the first contact that covered it; it survives a change of group."""
    counted = sorted((mark for mark in marks if _covers(pack, mark)), key=lambda mark: mark.starts_at)
    first: dict[str, Mark] = {}
    for mark in counted:
        for key in mark.covers:
            first.setdefault(key, mark)
    return tuple(
        _line(content, first.get(content.key)) for content in pack.contents() if content.kind is not BlockKind.REVIEW
    )


def _covers(pack: Pack, mark: Mark) -> bool:
    """Came, and stayed long enough for the pack; else the content stays owed (ATT-15)."""
    if not mark.came or mark.kind is SessionKind.REVIEW:
        return False
    if pack.attendance.min_share_present == 0:
        return True
    present = Fraction(mark.minutes or 0, max(mark.planned_minutes, 1))
    return present >= pack.attendance.min_share_present


def held_contents(pack: Pack, marks: Iterable[Mark]) -> frozenset[str]:
    """What need not be booked again: covered as the pack counts it, and a review in which he complied (REV-4)."""
    seen = tuple(marks)
    reviews = [mark for mark in seen if mark.kind is SessionKind.REVIEW and mark.came and mark.complied]
    covered = {line.content.key for line in coverage(pack, seen) if line.state is not Covered.OWED}
    return frozenset(covered.union(*(mark.covers for mark in reviews)))


def _line(content: Content, mark: Mark | None) -> CoverageLine:
    if mark is None:
        return CoverageLine(content, Covered.OWED)
    state = Covered.CAUGHT_UP if mark.kind is SessionKind.CATCH_UP else Covered.HAD
    return CoverageLine(content, state, mark.starts_at.date(), mark.group, mark.session)


def milestones_reached(pack: Pack, marks: Iterable[Mark]) -> tuple[Fraction, ...]:
    """The dose milestones of the pack that this man has reached, never rounded (ATT-7)."""
    minutes = totals(marks).minutes
    return tuple(hours for hours in pack.milestones_hours if has_reached(minutes, hours))


def completion(pack: Pack, marks: Iterable[Mark]) -> CompletionCheck:
    """Offered when contents or hours are there, and the pack's own review was attended and complied (CASE-8, REV-4)."""
    seen = sorted(marks, key=lambda mark: mark.starts_at)
    owed, covered_on = _contents(pack, seen)
    short, dose_on = _hours(pack, seen)
    reviewed_on = _reviewed_on(pack, seen)
    review_is_owed = pack.completion.needs_review and reviewed_on is None
    work_on = {CompletionKind.ALL: covered_on, CompletionKind.HOURS: dose_on}.get(pack.completion.kind)
    if work_on is None or review_is_owed:
        return CompletionCheck(False, None, owed, short, review_is_owed)
    last = max(work_on, reviewed_on) if pack.completion.needs_review and reviewed_on else work_on
    return CompletionCheck(True, last, owed, short, review_is_owed=False)


def _contents(pack: Pack, marks: Sequence[Mark]) -> tuple[tuple[str, ...], date | None]:
    """What is still owed, and the date on which the last required content was covered."""
    required = [line for line in coverage(pack, marks) if line.content.block.required]
    owed = tuple(line.content.key for line in required if line.state is Covered.OWED)
    if owed or not required:
        return owed, None
    return (), max(line.on for line in required if line.on is not None)


def _hours(pack: Pack, marks: Sequence[Mark]) -> tuple[Fraction, date | None]:
    """How many hours are lacking, and the date of the contact with which the dose was reached."""
    wanted = pack.completion.hours
    if wanted is None:
        return Fraction(0), None
    minutes = 0
    for mark in marks:
        minutes += (mark.minutes or 0) if mark.came else 0
        if has_reached(minutes, wanted):
            return Fraction(0), mark.starts_at.date()
    return wanted - Fraction(minutes, 60), None


def _reviewed_on(pack: Pack, marks: Sequence[Mark]) -> date | None:
    """The first review of this man with a complied mark; a placeholder has no mark and never counts."""
    reviews = [mark for mark in marks if mark.kind is SessionKind.REVIEW and mark.came and mark.complied]
    return min((mark.starts_at.date() for mark in reviews), default=None) if pack.completion.needs_review else None
