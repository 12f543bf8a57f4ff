"""Records what courts and probation do after a referral: to his order, to orders that protect somebody, in the family
court; and what follows from it (domain.md 4.1, REF-8, RED-5)."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, or_, select

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import CaseId, Draft, Line, PartialDateText, Row, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.calendar import day_words
from app.domain.legal import ASKS_ANEW, LegalEvent, OrderChange
from app.domain.moves import OPEN
from app.programme.case_moves import Happened, note_event, refuse_stale
from app.programme.case_record import ROUTE_BEFORE, ROUTE_OF_READER, ROUTE_SAID
from app.programme.planned import PLANNED
from app.programme.referral_form import DayText, LegalKind, YesNoUnknown, birth_problems, day_of, is_day
from app.programme.rights import Right
from app.programme.rules.issue import ReportState, Route, is_reader, routes
from app.programme.rules.moves import LONGEST_NOTE
from app.programme.rules.orders import (
    Order,
    names_a_place,
    order_after,
    order_problems,
    place_words,
    protection_entry,
    protection_problems,
    protections,
)
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.document import Report
from models.programme.group import Member, Session

WITHOUT_YEAR = "unknown"


class OrderSaid(Draft):
    """What happened to his order or ground, and how one knows. What is not named stays; "unknown": nobody knows it.

    `route`: whether the referrer may have reports from now on; unsaid, an order that is over, varied or new asks anew.
    """

    case: CaseId
    change: OrderChange
    reason: Line
    kind: LegalKind | None = None
    reference: ShortText | None = None
    starts_on: DayText | None = None
    ends_on: DayText | None = None
    route: YesNoUnknown | None = None
    seen: str | None = None


class OrderKept(Row):
    """The order as it stands now and as it was; whether reports may go; reports not gone yet; what to look at."""

    case: CaseId
    kind: str
    starts_on: date | None
    ends_on: date | None
    was_ends_on: date | None
    route: Answer
    papers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class ProtectionSaid(Draft):
    """A protective order that was made, or what happened to one (`order`, its key), and how one knows."""

    case: CaseId
    change: OrderChange
    reason: Line
    order: str | None = None
    kind: ShortText | None = None
    conditions: Line | None = None
    expires_on: DayText | None = None
    ended_on: DayText | None = None
    seen: str | None = None


class ProtectionKept(Row):
    """Which order, and its last day as far as anybody knows."""

    order: str
    last_day: date | None


class ProceedingsSaid(Draft):
    """Whether there are family proceedings (also ended ones, then since when), their stage, the next day in court."""

    case: CaseId
    answer: YesNoUnknown
    reason: Line
    stage: ShortText | None = None
    next_on: DayText | None = None
    ended_on: PartialDateText | None = None
    seen: str | None = None


class ProceedingsKept(Row):
    """What was said before and what stands now."""

    was: Answer
    now: Answer


class LegalChanges(Noun):
    """What is recorded of orders and courts after the referral."""

    seat: ProgrammeSeat

    @act("case.set_order", Right.WRITE_CASE, about="case")
    def set_order(self, work: Work, draft: OrderSaid) -> OrderKept:
        """Record that his order was extended, varied, revoked, ended, replaced or written down wrongly (REF-8, RED-5).

        Everything that hangs on its end follows at once: who cannot finish in time, the way of reporting, the rating.
        Raises InvalidInput by field, Stale when the case was changed meanwhile.
        """
        case, change = work.get(Case, draft.case), OrderChange(draft.change)
        refuse_stale(case, draft.seen)
        was = Order(case.legal_kind, case.legal_reference or "", case.order_starts_on, case.order_ends_on)
        if problems := _said_problems(draft.reason, starts_on=draft.starts_on, ends_on=draft.ends_on):
            raise InvalidInput(problems)
        now = order_after(change, _laid_over(was, draft))
        if problems := order_problems(was, now, change, self.seat.clock.today()):
            raise InvalidInput(problems)
        self._note_order(work, case, (was, now), change, draft.reason.strip())
        case.legal_kind, case.legal_reference = now.kind, now.reference or None
        case.order_starts_on, case.order_ends_on = now.starts_on, now.ends_on
        if draft.route is not None or (change in ASKS_ANEW and case.reporting_route == Answer.YES.value):
            say_route(work, self.seat, case, Answer(draft.route or Answer.UNKNOWN.value), draft.reason.strip())
        work.changed("case", case.id)
        return OrderKept(
            case=draft.case,
            kind=now.kind,
            starts_on=now.starts_on,
            ends_on=now.ends_on,
            was_ends_on=was.ends_on,
            route=Answer(case.reporting_route),
            papers=not_gone(work, case.id),
            warnings=self._to_look_at(work, case),
        )

    @act("case.set_protection", Right.WRITE_CASE, about="case")
    def set_protection(self, work: Work, draft: ProtectionSaid) -> ProtectionKept:
        """Record a protective order that was made, or that one was extended, varied, ended or revoked (RED-5, NEV-7).

        What was said of it before is kept beside it (NEV-18). Raises InvalidInput by field, Stale as `set_order`.
        """
        case, change = work.get(Case, draft.case), OrderChange(draft.change)
        refuse_stale(case, draft.seen)
        before = next((one for one in protections(case.orders) if one.key == draft.order), None)
        if change is OrderChange.MADE:
            before = None
        problems = protection_problems(change, before, draft.kind, day_of_known(draft.ended_on), draft.conditions)
        if problems := problems | _said_problems(draft.reason, ended_on=draft.ended_on, expires_on=draft.expires_on):
            raise InvalidInput(problems)
        named = {name: getattr(draft, name) for name in ("kind", "conditions", "expires_on", "ended_on")}
        said = {name: value.strip() for name, value in named.items() if value is not None}
        entry = protection_entry(case.orders, before, change, said, self.seat.clock.today())
        case.orders = [*case.orders, entry]
        kept = next(one for one in protections(case.orders) if one.key == entry["key"])
        happened = Happened(
            LegalEvent.PROTECTION.value, _text(before.last_day if before else None), _text(kept.last_day),
            change.value, f"{kept.kind}: {draft.reason.strip()}"[:LONGEST_NOTE],
        )  # fmt: skip
        note_event(work, self.seat, case.id, happened)
        work.changed("case", case.id)
        return ProtectionKept(order=kept.key, last_day=kept.last_day)

    @act("case.set_proceedings", Right.WRITE_CASE, about="case")
    def set_proceedings(self, work: Work, draft: ProceedingsSaid) -> ProceedingsKept:
        """Record that family proceedings have begun, go on or ended, and the next day in court (REF-6, RED-5)."""
        case, today = work.get(Case, draft.case), self.seat.clock.today()
        refuse_stale(case, draft.seen)
        problems = _said_problems(draft.reason, next_on=draft.next_on)
        if names_a_place(draft.stage):
            problems["stage"] = place_words()
        if ended := birth_problems(draft.ended_on or WITHOUT_YEAR, today):
            problems["ended_on"] = ended["date_of_birth"]
        if problems:
            raise InvalidInput(problems)
        was, now = Answer(case.family_proceedings), Answer(draft.answer)
        case.family_proceedings = now.value
        case.family_stage = (draft.stage or "").strip() or None
        case.family_next_on, case.family_ended_on = day_of(draft.next_on), draft.ended_on
        happened = Happened(LegalEvent.PROCEEDINGS.value, was.value, now.value, note=draft.reason.strip())
        note_event(work, self.seat, case.id, happened)
        work.changed("case", case.id)
        return ProceedingsKept(was=was, now=now)

    def _note_order(
        self, work: Work, case: Case, orders: tuple[Order, Order], change: OrderChange, reason: str
    ) -> None:
        """The end, before and after, in one line; kind, reference and beginning each in one where they differ."""
        was, now = orders
        ends = _text(was.ends_on), _text(now.ends_on)
        note_event(work, self.seat, case.id, Happened(LegalEvent.ORDER.value, *ends, change.value, reason))
        if was.kind != now.kind:
            note_event(work, self.seat, case.id, Happened(LegalEvent.ORDER_KIND.value, was.kind, now.kind))
        if was.reference != now.reference:
            note_event(work, self.seat, case.id, Happened(LegalEvent.ORDER_REFERENCE.value, note=was.reference or None))
        if was.starts_on != now.starts_on:
            starts = Happened(LegalEvent.ORDER_STARTS.value, _text(was.starts_on), _text(now.starts_on))
            note_event(work, self.seat, case.id, starts)

    def _to_look_at(self, work: Work, case: Case) -> tuple[str, ...]:
        """Planned contacts after the end, and that somebody has to decide whether he goes on (SCH-36)."""
        ends, today = case.order_ends_on, self.seat.clock.today()
        if ends is None:
            return ()
        later = _planned_after(work, case.id, self.seat.clock.at(datetime.combine(ends, time()) + timedelta(days=1)))
        found = []
        if later:
            words = ngettext(
                "{count} planned session of his lies after the end of the order; the last is on {day}.",
                "{count} planned sessions of his lie after the end of the order; the last is on {day}.",
                len(later),
            )
            last = max(later).astimezone(self.seat.clock.zone).date()
            found.append(words.format(count=len(later), day=day_words(last)))
        if ends <= today and case.state in OPEN:
            found.append(_("His order is over and his case is open: move it, or record on what ground he goes on."))
        return tuple(found)


def say_route(work: Work, seat: ProgrammeSeat, case: Case, now: Answer, reason: str) -> Answer:
    """Keep whether the referrer may have reports from now on, beside all that was said before; gives what stood."""
    was = Answer(case.reporting_route)
    if case.reporting_reason and case.reporting_said_on is None:
        note_event(work, seat, case.id, Happened(ROUTE_BEFORE, note=case.reporting_reason))
    case.reporting_route, case.reporting_reason = now.value, reason
    case.reporting_said_on = seat.clock.today()
    note_event(work, seat, case.id, Happened(ROUTE_SAID, was.value, now.value, note=reason))
    return was


def say_route_of(work: Work, seat: ProgrammeSeat, case: Case, said: Route) -> Answer:
    """Keep whether another reader than the referrer may have reports, beside what was said before; gives what stood."""
    earlier = [one for one in routes(case.other_readers or ()) if is_reader(one.reader, said.reader)]
    before = next((one for one in earlier if is_reader(said.reader, one.reader)), None)
    was = before.route if before else Answer.UNKNOWN
    entry = {"reader": said.reader, "route": said.route.value, "why": said.why, "said_on": said.said_on.isoformat()}
    case.other_readers = [*(case.other_readers or ()), entry]
    words = f"{said.reader}: {said.why}"[:LONGEST_NOTE]
    note_event(work, seat, case.id, Happened(ROUTE_OF_READER, was.value, said.route.value, note=words))
    return was


def not_gone(work: Work, case_id: str) -> tuple[str, ...]:
    """Reports of this case of which no copy has gone yet."""
    query = select(Report.id).where(Report.case_id == case_id, Report.state != ReportState.DELIVERED.value)
    return tuple(work.session.scalars(query.order_by(Report.created_at, Report.id)))


def _planned_after(work: Work, case_id: str, at: datetime) -> list[datetime]:
    """When his planned sessions after a moment are: his group's, and his own."""
    here = select(Member.group_id).where(Member.case_id == case_id, Member.left_at.is_(None))
    his = or_(Session.case_id == case_id, and_(Session.case_id.is_(None), Session.group_id.in_(here)))
    query = select(Session.starts_at).where(his, Session.status == PLANNED, Session.starts_at >= at)
    return [starts for starts in work.session.scalars(query) if starts is not None]


def _laid_over(was: Order, draft: OrderSaid) -> Order:
    """What is named, over what stood; a new order takes over nothing of the one before."""
    was = Order() if draft.change == OrderChange.MADE else was
    return Order(
        kind=draft.kind or was.kind,
        reference=was.reference if draft.reference is None else draft.reference.strip(),
        starts_on=was.starts_on if draft.starts_on is None else day_of(draft.starts_on),
        ends_on=was.ends_on if draft.ends_on is None else day_of(draft.ends_on),
    )


def day_of_known(text: str | None) -> date | None:
    """A whole date that exists; nothing for any other text, which is told apart elsewhere."""
    return day_of(text) if is_day(text) else None


def _said_problems(reason: str, **days: str | None) -> dict[str, str]:
    problems = {} if reason.strip() else {"reason": _("Write how you know, and what was decided.")}
    if names_a_place(reason):
        problems["reason"] = place_words()
    words = _("This date does not exist. Write it as 2027-03-31, or say “unknown”.")
    return problems | {name: words for name, text in days.items() if not is_day(text)}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
