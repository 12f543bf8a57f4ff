"""Says what the acts on letters to him take and give."""

from datetime import date, datetime
from typing import Annotated, Literal

from app.core.shapes import CaseId, Draft, Line, Meta, Row, SessionId, ShortText
from app.programme.rules.issue import Channel
from reports.programme.letters.rows import LetterKind

Aside = Literal["told_by_phone", "told_in_person", "not_needed", "not_safe"]


class LettersWanted(Draft):
    """Whose letters: of one man, or of all within reach."""

    case: CaseId | None = None


class LettersGone(Draft):
    """Which letters that have gone: of one man, or of all within reach; `before` is the last one seen (P8)."""

    case: CaseId | None = None
    before: str | None = None
    most: Annotated[int, Meta(ge=1, le=500)] = 100


class LetterDrafted(Draft):
    """Which letter to look at. `about` is what it is owed for; `session` names one appointment, the next one if none.

    There is no field for words: a sentence of one's own makes it a report (REP-6).
    """

    case: CaseId
    kind: LetterKind
    about: ShortText = ""
    session: SessionId | None = None
    with_address: bool = True


class LetterIssued(Draft):
    """That a letter goes: which, in the state that was looked at (`seen`), which way and to which address.

    `address` is another one than is on record; `read_back` says that a person read it back (REP-12). A changed address
    needs `second` within its first day (R10). `sooner` says how the safety lead was called (REP-14). `to_print`: it is
    printed on this computer, and is still to be printed until that is said.
    """

    case: CaseId
    kind: LetterKind
    seen: ShortText
    channel: Channel
    about: ShortText = ""
    session: SessionId | None = None
    to_address: Literal["his", "other"] = "his"
    address: Line | None = None
    read_back: bool = False
    proof: ShortText | None = None
    second: str | None = None
    sooner: Line | None = None
    to_folder: str | None = None
    to_print: bool = False


class LetterAgain(Draft):
    """That the same letter goes once more, byte for byte: why, which way, and by post that its address was read back.

    `because` is not asked of one that was never printed: that is no second copy.
    """

    letter: ShortText
    channel: Channel
    because: Annotated[Line, Meta(min_length=3)] | None = None
    read_back: bool = False
    proof: ShortText | None = None
    second: str | None = None
    to_folder: str | None = None
    to_print: bool = False


class LetterNamed(Draft):
    """Which letter."""

    letter: ShortText


class LetterPutAside(Draft):
    """That no letter is written about this, and why."""

    case: CaseId
    kind: LetterKind
    about: ShortText
    because: Aside


class OwedLetter(Row):
    """A letter that something that happened asks for; `free_on` is the first day on which it may go (REP-14)."""

    case: CaseId
    reference: str
    name: str
    kind: LetterKind
    words: str
    about: str
    on: date
    free_on: date
    is_free: bool


class LetterPage(Row):
    """A letter as it would be printed, and what has to be known before it goes."""

    case: CaseId
    reference: str
    name: str
    kind: LetterKind
    words: str
    about: str
    seen: str
    pages: tuple[bytes, ...]
    address: str
    shares_address: str
    address_is_new: bool
    free_on: date
    is_free: bool
    envelope: tuple[str, ...]
    missing: tuple[str, ...]


class LetterGone(Row):
    """A letter that has gone: its file, its hash, which copy it was; the bytes are for the printer or the folder."""

    letter: str
    case: CaseId
    file: str
    content: bytes
    password: str
    sha256: str
    notes: tuple[str, ...]


class LetterLine(Row):
    """One letter that has gone, or was put aside."""

    letter: str
    case: CaseId
    reference: str
    name: str
    kind: LetterKind
    words: str
    state: str
    state_words: str
    at: datetime
    by: str
