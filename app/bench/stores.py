"""Holds the door, a whole register and a report against raw rows, one signature and ReportLab alone (P6, P7, P9)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from app.bench.harness import Budget, Contest, Measured, Milliseconds, compared, timed
from app.core.language import _
from app.core.shapes import Nothing
from app.desk.act import act
from app.desk.seat import Noun
from app.programme.desk import ProgrammeDesk
from app.programme.registers import RegisterTaken
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.copies import copy_file
from app.store.engine import open_file
from app.store.work import Work
from reports.kit.plain import PlainPaper
from reports.programme.documents import Kind, ProgressReport
from reports.programme.pages import laid_out, render
from reports.programme.parts import (
    AbsenceCount,
    Achievement,
    Attendance,
    Block,
    BlockState,
    Goal,
    Level,
    Mark,
    RiskFactor,
    RiskResult,
    SessionLine,
    Source,
)

WRITES = ("INSERT", "UPDATE", "DELETE")
ACTS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Evening:
    """A register to take: when, by whose desk, and what is typed."""

    at: datetime
    draft: RegisterTaken


@dataclass(frozen=True)
class Ground:
    """A practice office opened for measuring: a signed-in desk, its key, a folder for copies, evenings to come."""

    desk: ProgrammeDesk
    key: bytes = field(repr=False)
    folder: Path
    evenings: tuple[Evening, ...]
    move_to: Callable[[datetime], None]


def registers(ground: Ground) -> Measured:
    """P6: each register is taken through the door; then the rows it wrote are written again, raw, on a copy."""
    budget = Budget(
        "P6", _("a register of ten men saved"), _("the same rows in one transaction, raw driver, synchronous=FULL"), 4
    )
    ours: list[Milliseconds] = []
    floor: list[Milliseconds] = []
    store = ground.desk.seat.store
    for evening in ground.evenings:
        copy = copy_file(store, ground.folder / "register.db", ground.key)
        ground.move_to(evening.at)
        with written_by(store.engine) as rows:
            ours.append(timed(partial(ground.desk.registers.take, evening.draft)))
        floor.append(replayed(copy, ground.key, rows))
    return compared(budget, ours[1:], floor[1:])


@contextmanager
def written_by(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Every row that is written meanwhile, as the driver gets it."""
    rows: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:  # noqa: ANN401
        if statement.lstrip().upper().startswith(WRITES):
            rows.extend((statement, one) for one in (given if many and isinstance(given, list) else [given]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield rows
    finally:
        event.remove(engine, "before_cursor_execute", note)


def replayed(file: Path, key: bytes, rows: list[tuple[str, Any]]) -> Milliseconds:
    """How long the raw driver takes for these rows in one transaction, its pages warm."""
    raw = open_file(file, key, guarded_memory=False)
    try:
        raw.execute("PRAGMA quick_check").fetchall()

        def write() -> None:
            raw.execute("BEGIN IMMEDIATE")
            for statement, given in rows:
                raw.execute(statement, given)
            raw.execute("COMMIT")

        return timed(write)
    finally:
        raw.close()


class Idling(Noun):
    """An act that does nothing, so that only the door is measured; it stands on no desk."""

    seat: ProgrammeSeat

    @act("bench.idle", Right.READ_TODAY)
    def idle(self, work: Work, _draft: Nothing) -> None:
        """Do nothing; the right is checked, the entry is signed and kept."""
        work.changed("bench", self.seat.person.id)


def door(ground: Ground) -> Contest:
    """P7: an empty act against one signature and one raw insert, each with its own commit."""
    budget = Budget("P7", _("the door: an empty act"), _("an Ed25519 signature and one raw insert"), 3)
    seat = ground.desk.seat
    if not isinstance(seat, ProgrammeSeat):
        raise TypeError
    idling, nothing = Idling(seat), Nothing()
    raw = open_file(copy_file(seat.store, ground.folder / "door.db", ground.key), ground.key, guarded_memory=False)
    insert = "INSERT INTO history (seq, bytes, sig) VALUES (?, ?, ?)"
    entry = b"e" * 420
    newest = raw.execute("SELECT max(seq) FROM history").fetchone()[0]
    numbers = iter(range(newest + 1, newest + 100_000))

    def acts() -> None:
        for _turn in range(ACTS_AT_ONCE):
            idling.idle(nothing)

    def entries() -> None:
        for _turn in range(ACTS_AT_ONCE):
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(insert, (next(numbers), entry, seat.ledger.seed.sign(entry)))
            raw.execute("COMMIT")

    return Contest(budget, lambda: timed(acts) / ACTS_AT_ONCE, lambda: timed(entries) / ACTS_AT_ONCE)


def report() -> Contest:
    """P9: a progress report of about five pages, tagged, with fixed bytes, against the same parts untagged."""
    budget = Budget("P9", _("a five-page report"), _("the same parts with ReportLab alone"), 2)
    data = five_pages()

    def ours() -> Milliseconds:
        return timed(lambda: render(data, BytesIO()))

    def floor() -> Milliseconds:
        return timed(lambda: laid_out(data, PlainPaper).printed(data.made_at))

    return Contest(budget, ours, floor)


def five_pages() -> ProgressReport:
    """An invented man's report that fills about five pages."""
    first = date(2026, 1, 6)
    days = [first + timedelta(weeks=week) for week in range(12)]
    said = "He named what he did, what it did to others, and what he does now when he feels it coming. " * 3
    return ProgressReport(
        kind=Kind.PROGRESS,
        office="Northgate", marking="OFFICIAL-SENSITIVE", programme="An evening programme", name="Owen Pryce",
        born="1988-03-04", reference="P-0007", legal_basis="Requirement of a court order", recipient="L. Farrow",
        covers_from=first, covers_to=days[-1], figures_on=days[-1], made_at=datetime(2026, 6, 20, 9, tzinfo=UTC),
        summary=said, attendance=some_attendance(days), absences=(AbsenceCount(mark=Mark.MEDICAL, count=2),),
        sessions=tuple(
            SessionLine(session=f"Session {number}", on=day, mark=Mark.TOOK_PART, reason="Came on time and took part")
            for number, day in enumerate(days, 1)
        ),
        blocks=tuple(
            Block(name=f"Block {number}", attended=6, planned=6, state=BlockState.DONE, worked_on=said)
            for number in range(1, 4)
        ),
        goals=tuple(
            Goal(
                text="Leave the room and say when he comes back", area="Anger", set_on=first,
                achievement=Achievement.PART, evidence=said,
            )
            for _number in range(2)
        ),
        risks=(RiskResult(tool="SARA", level=Level.MEDIUM, on=first, source=Source.REFERRER),),
        risk_factors=tuple(RiskFactor(words="Drinks at weekends", source=Source.OWN) for _number in range(6)),
        concerns=said, next_steps=said, author="P. Nair", second_reader="J. Adeyemi", read_on=days[-1],
        cleared_on=days[-1], number="R-0001", version=1, copy_number=1, copies=1, is_draft=False,
    )  # fmt: skip


def some_attendance(days: list[date]) -> Attendance:
    """He came to nearly all of it."""
    return Attendance(
        planned=24, offered=24, attended=22, compliant=24, caught_up=1, not_recorded=0, group_minutes=3300,
        one_to_one_minutes=240, catch_up_minutes=60, required_minutes=3600, late=2, late_minutes=25, left_early=1,
        first_on=days[0], last_on=days[-1], planned_end=days[-1],
    )  # fmt: skip
