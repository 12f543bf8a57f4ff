"""Lists everything each report may say, where each value may come from, and nothing else (REP-1, REP-5)."""

from datetime import date, datetime
from enum import StrEnum

from app.core.shapes import PartialDateText, Row, fields_of
from reports.kit.logo import Logo
from reports.programme.parts import (
    AbsenceCount,
    Attendance,
    Block,
    Changes,
    Decided,
    Ended,
    Goal,
    Held,
    RiskFactor,
    RiskResult,
    SessionLine,
    Source,
)


class Kind(StrEnum):
    """Every report there is (domain.md section 12)."""

    ACCEPTANCE = "acceptance"
    NOT_SUITABLE = "not_suitable"
    PROGRESS = "progress"
    MIDWAY = "midway"
    CONCERN = "concern"
    COMPLETION = "completion"
    NON_COMPLETION = "non_completion"
    THREE_WAY_REVIEW = "three_way_review"
    COURT = "court"
    CAFCASS = "cafcass"
    CHILDRENS_SERVICES = "childrens_services"
    SUBSTANCE = "substance"


class Report(Row):
    """What every report says of itself: whose it is, for whom, who wrote and read it, which copy."""

    kind: Kind
    office: str
    marking: str
    programme: str
    name: str
    born: PartialDateText
    reference: str
    legal_basis: str
    recipient: str
    covers_from: date
    covers_to: date
    figures_on: date
    made_at: datetime
    summary: str
    next_steps: str
    author: str
    second_reader: str
    read_on: date | None
    cleared_on: date | None
    number: str
    version: int
    copy_number: int
    copies: int
    is_draft: bool
    language: str = "en"
    logo: Logo | None = None


class AcceptanceReport(Report, kw_only=True):
    """Everything a report may print that says he is taken."""

    decided: Decided | None
    planned_sessions: int
    required_minutes: int
    agreed: str


class NotSuitableReport(Report, kw_only=True):
    """Everything a report may print that says he is not taken; the writer says why, no reason code is printed."""

    decided: Decided | None


class CourseReport(Report, kw_only=True):
    """What every report about his time on the programme may print."""

    attendance: Attendance
    absences: tuple[AbsenceCount, ...]
    sessions: tuple[SessionLine, ...]
    blocks: tuple[Block, ...]
    goals: tuple[Goal, ...]
    risks: tuple[RiskResult, ...]
    risk_factors: tuple[RiskFactor, ...]
    concerns: str


class ProgressReport(CourseReport, kw_only=True):
    """Everything a progress report may print. A value that is not here cannot reach the page (REP-4)."""


class MidwayReport(CourseReport, kw_only=True):
    """Everything a mid-way report may print."""

    ahead: str


class ConcernReport(Report, kw_only=True):
    """Everything a concern report may print: what worries us, what we did, what we ask for."""

    attendance: Attendance
    absences: tuple[AbsenceCount, ...]
    risks: tuple[RiskResult, ...]
    risk_factors: tuple[RiskFactor, ...]
    concerns: str
    done: str
    asked: str


class CompletionReport(CourseReport, kw_only=True):
    """Everything a completion report may print; finishing is a fact about sessions and nothing else (NEV-17)."""

    ended: Ended
    ahead: str


class NonCompletionReport(CourseReport, kw_only=True):
    """Everything a report may print about a time that ended before its end."""

    ended: Ended
    how_it_ended: str


class ReviewReport(Report, kw_only=True):
    """Everything a report on a three-way review may print (REV-1)."""

    held: Held | None
    attendance: Attendance
    goals: tuple[Goal, ...]


class AskedReport(CourseReport, kw_only=True):
    """Everything a report may print that a court, Cafcass or children's services asked for."""

    question: str
    answer: str


class SubstanceReport(Report, kw_only=True):
    """Everything a report to the substance service may print, with the change in his profile (TOP-2)."""

    attendance: Attendance
    changes: Changes | None


DOCUMENTS: dict[Kind, type[Report]] = {
    Kind.ACCEPTANCE: AcceptanceReport,
    Kind.NOT_SUITABLE: NotSuitableReport,
    Kind.PROGRESS: ProgressReport,
    Kind.MIDWAY: MidwayReport,
    Kind.CONCERN: ConcernReport,
    Kind.COMPLETION: CompletionReport,
    Kind.NON_COMPLETION: NonCompletionReport,
    Kind.THREE_WAY_REVIEW: ReviewReport,
    Kind.COURT: AskedReport,
    Kind.CAFCASS: AskedReport,
    Kind.CHILDRENS_SERVICES: AskedReport,
    Kind.SUBSTANCE: SubstanceReport,
}

SAID = frozenset({Source.OWN, Source.OBSERVED, Source.REFERRER, Source.POLICE, Source.COURT})
WRITTEN = (
    "summary",
    "question",
    "agreed",
    "concerns",
    "done",
    "asked",
    "how_it_ended",
    "ahead",
    "answer",
    "next_steps",
)

SOURCES: dict[str, frozenset[Source]] = {
    **dict.fromkeys(
        (
            *("kind", "office", "marking", "programme", "recipient", "covers_from", "covers_to", "figures_on"),
            *("made_at", "author", "second_reader", "read_on", "cleared_on", "number", "version", "copy_number"),
            *("copies", "is_draft", "language", "reference", "decided", "planned_sessions", "required_minutes"),
            "logo",
        ),
        frozenset({Source.OFFICE}),
    ),
    **dict.fromkeys(("attendance", "absences", "sessions", "ended"), frozenset({Source.REGISTER})),
    **dict.fromkeys(WRITTEN, SAID),
    "name": frozenset({Source.OWN, Source.REFERRER}),
    "born": frozenset({Source.OWN, Source.REFERRER}),
    "legal_basis": frozenset({Source.OFFICE, Source.COURT, Source.REFERRER}),
    "blocks": frozenset({Source.REGISTER, Source.OWN, Source.OBSERVED}),
    "goals": frozenset({Source.OWN, Source.OBSERVED}),
    "risks": SAID,
    "risk_factors": SAID - {Source.OBSERVED},
    "held": frozenset({Source.OWN, Source.OBSERVED}),
    "changes": frozenset({Source.OWN}),
}


def has(kind: Kind, field: str) -> bool:
    """Whether a report of this kind has a place for this field."""
    return field in fields_of(DOCUMENTS[kind])


def problems(data: Report) -> tuple[str, ...]:
    """Why this report may not be printed: a value whose source class its field does not allow (REP-5)."""
    if not isinstance(data, DOCUMENTS[data.kind]):
        return (f"kind: {data.kind}",)
    given = {field: [one.source for one in getattr(data, field, ())] for field in ("goals", "risks", "risk_factors")}
    return tuple(
        f"{field}: {source}" for field, sources in given.items() for source in sources if source not in SOURCES[field]
    )
