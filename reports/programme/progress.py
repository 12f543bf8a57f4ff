"""Lists everything a progress report may say, where each value may come from, and nothing else (REP-1, REP-5)."""

from datetime import date, datetime
from enum import StrEnum

from app.core.shapes import PartialDateText, Row


class Source(StrEnum):
    """Where a value may come from (REP-5). There is no other class: what has none of these cannot be printed."""

    OFFICE = "office"
    REGISTER = "register"
    OWN = "own"
    OBSERVED = "observed"
    REFERRER = "referrer"
    POLICE = "police"
    COURT = "court"


class Mark(StrEnum):
    """The attendance codes of domain.md section 8; not recorded is a mark of its own, never an absence."""

    TOOK_PART = "ATTC"
    DID_NOT_COMPLY = "AFTC"
    SENT_HOME_BEHAVIOUR = "ATSH"
    SENT_HOME_OURS = "ATSS"
    NOT_ACCEPTED = "UAAB"
    MEDICAL = "AAME"
    RELIGIOUS = "AARE"
    HOLIDAY = "AAHO"
    WORK = "AAEM"
    FAMILY = "AAFC"
    LEGAL = "AACL"
    CUSTODY = "AARC"
    STOOD_DOWN = "AASD"
    OTHER = "AAAA"
    JUDGEMENT = "CO05"
    MOVED_BY_US = "RSSR"
    MOVED_BY_HIM = "RSOF"
    NOT_RECORDED = "not_recorded"


class BlockState(StrEnum):
    """Where he stands in a block of the programme."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


class Achievement(StrEnum):
    """How far a goal was reached at its last review (ONE-2)."""

    NOT_YET = "not_yet"
    PART = "part"
    KEPT = "kept"
    NOT_REVIEWED = "not_reviewed"


class Level(StrEnum):
    """A risk level as the named tool gave it; not known is a level of its own (NEV-14)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"
    UNKNOWN = "unknown"


class Attendance(Row):
    """What the registers say on the day of the figures (ATT-7). Minutes of sessions not recorded are counted apart."""

    planned: int
    offered: int
    attended: int
    compliant: int
    caught_up: int
    not_recorded: int
    group_minutes: int
    one_to_one_minutes: int
    catch_up_minutes: int
    required_minutes: int
    late: int
    late_minutes: int
    left_early: int
    first_on: date | None = None
    last_on: date | None = None
    planned_end: date | None = None


class AbsenceCount(Row):
    """How many sessions carry one class of absence."""

    mark: Mark
    count: int


class SessionLine(Row):
    """One session as the register shows it."""

    session: str
    on: date
    mark: Mark
    reason: str = ""


class Block(Row):
    """A block of the programme: sessions done, and what he worked on in behaviour words."""

    name: str
    attended: int
    planned: int
    state: BlockState
    worked_on: str = ""


class Goal(Row):
    """A goal of his, how far he is, and what shows it."""

    text: str
    area: str
    set_on: date
    achievement: Achievement
    evidence: str = ""
    source: Source = Source.OBSERVED


class RiskResult(Row):
    """The result of a named tool: level, day and who supplied it. Never computed here (RSK-3)."""

    tool: str
    level: Level
    on: date
    source: Source


class RiskFactor(Row):
    """A factor in words, from him, the police, the court or the referrer (REP-1)."""

    words: str
    source: Source


class ProgressReport(Row):
    """Everything a progress report may print. A value that is not here cannot reach the page (REP-4)."""

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
    attendance: Attendance
    absences: tuple[AbsenceCount, ...]
    sessions: tuple[SessionLine, ...]
    blocks: tuple[Block, ...]
    goals: tuple[Goal, ...]
    risks: tuple[RiskResult, ...]
    risk_factors: tuple[RiskFactor, ...]
    concerns: str
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


SAID = frozenset({Source.OWN, Source.OBSERVED, Source.REFERRER, Source.POLICE, Source.COURT})

SOURCES: dict[str, frozenset[Source]] = {
    **dict.fromkeys(
        (
            "office",
            "marking",
            "programme",
            "recipient",
            "covers_from",
            "covers_to",
            "figures_on",
            "made_at",
            "author",
            "second_reader",
            "read_on",
            "cleared_on",
            "number",
            "version",
            "copy_number",
            "copies",
            "is_draft",
            "language",
        ),
        frozenset({Source.OFFICE}),
    ),
    **dict.fromkeys(("attendance", "absences", "sessions"), frozenset({Source.REGISTER})),
    "name": frozenset({Source.OWN, Source.REFERRER}),
    "born": frozenset({Source.OWN, Source.REFERRER}),
    "reference": frozenset({Source.OFFICE}),
    "legal_basis": frozenset({Source.OFFICE, Source.COURT, Source.REFERRER}),
    "summary": SAID,
    "blocks": frozenset({Source.REGISTER, Source.OWN, Source.OBSERVED}),
    "goals": frozenset({Source.OWN, Source.OBSERVED}),
    "risks": SAID,
    "risk_factors": SAID - {Source.OBSERVED},
    "concerns": SAID,
    "next_steps": SAID,
}


def problems(data: ProgressReport) -> tuple[str, ...]:
    """Why this report may not be printed: a value whose source class its field does not allow (REP-5)."""
    given = {
        "goals": [goal.source for goal in data.goals],
        "risks": [risk.source for risk in data.risks],
        "risk_factors": [factor.source for factor in data.risk_factors],
    }
    return tuple(
        f"{field}: {source}" for field, sources in given.items() for source in sources if source not in SOURCES[field]
    )
