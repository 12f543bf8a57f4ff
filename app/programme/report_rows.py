"""Says what the acts on reports and their papers take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from app.core.shapes import CaseId, Draft, Line, LongText, Meta, ReportId, Row, ShortText, field
from app.domain.answers import Answer
from app.programme.rules.issue import Channel, ReportState
from reports.programme.documents import Kind
from reports.programme.parts import (
    AbsenceCount,
    Achievement,
    Attendance,
    BlockState,
    Changes,
    Decided,
    Ended,
    Held,
    Level,
    Mark,
    Source,
)

Language = Literal["en", "nl"]
LIES_ASIDE = "put_aside"
"""What a line of the board says of a report that nobody has begun and somebody put aside."""


class Gap(Row):
    """Something a reader would look for and will not find; `key` says where it belongs."""

    key: str
    words: str


class FactSession(Row):
    """One session he was expected at: the session's id, the mark's, and what the mark says."""

    session: str
    mark: str | None
    title: str
    kind: str
    on: date
    code: Mark
    minutes: int | None
    reason: str


class FactBlock(Row):
    """A block of his programme and how much of it he has had."""

    key: str
    name: str
    attended: int
    planned: int
    state: BlockState


class FactGoal(Row):
    """A goal of his with its latest review, and both ids."""

    goal: str
    review: str | None
    text: str
    area: str
    set_on: date
    achievement: Achievement
    evidence: str


class FactRisk(Row):
    """The newest result of one tool, and its id."""

    result: str
    tool: str
    level: Level
    on: date
    source: Source


class Facts(Row):
    """What stands in the records on one day: the part of a report that nobody types (REP-4)."""

    programme: str
    name: str
    born: str
    reference: str
    legal_basis: str
    recipient: str
    attendance: Attendance
    absences: tuple[AbsenceCount, ...]
    sessions: tuple[FactSession, ...]
    blocks: tuple[FactBlock, ...]
    goals: tuple[FactGoal, ...]
    risks: tuple[FactRisk, ...]
    left_out: tuple[str, ...]
    decided: Decided | None = None
    ended: Ended | None = None
    held: Held | None = None
    changes: Changes | None = None


class PeriodGiven(Draft):
    """The days a report covers, both included."""

    from_: date = field(name="from")
    to: date


class FactorGiven(Draft):
    """A risk factor in words, and who said it; there is no class for anything of the partner desk (REP-5)."""

    words: Line
    source: Literal["own", "referrer", "police", "court"]


class ReportBegun(Draft):
    """A new report: what is written in `sections` goes under the headings of the report or of a programme block.

    Without a `language` it is the one in which the referrer's organisation had its last report (UX-31).
    """

    case: CaseId
    type: Kind = Kind.PROGRESS
    period: PeriodGiven | None = None
    sections: dict[str, LongText] = field(default_factory=dict)
    factors: tuple[FactorGiven, ...] = ()
    recipient: ShortText | None = None
    language: Language | None = None
    due_on: date | None = None


class ReportEdited(Draft):
    """Changed words or period; sections that are not named stay. `seen` is the edition that was read."""

    report: ReportId
    period: PeriodGiven | None = None
    sections: dict[str, LongText] = field(default_factory=dict)
    factors: tuple[FactorGiven, ...] | None = None
    recipient: ShortText | None = None
    language: Language | None = None
    due_on: date | None = None
    seen: int | None = None


class ReaderAsked(Draft):
    """Who reads second, by user name; nobody named means anyone but the writers."""

    report: ReportId
    reader: ShortText | None = None


class SignedOff(Draft):
    """The second reader signs: in their own seat, or here by user name with their own password (`second`)."""

    report: ReportId
    second: str | None = None
    read_whole: bool = True
    seen: int | None = None


class GivenBack(Draft):
    """The second reader gives it back with a comment."""

    report: ReportId
    comment: Annotated[str, Meta(min_length=3, max_length=2000)]


class OfReport(Draft):
    """Which report."""

    report: ReportId


class ReportPutAside(Draft):
    """That a report that is asked for is written later: which, from which day it is asked for again, and why."""

    case: CaseId
    type: Kind
    until: date
    because: Annotated[Line, Meta(min_length=3)]


class ReportsWanted(Draft):
    """Which reports to list: of one case, or in one state; all within reach otherwise."""

    case: CaseId | None = None
    state: ReportState | None = None


class WordingRow(Row):
    """A wording in one part of the report that must go or could be said better (F9)."""

    part: str
    kind: str
    found: str
    words: str


class Phrase(Row):
    """A figure that can stand in the text: how it is written there, what it is, and what it says now."""

    key: str
    label: str
    says: str


class ReportSaved(Row):
    """Where the report stands now, its facts, what is missing, and which wording is pointed at."""

    report: str
    case: str
    state: str
    words: str
    edition: int
    facts: Facts
    gaps: tuple[Gap, ...]
    wordings: tuple[WordingRow, ...]


class ReportStep(Row):
    """A step was made; `sha256` is the hash of the signed bytes and `clearance` the one line everybody sees."""

    report: str
    state: str
    words: str
    edition: int
    clearance: tuple[str, ...]
    sha256: str


class EventRow(Row):
    """One step of a report's way."""

    at: datetime
    kind: str
    edition: int
    by: str
    note: str


class FactorRow(Row):
    """A risk factor in words, and who said it."""

    words: str
    source: str


class ReportPage(Row):
    """One report with everything its screen shows."""

    report: str
    case: str
    reference: str
    name: str
    type: str
    state: str
    words: str
    lines: tuple[str, ...]
    edition: int
    covers_from: date
    covers_to: date
    figures_on: date
    recipient: str
    language: Language
    due_on: date | None
    route: Answer
    sections: dict[str, str]
    headings: tuple[tuple[str, str], ...]
    factors: tuple[FactorRow, ...]
    facts: Facts
    gaps: tuple[Gap, ...]
    wordings: tuple[WordingRow, ...]
    phrases: tuple[Phrase, ...]
    author: str
    asked_reader: str
    second_reader: str
    sha256: str
    may_edit: bool
    may_sign: bool
    events: tuple[EventRow, ...]


class ReportLine(Row):
    """One report on the board; `route`: whether the way of reporting to its reader is open (REP-13)."""

    report: str
    case: str
    reference: str
    name: str
    type: str
    state: str
    words: str
    lines: tuple[str, ...]
    edition: int
    covers_to: date
    author: str
    reader: str
    since: datetime
    due_on: date | None
    route: Answer


class PreviewAsked(Draft):
    """Which pages of a report to look at; all when none is named, counted from 1."""

    report: ReportId
    page: Annotated[int, Meta(ge=1, le=500)] | None = None
    dpi: Annotated[int, Meta(ge=48, le=200)] = 96


class PreviewMade(Row):
    """The pages as pictures (PNG), and the hash of the paper they show."""

    report: str
    page_count: int
    pages: tuple[bytes, ...]
    sha256: str
    is_draft: bool


class Issued(Row):
    """An issued report: its neutral file name and the hash that was cleared."""

    report: str
    state: str
    words: str
    paper: str
    file: str
    sha256: str
    recipient: str
    notes: tuple[str, ...]


class ReportDelivered(Draft):
    """To whom a copy goes, on what basis and why, how; `read_back` says that a person read the address back.

    With `to_folder` the copy is also written there, under its neutral name.
    """

    report: ReportId
    recipient: ShortText | None = None
    basis: str = ""
    necessity: Line = ""
    channel: Channel = Channel.SECURE_EMAIL
    proof: Line | None = None
    read_back: bool = False
    to_address: Literal["his", "other"] = "other"
    to_folder: str | None = None


class CopyMade(Row):
    """The copy to hand over: its bytes behind a password of four words, which is shown this once (R7, R8)."""

    disclosure: str
    report: str
    state: str
    words: str
    file: str
    content: bytes
    password: str
    sha256_cleared: str
    sha256_delivered: str
    copy_number: int
    notes: tuple[str, ...]


class DisclosuresWanted(Draft):
    """Which disclosures to list: of one case, or all within reach."""

    case: CaseId | None = None


class DisclosureRow(Row):
    """What left, to whom, on what basis, by whom; `taken_back`: since when it no longer stands (RET-1, REP-11)."""

    disclosure: str
    case: str
    reference: str
    what: str
    recipient: str
    basis: str
    necessity: str
    channel: str
    proof: str
    approver: str
    by: str
    at: datetime
    copy_number: int
    sha256_cleared: str
    sha256_delivered: str
    taken_back: datetime | None = None
