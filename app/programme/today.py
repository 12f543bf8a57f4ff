"""Says what is due, for whom and by when: one row per thing to do, verb first, from the records alone."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import aliased

from app.core.language import _
from app.core.shapes import Draft, Row
from app.desk.act import Kind as ActKind
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.moves import CaseState
from app.domain.pack_life import pack_state_words
from app.domain.roles import Reach
from app.programme import denials
from app.programme.access import requests as access
from app.programme.attendance.follow_ups import concerns_due, follow_ups_due
from app.programme.case_list import short_name
from app.programme.catch_ups import catch_ups_due
from app.programme.days.kept import Due
from app.programme.left import incidents
from app.programme.legal import mappa
from app.programme.letters import owed as letters
from app.programme.measures import due as measures
from app.programme.office import number_setting
from app.programme.owed import (
    OWN_CONTACTS,
    Which,
    days_of_notes,
    days_planned,
    midnight_after,
    notes_owed,
    planned_before,
    registers_owed,
)
from app.programme.own_contacts.owed import contacts_due
from app.programme.own_contacts.signing import signatures_due
from app.programme.packs.life import review_due_on
from app.programme.packs.shelf import packs_now
from app.programme.peers import due as peers
from app.programme.people.joining import who_waits
from app.programme.planned import local
from app.programme.planning.cover import todo as cover_due
from app.programme.reach import by_first_name
from app.programme.referrals import checks_asked, open_checks
from app.programme.register_rows import men_of
from app.programme.reporting import due as reporting
from app.programme.reporting.orders import ORDERS
from app.programme.rights import Right
from app.programme.rules.gates import Gate
from app.programme.seat import ProgrammeSeat
from app.programme.settling.settle import settle_soon
from app.programme.standing import gates_of_all, local_day
from app.programme.task_rows import (
    AHEAD,
    LOOK,
    OPEN_STATES,
    Day,
    Kind,
    Line,
    More,
    Round,
    Soonest,
    TaskRow,
    by_due,
    first_rows,
    may,
)
from app.programme.waiting import rating
from app.programme.waiting import tasks as places
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.case import Case, Hold, RedEvent, RiskResult, reference_of
from models.programme.due import DueDay

FIRST_LOOK_DAYS, WHILE_WAITING = 2, 500
DECIDE_DAYS = 10
STEPS = (
    ("consent", "consent.record"),
    ("partner_details", "referral.pass_partner_details"),
    ("risk_result", "risk.record_result"),
)


class TodayAsked(Draft):
    """Which part of the list: all of it, or one case's; whether somebody waits for men not looked through yet."""

    case: str | None = None
    is_waiting: bool = False


class TodayPage(Row):
    """What is due: the most urgent of all, and of which kind there are more; `untold` men are yet to be read."""

    rows: tuple[TaskRow, ...]
    more: tuple[More, ...] = ()
    untold: int = 0


class Todays(Noun):
    """What is to be done."""

    seat: ProgrammeSeat

    @act("today.show", Right.READ_TODAY, kind=ActKind.LIST)
    def show(self, work: Work, draft: TodayAsked) -> TodayPage:
        """Show what is due: overdue, today, this week, by role."""
        if draft.case is not None:
            return TodayPage(rows=tasks(work, self.seat, draft.case))
        settle_soon(work, self.seat, WHILE_WAITING if draft.is_waiting else LOOK)
        return page_of(work, self.seat)


def page_of(work: Work, seat: ProgrammeSeat) -> TodayPage:
    """The most urgent tasks of this person, and what is left out of each kind (P8)."""
    round_ = Round(work, seat, None)
    rows, more = first_rows(round_, _MEETINGS_ONLY if by_first_name(seat) else KINDS)
    return TodayPage(rows=rows, more=more, untold=round_.untold)


def tasks(work: Work, seat: ProgrammeSeat, case_id: str) -> tuple[TaskRow, ...]:
    """Every task of one case, the most urgent first."""
    round_ = Round(work, seat, case_id)
    kinds = _MEETINGS_ONLY if by_first_name(seat) else KINDS
    return tuple(sorted((row for kind in kinds for row in kind.rows(round_)), key=by_due))


def _duplicates(round_: Round) -> Iterator[TaskRow]:
    """A check whether he was here before that nobody has answered (PATH-1)."""
    asked = open_checks(round_.work, round_.cases)
    for case, client in round_.cases.values():
        if case.id in asked:
            due = round_.office.after_working_days(case.received_on, FIRST_LOOK_DAYS)
            words = _("Check for an earlier case: {name}").format(name=short_name(client))
            yield round_.row("referral.answer_duplicates", case.id, due, words, case.reference)


def _first_looks(round_: Round) -> Iterator[TaskRow]:
    """A new referral."""
    for case, client in round_.cases.values():
        if case.state == CaseState.REFERRED.value:
            due = round_.office.after_working_days(case.received_on, FIRST_LOOK_DAYS)
            words = _("Begin the assessment: {name}").format(name=short_name(client))
            yield round_.row("screening.answer", case.id, due, words, case.reference)


def _assessments(round_: Round) -> Iterator[TaskRow]:
    """The next step of an assessment."""
    assessing = [case for case, _client in round_.cases.values() if case.state == CaseState.ASSESSING.value]
    gates = gates_of_all(round_.work, round_.seat, assessing)
    rated = denials.rated(round_.work, gates)
    for case in assessing:
        yield _next_step(round_, case, round_.name(case.id), (gates[case.id], case.id in rated))


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
    query = select(Case.id, Case.number).where(Case.state.in_(OPEN_STATES))
    if round_.ids is not None:
        query = query.where(Case.id.in_(round_.ids))
    numbers = {row.id: row.number for row in round_.work.session.execute(query)}
    for case_id, waiting in denials.waiting_ratings(round_.work, numbers):
        if waiting.rated_by != round_.seat.person.id:
            rated_on = local_day(round_.seat, waiting.rated_at)
            due = round_.office.after_working_days(rated_on, FIRST_LOOK_DAYS)
            words = _("Rate denial as the second worker: {case}").format(case=reference_of(numbers[case_id]))
            yield round_.row("denial.rate", case_id, due, words)


def _rated_once(_round: Round) -> Soonest:
    """Whose grade 4 waits, whoever works with him: the second worker is somebody else."""
    query = select(Case.id, DueDay.day.label("day")).join(DueDay, DueDay.case_id == Case.id)
    query = query.where(DueDay.kind == Due.RATING, not_looked_up(Case.state).in_(OPEN_STATES))
    return query.order_by(DueDay.day, Case.number)


def _looks(round_: Round) -> Iterator[TaskRow]:
    """The day on which a case is looked at again."""
    for case, client in round_.cases.values():
        if case.review_on is not None and case.review_on <= round_.today + AHEAD:
            words = _("Look again: {name}").format(name=short_name(client))
            yield round_.row("screening.show", case.id, case.review_on, words, case.reference)


def _holds(round_: Round) -> Iterator[TaskRow]:
    """The day on which a hold is looked at again (CASE-10)."""
    of_them = Hold.case_id.in_(list(round_.cases))
    for hold in round_.work.session.scalars(select(Hold).where(of_them, *_held_until(round_))):
        words = _("Look at the hold again: {name}").format(name=round_.name(hold.case_id))
        yield round_.row("case.lift_hold", hold.case_id, hold.review_on, words)


def _held_until(round_: Round) -> tuple[ColumnElement[bool], ...]:
    return Hold.lifted_on.is_(None), Hold.review_on <= round_.today + AHEAD


def _risks(round_: Round) -> Iterator[TaskRow]:
    """The day on which a risk result is taken again: the newest of each tool."""
    of_them = RiskResult.case_id.in_(list(round_.cases))
    for result in round_.work.session.scalars(select(RiskResult).where(of_them, *_stale_risk(round_))):
        if result.review_on is not None:
            words = _("Take the risk result again: {name}").format(name=round_.name(result.case_id))
            yield round_.row("risk.record_result", result.case_id, result.review_on, words, result.tool)


def _stale_risk(round_: Round) -> tuple[ColumnElement[bool], ...]:
    newer = aliased(RiskResult)
    later = tuple_(newer.taken_on, newer.at, newer.id) > tuple_(RiskResult.taken_on, RiskResult.at, RiskResult.id)
    replaced = exists().where(newer.case_id == RiskResult.case_id, newer.tool == RiskResult.tool, later)
    return RiskResult.review_on <= round_.today + AHEAD, ~replaced


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


def _without_worker(round_: Round) -> Iterator[TaskRow]:
    """Cases that nobody works with, for who may give them."""
    if round_.seat.reach(Right.OVERRIDE) is Reach.NONE:
        return
    for case, client in round_.cases.values():
        if case.assigned_to is None:
            due = round_.office.after_working_days(case.received_on, FIRST_LOOK_DAYS)
            words = _("Give to a worker: {name}").format(name=short_name(client))
            yield round_.row("case.assign", case.id, due, words, case.reference)


def _seats_kept(round_: Round) -> Iterator[TaskRow]:
    """Seats kept on hold too long, for who decides on them (CASE-10)."""
    if round_.seat.reach(Right.OVERRIDE) is Reach.NONE:
        return
    weeks, of_them = _seat_weeks(round_), Hold.case_id.in_(list(round_.cases))
    for hold in round_.work.session.scalars(select(Hold).where(of_them, *_kept_too_long(round_))):
        words = _("Decide on the seat kept on hold: {name}").format(name=round_.name(hold.case_id))
        yield round_.row("case.lift_hold", hold.case_id, hold.from_day + weeks, words)


def _seat_weeks(round_: Round) -> timedelta:
    return timedelta(weeks=number_setting(round_.work.session, "hold.seat_weeks"))


def _kept_too_long(round_: Round) -> tuple[ColumnElement[bool], ...]:
    return Hold.lifted_on.is_(None), Hold.keeps_seat.is_(True), Hold.from_day < round_.today - _seat_weeks(round_)


def _registers(round_: Round) -> Iterator[TaskRow]:
    """Registers that are owed or due today; no name stands in such a row (ATT-11)."""
    if round_.only is not None:
        return
    for row in registers_owed(round_.work, round_.seat, round_.sessions):
        if row.case is not None and row.kind in OWN_CONTACTS:
            continue
        words = _("Record register: {group}, {title}").format(group=row.group_code, title=row.title)
        begins = f"{local(round_.seat.clock, row.starts_at):%H:%M}"
        yield round_.row("register.take", row.session, row.owed_from, words, begins)


def _notes(round_: Round) -> Iterator[TaskRow]:
    """Notes that are owed (ATT-12)."""
    for _group, note in notes_owed(round_.work, round_.seat, round_.only, round_.sessions):
        words = _("Write the note: {name}, {title}").format(name=note.name, title=note.title)
        yield round_.row("note.write", note.session, note.on + timedelta(days=1), words, note.reference)


def _booked(round_: Round) -> Iterator[TaskRow]:
    """Booked 1-2-1s and reviews (PATH-11)."""
    work, seat = round_.work, round_.seat
    which = Which(round_.only, tuple(OWN_CONTACTS), round_.sessions)
    planned = planned_before(work, seat, seat.clock.now() + AHEAD, which)
    alone = [one for one, _group_of in planned if one.kind in OWN_CONTACTS and one.case_id]
    men = men_of(work, {str(one.case_id) for one in alone})
    for session in alone:
        if session.starts_at is not None:
            man = men[str(session.case_id)]
            words = _("Hold the contact: {name}, {title}").format(name=man.short, title=session.title)
            due = session.ends_at or session.starts_at
            yield round_.row(OWN_CONTACTS[session.kind], session.id, due, words, man.case.reference)


def _begun(round_: Round) -> Soonest | Iterable[Line]:
    return days_planned(round_.work, round_.seat, midnight_after(round_.seat))


def _contacts_booked(round_: Round) -> Soonest | Iterable[Line]:
    return days_planned(round_.work, round_.seat, round_.seat.clock.now() + AHEAD, tuple(OWN_CONTACTS))


def _of_state(state: CaseState) -> Callable[[Round], Soonest]:
    return lambda round_: round_.soonest(Case.received_on, states=(state.value,))


def _of_holds(day: Day, is_due: Callable[[Round], tuple[ColumnElement[bool], ...]]) -> Callable[[Round], Soonest]:
    return lambda round_: round_.soonest(day, Hold.case_id == Case.id, *is_due(round_))


def _kept(kind: Due) -> Callable[[Round], Soonest]:
    return lambda round_: round_.kept(kind)


def _kept_soon(kind: Due) -> Callable[[Round], Soonest]:
    return lambda round_: round_.kept(kind, round_.today + AHEAD)


def _pack_reviews(round_: Round) -> Iterator[TaskRow]:
    """Programmes to be looked at again: a pilot on the day that was set for it, an active one as its pack says."""
    if round_.only is not None or round_.seat.reach(Right.PACKS) is Reach.NONE:
        return
    for pack in packs_now(round_.work).values():
        due = review_due_on(round_.work, round_.seat, pack)
        if due is not None and due <= round_.today + AHEAD:
            words = _("Review the programme: {title}").format(title=pack.title)
            about = f"{pack.code} {pack.version}"
            yield round_.row("pack.record", about, due, words, pack_state_words(pack.lifecycle.state))


_PACKS = Kind("packs", _pack_reviews)
_REGISTERS = Kind("registers", _registers, _begun, is_counted=False, of_sessions=True, is_sure=True)
_MEETINGS_ONLY = (_REGISTERS, *peers.KINDS, _PACKS)
KINDS = (
    Kind("duplicates", _duplicates, lambda round_: round_.soonest(Case.received_on, Case.id.in_(checks_asked()))),
    Kind("referrals", _first_looks, _of_state(CaseState.REFERRED)),
    Kind("assessments", _assessments, _of_state(CaseState.ASSESSING)),
    Kind("ratings", _second_ratings, _rated_once, is_kept=True, is_for_others=True),
    Kind("looks", _looks, lambda round_: round_.soonest(Case.review_on, Case.review_on <= round_.today + AHEAD)),
    Kind("holds", _holds, _of_holds(Hold.review_on, _held_until)),
    Kind(
        "risks",
        _risks,
        lambda round_: round_.soonest(RiskResult.review_on, RiskResult.case_id == Case.id, *_stale_risk(round_)),
    ),
    *rating.KINDS,
    *mappa.KINDS,
    Kind("red_events", _red_events, is_sure=True),
    ORDERS,
    Kind(
        "without_worker", _without_worker, lambda round_: round_.soonest(Case.received_on, Case.assigned_to.is_(None))
    ),
    Kind("seats", _seats_kept, _of_holds(Hold.from_day, _kept_too_long)),
    _REGISTERS,
    Kind("notes", _notes, lambda round_: days_of_notes(round_.work, round_.seat), of_sessions=True),
    Kind("booked", _booked, _contacts_booked, of_sessions=True),
    Kind("contacts", contacts_due, _kept_soon(Due.CONTACT), is_kept=True, proves=may(Right.TAKE_REGISTER)),
    Kind("signatures", signatures_due, _kept(Due.SIGNATURE), is_kept=True, proves=may(Right.TAKE_REGISTER)),
    Kind("catch_ups", catch_ups_due, _kept_soon(Due.CATCH_UP), is_kept=True, proves=may(Right.TAKE_REGISTER)),
    Kind("follow_ups", follow_ups_due, _kept(Due.FOLLOW_UP), is_kept=True, proves=may(Right.OVERRIDE)),
    Kind("concerns", concerns_due, _kept(Due.CONCERN), is_kept=True, proves=may(Right.TAKE_REGISTER)),
    Kind("cover", cover_due),
    *letters.KINDS,
    *incidents.KINDS,
    *access.KINDS,
    *measures.KINDS,
    *places.KINDS,
    *peers.KINDS,
    *reporting.KINDS,
    _PACKS,
    Kind("joiners", who_waits),
)
