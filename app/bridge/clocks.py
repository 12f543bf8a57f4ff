"""Says by when each of them should hear from us, with what his side says of his start and his end (PRT-6)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, tzinfo

from sqlalchemy import func, select

from app.bridge.runs import calendar_of
from app.core.shapes import Nothing, PartnerId, Row
from app.desk.act import Kind, act
from app.domain.moves import CLOSED, CaseState
from app.partner.contacts import DueLine, Made, all_contacts, due_lines
from app.partner.partners import PartnerRecord, links_that_open, records
from app.partner.rights import Right
from app.partner.rules.clocks import ClockKind, Days, His, Pace, Tried, clock_of
from app.partner.rules.safe_contact import AttemptOutcome
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Member, Session

PACE = (
    "contact.first_attempt_days", "contact.between_days", "contact.attempts", "contact.after_end_days",
    "contact.interval_weeks", "contact.before_end_days",
)  # fmt: skip


class ClockLine(Row):
    """The clock that ends first for one of them."""

    partner: PartnerId
    kind: ClockKind
    due_on: date
    is_late: bool


class CallLine(Row):
    """Somebody to contact, with the clock that ends first; None where none runs."""

    line: DueLine
    clock: ClockLine | None


class Clocks(PartnerNoun):
    """What a safety officer must not let pass."""

    @act("contact.clocks", Right.READ_PARTNER, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[ClockLine, ...]:
        """List by when each should hear from us: first attempt, varied attempts, what was agreed, his start and end."""
        return self._clocks(work, records(work, self.seat), all_contacts(work, self.seat))

    @act("contact.calls", Right.READ_PARTNER, kind=Kind.LIST)
    def calls(self, work: Work, _draft: Nothing) -> tuple[CallLine, ...]:
        """List whom to contact as `contact.due` does, each with the clock that ends first; her contacts open once."""
        known, made = records(work, self.seat), all_contacts(work, self.seat)
        clocks = {one.partner: one for one in self._clocks(work, known, made)}
        lines = due_lines(work, self.seat, made, known)
        return tuple(CallLine(line=line, clock=clocks.get(line.partner)) for line in lines)

    def _clocks(
        self, work: Work, every: Iterable[tuple[str, PartnerRecord]], made: Mapping[str, Made]
    ) -> tuple[ClockLine, ...]:
        cases, today = defaultdict(list), self.seat.clock.today()
        for link in links_that_open(work, self.seat):
            if link.until is None:
                cases[link.partner].append(link.case)
        tried = tried_of(self.seat, made)
        first, between, attempts, after, weeks, before = self.seat.numbers(*PACE)
        pace = Pace(
            first_days=first, between_days=between, attempts=attempts, after_end_days=after, interval_weeks=weeks,
            before_end_days=before,
        )  # fmt: skip
        with self.seat.look_at_his() as his:
            days = Days(*calendar_of(his))
            known = his_of(his, self.seat.clock.zone, {case for some in cases.values() for case in some})
        found = []
        for partner, record in every:
            theirs = [known[case] for case in cases[partner] if case in known]
            opened = date.fromisoformat(record.opened_on)
            if clock := clock_of(record.state, opened, tried[partner], theirs, days, pace):
                late = clock.due_on < today
                found.append(ClockLine(partner=PartnerId(partner), kind=clock.kind, due_on=clock.due_on, is_late=late))
        return tuple(sorted(found, key=lambda line: line.due_on))


def tried_of(seat: PartnerSeat, made: Mapping[str, Made]) -> dict[str, list[Tried]]:
    """Every attempt and talk by record, in local time."""
    found: dict[str, list[Tried]] = defaultdict(list)
    for partner, every in made.items():
        found[partner] = [
            Tried(
                at=datetime.fromisoformat(one.at).astimezone(seat.clock.zone),
                outcome=AttemptOutcome(one.outcome),
                next_on=date.fromisoformat(one.next_on) if one.next_on else None,
            )
            for _id, one in every
        ]
    return found


def his_of(his: Work, zone: tzinfo, cases: Collection[str]) -> dict[str, His]:
    """Of these cases the days of the first and last group session since he joined, and the day the case ended.

    All are read and these picked out here: a query that named them would tell his database which have a record (T5).
    """
    first = (
        select(Member.case_id, func.min(Session.starts_at), func.max(Session.starts_at))
        .join(Session, Session.group_id == Member.group_id)
        .where(Member.left_at.is_(None), Session.case_id.is_(None), Session.starts_at >= Member.joined_at)
        .group_by(Member.case_id)
    )
    begun = his.session.execute(first)
    spans = {
        case: (first_at.astimezone(zone).date(), last_at.astimezone(zone).date())
        for case, first_at, last_at in begun
        if first_at is not None and last_at is not None and case in cases
    }
    rows = his.session.execute(select(Case.id, Case.state, Case.state_since))
    return {
        row.id: His(
            first_session_on=spans[row.id][0] if row.id in spans else None,
            last_session_on=spans[row.id][1] if row.id in spans else None,
            ended_on=row.state_since.astimezone(zone).date() if CaseState(row.state) in CLOSED else None,
        )
        for row in rows
        if row.id in cases
    }
