"""Reads a whole sheet of referrals line by line: each ends beside what was here before and the lines above it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.language import _
from app.domain.pack import Pack
from app.ops.exchange import Sheet
from app.programme.rules.doubles import Earlier, Kept, Settled, earlier_of, settle
from app.programme.rules.incoming import ImportOutcome, Problem, ProgrammeOffered, Reader, ReadRow
from app.programme.rules.reading import read_row


@dataclass(frozen=True)
class LineRead:
    """One line of the sheet: what it says, and how it ends."""

    line: int
    row: ReadRow
    settled: Settled


def offered(pack: Pack, aliases: tuple[str, ...] = ()) -> ProgrammeOffered:
    """What the reader must know of a pack; the weeks are the fewest in which all its required sessions can be held."""
    needed = [block for block in pack.blocks if block.required]
    sessions = sum(block.count or 0 for block in needed if block.takes_slot)
    weeks = -(-sessions // max(pack.group.slots_max, 1)) * pack.group.interval_weeks
    gaps = sum(block.gap_before_weeks + block.gap_after_weeks for block in needed)
    return ProgrammeOffered(pack.code, pack.title, weeks + gaps, aliases)


def read_sheet(sheet: Sheet, reader: Reader, earlier: Iterable[Earlier]) -> tuple[LineRead, ...]:
    """Every line with its outcome, the same in a dry run and in earnest: nothing here looks at or writes a record."""
    known = Kept(earlier)
    columns = (_head(reader, "external_reference"), _head(reader, "family_name", "full_name"))
    lines: list[LineRead] = []
    for one in sheet.rows:
        row = read_row(one.line, one.cells, reader)
        found = tuple(Problem(column=note.column, words=note.words) for note in sheet.notices if note.line == one.line)
        before = () if row.referral is None else known.like(row.referral)
        ended = _with_notices(settle(row, before, columns), found)
        lines.append(LineRead(one.line, row, ended))
        if row.referral is not None and ended.outcome in _TAKEN:
            known.add(earlier_of(row.referral, _("line {number}").format(number=one.line)))
    return tuple(lines)


_TAKEN = frozenset({ImportOutcome.IMPORTED, ImportOutcome.IMPORTED_WITH_QUESTIONS})


def _with_notices(ended: Settled, notices: tuple[Problem, ...]) -> Settled:
    """What was removed on opening is a question of its line (SEC-44)."""
    if not notices or ended.outcome is ImportOutcome.ALREADY_KNOWN:
        return ended
    refused = ended.outcome is ImportOutcome.REFUSED
    outcome = ImportOutcome.REFUSED if refused else ImportOutcome.IMPORTED_WITH_QUESTIONS
    return Settled(outcome, (*ended.problems, *notices), ended.same_as, ended.possible_duplicates)


def _head(reader: Reader, *fields: str) -> str:
    """The head of the column that stands for one of these fields."""
    return next((head for field in fields for head, key in reader.mapping.columns.items() if key == field), "")
