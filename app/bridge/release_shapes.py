"""Says what a release asks for and shows: its text, its readers, its two people, and what became of it."""

from datetime import date, datetime
from typing import Annotated

from app.bridge.release_records import ReleaseState
from app.core.shapes import CaseId, Draft, Line, LongText, Meta, Row, ShortText
from app.domain.answers import Answer
from app.domain.codes import LawfulBasis
from app.domain.staff_only import Caution, Purpose, Topic

How = Annotated[str, Meta(pattern="^(phone|in_person|written)$")]
Text = Annotated[str, Meta(min_length=3, max_length=600)]


class ConsentGiven(Draft):
    """How she agreed, when, and to what."""

    how: How
    when: Line
    scope: Line
    given_by: ShortText = "her"


class ReleaseAsked(Draft):
    """A new text for named readers. `original` is the note it comes from; it never leaves this desk."""

    case: CaseId
    text: Text
    purpose: Purpose
    basis: LawfulBasis
    readers: tuple[ShortText, ...]
    expires_on: date
    note: Line = ""
    consent: ConsentGiven | None = None
    caution: Caution | None = None
    do_not_raise: Topic | None = None
    original: LongText = ""


class OfRelease(Draft):
    """Which release."""

    release: str


class ReleaseApproved(Draft):
    """The four questions, each answered before the second signature (F7).

    Where the team is one officer, the trustee who stands by with their code (SEC-20).
    """

    release: str
    could_tell_who: Answer
    only_she_knows: Answer
    timing_tells: Answer
    childs_words: Answer
    trustee: str = ""


class ReleaseStopped(Draft):
    """Why it is declined, or withdrawn."""

    release: str
    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class ReaderRow(Row):
    """Somebody of the programme desk who may be named as a reader."""

    login: str
    label: str
    role: str


class ReadBy(Row):
    """A reader, and when they said that they had read it and will not raise it."""

    label: str
    at: datetime | None


class ReleaseLine(Row):
    """One release in the list."""

    release: str
    case: CaseId
    reference: str
    state: ReleaseState
    by: str
    asked_at: datetime
    expires: datetime
    is_over: bool
    waits_for_me: bool
    waits_for_trustee: bool = False


class ReleasePage(Row):
    """One release: the original beside the new text, who reads it, and what became of it."""

    line: ReleaseLine
    text: str
    original: str
    purpose: str
    basis: str
    note: str
    consent: ConsentGiven | None
    caution: str | None
    do_not_raise: str | None
    readers: tuple[ReadBy, ...]
    approver: str
    approved_at: datetime | None
    sent_at: datetime | None
    said: str
    withdrawn_at: datetime | None


class ReleaseMade(Row):
    """The release, and where it stands."""

    release: str
    state: ReleaseState
