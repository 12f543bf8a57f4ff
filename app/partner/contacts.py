"""Records every attempt and talk with her, and says whose safe time closes next (PRT-4 to PRT-6)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, LongText, Meta, Nothing, PartnerId, Row, new_id, replaced
from app.desk.act import Kind, act
from app.partner.entries import every
from app.partner.partners import PartnerRecord, links_that_open, records, shown_name
from app.partner.rights import Right
from app.partner.rules.safe_contact import (
    AttemptOutcome,
    SafePlan,
    WayKind,
    may_be_called_not_reached,
    next_safe_time,
    reasons_not_to_use,
    safe_until,
)
from app.partner.safe_plans import CardAsked, RevealRecord, current_plan, current_plans
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.partner import Contact, Partner, Reveal

Feeling = Annotated[str, Meta(pattern="^(much_safer|safer|same|less_safe|much_less_safe|unknown)$")]
Rules = Annotated[str, Meta(pattern="^(no_change|changed|not_asked)$")]
TOLD_DAYS, DAMAGED = 28, "damaged"
STATE_AFTER = {
    AttemptOutcome.SPOKE_SAFE: "in_service",
    AttemptOutcome.DECLINED: "declined",
    AttemptOutcome.CANNOT_CONTACT_SAFELY: "not_safe_to_contact",
}


class ContactMade(Draft):
    """One attempt: when, by which way, how it ended. `danger` names the reason for an attempt outside the plan."""

    partner: PartnerId
    at: datetime
    way: WayKind
    outcome: AttemptOutcome
    how_safe: Feeling = "unknown"
    notes: LongText | None = None
    next_on: date | None = None
    rules_confirmed: Rules = "not_asked"
    message_left: bool = False
    reason: LongText | None = None
    danger: LongText | None = None


class ContactRecord(Row):
    """What the envelope of a contact holds."""

    at: str
    way: str
    outcome: str
    how_safe: str
    notes: str | None
    next_on: str | None
    rules_confirmed: str
    by: str
    by_label: str
    reason: str | None = None
    danger: str | None = None


Made = Sequence[tuple[str, ContactRecord]]


class ContactSaved(Row):
    """The contact, and whether the safety lead was told of one outside the plan."""

    contact: str
    lead_told: bool


class ContactRow(Row):
    """One earlier contact."""

    contact: str
    at: datetime
    way: str
    outcome: str
    how_safe: str
    notes: str | None
    by: str


class DueLine(Row):
    """Somebody to contact: sorted by the safe time that closes soonest, not by the due date (W3).

    `damaged` names what of hers does not open: `record`, `plan`, `contact`. What hangs on it is not known, and with a
    damaged record or plan no time counts as safe.
    """

    partner: PartnerId
    number: str
    name: str
    state: str
    is_safe_now: bool
    next_safe_time: datetime | None
    due_on: date | None
    last_contact: datetime | None
    safe_until: datetime | None = None
    worker: str = ""
    plan_ends_on: date | None = None
    damaged: tuple[str, ...] = ()


class DangerLine(Row):
    """One attempt or showing outside her plan: what the safety lead is told at once (PRT-4)."""

    partner: PartnerId
    number: str
    at: datetime
    what: str
    by: str
    reason: str


class Contacts(PartnerNoun):
    """What a safety officer does when she reaches out."""

    @act("contact.record", Right.WRITE_PARTNER)
    def record(self, work: Work, draft: ContactMade) -> ContactSaved:
        """Record an attempt or a talk; one outside the plan is refused, except in danger (PRT-4)."""
        partner = self.seat.vault.hers(work, draft.partner)
        self._check(work, draft)
        body = ContactRecord(
            at=_utc(draft.at, self.seat).isoformat(), way=draft.way.value, outcome=draft.outcome.value,
            how_safe=draft.how_safe, notes=draft.notes, next_on=draft.next_on.isoformat() if draft.next_on else None,
            rules_confirmed=draft.rules_confirmed, by=self.seat.person.id, by_label=self.seat.person.label,
            reason=draft.reason, danger=draft.danger,
        )  # fmt: skip
        row = self.seat.vault.keep(work, Contact(id=new_id(), partner_id=partner.id), body)
        self._move_state(work, partner, draft.outcome)
        work.changed("contact", row.id)
        work.changed("partner", partner.id)
        return ContactSaved(contact=row.id, lead_told=bool(draft.danger))

    @act("contact.not_reached", Right.WRITE_PARTNER)
    def not_reached(self, work: Work, draft: CardAsked) -> CardAsked:
        """Count her as not reached for now: only after enough attempts at different safe times (PRT-6)."""
        partner = self.seat.vault.hers(work, draft.partner)
        zone, least = self.seat.clock.zone, self.seat.number("contact.attempts")
        tried = [
            (datetime.fromisoformat(one.at).astimezone(zone), AttemptOutcome(one.outcome))
            for _id, one in contacts_of(work, self.seat, draft.partner)
        ]
        if not may_be_called_not_reached(tried, least):
            said = _("Try first at {count} different safe times. An answer of any kind is not this.")
            raise NotAllowed(said.format(count=least))
        record = self.seat.vault.read(work, partner, PartnerRecord)
        self.seat.vault.change(work, partner, replaced(record, state="not_reached"))
        work.changed("partner", partner.id)
        return draft

    @act("contact.list", Right.READ_PARTNER, kind=Kind.OPEN)
    def list(self, work: Work, draft: CardAsked) -> tuple[ContactRow, ...]:
        """List the contacts with her, newest first; one that does not open stands where the log wrote it."""
        self.seat.vault.hers(work, draft.partner)
        found = work.session.execute(select(Contact).where(Contact.partner_id == draft.partner)).scalars().all()
        self.seat.vault.miss(work, Contact)
        rows = [
            ContactRow(
                contact=row.id, at=datetime.fromisoformat(one.at), way=one.way, outcome=one.outcome,
                how_safe=one.how_safe, notes=one.notes, by=one.by_label,
            )
            for row, one in self.seat.vault.each(work, found, ContactRecord)
        ]  # fmt: skip
        hurt = self.seat.vault.hurt_in(Contact)
        rows += _damaged_rows(work, self.seat, [id for id, whose in hurt.items() if whose == draft.partner])
        return tuple(sorted(rows, key=lambda row: row.at, reverse=True))

    @act("contact.due", Right.READ_PARTNER, kind=Kind.LIST)
    def due(self, work: Work, _draft: Nothing) -> tuple[DueLine, ...]:
        """List whom to contact, by the safe time that closes soonest; who declined only for a day she agreed."""
        return due_lines(work, self.seat, all_contacts(work, self.seat), records(work, self.seat))

    @act("contact.in_danger", Right.TEAM, kind=Kind.LIST)
    def in_danger(self, work: Work, _draft: Nothing) -> tuple[DangerLine, ...]:
        """List what was done outside a plan in the last weeks, newest first: this is how the lead is told (PRT-4)."""
        since = (self.seat.clock.now() - timedelta(days=TOLD_DAYS)).isoformat()
        found = [
            DangerLine(
                partner=PartnerId(partner), number=record.reference, at=datetime.fromisoformat(one.at), what=what,
                by=one.by_label, reason=one.danger,
            )
            for partner, record in records(work, self.seat)
            for what, one in outside_plan(work, self.seat, partner)
            if one.danger and one.at >= since
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda line: line.at, reverse=True))

    def _check(self, work: Work, draft: ContactMade) -> None:
        """What cannot be recorded: the future, an unsafe way or time, a message that is not allowed (NEV-5)."""
        at = _utc(draft.at, self.seat)
        if at > self.seat.clock.now():
            raise InvalidInput({"at": _("This lies in the future.")})
        if draft.next_on is not None and draft.next_on < at.astimezone(self.seat.clock.zone).date():
            raise InvalidInput({"next_on": _("The next date is before this one.")})
        if draft.outcome is AttemptOutcome.CANNOT_CONTACT_SAFELY:
            if not (draft.reason or "").strip():
                raise InvalidInput({"reason": _("Say why she cannot be contacted safely.")})
            return
        plan = current_plan(work, self.seat, draft.partner)
        reasons = reasons_not_to_use(plan, draft.way, at.astimezone(self.seat.clock.zone))
        if reasons and not (draft.danger or "").strip():
            raise NotAllowed(*reasons)
        ways = plan.ways if plan else ()
        allowed = any(way.kind is draft.way and way.may_leave_message.value == "yes" for way in ways)
        if draft.message_left and not allowed:
            raise NotAllowed(_("Her plan does not allow a message to be left."))

    def _move_state(self, work: Work, partner: Partner, outcome: AttemptOutcome) -> None:
        """The service state follows the contact; declining is not closing (PRT-2)."""
        record = self.seat.vault.read(work, partner, PartnerRecord)
        state = STATE_AFTER.get(outcome, "trying" if record.state == "new" else record.state)
        if state != record.state:
            self.seat.vault.change(work, partner, replaced(record, state=state))


def all_contacts(work: Work, seat: PartnerSeat) -> Mapping[str, Made]:
    """Every contact that opens, by record, read at once (P10)."""
    return seat.vault.of_each(work, Contact, ContactRecord)


def due_lines(
    work: Work, seat: PartnerSeat, made: Mapping[str, Made], known: Iterable[tuple[str, PartnerRecord]]
) -> tuple[DueLine, ...]:
    """Whom to contact. Who has something damaged stands among them with what is known: nobody drops out unseen."""
    plans, doubt = current_plans(work, seat)
    hurt = {"plan": doubt, "contact": frozenset(seat.vault.hurt_in(Contact).values())}
    lines = []
    for id, record in known:
        damaged = tuple(what for what, whose in hurt.items() if id in whose)
        line = _due(seat, id, record, plans.get(id), () if "contact" in damaged else made.get(id, ()))
        if damaged or (line.state != "closed" and (line.state != "declined" or line.due_on is not None)):
            lines.append(replaced(line, damaged=damaged))
    numbers = {one.partner: one.reference for one in links_that_open(work, seat) if one.number}
    lines += [
        DueLine(
            partner=PartnerId(id), number=numbers.get(id, ""), name="", state=DAMAGED, is_safe_now=False,
            next_safe_time=None, due_on=None, last_contact=None, damaged=("record",),
        )
        for id in seat.vault.hurt_in(Partner)
    ]  # fmt: skip
    far = datetime.max.replace(tzinfo=UTC)
    lines.sort(key=lambda one: (not one.is_safe_now, one.safe_until or far, one.next_safe_time or far, one.number))
    return tuple(lines)


def _due(seat: PartnerSeat, partner: str, record: PartnerRecord, plan: SafePlan | None, made: Made) -> DueLine:
    now = seat.clock.local()
    upcoming = next_safe_time(plan, now)
    newest = max((one for _id, one in made), key=lambda one: one.at, default=None)
    return DueLine(
        partner=PartnerId(partner), number=record.reference, name=shown_name(record), state=record.state,
        is_safe_now=upcoming == now, next_safe_time=upcoming,
        due_on=date.fromisoformat(newest.next_on) if newest and newest.next_on else None,
        last_contact=datetime.fromisoformat(newest.at) if newest else None, safe_until=safe_until(plan, now),
        worker=record.worker_label, plan_ends_on=plan.expires_on if plan else None,
    )  # fmt: skip


def _damaged_rows(work: Work, seat: PartnerSeat, hurt: Collection[str]) -> list[ContactRow]:
    """Contacts that do not open or are gone, each at the moment the log wrote it; nothing of what it said."""
    at = seat.ledger.written_at(work, Contact.__tablename__, hurt)
    return [
        ContactRow(
            contact=id, at=at.get(id, seat.clock.now()), way="unknown", outcome=DAMAGED, how_safe="unknown", notes=None,
            by="",
        )
        for id in hurt
    ]  # fmt: skip


def contacts_of(work: Work, seat: PartnerSeat, partner: str) -> tuple[tuple[str, ContactRecord], ...]:
    """Every contact with her, opened. Raises Damaged when one is not as it was left: what is decided needs all."""
    return every(work, seat, partner, Contact, ContactRecord)


def outside_plan(work: Work, seat: PartnerSeat, partner: str) -> list[tuple[str, ContactRecord | RevealRecord]]:
    """Every contact and every showing of her number that opens, with what it was."""
    shown = work.session.execute(select(Reveal).where(Reveal.partner_id == partner)).scalars()
    made = work.session.execute(select(Contact).where(Contact.partner_id == partner)).scalars()
    found: list[tuple[str, ContactRecord | RevealRecord]] = [
        (_("Her number was shown"), one) for _row, one in seat.vault.each(work, shown, RevealRecord)
    ]
    return [*found, *((_("A contact was made"), one) for _row, one in seat.vault.each(work, made, ContactRecord))]


def _utc(at: datetime, seat: PartnerSeat) -> datetime:
    """A moment as typed: office-local when it has no zone."""
    return at.astimezone(UTC) if at.tzinfo else seat.clock.at(at)
