"""Says what is due, for whom and by when: one row per thing to do, verb first, from the records alone."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import Draft, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import day_words
from app.domain.moves import OPEN, CaseState
from app.domain.roles import Reach
from app.programme import denials
from app.programme.attendance.follow_ups import follow_ups_due
from app.programme.case_list import short_name
from app.programme.catch_ups import catch_ups_due
from app.programme.measures.due import todo as measures_due
from app.programme.office import number_setting
from app.programme.owed import OWN_CONTACTS, notes_owed, planned_before, registers_owed
from app.programme.own_contacts.owed import contacts_due
from app.programme.own_contacts.signing import signatures_due
from app.programme.peers.due import todo as peers_due
from app.programme.planned import local
from app.programme.planning import pack_reviews
from app.programme.planning.cover import todo as cover_due
from app.programme.reach import by_first_name
from app.programme.referrals import open_checks
from app.programme.register_rows import men_of
from app.programme.rights import Right
from app.programme.rules.denial import EXTREME_GRADE
from app.programme.rules.gates import Gate
from app.programme.seat import ProgrammeSeat
from app.programme.standing import gates_of_all
from app.programme.task_rows import AHEAD, Round, TaskRow
from app.programme.waiting import tasks as places
from app.store.work import Work
from models.programme.case import Case, DenialRating, Hold, RedEvent, RiskResult

FIRST_LOOK_DAYS = 2
DECIDE_DAYS = 10
ORDER_ENDS = timedelta(weeks=4)
STEPS = (
    ("consent", "consent.record"),
    ("partner_details", "referral.pass_partner_details"),
    ("risk_result", "risk.record_result"),
)


class TodayAsked(Draft):
    """Which part of the list: all of it, or one case's."""

    case: str | None = None


class TodayPage(Row):
    """What is due, the most urgent first."""

    rows: tuple[TaskRow, ...]


class Todays(Noun):
    """What is to be done."""

    seat: ProgrammeSeat

    @act("today.show", Right.READ_TODAY, kind=Kind.LIST)
    def show(self, work: Work, draft: TodayAsked) -> TodayPage:
        """Show what is due: overdue, today, this week, by role."""
        return TodayPage(rows=tasks(work, self.seat, draft.case))


def tasks(work: Work, seat: ProgrammeSeat, case_id: str | None = None) -> tuple[TaskRow, ...]:
    """Every task of this person, or of one case, the most urgent first."""
    round_ = Round(work, seat, case_id)
    gathered = _MEETINGS_ONLY if by_first_name(seat) else _GATHER
    found = [row for gather in gathered for row in gather(round_)]
    return tuple(sorted(found, key=lambda row: (row.due, row.words)))


def _way_in(round_: Round) -> Iterator[TaskRow]:
    """A new referral, an open duplicate check, the next step of an assessment."""
    asked = open_checks(round_.work, round_.only)
    assessing = [case for case, _client in round_.cases.values() if case.state == CaseState.ASSESSING.value]
    gates = gates_of_all(round_.work, round_.seat, assessing)
    rated = denials.rated(round_.work, gates)
    for case, client in round_.cases.values():
        name = short_name(client)
        if case.id in asked:
            due = round_.office.after_working_days(case.received_on, FIRST_LOOK_DAYS)
            words = _("Check for an earlier case: {name}").format(name=name)
            yield round_.row("referral.answer_duplicates", case.id, due, words, case.reference)
        if case.state == CaseState.REFERRED.value:
            due = round_.office.after_working_days(case.received_on, FIRST_LOOK_DAYS)
            words = _("Begin the assessment: {name}").format(name=name)
            yield round_.row("screening.answer", case.id, due, words, case.reference)
        elif case.state == CaseState.ASSESSING.value:
            yield _next_step(round_, case, name, (gates[case.id], case.id in rated))


def _next_step(round_: Round, case: Case, name: str, stands: tuple[tuple[Gate, ...], bool]) -> TaskRow:
    due = round_.office.after_working_days(case.received_on, DECIDE_DAYS)
    gates, is_rated = {gate.key: gate for gate in stands[0]}, stands[1]
    for key, act_name in STEPS:
        if key in gates and not gates[key].passed:
            words = _("Go on with the screening: {name}").format(name=name)
            return round_.row(act_name, case.id, due, words, gates[key].words)
    if not is_rated:
        words = _("Rate denial: {name}").format(name=name)
        return round_.row("denial.rate", case.id, due, words, case.reference)
    return round_.row("screening.decide", case.id, due, _("Decide: {name}").format(name=name), case.reference)


def _second_ratings(round_: Round) -> Iterator[TaskRow]:
    """A grade 4 waits for another worker, who sees the number of the case and nothing of the first rating (DEN-3)."""
    if round_.seat.reach(Right.COUNTERSIGN) is Reach.NONE:
        return
    query = select(Case.id, Case.number, DenialRating.at).join(DenialRating, DenialRating.case_id == Case.id)
    query = query.where(DenialRating.grade == EXTREME_GRADE, Case.state.in_([state.value for state in OPEN]))
    if round_.only is not None:
        query = query.where(Case.id == round_.only)
    for case_id, number, at in round_.work.session.execute(query).all():
        waiting = denials.waiting_rating(round_.work, case_id)
        if waiting is not None and waiting.rated_at == at and waiting.rated_by != round_.seat.person.id:
            due = round_.office.after_working_days(at.astimezone(round_.seat.clock.zone).date(), FIRST_LOOK_DAYS)
            words = _("Rate denial as the second worker: P-{number}").format(number=f"{number:04d}")
            yield round_.row("denial.rate", case_id, due, words)


def _reviews(round_: Round) -> Iterator[TaskRow]:
    """Days on which a case, a hold or a risk result is looked at again."""
    horizon, ids = round_.today + AHEAD, list(round_.cases)
    for case, client in round_.cases.values():
        if case.review_on is not None and case.review_on <= horizon:
            words = _("Look again: {name}").format(name=short_name(client))
            yield round_.row("screening.show", case.id, case.review_on, words, case.reference)
    holds = select(Hold).where(Hold.case_id.in_(ids), Hold.lifted_on.is_(None), Hold.review_on <= horizon)
    for hold in round_.work.session.scalars(holds):
        words = _("Look at the hold again: {name}").format(name=round_.name(hold.case_id))
        yield round_.row("case.lift_hold", hold.case_id, hold.review_on, words)
    query = select(RiskResult).where(RiskResult.case_id.in_(ids)).order_by(RiskResult.taken_on, RiskResult.at)
    newest = {(row.case_id, row.tool): row for row in round_.work.session.scalars(query)}
    for (case_id, tool), result in newest.items():
        if result.review_on is not None and result.review_on <= horizon:
            words = _("Take the risk result again: {name}").format(name=round_.name(case_id))
            yield round_.row("risk.record_result", case_id, result.review_on, words, tool)


def _red_events(round_: Round) -> Iterator[TaskRow]:
    """They stay here until somebody else than their raiser closes them, though his case be closed (RED-2, RED-3)."""
    is_manager = round_.seat.reach(Right.OVERRIDE) is not Reach.NONE
    for event, name in round_.of_closed_too(RedEvent, RedEvent.case_id, RedEvent.closed_at.is_(None)):
        if is_manager and event.acknowledged_at is None:
            words = _("Acknowledge the red event: {name}").format(name=name)
            yield round_.row("risk.acknowledge", event.id, event.due_at, words)
        elif event.raised_by == round_.seat.person.id:
            words = _("Note who was told: {name}").format(name=name)
            yield round_.row("risk.tell", event.id, event.due_at, words)
        else:
            words = _("Close the red event: {name}").format(name=name)
            yield round_.row("risk.close", event.id, event.due_at, words)


def _orders(round_: Round) -> Iterator[TaskRow]:
    """An order that ends soon: a report may no longer have a lawful reader (REF-8)."""
    for case, client in round_.cases.values():
        if case.order_ends_on is not None and case.order_ends_on <= round_.today + ORDER_ENDS:
            words = _("Ask the referrer, the order ends: {name}").format(name=short_name(client))
            yield round_.row("case.show", case.id, case.order_ends_on, words, day_words(case.order_ends_on))


def _for_managers(round_: Round) -> Iterator[TaskRow]:
    """Cases without a worker, and seats kept on hold too long (CASE-10)."""
    if round_.seat.reach(Right.OVERRIDE) is Reach.NONE:
        return
    for case, client in round_.cases.values():
        if case.assigned_to is None:
            due = round_.office.after_working_days(case.received_on, FIRST_LOOK_DAYS)
            words = _("Give to a worker: {name}").format(name=short_name(client))
            yield round_.row("case.assign", case.id, due, words, case.reference)
    weeks = number_setting(round_.work.session, "hold.seat_weeks")
    since = round_.today - timedelta(weeks=weeks)
    query = select(Hold).where(
        Hold.case_id.in_(list(round_.cases)), Hold.lifted_on.is_(None), Hold.keeps_seat, Hold.from_day < since
    )
    for hold in round_.work.session.scalars(query):
        words = _("Decide on the seat kept on hold: {name}").format(name=round_.name(hold.case_id))
        yield round_.row("case.lift_hold", hold.case_id, hold.from_day + timedelta(weeks=weeks), words)


def _registers(round_: Round) -> Iterator[TaskRow]:
    """Registers that are owed or due today; no name stands in such a row (ATT-11)."""
    if round_.only is not None:
        return
    for row in registers_owed(round_.work, round_.seat):
        if row.case is not None and row.kind in OWN_CONTACTS:
            continue
        words = _("Record register: {group}, {title}").format(group=row.group_code, title=row.title)
        begins = f"{local(round_.seat.clock, row.starts_at):%H:%M}"
        yield round_.row("register.take", row.session, row.owed_from, words, begins)


def _delivery(round_: Round) -> Iterator[TaskRow]:
    """Notes that are owed, and booked 1-2-1s (PATH-11)."""
    work, seat, only = round_.work, round_.seat, round_.only
    for _group, note in notes_owed(work, seat, only):
        words = _("Write the note: {name}, {title}").format(name=note.name, title=note.title)
        yield round_.row("note.write", note.session, note.on + timedelta(days=1), words, note.reference)
    planned = planned_before(work, seat, seat.clock.now() + AHEAD, only)
    alone = [one for one, _group_of in planned if one.kind in OWN_CONTACTS and one.case_id]
    men = men_of(work, {str(one.case_id) for one in alone})
    for session in alone:
        if session.starts_at is not None:
            man = men[str(session.case_id)]
            words = _("Hold the contact: {name}, {title}").format(name=man.short, title=session.title)
            due = session.ends_at or session.starts_at
            yield round_.row(OWN_CONTACTS[session.kind], session.id, due, words, man.case.reference)


_MEETINGS_ONLY = (_registers, peers_due, pack_reviews.todo)
_GATHER = (
    _way_in,
    _second_ratings,
    _reviews,
    _red_events,
    _orders,
    _for_managers,
    _registers,
    _delivery,
    contacts_due,
    signatures_due,
    catch_ups_due,
    follow_ups_due,
    cover_due,
    measures_due,
    places.todo,
    peers_due,
    pack_reviews.todo,
)
