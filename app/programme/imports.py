"""Takes in an office's own sheet of referrals: all of it in one step or nothing, and her columns only to the box."""

from dataclasses import replace
from pathlib import Path

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Row, convert, to_json
from app.desk.act import act
from app.desk.seat import Noun
from app.ops.exchange import Sheet, open_sheet
from app.programme.case_moves import Happened, note_event
from app.programme.details import DetailsGiven, PersonNamed, pass_on
from app.programme.duplicates import earlier_referrals
from app.programme.notices import has_safety_team
from app.programme.office import setting
from app.programme.packs.shelf import packs_now
from app.programme.referral_form import ReferralReceived
from app.programme.referrals import receive_referral
from app.programme.rights import Right
from app.programme.rules.columns import FORMAT, HERS, ColumnMapping, guess, is_header_word, saved
from app.programme.rules.doubles import Settled
from app.programme.rules.incoming import ImportOutcome, Problem, Reader
from app.programme.rules.whole_sheet import LineRead, offered, read_sheet
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case

TAKEN = (ImportOutcome.IMPORTED, ImportOutcome.IMPORTED_WITH_QUESTIONS)
LONGEST_MAPPING = 100_000


class SheetGiven(Draft):
    """Which file, how its columns are to be read, and whether it is only looked at."""

    file: str
    mapping: str | dict[str, str] | None = None
    dry_run: bool = False


class LineTaken(Row):
    """How one line of the sheet ended; the words never repeat what stood in a cell."""

    line: int
    outcome: str
    case: CaseId | None
    reference: str
    problems: tuple[Problem, ...]


class LineLeftOut(Row):
    """A line that is no referral: title, header, blank or total."""

    line: int
    kind: str


class SheetTaken(Row):
    """Every line with its outcome, what was left out, and the mapping that was used."""

    rows: tuple[LineTaken, ...]
    counts: dict[str, int]
    left_out: tuple[LineLeftOut, ...]
    unknown_columns: tuple[str, ...]
    columns: dict[str, str]


class Imports(Noun):
    """What comes in by file."""

    seat: ProgrammeSeat

    @act("import.referrals", Right.RECEIVE_REFERRAL)
    def referrals(self, work: Work, draft: SheetGiven) -> SheetTaken:
        """Import a sheet of referrals; a dry run shows the same result and writes nothing (REF-3, NEV-7)."""
        sheet = open_sheet(Path(draft.file), is_header_word)
        mapping = _mapping(draft, sheet)
        lines = _read(work, self.seat, sheet, mapping)
        rows = [_line(work, self.seat, one, write=not draft.dry_run) for one in lines]
        return SheetTaken(
            rows=tuple(rows),
            counts={outcome.value: sum(row.outcome == outcome.value for row in rows) for outcome in ImportOutcome},
            left_out=tuple(LineLeftOut(line=one.line, kind=one.kind) for one in sheet.left_out),
            unknown_columns=mapping.unknown,
            columns=dict(mapping.columns),
        )


def _mapping(draft: SheetGiven, sheet: Sheet) -> ColumnMapping:
    """The mapping given as a file or as columns; else the one a careful colleague would make."""
    if draft.mapping is None:
        return guess(sheet.header)
    if isinstance(draft.mapping, dict):
        return saved(to_json({"format": FORMAT, "columns": draft.mapping})).for_header(sheet.header)
    try:
        content = Path(draft.mapping).read_bytes()[:LONGEST_MAPPING]
    except OSError as bad:
        raise InvalidInput({"mapping": _("There is no such file.")}) from bad
    return saved(content).for_header(sheet.header)


def _read(work: Work, seat: ProgrammeSeat, sheet: Sheet, mapping: ColumnMapping) -> tuple[LineRead, ...]:
    """Every line read and settled beside the office's cases; without a safety team none that names her (UX-20)."""
    region = "NL" if setting(work.session, "office.region") == "NL" else "GB"
    programmes = tuple(offered(pack) for pack in packs_now(work).values())
    reader = Reader(sheet.header, mapping, programmes, seat.clock.today(), region)
    lines = read_sheet(sheet, reader, earlier_referrals(work.session))
    if has_safety_team(work, seat):
        return lines
    column = next((head for head, field in mapping.columns.items() if field in HERS), "")
    return tuple(_without_team(one, column) for one in lines)


def _without_team(one: LineRead, column: str) -> LineRead:
    """A line that names her is refused whole until there is a safety team to pass it to."""
    if not len(one.row.her) or one.settled.outcome not in TAKEN:
        return one
    words = Problem(column=column, words=_("Not possible yet: the safety team is not set up."))
    return replace(one, settled=Settled(ImportOutcome.REFUSED, (*one.settled.problems, words)))


def _line(work: Work, seat: ProgrammeSeat, one: LineRead, *, write: bool) -> LineTaken:
    """One line's end; when it is taken in, his referral is kept here and her details go straight to the box."""
    case: Case | None = None
    if write and one.row.referral is not None and one.settled.outcome in TAKEN:
        given = convert(one.row.referral.as_input(), ReferralReceived)
        case = work.get(Case, receive_referral(work, seat, given).case)
        note_event(work, seat, case.id, Happened("imported", note=_("Line {number}").format(number=one.line)))
        if len(one.row.her):
            people = tuple(PersonNamed(**person) for person in one.row.her.hand_over())  # type: ignore[arg-type]
            pass_on(work, seat, case, DetailsGiven(case=CaseId(case.id), people=people), None)
    return LineTaken(
        line=one.line,
        outcome=one.settled.outcome.value,
        case=CaseId(case.id) if case else None,
        reference=case.reference if case else "",
        problems=one.settled.problems,
    )
