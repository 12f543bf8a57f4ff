"""Records risk results as received and red events with their clock; nothing here lowers a risk by itself (NEV-15)."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Row, ShortText, replaced
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.codes import SourceClass
from app.programme.case_moves import Happened, note_event
from app.programme.moments import moment_for
from app.programme.reach import by_first_name, cases_within_reach, may_write_case
from app.programme.red_events import (
    Danger,
    EventRow,
    ToldSomebody,
    all_told,
    event_row,
    raise_red,
    reasons_not_to_close,
)
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, RedEvent, RiskResult

LEVELS = ("none_recorded", "low", "medium", "high", "very_high")
UNKNOWN = Answer.UNKNOWN.value


class ResultRecorded(Draft):
    """A tool's result as it was received; an item nobody knows is "unknown" (RSK-1)."""

    case: CaseId
    tool: ShortText
    taken_on: date
    assessor: ShortText
    results: dict[str, str | int | float | None]
    version: ShortText | None = None
    sources_used: tuple[SourceClass, ...] = ()
    level: Literal["none_recorded", "low", "medium", "high", "very_high", "unknown"] | None = None
    review_on: date | None = None


class ResultSaved(Row):
    """The result with its overall level; how many of the items were rated."""

    result: str
    level: str
    rated: int
    of: int


class EventRaised(Danger, kw_only=True):
    """Danger, as it became known (RED-1)."""

    case: CaseId


class EventNamed(Draft):
    """Which red event."""

    event: str


class EventClosed(Draft):
    """The end of a red event: what was decided, and who has been told meanwhile (RED-3)."""

    event: str
    decision: LongText | None = None
    told: tuple[ToldSomebody | str, ...] = ()


class EventsWanted(Draft):
    """Red events of one case, or all within reach; open ones only unless closed ones are asked for."""

    case: CaseId | None = None
    closed_too: bool = False


class Risks(Noun):
    """What is done about risk."""

    seat: ProgrammeSeat

    @act("risk.record_result", Right.WRITE_CASE, about="case")
    def record_result(self, work: Work, draft: ResultRecorded) -> ResultSaved:
        """Record a tool's result as received; the old one stays, unknown stays unknown (RSK-1, RSK-4, NEV-14)."""
        case = work.get(Case, draft.case)
        if problems := _result_problems(draft, self.seat.clock.today()):
            raise InvalidInput(problems)
        level = draft.level or highest(draft.results.values())
        saved = work.add(
            RiskResult(
                case_id=case.id,
                tool=draft.tool,
                tool_version=draft.version,
                taken_on=draft.taken_on,
                assessor=draft.assessor,
                results={key: UNKNOWN if value is None else value for key, value in draft.results.items()},
                sources_used=[SourceClass(one).value for one in draft.sources_used],
                level=level,
                review_on=draft.review_on,
                at=moment_for(work, self.seat, RiskResult, case.id),
                by_user=self.seat.person.id,
            )
        )
        note_event(work, self.seat, case.id, Happened("risk_result", to_state=level))
        work.changed("case", case.id)
        rated = sum(value not in (None, UNKNOWN) for value in draft.results.values())
        return ResultSaved(result=saved.id, level=level, rated=rated, of=len(draft.results))

    @act("risk.raise", Right.RAISE, about="case")
    def raise_event(self, work: Work, draft: EventRaised) -> EventRow:
        """Raise a red event: its clock starts, and the safety team is told in the same moment (RED-1, RED-2)."""
        row = event_row(raise_red(work, self.seat, work.get(Case, draft.case), draft))
        return replaced(row, told=()) if by_first_name(self.seat) else row

    @act("risk.acknowledge", Right.OVERRIDE)
    def acknowledge(self, work: Work, draft: EventNamed) -> EventRow:
        """Acknowledge a red event as the manager on duty (RED-2)."""
        event = work.get(RedEvent, draft.event)
        if event.acknowledged_at is not None:
            raise NotAllowed(_("This is acknowledged already."))
        event.acknowledged_at, event.acknowledged_by = self.seat.clock.now(), self.seat.person.id
        work.changed("case", event.case_id)
        return event_row(event)

    @act("risk.close", Right.WRITE_CASE)
    def close(self, work: Work, draft: EventClosed) -> EventRow:
        """Close a red event; not by its raiser, and not before all who must be told have a time (RED-3, NEV-13)."""
        event = work.get(RedEvent, draft.event)
        if not may_write_case(work, self.seat, event.case_id):
            raise Missing
        if event.closed_at is not None:
            raise NotAllowed(_("This is closed already."))
        event.told = all_told(self.seat, list(event.told), draft.told)
        if reasons := reasons_not_to_close(event, self.seat.person.id):
            raise NotAllowed(*reasons)
        event.decision = draft.decision
        event.closed_at, event.closed_by = self.seat.clock.now(), self.seat.person.id
        note_event(work, self.seat, event.case_id, Happened("red_event_closed", to_state=event.kind))
        work.changed("case", event.case_id)
        return event_row(event)

    @act("risk.tell", Right.WRITE_CASE)
    def tell(self, work: Work, draft: EventClosed) -> EventRow:
        """Note who was told of a red event and when, while it stays open (RED-3, RED-4)."""
        event = work.get(RedEvent, draft.event)
        if not may_write_case(work, self.seat, event.case_id):
            raise Missing
        event.told = all_told(self.seat, list(event.told), draft.told)
        work.changed("case", event.case_id)
        return event_row(event)

    @act("risk.list", Right.READ_CASE, kind=Kind.LIST)
    def list(self, work: Work, draft: EventsWanted) -> tuple[EventRow, ...]:
        """List red events within reach, the nearest clock first."""
        query = select(RedEvent).join(Case, Case.id == RedEvent.case_id).order_by(RedEvent.due_at)
        query = query.where(cases_within_reach(work, self.seat.person))
        if draft.case is not None:
            query = query.where(RedEvent.case_id == draft.case)
        if not draft.closed_too:
            query = query.where(RedEvent.closed_at.is_(None))
        return tuple(event_row(event) for event in work.session.scalars(query))


def highest(values: Iterable[object]) -> str:
    """The highest level among the ratings; when none is known the level is not known (RSK-1)."""
    known = [str(value) for value in values if str(value) in LEVELS]
    return max(known, key=LEVELS.index, default=UNKNOWN)


def level_of(work: Work, case_id: str) -> RiskResult | None:
    """The result that says how high the risk stands: the highest among each tool's newest known one (RSK-3, NEV-15)."""
    query = select(RiskResult).where(RiskResult.case_id == case_id, RiskResult.level != UNKNOWN)
    newest = {row.tool: row for row in work.session.scalars(query.order_by(RiskResult.taken_on, RiskResult.at))}
    return max(newest.values(), key=lambda row: LEVELS.index(row.level), default=None)


def _result_problems(draft: ResultRecorded, today: date) -> dict[str, str]:
    problems: dict[str, str] = {}
    if draft.taken_on > today:
        problems["taken_on"] = _("This date lies after today.")
    if not draft.results:
        problems["results"] = _("Write at least one result; one that nobody knows is “unknown”.")
    if draft.review_on is not None and draft.review_on <= draft.taken_on:
        problems["review_on"] = _("It is looked at again after it was taken.")
    return problems
