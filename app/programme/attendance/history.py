"""Shows how a mark and a note came to say what they say: who wrote what, when, and why it was corrected (ATT-4)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from app.core.shapes import CaseId, Draft, Row, SessionId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MarkCode, mark_words
from app.programme.attendance.correcting import all_turns
from app.programme.attendance.parts import PartChange, changed_parts, note_change, note_words, part_labels
from app.programme.planned import local
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark, SessionNote


class HistoryAsked(Draft):
    """Of which man in which session."""

    session: SessionId
    case: CaseId


class WritingRow(Row):
    """One writing of a mark or a note: when, by whom, what it changed, and why when it corrects one before."""

    at: datetime
    by: str
    changes: tuple[PartChange, ...]
    reason: str = ""


class Histories(Noun):
    """What is looked up about how a register came to be."""

    seat: ProgrammeSeat

    @act("register.history", Right.TAKE_REGISTER, kind=Kind.LIST, about="session")
    def show(self, work: Work, draft: HistoryAsked) -> tuple[WritingRow, ...]:
        """List every writing of one man's mark and note in a session, the newest first (ATT-4, ATT-12)."""
        query = select(SessionNote).where(SessionNote.session_id == draft.session, SessionNote.case_id == draft.case)
        notes = work.session.scalars(query.order_by(SessionNote.at))
        rows = (*_of_marks(all_turns(work, draft.session, draft.case)), *_of_notes(notes))
        found = sorted(rows, key=lambda row: row.at, reverse=True)
        return tuple(_local(self.seat, row) for row in found)


def _of_marks(turns: tuple[Mark, ...]) -> Iterator[WritingRow]:
    """The first writing says the mark alone; each later one what it changed."""
    for mark in turns[:1]:
        first = PartChange(key="code", label=part_labels()["code"], before="", after=mark_words(MarkCode(mark.code)))
        yield WritingRow(at=mark.at, by=mark.by_label, changes=(first,))
    for earlier, later in pairwise(turns):
        why = later.correction_reason or ""
        yield WritingRow(at=later.at, by=later.by_label, changes=changed_parts(earlier, later), reason=why)


def _of_notes(notes: Iterable[SessionNote]) -> Iterator[WritingRow]:
    before = ""
    for note in notes:
        change = note_change(before, note_words(note))
        yield WritingRow(at=note.at, by=note.by_label, changes=(change,), reason=note.correction_reason or "")
        before = change.after


def _local(seat: ProgrammeSeat, row: WritingRow) -> WritingRow:
    at = local(seat.clock, row.at) or row.at
    return WritingRow(at=at, by=row.by, changes=row.changes, reason=row.reason)
