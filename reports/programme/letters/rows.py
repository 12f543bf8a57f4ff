"""Lists everything a letter to him may say, family by family: template words and typed facts, no free sentence."""

from datetime import date, datetime
from enum import StrEnum

from app.core.shapes import Row
from reports.kit.logo import Logo


class LetterKind(StrEnum):
    """The letters he may have (domain.md section 12); a sentence of one's own makes it a report (REP-6)."""

    JOINING = "joining"
    DATES = "dates"
    APPOINTMENT = "appointment"
    CATCH_UP = "catch_up"
    ATTENDANCE = "attendance"
    MISSED = "missed"
    WARNING_1 = "warning_1"
    WARNING_2 = "warning_2"
    BREACH = "breach"
    SUSPENDED = "suspended"
    ENDED = "ended"
    EXCLUDED = "excluded"
    NOT_SUITABLE = "not_suitable"
    COMPLETED = "completed"


DATED = frozenset({LetterKind.JOINING, LetterKind.DATES, LetterKind.APPOINTMENT, LetterKind.CATCH_UP})
ATTENDING = frozenset({LetterKind.ATTENDANCE, LetterKind.MISSED, LetterKind.WARNING_1, LetterKind.WARNING_2})
BAD_NEWS = frozenset(
    {LetterKind.BREACH, LetterKind.SUSPENDED, LetterKind.ENDED, LetterKind.EXCLUDED, LetterKind.NOT_SUITABLE}
)


class Head(Row):
    """What stands around every letter: from whom, to whom, on which day; no programme is named (REP-10, UX-33)."""

    office: str
    office_address: str
    office_phone: str
    label: str
    name: str
    address: str
    written_on: date
    made_at: datetime
    signed_by: str
    language: str = "en"
    logo: Logo | None = None


class Meeting(Row):
    """One date he is asked to keep: what it is, when and where."""

    what: str
    on: date
    begins: str
    ends: str
    place: str


class DatesLetter(Row):
    """Joining, changed dates, an appointment or a catch-up: the dates he is asked to keep."""

    kind: LetterKind
    head: Head
    meetings: tuple[Meeting, ...]


class AttendanceLetter(Row):
    """What the registers say of his coming: sessions offered and attended, what he missed, how often he may."""

    kind: LetterKind
    head: Head
    offered: int
    attended: int
    first_on: date | None
    until: date
    missed: tuple[date, ...]
    meetings: tuple[Meeting, ...]


class DecisionLetter(Row):
    """What was decided, since when, and when it is looked at again; never why in words of anybody (REP-3, CASE-11)."""

    kind: LetterKind
    head: Head
    since: date
    until: date | None
    offered: int
    attended: int
    is_referrer_told: bool


Letter = DatesLetter | AttendanceLetter | DecisionLetter
