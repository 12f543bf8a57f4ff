"""Says what a case-management meeting asks for and shows (MTG-1)."""

from datetime import date, datetime
from typing import Annotated

from app.core.shapes import CaseId, Draft, LongText, Meta, Row, ShortText, UserId
from app.domain.answers import Answer

DECISIONS = ("no_change", "raise", "lower", "action")
Decision = Annotated[str, Meta(pattern="^(no_change|raise|lower|action)$")]


class AgendaAsked(Draft):
    """For which day; without one, today."""

    on: date | None = None


class MeetingPrepared(Draft):
    """A day and the men to be discussed, in order; with `meeting`, a prepared one is changed."""

    on: date
    cases: Annotated[tuple[CaseId, ...], Meta(min_length=1)]
    meeting: str | None = None


class MeetingAsked(Draft):
    """Which meeting."""

    meeting: str


class ItemMinuted(Draft):
    """What was decided on one man. *Usable with him* is no unless somebody says yes (MTG-4)."""

    case: CaseId
    decision: Decision
    level_after: ShortText | None = None
    note: LongText = ""
    action: LongText = ""
    owner: ShortText | None = None
    due_on: date | None = None
    usable_with_him: Answer = Answer.NO


class MeetingMinuted(Draft):
    """The minutes: who was there, and a decision for every man."""

    meeting: str
    items: tuple[ItemMinuted, ...]
    attendees: tuple[ShortText, ...]


class AgendaRow(Row):
    """A man who may be discussed, and why."""

    case: CaseId
    reference: str
    name: str
    level: str
    why: tuple[str, ...]


class ItemRow(Row):
    """One man of a meeting, with its decision once there is one."""

    case: CaseId
    reference: str
    name: str
    why: tuple[str, ...]
    level_before: str
    level_after: str | None
    decision: str | None
    note: str
    action: str
    owner: UserId | None
    owner_name: str
    due_on: date | None
    usable_with_him: Answer


class MeetingLine(Row):
    """One meeting in the list."""

    meeting: str
    on: date
    men: int
    by: str
    closed_at: datetime | None


class StaffRow(Row):
    """Somebody an action can be given to."""

    user: UserId
    label: str


class MeetingPage(Row):
    """One meeting whole, as far as this person's cases reach."""

    meeting: str
    on: date
    attendees: tuple[str, ...]
    closed_at: datetime | None
    closed_by: str
    items: tuple[ItemRow, ...]
    staff: tuple[StaffRow, ...]
