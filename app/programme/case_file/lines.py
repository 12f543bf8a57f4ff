"""Reads every session of one man as the register holds it: his mark, what it was before a correction, what is ahead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, or_, select

from app.core.shapes import Row, SessionId
from app.domain import labels
from app.domain.codes import MARKS, MarkCode, mark_words
from app.domain.pack import Pack
from app.programme.marking import length_of
from app.programme.planned import CANCELLED, CATCH_UP, local
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.group import Group, Member, Session


class WrittenRow(Row):
    """One mark as it was written, under the name of its author as then known (ATT-4)."""

    code: str
    words: str
    minutes: int
    late_minutes: int | None
    left_early_minutes: int | None
    reason: str
    engagement: int | None
    task: str
    time_out: bool
    by: str
    at: datetime
    correction_reason: str


class LineRow(Row):
    """One session: held with his mark, not held, or still ahead. Without a mark it is not recorded, never "no"."""

    session: SessionId
    number: int
    title: str
    kind: str
    group: str
    starts_at: datetime | None
    minutes: int
    status: str
    not_held_reason: str
    came: Literal["yes", "no", "unknown"]
    mark: WrittenRow | None
    earlier: tuple[WrittenRow, ...]


class LimitsRow(Row):
    """The limits of his programme, and which counter they look at; none of them moves him by itself (ATT-9)."""

    max_consecutive: int | None
    max_total: int | None
    warnings: tuple[int, ...]
    only_unacceptable: bool


class MarksShown(Row):
    """Every session of one man, oldest first, and the limits of his programme."""

    lines: tuple[LineRow, ...]
    limits: LimitsRow
    use_in_session: int


def marks_shown(work: Work, seat: ProgrammeSeat, pack: Pack, case_id: str) -> MarksShown:
    """His whole attendance: three questions to the database, however long he has been here."""
    written = _written(work, case_id)
    sessions = _sessions(work, case_id, list(written))
    lines = _lines(seat, sessions, written)
    rules = pack.attendance
    return MarksShown(
        lines=lines,
        limits=LimitsRow(
            max_consecutive=rules.max_consecutive,
            max_total=rules.max_total,
            warnings=rules.warnings,
            only_unacceptable=rules.count_only_unacceptable,
        ),
        use_in_session=sum(_is_use(line.mark) for line in lines),
    )


def _is_use(mark: WrittenRow | None) -> bool:
    """Used alcohol or drugs in a session: a mark, never a criterion (SUB-4)."""
    return mark is not None and mark.reason == labels.mark_reasons()[labels.USE_IN_SESSION]


def _written(work: Work, case_id: str) -> dict[str, list[Mark]]:
    """Every row of every mark by session, the newest last."""
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in work.session.scalars(select(Mark).where(Mark.case_id == case_id).order_by(Mark.turn)):
        found[mark.session_id].append(mark)
    return found


def _sessions(work: Work, case_id: str, marked: Sequence[str]) -> list[tuple[Session, str]]:
    """His own contacts, the meetings of each group while he belonged to it, and whatever else bears a mark of his."""
    places = work.session.execute(
        select(Member.group_id, Member.joined_at, Member.left_at).where(Member.case_id == case_id)
    ).all()
    while_member = [
        and_(
            Session.group_id == place.group_id,
            Session.case_id.is_(None),
            Session.is_placeholder.is_(False),
            Session.starts_at >= place.joined_at,
            Session.starts_at <= place.left_at if place.left_at is not None else Session.starts_at.is_not(None),
        )
        for place in places
    ]
    has_mark = Session.id.in_(select(Mark.session_id).where(Mark.case_id == case_id)) if marked else None
    wanted = [Session.case_id == case_id, *while_member, *([has_mark] if has_mark is not None else [])]
    query = select(Session, Group.code).outerjoin(Group, Group.id == Session.group_id)
    query = query.where(or_(*wanted), Session.status != CANCELLED)
    rows = work.session.execute(query.order_by(Session.starts_at, Session.order)).all()
    return [(session, code or "") for session, code in rows]


def _lines(
    seat: ProgrammeSeat, sessions: Iterable[tuple[Session, str]], written: dict[str, list[Mark]]
) -> tuple[LineRow, ...]:
    lines, counted = [], 0
    for session, group in sessions:
        if session.kind == CATCH_UP and session.case_id is None and session.id not in written:
            continue
        counted += session.kind == "group"
        rows = [written_row(mark) for mark in written.get(session.id, ())]
        mark = rows[-1] if rows else None
        lines.append(
            LineRow(
                session=SessionId(session.id),
                number=counted if session.kind == "group" else 0,
                title=session.title,
                kind=session.kind,
                group=group,
                starts_at=local(seat.clock, session.starts_at),
                minutes=length_of(session),
                status=session.status,
                not_held_reason=session.not_held_reason or "",
                came="unknown" if mark is None else "yes" if MARKS[MarkCode(mark.code)].attended else "no",
                mark=mark,
                earlier=tuple(rows[:-1]),
            )
        )
    return tuple(lines)


def written_row(mark: Mark) -> WrittenRow:
    """One row of a mark as shown."""
    return WrittenRow(
        code=mark.code,
        words=mark_words(MarkCode(mark.code)),
        minutes=mark.minutes,
        late_minutes=mark.late_minutes,
        left_early_minutes=mark.left_early_minutes,
        reason=labels.mark_reasons().get(mark.reason or "", mark.reason or ""),
        engagement=mark.engagement,
        task=mark.task or "",
        time_out=mark.time_out is not None,
        by=mark.by_label,
        at=mark.at,
        correction_reason=mark.correction_reason or "",
    )
