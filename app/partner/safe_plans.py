"""Sets how, when and when never to reach her, and shows her number only after the rules were read (PRT-3, UX-4)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import select

from app.core.errors import Damaged, InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, Meta, PartnerId, Row, ShortText, new_id, replaced
from app.desk.act import Kind, act
from app.domain.answers import Answer
from app.partner.listed import in_doubt, masked
from app.partner.partners import PartnerRecord, shown_name
from app.partner.rights import Right
from app.partner.rules.safe_contact import (
    CardLine,
    Hours,
    SafePlan,
    Way,
    WayKind,
    Weekday,
    card,
    expiry,
    next_safe_time,
    problems_of_plan,
    reasons_not_to_call,
    safe_until,
)
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.partner import Reveal
from models.partner.safety import SafePlan as PlanRow

SHOWN_SECONDS = 20
Newest = tuple[str, "PlanKept"]


class WayGiven(Draft):
    """One number or address, and what may be done with it; an empty one keeps what the plan has for this way."""

    kind: WayKind
    to: ShortText
    may_leave_message: Answer = Answer.UNKNOWN
    confirmed_not_shared: Answer = Answer.UNKNOWN


class HoursGiven(Draft):
    """Hours on some days, local time."""

    days: tuple[Annotated[str, Meta(pattern="^(mon|tue|wed|thu|fri|sat|sun)$")], ...]
    start: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    end: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class PlanSet(Draft):
    """A whole plan as she said it; every change is a new one. `said_by_her` must be true: he may supply a number.

    A number or address that differs from the plan before must have been read back to her (PRT-9).
    """

    partner: PartnerId
    ways: tuple[WayGiven, ...]
    times: tuple[HoursGiven, ...]
    if_someone_else_answers: Line
    dropped_call: Line
    checked_on: date
    said_by_her: bool
    never_times: tuple[HoursGiven, ...] = ()
    nevers: tuple[Line, ...] = ()
    may_answer: Line = ""
    she_says: Line = ""
    code_phrase: Line = ""
    caller_id: Line = ""
    language: ShortText = ""
    interpreter: Answer = Answer.NOT_ASKED
    children_near: Line = ""
    expires_on: date | None = None
    read_back: bool = False


class NumberAsked(Draft):
    """Why her number must be seen now; `rules_read` once the card was read, `danger` outside a safe time."""

    partner: PartnerId
    reason: Annotated[str, Meta(min_length=3, max_length=500)]
    rules_read: bool
    danger: Line | None = None


class CardAsked(Draft):
    """Whose card."""

    partner: PartnerId


class PlanKept(Row):
    """What the envelope of a plan holds."""

    plan: SafePlan
    set_at: str
    set_by: str


class PlanSaved(Row):
    """The plan that holds from now on."""

    plan: str
    expires_on: date


class NumberShown(Row):
    """Her number, to be masked again after so many seconds."""

    number: str
    seconds: int


class ContactCard(Row):
    """What is read before any call, in its order, and whether calling is safe now."""

    partner: PartnerId
    number: str
    name: str
    lines: tuple[CardLine, ...]
    reasons_not_to: tuple[str, ...]
    next_safe_time: str | None
    masked_phone: str
    has_plan: bool
    state: str = "unknown"
    worker: str = ""
    safe_until: str | None = None
    safe_after: str | None = None
    checked_on: date | None = None
    expires_on: date | None = None


class PlanShown(Row):
    """The plan for changing it; numbers and addresses stay masked (UX-4). None: she has no plan yet."""

    plan: SafePlan | None


class RevealRecord(Row):
    """One showing of her number (RET-10)."""

    at: str
    by: str
    by_label: str
    reason: str
    danger: str | None


class SafePlans(PartnerNoun):
    """What a safety officer does so that she is reached only as she said."""

    @act("safe_plan.set", Right.WRITE_PARTNER)
    def set(self, work: Work, draft: PlanSet) -> PlanSaved:
        """Set the plan she gave. Refused when it has gaps, or when it did not come from herself (NEV-5, PRT-9)."""
        partner = self.seat.vault.hers(work, draft.partner)
        if not draft.said_by_her:
            raise NotAllowed(_("Set a plan only with what she said herself, today. He may supply a number."))
        days = self.seat.number("plan.expires_days")
        before, is_damaged = self._before(work, draft.partner)
        plan = _plan(draft, draft.expires_on or expiry(draft.checked_on, days), before)
        if problems := problems_of_plan(plan, self.seat.clock.today(), days):
            raise InvalidInput(problems)
        if (is_damaged or _has_new_address(plan, before)) and not draft.read_back:
            raise NotAllowed(_("Read the new number or address back to her first: a change needs two confirmations."))
        kept = PlanKept(plan=plan, set_at=self.seat.clock.now().isoformat(), set_by=self.seat.person.id)
        row = self.seat.vault.keep(work, PlanRow(id=new_id(), partner_id=partner.id), kept)
        work.changed("partner", partner.id)
        return PlanSaved(plan=row.id, expires_on=plan.expires_on)

    def _before(self, work: Work, partner: str) -> tuple[SafePlan | None, bool]:
        """The plan that a new one takes the place of, and whether it is damaged: she may set another all the same."""
        try:
            return current_plan(work, self.seat, partner), False
        except Damaged:
            return None, True

    @act("contact.card", Right.READ_PARTNER, kind=Kind.OPEN)
    def card(self, work: Work, draft: CardAsked) -> ContactCard:
        """Show what must be read before calling her: safe now or not, times, ways, nevers, and what to say."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        plan, now = current_plan(work, self.seat, draft.partner), self.seat.clock.local()
        upcoming, until = next_safe_time(plan, now), safe_until(plan, now)
        after = next_safe_time(plan, until) if until else None
        return ContactCard(
            partner=draft.partner, number=record.reference, name=shown_name(record),
            lines=() if plan is None else card(plan, now), reasons_not_to=reasons_not_to_call(plan, now),
            next_safe_time=None if upcoming is None else upcoming.isoformat(), masked_phone=masked(phone_of(plan)),
            has_plan=plan is not None, state=record.state, worker=record.worker_label,
            safe_until=until.isoformat() if until else None, safe_after=after.isoformat() if after else None,
            checked_on=plan.checked_on if plan else None, expires_on=plan.expires_on if plan else None,
        )  # fmt: skip

    @act("safe_plan.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: CardAsked) -> PlanShown:
        """Show the whole plan, so that it can be changed; no number or address leaves its mask."""
        self.seat.vault.hers(work, draft.partner)
        plan = current_plan(work, self.seat, draft.partner)
        if plan is None:
            return PlanShown(plan=None)
        phones = {WayKind.CALL, WayKind.TEXT}
        ways = tuple(replaced(way, to=masked(way.to) if way.kind in phones else "••••••") for way in plan.ways)
        return PlanShown(plan=replaced(plan, ways=ways))

    @act("safe_plan.show_number", Right.READ_PARTNER)
    def show_number(self, work: Work, draft: NumberAsked) -> NumberShown:
        """Show her number once the rules were read, and log it; outside the plan only in danger (NEV-5)."""
        self.seat.vault.hers(work, draft.partner)
        if not draft.rules_read:
            raise NotAllowed(_("Read the rules before the number."))
        plan = current_plan(work, self.seat, draft.partner)
        reasons = reasons_not_to_call(plan, self.seat.clock.local())
        if reasons and not (draft.danger or "").strip():
            raise NotAllowed(*reasons)
        number = phone_of(plan)
        if not number:
            raise NotAllowed(_("Her plan has no number to call."))
        log = RevealRecord(
            at=self.seat.clock.now().isoformat(), by=self.seat.person.id, by_label=self.seat.person.label,
            reason=draft.reason, danger=draft.danger,
        )  # fmt: skip
        self.seat.vault.keep(work, Reveal(id=new_id(), partner_id=draft.partner), log)
        return NumberShown(number=number, seconds=SHOWN_SECONDS)


def _plan(draft: PlanSet, expires_on: date, before: SafePlan | None) -> SafePlan:
    """The draft as a plan; a way without a number keeps the one from before."""
    known = dict(_ways_of(before))

    def hours(given: tuple[HoursGiven, ...]) -> tuple[Hours, ...]:
        return tuple(Hours(days=tuple(map(Weekday, one.days)), start=one.start, end=one.end) for one in given)

    return SafePlan(
        ways=tuple(Way(
            kind=way.kind, to=way.to.strip() or known.get(way.kind, ""), may_leave_message=way.may_leave_message,
            confirmed_not_shared=way.confirmed_not_shared,
        ) for way in draft.ways),
        times=hours(draft.times), never_times=hours(draft.never_times),
        nevers=draft.nevers, if_someone_else_answers=draft.if_someone_else_answers, dropped_call=draft.dropped_call,
        checked_on=draft.checked_on, expires_on=expires_on, may_answer=draft.may_answer, she_says=draft.she_says,
        code_phrase=draft.code_phrase, caller_id=draft.caller_id, language=draft.language,
        interpreter=draft.interpreter, children_near=draft.children_near,
    )  # fmt: skip


def _ways_of(plan: SafePlan | None) -> list[tuple[WayKind, str]]:
    return [(way.kind, way.to) for way in plan.ways] if plan else []


def _has_new_address(plan: SafePlan, before: SafePlan | None) -> bool:
    """True when a number or address differs from the one that stood for its way (PRT-9)."""
    return before is not None and any((way.kind, way.to) not in _ways_of(before) for way in plan.ways)


def current_plan(work: Work, seat: PartnerSeat, partner: str) -> SafePlan | None:
    """The plan that was set last, expired or not; None when she has none yet.

    Raises Damaged when one that does not open may be the last, or one is not as the log left it: an older plan may
    name a time or a number that kills (A7).
    """
    rows = work.session.execute(select(PlanRow).where(PlanRow.partner_id == partner)).scalars().all()
    seat.vault.miss(work, PlanRow)
    opened = list(seat.vault.each(work, rows, PlanKept))
    newest = max(((row.id, one) for row, one in opened), key=lambda pair: pair[1].set_at, default=None)
    if partner in in_doubt(work, seat, PlanRow, _set({partner: newest} if newest else {})):
        raise Damaged
    return newest[1].plan if newest else None


def current_plans(work: Work, seat: PartnerSeat) -> tuple[dict[str, SafePlan], frozenset[str]]:
    """By record the plan that was set last, of all records at once; and the records whose last plan does not open.

    Those without a plan are in neither.
    """
    kept = seat.vault.of_each(work, PlanRow, PlanKept)
    newest = {partner: max(every, key=lambda pair: pair[1].set_at) for partner, every in kept.items()}
    doubt = in_doubt(work, seat, PlanRow, _set(newest))
    return {partner: one.plan for partner, (_id, one) in newest.items() if partner not in doubt}, doubt


def _set(newest: Mapping[str, Newest]) -> dict[str, tuple[str, datetime]]:
    return {partner: (id, datetime.fromisoformat(one.set_at)) for partner, (id, one) in newest.items()}


def phone_of(plan: SafePlan | None) -> str | None:
    """The number of the first way that is a call."""
    return next((way.to for way in plan.ways if way.kind is WayKind.CALL), None) if plan else None
