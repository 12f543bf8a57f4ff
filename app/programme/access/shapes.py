"""Says what the acts on a request for one's own file take and give (R12, RET-8)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Meta, Row, ShortText
from app.programme.rules.issue import Channel


class ItemKind(StrEnum):
    """What an item of a file is."""

    WHO = "who"
    REFERRAL = "referral"
    NOTE = "note"
    DECISION = "decision"
    CONTACT = "contact"
    SESSIONS = "sessions"
    GOAL = "goal"
    RISK = "risk"
    MEETING = "meeting"
    PAPER = "paper"
    EVENT = "event"
    MEASURE = "measure"
    REPORT = "report"


class Outcome(StrEnum):
    """What is done with an item: given, given with parts taken out, or not given."""

    GIVE = "give"
    CUT = "cut"
    KEEP = "keep"


class Ground(StrEnum):
    """Why something is not given (DPA 2018 Schedules 2 and 3; the words are the office's to check)."""

    OTHER_PERSON = "other_person"
    SERIOUS_HARM = "serious_harm"
    CONFIDENCE = "confidence"
    LEGAL = "legal"


Asked = Literal["not_asked", "agreed", "refused", "cannot"]


class AccessPrepared(Draft):
    """That he asked for his file, and on which day the request came."""

    case: CaseId
    requested_on: date


class AccessAsked(Draft):
    """Which request."""

    request: ShortText


class AccessWanted(Draft):
    """Whose requests: of one man or all within reach; those that were answered when asked for."""

    case: CaseId | None = None
    done_too: bool = False


class ItemDecided(Draft):
    """What is done with one item, on what ground, whether the other person was asked, and why."""

    item: ShortText
    outcome: Outcome
    ground: Ground | None = None
    other_asked: Asked = "not_asked"
    cut_text: LongText = ""
    why: Line = ""


class ItemsDecided(Draft):
    """Decisions on items of a request; each takes the place of the one before."""

    request: ShortText
    items: Annotated[tuple[ItemDecided, ...], Meta(min_length=1)]


class AccessSigned(Draft):
    """Two people sign what is given and what is not: the one in the seat, and `second`."""

    request: ShortText
    second: str | None = None


class AccessGiven(Draft):
    """How the file goes to him; by post only to an address that was read back, of today by `second` too (R10)."""

    request: ShortText
    channel: Channel
    address_read_back: bool = False
    second: str | None = None
    proof: ShortText | None = None
    to_folder: str | None = None


class ItemRow(Row):
    """One item with its decision, if there is one; typed facts are given unless somebody says otherwise."""

    item: str
    kind: ItemKind
    words: str
    on: date
    text: str
    is_free: bool
    outcome: str
    ground: str
    other_asked: str
    cut_text: str
    why: str
    by: str


class AccessPage(Row):
    """A request with its clock, its items and where it stands; `line` is the one text about clearance.

    `address_is_new`: by post it needs a second person who checks the address (R10).
    """

    request: str
    case: CaseId
    reference: str
    name: str
    requested_on: date
    due_on: date
    state: str
    state_words: str
    line: str
    items: tuple[ItemRow, ...]
    open_items: int
    signed_by: str
    second: str
    address_is_new: bool


class AccessLine(Row):
    """One request in the list."""

    request: str
    case: CaseId
    reference: str
    name: str
    requested_on: date
    due_on: date
    state: str
    state_words: str
    is_overdue: bool


class AccessCopy(Row):
    """The file as it goes to him, behind its password, which is shown this once."""

    request: str
    file: str
    content: bytes
    password: str
    sha256: str


def kind_words() -> dict[str, str]:
    """What an item is, in words."""
    return {
        ItemKind.WHO: _("About you"),
        ItemKind.REFERRAL: _("Your referral"),
        ItemKind.NOTE: _("Note of a session"),
        ItemKind.DECISION: _("Decision or agreement"),
        ItemKind.CONTACT: _("Meeting with you"),
        ItemKind.SESSIONS: _("Sessions"),
        ItemKind.GOAL: _("Goal"),
        ItemKind.RISK: _("Risk"),
        ItemKind.MEETING: _("Case meeting"),
        ItemKind.PAPER: _("Paper that left"),
        ItemKind.EVENT: _("What happened in your case"),
        ItemKind.MEASURE: _("Questionnaire"),
        ItemKind.REPORT: _("Report on you"),
    }


def state_words(state: str) -> str:
    """Where a request stands; a hold looks like waiting (SEC-22)."""
    return {
        "deciding": _("Items to decide"),
        "waiting": _("Awaiting safety clearance"),
        "cleared": _("Cleared"),
        "given": _("Given to him"),
    }.get(state, state)
