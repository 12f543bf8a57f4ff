"""Says as rows of Today which reports are asked for, which wait for this person, and whose reader is to be asked."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.core.language import _
from app.domain.answers import Answer
from app.domain.calendar import day_words
from app.domain.codes import ReferralSource
from app.domain.moves import CaseState, ReasonCode
from app.domain.pack import Pack
from app.domain.pack_parts import ReportAt
from app.domain.pack_tables import reports
from app.domain.roles import Reach
from app.programme.case_list import short_name
from app.programme.office import number_setting, setting
from app.programme.packs.shelf import shelf_of
from app.programme.planned import HELD, PLANNED
from app.programme.reporting.filling import wanted_of
from app.programme.reporting.outcomes import route_of
from app.programme.rights import Right
from app.programme.rules.issue import ReportState
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.task_rows import AHEAD, Kind, Round, Soonest, TaskRow
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.attendance import ThreeWayReview
from models.programme.case import Case, CaseEvent, Decision
from models.programme.client import Client
from models.programme.document import Report, ReportEvent
from models.programme.group import Member, Session

LOOK_BACK = timedelta(days=90)
ORDER_ENDS = timedelta(weeks=4)
AFTER_EVENT = timedelta(days=60)  # later the referrer has heard it another way
A_DAY = timedelta(days=1)  # no session is longer: those of these days are looked up by when they began (P8)
ASKED_BY_PACK = (CaseState.ON_PROGRAMME.value, CaseState.COMPLETED.value)
TAKEN_ON = (CaseState.NOT_READY.value, CaseState.WAITING.value, CaseState.PLACED.value)
TURNED_AWAY = (CaseState.NOT_SUITABLE.value, CaseState.NOT_ELIGIBLE.value)
LEFT = (
    *(CaseState.WITHDRAWN.value, CaseState.DESELECTED.value, CaseState.BACK_TO_REFERRER.value),
    CaseState.AWAY.value,
)
DONE = (CaseState.COMPLETED.value,)
STATES = tuple(dict.fromkeys((*ASKED_BY_PACK, *TAKEN_ON, *TURNED_AWAY, *LEFT, *DONE)))
OF_NO_REPORT = (ReasonCode.DUPLICATE.value, ReasonCode.ERROR.value, ReasonCode.DEATH.value)
GONE = (ReportState.ISSUED.value, ReportState.DELIVERED.value)


def due_for(work: Work, seat: ProgrammeSeat, case_id: str, kind: str) -> date | None:
    """The day by which a report of this kind is due, when the programme or an event asks for one now."""
    asked = _asked(work, seat, (case_id,))
    if asked is None:
        return None
    query = select(func.min(asked.c.day)).where(asked.c.case_id == case_id, asked.c.report == kind)
    at = work.session.scalar(query)
    return None if at is None else _due_day(work, seat, at)


def _due_day(work: Work, seat: ProgrammeSeat, at: datetime) -> date:
    return local_day(seat, at) + timedelta(days=number_setting(work.session, "report.due_days"))


def _asked(work: Work, seat: ProgrammeSeat, cases: Collection[str] | None = None) -> Subquery | None:
    """Case, report and moment, of everybody or of these: what the programme or an event asks for and nobody began."""
    now = seat.clock.now()
    parts: list[Select[Any, Any, Any]] = []
    for pack in shelf_of(work).packs:
        for number, at in enumerate(pack.report_at):
            place = 1 + sum(one.report == at.report for one in pack.report_at[:number])
            by_time = cases is None and at.after_block is None
            status = Session.status if by_time else not_looked_up(Session.status)
            reached = _reached(pack, at, place, now, status)
            parts.append(reached if cases is None else reached.where(Member.case_id.in_(cases)))
    parts += _after_events(work, now, cases)
    if not parts:
        return None
    every = union_all(*parts).subquery()
    first = func.min(every.c.day).label("day")  # the programme and an end may ask for the same report
    return select(every.c.case_id, every.c.report, first).group_by(every.c.case_id, every.c.report).subquery()


def _after_events(work: Work, now: datetime, cases: Collection[str] | None) -> Iterator[Select[Any, Any, Any]]:
    """What a decision, an end and a three-way review ask for, whatever the programme (domain.md section 12, PATH-7).

    Nobody waits for a report on a man who came by himself, nor where the way to its reader is closed (REP-13). The
    cases are looked up by their state and the day since when they are in it: no event is younger than that (P8). Who
    has begun is known to be taken on.
    """
    if setting(work.session, "report.by_event") is not True:
        return
    decided = (Decision.case_id == Case.id) & (Decision.at >= now - AFTER_EVENT)
    taken = decided & Decision.verdict.in_(("suitable", "not_ready"))
    refused = decided & Decision.verdict.in_(TURNED_AWAY)
    reviewed = ThreeWayReview.case_id == Case.id
    no_end = exists().where(
        CaseEvent.kind == "move", CaseEvent.case_id == Case.id, CaseEvent.reason_code.in_(OF_NO_REPORT)
    )
    joined = exists().where(Member.case_id == Case.id) & or_(Case.state != CaseState.WITHDRAWN.value, ~no_end)
    for kind, states, day, also in (
        ("acceptance", TAKEN_ON, Decision.at, taken),
        ("not_suitable", TURNED_AWAY, Decision.at, refused),
        ("completion", DONE, Case.state_since, None),
        ("non_completion", LEFT, Case.state_since, joined),
        ("three_way_review", DONE, Case.state_since, reviewed),
    ):
        moment = func.max(day)
        begun = exists().where(
            Report.case_id == Case.id, Report.type == kind, (Report.created_at >= day) | Report.state.not_in(GONE)
        )
        query = select(Case.id.label("case_id"), literal(kind).label("report"), moment.label("day"))
        state = Case.state if cases is None else not_looked_up(Case.state)
        query = query.where(state.in_(states), Case.state_since.between(now - AFTER_EVENT, now), ~begun)
        query = query.where(Case.source != ReferralSource.SELF.value, Case.reporting_route != Answer.NO.value)
        query = query if also is None else query.where(also)
        yield (query if cases is None else query.where(Case.id.in_(cases))).group_by(Case.id)


def _reached(
    pack: Pack, at: ReportAt, place: int, now: datetime, status: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> Select[Any, Any, Any]:
    """Who has come to this place of his programme and has had fewer reports of the kind than it asks for by then.

    Sessions are looked up by their place in the programme, or by the groups of a few men; only where neither is given
    by their `status` and day (P8).
    """
    had = select(func.count(Report.id)).where(Report.case_id == Member.case_id, Report.type == at.report)
    query = (
        select(Member.case_id.label("case_id"), literal(at.report).label("report"), _moment(at).label("day"))
        .join(Case, Case.id == Member.case_id)
        .join(Session, Session.group_id == Member.group_id)
        .where(Case.programme == pack.code, Case.pack_version == pack.version, Session.case_id.is_(None))
        .where(Session.starts_at.between(now - LOOK_BACK - A_DAY, now), status.in_((PLANNED, HELD)))
        .where(Session.ends_at.between(now - LOOK_BACK, now))
        .where(or_(Member.left_at.is_(None), Member.left_at >= Session.ends_at), Member.joined_at <= Session.ends_at)
        .where(had.scalar_subquery() < place, not_looked_up(Case.state).in_(ASKED_BY_PACK))
        .where(Case.reporting_route != Answer.NO.value)
        .group_by(Member.case_id)
    )
    if at.after_block is not None:
        block = next(one for one in pack.blocks if one.key == at.after_block)
        return query.where(Session.key == block.key, Session.number == (block.count or 0))
    return query.where(Member.joined_at <= now - timedelta(weeks=at.after_week or 0))


def _moment(at: ReportAt) -> ColumnElement[Any]:
    ended: ColumnElement[Any] = Session.ends_at.expression
    return func.max(ended) if at.after_block is not None else func.min(ended)


def _those_asked(round_: Round) -> Soonest:
    asked = _asked(round_.work, round_.seat)
    if asked is None or not _writes(round_):
        return round_.soonest(Case.received_on, Case.id.is_(None))
    return round_.soonest(asked.c.day, asked.c.case_id == Case.id, states=STATES)


def _writes(round_: Round) -> bool:
    return round_.seat.reach(Right.WRITE_REPORT) is not Reach.NONE


def _unbegun(round_: Round) -> Iterator[TaskRow]:
    """A report that the programme asks for and nobody has begun."""
    asked = _asked(round_.work, round_.seat, round_.ids)
    if asked is None or not _writes(round_):
        return
    query = select(Case, Client, asked.c.report, asked.c.day).join(Client, Client.id == Case.client_id)
    query = query.join(asked, asked.c.case_id == Case.id).where(round_.within, Case.state.in_(STATES))
    if round_.ids is not None:
        query = query.where(Case.id.in_(round_.ids))
    for case, client, report, day in round_.work.session.execute(query).all():
        route = route_of(round_.seat, case)
        words = _("Write the {report}: {name}").format(report=_called(report), name=short_name(client))
        due = _due_day(round_.work, round_.seat, day)
        yield round_.row("report.draft", f"{case.id}/{report}", due, words, _beside(case, route))


def _beside(case: Case, route: Answer) -> str:
    """Whose report it is, and whether the way to its reader is known to be open (REF-8, REP-8, REP-13)."""
    words = _("route open") if route is Answer.YES else _("route not known")
    return f"{case.reference}, {words}"


def _called(kind: str) -> str:
    """As it stands inside a sentence."""
    name = reports()[kind]
    return name[:1].lower() + name[1:]


def _at_hand(round_: Round) -> Iterator[TaskRow]:
    """Drafts of one's own whose day comes near, and what one was asked to read; hold and wait show nothing (REP-8)."""
    me, seat = round_.seat.person.id, round_.seat
    query = select(Report, Case, Client).join(Case, Case.id == Report.case_id)
    query = query.join(Client, Client.id == Case.client_id).where(_mine(round_, me))
    if round_.only is not None:
        query = query.where(Case.id == round_.only)
    for report, case, client in round_.work.session.execute(query).all():
        name, called = short_name(client), _called(report.type)
        due = wanted_of(report).due_on
        if report.state == ReportState.DRAFT.value:
            if due is not None and due <= round_.today + AHEAD:
                words = _("Finish the {report}: {name}").format(report=called, name=name)
                yield round_.row("report.edit", report.id, due, words, case.reference)
            continue
        since = local_day(seat, _handed_over(round_, report))
        words = _("Read the {report} as second reader: {name}").format(report=called, name=name)
        yield round_.row("report.sign_off", report.id, since + timedelta(days=2), words, case.reference)


def _mine(round_: Round, me: str) -> ColumnElement[bool]:
    """My drafts; what lies with me to be read, or with anybody, in my reach, and I did not begin it."""
    drafts = (Report.state == ReportState.DRAFT.value) & (Report.author == me) & round_.within
    may_read = round_.seat.reach(Right.COUNTERSIGN) is not Reach.NONE
    anybody = Report.asked_reader.is_(None) & (Report.author != me) & round_.within
    asked = or_(Report.asked_reader == me, anybody) if may_read else Report.asked_reader == me
    return or_(drafts, (Report.state == ReportState.SECOND_READER.value) & asked)


def _handed_over(round_: Round, report: Report) -> datetime:
    query = select(func.max(ReportEvent.at)).where(ReportEvent.report_id == report.id)
    at = round_.work.session.scalar(query)
    return at or round_.seat.clock.at(datetime.combine(report.facts_on, time()))


def _orders(round_: Round) -> Iterator[TaskRow]:
    """An order that ends soon or has ended: a report may no longer have a lawful reader (REF-8).

    Whoever asked within these weeks is not asked again before the end; an end asks anew, unless the way is closed.
    """
    for case, client in round_.cases.values():
        if case.order_ends_on is None or not _asks_of_order(case, case.order_ends_on, round_.today):
            continue
        words = _("Ask the referrer, the order ends: {name}")
        if case.order_ends_on < round_.today:
            words = _("Ask whether we may still report, the order has ended: {name}")
        about, ends = f"{case.id}/reporting", case.order_ends_on
        yield round_.row("case.set_reporting", about, ends, words.format(name=short_name(client)), day_words(ends))


def _asks_of_order(case: Case, ends: date, today: date) -> bool:
    if ends > today + ORDER_ENDS or case.reporting_route == Answer.NO.value:
        return False
    if case.reporting_route == Answer.UNKNOWN.value:
        return True
    if ends < today:
        return (case.reporting_said_on or case.received_on) <= ends
    return case.reporting_said_on is None or case.reporting_said_on < today - ORDER_ENDS


def _with_orders(round_: Round) -> Soonest:
    """Those of whom `_orders` asks, the end that comes first before the others."""
    ends, said, today = Case.order_ends_on, Case.reporting_said_on, round_.today
    over = and_(ends < today, func.coalesce(said, Case.received_on) <= ends)
    ahead = and_(ends >= today, or_(said.is_(None), said < today - ORDER_ENDS))
    asks = or_(Case.reporting_route == Answer.UNKNOWN.value, over, ahead)
    return round_.soonest(ends, ends <= today + ORDER_ENDS, Case.reporting_route != Answer.NO.value, asks)


ORDERS = Kind("orders", _orders, _with_orders)
KINDS = (Kind("reports_due", _unbegun, _those_asked), Kind("reports", _at_hand))
