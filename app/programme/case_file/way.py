"""Draws a man's way as his programme is shaped: named blocks, a number of hours, or meetings without an end (UX-9)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from sqlalchemy import func, select

from app.core.shapes import Row
from app.domain.codes import MARKS, mark_words
from app.domain.pack import Pack
from app.domain.pack_parts import Block, BlockKind, CompletionKind
from app.programme.case_record import StripCell
from app.programme.rules.attendance import Mark, SessionKind, has_reached, totals
from app.programme.rules.progress import Covered, coverage
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.group import Member

LAST_MEETINGS = 12


class PathwayStep(Row):
    """One block of the programme: how many of its contacts are done (n of N)."""

    key: str
    title: str
    kind: str
    done: int
    of: int | None
    is_now: bool


class MilestoneRow(Row):
    """A number of hours that the programme counts, and whether the registers reach it; 29.9 is not 30 (ATT-7)."""

    hours: float
    words: str
    reached: bool


class WayRow(Row):
    """The shape of his programme and where he stands in it."""

    shape: Literal["blocks", "hours", "meetings"]
    hours: str
    minutes: int
    milestones: tuple[MilestoneRow, ...]
    member_since: date | None
    meetings: tuple[StripCell, ...]


def way_of(work: Work, seat: ProgrammeSeat, pack: Pack, case_id: str, marks: tuple[Mark, ...]) -> WayRow:
    """What the pathway card shows besides the blocks."""
    counted = totals(marks)
    return WayRow(
        shape=shape_of(pack),
        hours=hours_text(counted.hours),
        minutes=counted.minutes,
        milestones=milestones(pack, counted.minutes),
        member_since=_member_since(work, seat, case_id),
        meetings=last_meetings(marks),
    )


def shape_of(pack: Pack) -> Literal["blocks", "hours", "meetings"]:
    """How a programme is drawn, by its data alone."""
    if pack.completion.kind is CompletionKind.HOURS:
        return "hours"
    return "meetings" if pack.is_open_ended else "blocks"


def milestones(pack: Pack, minutes: int) -> tuple[MilestoneRow, ...]:
    """The hours that count, lowest first: the milestones of the dose and what completes; never rounded up (ATT-7)."""
    wanted = {*pack.milestones_hours, *((pack.completion.hours,) if pack.completion.hours is not None else ())}
    return tuple(
        MilestoneRow(hours=float(hours), words=whole_hours(hours), reached=has_reached(minutes, hours))
        for hours in sorted(wanted)
    )


def last_meetings(marks: Sequence[Mark]) -> tuple[StripCell, ...]:
    """His last twelve group meetings, oldest first."""
    meetings = [mark for mark in marks if mark.kind is SessionKind.GROUP]
    first = max(0, len(meetings) - LAST_MEETINGS)
    return tuple(
        StripCell(
            session=mark.session,
            number=number,
            title="",
            starts_at=mark.starts_at,
            status="held",
            code=mark.code.value if mark.code else "",
            words=mark_words(mark.code),
            came="unknown" if mark.code is None else "yes" if MARKS[mark.code].attended else "no",
        )
        for number, mark in enumerate(meetings[first:], first + 1)
    )


def pathway(pack: Pack, marks: tuple[Mark, ...]) -> tuple[PathwayStep, ...]:
    """Every block of the pack with what is done of it; the first that is not whole is where he stands now."""
    covered = {line.content.key for line in coverage(pack, marks) if line.state is not Covered.OWED}
    reviewed = any(mark.kind is SessionKind.REVIEW and mark.came for mark in marks)
    steps: list[PathwayStep] = []
    is_open = True
    for block in pack.blocks:
        done = _done(pack, block, covered, reviewed, marks)
        is_now = is_open and (block.count is None or done < block.count)
        is_open = is_open and not is_now
        steps.append(
            PathwayStep(
                key=block.key,
                title=block.name,
                kind=block.kind.value,
                done=done,
                of=block.count,
                is_now=is_now,
            )
        )
    return tuple(steps)


def hours_text(hours: Fraction) -> str:
    """Hours with one decimal, cut and never rounded up: 29.9 is not 30 (ATT-7)."""
    tenths = int(hours * 10)
    return f"{tenths // 10}.{tenths % 10}"


def whole_hours(hours: Fraction) -> str:
    """A limit as it is written: 30, or 7.5."""
    return str(hours.numerator) if hours.denominator == 1 else f"{float(hours):g}"


def _done(pack: Pack, block: Block, covered: set[str], reviewed: bool, marks: tuple[Mark, ...]) -> int:
    if block.kind is BlockKind.REVIEW:
        return int(reviewed)
    if block.count is None:
        return sum(mark.came and any(key.startswith(f"{block.key}-") for key in mark.covers) for mark in marks)
    return sum(content.key in covered for content in pack.contents() if content.block.key == block.key)


def _member_since(work: Work, seat: ProgrammeSeat, case_id: str) -> date | None:
    """The day on which he first joined a group of this case; coming back does not begin it anew (PEER-7)."""
    joined = work.session.execute(select(func.min(Member.joined_at)).where(Member.case_id == case_id)).scalar()
    return None if joined is None else local_day(seat, joined)
