"""Shows what partners said, how many were reached and told in time, and who finished; at her desk alone (W13)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.bridge.inbox import box_items, taken_items
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Row, field
from app.desk.act import Kind, act
from app.domain.codes import MARKS, MarkCode
from app.domain.counts import SMALLEST_SHOWN, Rate
from app.domain.moves import CaseState
from app.partner.contacts import ContactRecord
from app.partner.entries import SafetyRecord, told_of, wants_of
from app.partner.partners import LinkRecord, PartnerRecord, links_that_open, records
from app.partner.restricted import named_for
from app.partner.rights import Right
from app.partner.rules.clocks import IN_VAIN
from app.partner.rules.her_measures import HerMeasure, area_words
from app.partner.rules.outcomes import Figures, Woman, figures, first_and_latest
from app.partner.rules.safe_contact import AttemptOutcome
from app.partner.rules.telling import ToldOutcome, is_wanted, settled
from app.partner.seat import PartnerNoun, PartnerSeat
from app.programme.left.counting import ENDS, LEFT_OUT
from app.programme.marks import that_counts
from app.store.work import Work
from models.partner.partner import Contact, Link, Partner, PartnerKey
from models.partner.safety import SafetyEntry
from models.partner.team import Taken
from models.programme.attendance import Mark
from models.programme.case import Case, CaseEvent
from models.programme.crossing import BoxItem
from models.programme.group import Session

COUNTED = (Partner, PartnerKey, Link, Contact, SafetyEntry, Taken)
SAME_DAY = frozenset({"absent", "stopped", "excluded"})


class OutcomesWanted(Draft):
    """Which days."""

    from_: date = field(name="from")
    to: date


class ShareRow(Row):
    """A share with its n, its N and what N is; below ten it has no percentage (STA-1, STA-5)."""

    n: int
    of: int
    percent: int | None


class AreaRow(Row):
    """One area: who said yes to it at the start, and lately."""

    key: str
    words: str
    start: ShareRow
    latest: ShareRow


class OutcomesPage(Row):
    """The period, its counts, and what women said; without ten of them who answered, `areas` is empty (STA-5).

    Records for named officers are in no count, whoever asks: the figures are the same for every officer (SEC-12).
    """

    first: date
    last: date
    women: int
    answered: int
    chose_not_to: int
    reached: ShareRow
    before_start: ShareRow
    plans: ShareRow
    plan_weeks: int
    told: ShareRow
    completed: ShareRow
    areas: tuple[AreaRow, ...]
    kept_apart: int


class Outcomes(PartnerNoun):
    """What is counted at her desk; nothing of it is called an effect (STA-7)."""

    @act("her_outcomes.show", Right.READ_PARTNER, kind=Kind.LIST)
    def show(self, work: Work, draft: OutcomesWanted) -> OutcomesPage:
        """Count a period: reach, news told the same day, plans, what women said, and who finished (W13)."""
        if draft.to < draft.from_:
            raise InvalidInput({"to": _("The period ends before it begins.")})
        found = counted(work, self.seat, draft.from_, draft.to)
        return OutcomesPage(
            first=draft.from_, last=draft.to, women=found.women, answered=found.answered,
            chose_not_to=found.chose_not_to, reached=share(found.reached), before_start=share(found.before_start),
            plans=share(found.plans), plan_weeks=self.seat.number("safety_plan.weeks"), told=share(found.told),
            completed=share(found.completed), areas=area_rows(found), kept_apart=len(named_for(work)),
        )  # fmt: skip


def share(rate: Rate) -> ShareRow:
    """A rate as a page shows it."""
    return ShareRow(n=rate.n, of=rate.of, percent=rate.percent)


def area_rows(found: Figures) -> tuple[AreaRow, ...]:
    """What women said, in the order of the areas; nothing below ten who answered."""
    words = area_words()
    enough = found.answered >= SMALLEST_SHOWN
    return tuple(
        AreaRow(key=one.key, words=words[one.key], start=share(one.start), latest=share(one.latest))
        for one in found.areas
        if enough
    )


def counted(work: Work, seat: PartnerSeat, first: date, last: date) -> Figures:
    """Everything that is counted for these days, from both databases; his is read as a whole (T5).

    Raises Damaged, with what to do, while something that would be counted does not open: a share without it is wrong.
    """
    for table in COUNTED:
        seat.vault.begin(work, table)
    with seat.look_at_his() as his:
        men = _Men(seat, his)
        items = {one.id: (one.kind, one.case, one.ts) for one in box_items(his, seat) if one.kind in SAME_DAY}
    for id, one in taken_items(work, seat).items():
        if one.kind in SAME_DAY:
            items[id] = (one.kind, one.case, datetime.fromisoformat(one.at))
    hers = tuple(_hers(work, seat, first, last))
    seat.refuse_if_hurt(work, *COUNTED, BoxItem)
    news = [is_same for one in hers for is_same in one.told_same_day(seat, items, first, last)]
    weeks = seat.number("safety_plan.weeks")
    women = [one.as_counted(men.started, first, last, weeks) for one in hers]
    return figures(women, news, men.completed(first, last), tuple(area_words()), seat.number("outcomes.yes_from"))


@dataclass(frozen=True)
class _Hers:
    """What is kept of one record, opened."""

    record: PartnerRecord
    links: tuple[LinkRecord, ...]
    contacts: tuple[tuple[date, AttemptOutcome], ...]
    entries: tuple[tuple[str, SafetyRecord], ...]

    def as_counted(self, started: dict[str, date], first: date, last: date, weeks: int) -> Woman:
        within = [(on, how) for on, how in self.contacts if first <= on <= last]
        is_reached = any(how is AttemptOutcome.SPOKE_SAFE for _on, how in within)
        answers = [how for _on, how in within if how not in IN_VAIN]
        starts = [on for link in self.links if (on := started.get(link.case)) and first <= on <= last]
        plans = [one.plan for _id, one in self.entries if one.plan is not None and one.plan.on <= last]
        newest = max((plan.on for plan in plans), default=None)
        said = [(one.stage.value, one.on, _known(one.scores)) for one in self._measures()]
        at_first, lately = first_and_latest(said, last)
        is_of_period = any(first <= one.on <= last for one in self._measures())
        return Woman(
            is_reached=is_reached,
            chose_not_to=bool(answers) and answers[-1] is AttemptOutcome.DECLINED,
            tried_before_start=self._answered_before(min(starts)) if starts else None,
            has_fresh_plan=None if not is_reached else newest is not None and (last - newest).days <= 7 * weeks,
            first=at_first if is_of_period else {},
            latest=lately if is_of_period else {},
        )

    def _measures(self) -> Iterator[HerMeasure]:
        return (one.measure for _id, one in self.entries if one.measure is not None)

    def _answered_before(self, day: date) -> bool:
        return any(on < day and how not in IN_VAIN for on, how in self.contacts)

    def told_same_day(
        self, seat: PartnerSeat, items: dict[str, tuple[str, str, datetime]], first: date, last: date
    ) -> Iterator[bool]:
        """Of each piece she heard of, whether it was the same day; what she still is to hear counts as not."""
        came = {id: at.astimezone(seat.clock.zone).date() for id, (_kind, _case, at) in items.items()}
        told: dict[str, date] = {}
        for one in told_of(self.entries):
            if one.outcome is ToldOutcome.TOLD:
                told |= {id: min(one.on, told.get(id, one.on)) for id in one.items}
        done, wants = settled(told_of(self.entries)), wants_of(self.entries)
        cases = {link.case for link in self.links if link.until is None}
        for id, (kind, case, _at) in items.items():
            if not first <= came[id] <= last or came[id].isoformat() < self.record.opened_on:
                continue
            if id in told:
                yield told[id] == came[id]
            elif id not in done and case in cases and is_wanted(kind, wants, self.record.state):
                yield False


def _known(scores: dict[str, int | str]) -> dict[str, int]:
    """The areas she gave a figure for; what she left out is not a nought (NEV-14)."""
    return {area: value for area, value in scores.items() if isinstance(value, int)}


def _hers(work: Work, seat: PartnerSeat, first: date, last: date) -> Iterator[_Hers]:
    """Every record with a link in these days, but those of named officers: one query for each kind of row (P10)."""
    apart, linked = named_for(work), defaultdict(list)
    for link in links_that_open(work, seat):
        if (link.since or "") <= last.isoformat() and (link.until or last.isoformat()) >= first.isoformat():
            linked[link.partner].append(link)
    said, kept = defaultdict(list), defaultdict(list)
    for row, one in seat.vault.each(work, work.session.scalars(select(Contact)).all(), ContactRecord):
        on = datetime.fromisoformat(one.at).astimezone(seat.clock.zone)
        said[row.partner_id].append((on, AttemptOutcome(one.outcome)))
    for entry, body in seat.vault.each(work, work.session.scalars(select(SafetyEntry)).all(), SafetyRecord):
        kept[entry.partner_id].append((entry.id, body))
    for partner, record in records(work, seat):
        if partner in apart or partner not in linked or record.opened_on > last.isoformat():
            continue
        contacts = sorted(said[partner], key=lambda one: one[0])
        yield _Hers(
            record, tuple(linked[partner]), tuple((at.date(), how) for at, how in contacts), tuple(kept[partner])
        )


class _Men:
    """What his side says of all men: who began when, and whose case ended how. No query names one of them (T5)."""

    def __init__(self, seat: PartnerSeat, his: Work) -> None:
        zone = seat.clock.zone
        came = [code.value for code in MarkCode if MARKS[code].attended]
        marks = (
            select(Mark.case_id, Session.starts_at)
            .join(Session, Session.id == Mark.session_id)
            .where(that_counts(Mark), Mark.code.in_(came), Session.kind == "group", Session.starts_at.is_not(None))
        )
        self.started: dict[str, date] = {}
        for case, at in his.session.execute(marks):
            if at is not None:
                on = at.astimezone(zone).date()
                self.started[case] = min(on, self.started.get(case, on))
        moves = select(CaseEvent.case_id, CaseEvent.reason_code).where(
            CaseEvent.kind == "move", CaseEvent.to_state.in_(ENDS)
        )
        why = {row.case_id: row.reason_code for row in his.session.execute(moves.order_by(CaseEvent.at))}
        ended = select(Case.id, Case.state, Case.state_since).where(Case.state.in_(ENDS))
        self.ended = [
            (row.id, row.state, row.state_since.astimezone(zone).date())
            for row in his.session.execute(ended)
            if why.get(row.id) not in LEFT_OUT
        ]

    def completed(self, first: date, last: date) -> tuple[int, int]:
        """Of those who began and whose case ended in these days, how many completed, and how many there are."""
        over = [state for case, state, on in self.ended if case in self.started and first <= on <= last]
        return sum(state == CaseState.COMPLETED.value for state in over), len(over)
