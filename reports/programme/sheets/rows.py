"""Lists everything a sheet may say: a statement to sign, who signs in, his goals, men of a meeting, facts of a file."""

from datetime import date, datetime

from app.core.shapes import Row
from reports.kit.logo import Logo


class Head(Row):
    """What stands around every sheet; the label stands in the place of a programme's name."""

    office: str
    label: str
    made_on: date
    made_at: datetime
    language: str = "en"
    logo: Logo | None = None


class StatementSheet(Row):
    """The statement of understanding: whose it is, which version, and who explains it (GATE-1)."""

    head: Head
    name: str
    version: str
    explained_by: str


class SignInSheet(Row):
    """Who is expected on one evening: first name and initial, and room to sign; no programme, no reference."""

    head: Head
    on: date
    begins: str
    ends: str
    place: str
    names: tuple[str, ...]


class GoalLine(Row):
    """A goal in his words, and since when."""

    text: str
    area: str
    set_on: date
    kept: str


class GoalsSheet(Row):
    """His own goals, to take home (ONE-2)."""

    head: Head
    name: str
    goals: tuple[GoalLine, ...]


class ManLine(Row):
    """One man of a meeting: why he is on it, how his coming stands, orders that hold and who manages him (RSK-7)."""

    reference: str
    name: str
    why: str
    level: str
    attended: int
    offered: int
    courts: tuple[str, ...] = ()


class MeetingSheet(Row):
    """The programme half of a case meeting's pack: the men in order, with room for what is decided (MTG-1)."""

    head: Head
    on: date
    men: tuple[ManLine, ...]


class DatedFact(Row):
    """Something that happened, as the records name it; nobody's free words."""

    on: date
    what: str


class FileSheet(Row):
    """The facts of one man's file: who, since when, every move, every session, every paper; no note of anybody."""

    head: Head
    name: str
    born: str
    reference: str
    programme: str
    received_on: date
    state: str
    offered: int
    attended: int
    moves: tuple[DatedFact, ...]
    sessions: tuple[DatedFact, ...]
    papers: tuple[DatedFact, ...]


class StatisticsLine(Row):
    """One figure of a return with the number and the name of its base (STA-1)."""

    words: str
    figure: str
    of: str
    percent: str
    base: str


class StatisticsPart(Row):
    """A part of a return."""

    words: str
    lines: tuple[StatisticsLine, ...]


class StatisticsSheet(Row):
    """A statistics return: which referrals it counts, and its figures; nothing of any man (STA-4, STA-7)."""

    head: Head
    by: str
    first: date
    last: date
    programme: str
    site: str
    parts: tuple[StatisticsPart, ...]


Sheet = StatementSheet | SignInSheet | GoalsSheet | MeetingSheet | FileSheet | StatisticsSheet
