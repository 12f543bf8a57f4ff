"""Gives what stands in a report its shape: one row for each kind of fact, with its source class (REP-1, REP-5)."""

from datetime import date
from enum import StrEnum

from app.core.shapes import Row


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


class Verdict(StrEnum):
    """What was decided about his place (PATH-7)."""

    SUITABLE = "suitable"
    NOT_READY = "not_ready"
    NOT_SUITABLE = "not_suitable"
    NOT_ELIGIBLE = "not_eligible"


class Ending(StrEnum):
    """How his time with us ended; the writer says the rest in his own words."""

    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    DESELECTED = "deselected"
    BACK_TO_REFERRER = "back_to_referrer"
    AWAY = "away"
    NOT_ENDED = "not_ended"


class Attendee(StrEnum):
    """In which role somebody sat at a three-way review (REV-2)."""

    CLIENT = "client"
    FACILITATOR = "facilitator"
    OFFICER = "officer"
    MANAGER = "manager"
    PEER_WORKER = "peer_worker"
    REFERRER = "referrer"
    INTERPRETER = "interpreter"
    OTHER = "other"


class Profile(StrEnum):
    """The figures of the Treatment Outcomes Profile that can be compared (TOP-2)."""

    ALCOHOL = "alcohol"
    OPIATES = "opiates"
    CRACK = "crack"
    COCAINE = "cocaine"
    AMPHETAMINES = "amphetamines"
    CANNABIS = "cannabis"
    OTHER = "other"
    INJECTED = "injected"
    SHOPLIFTING = "shoplifting"
    DRUG_SELLING = "drug_selling"
    ASSAULT = "assault"
    PSYCHOLOGICAL_HEALTH = "psychological_health"
    PAID_WORK = "paid_work"
    EDUCATION = "education"
    PHYSICAL_HEALTH = "physical_health"
    QUALITY_OF_LIFE = "quality_of_life"


class Met(StrEnum):
    """Whether a criterion was met when it was decided; not known is no "no" (SCR-1)."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class LookedAt(Row):
    """One criterion as it stood at the decision: how it came out, why, and the programme's source for it (DEN-6)."""

    criterion: str
    outcome: Met
    why: str
    stands_in: str


class Decided(Row):
    """The decision about his place, on which day, and what it stood on."""

    verdict: Verdict
    on: date
    criteria: tuple[LookedAt, ...] = ()


class Ended(Row):
    """How his time with us ended, and on which day."""

    how: Ending
    on: date | None = None


class Held(Row):
    """A three-way review as it was held: who sat there, what is still to do, what he goes on to (REV-1, REV-3)."""

    on: date
    present: tuple[Attendee, ...]
    missing: tuple[Attendee, ...]
    outstanding: tuple[str, ...]
    onward: str = ""


class Change(Row):
    """One figure of the profile at its first and its newest filling in; None is not known and never nought (TOP-1)."""

    item: Profile
    out_of: int
    first: int | None = None
    latest: int | None = None


class Changes(Row):
    """What a man said of the last 28 days, first and last time (TOP-2)."""

    first_on: date
    latest_on: date
    lines: tuple[Change, ...]
