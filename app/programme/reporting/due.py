"""Says as rows of Today which reports are asked for, which wait for this person, and whose reader is to be asked."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, union_all

from app.core.language import _
from app.domain.answers import Answer
from app.domain.codes import ReferralSource
from app.domain.moves import CaseState, ReasonCode
from app.domain.pack import Pack
from app.domain.pack_parts import ReportAt
from app.domain.pack_tables import reports
from app.domain.roles import Reach
from app.programme.case_list import short_name
from app.programme.days.kept import Due
from app.programme.office import number_setting, setting
from app.programme.packs.shelf import shelf_of
from app.programme.planned import HELD, PLANNED
from app.programme.reporting.aside import PutAside, put_aside
from app.programme.reporting.filling import wanted_of
from app.programme.reporting.outcomes import route_of
from app.programme.rights import Right
from app.programme.rules.issue import ReportState
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.task_rows import AHEAD, Kind, Line, Round, Soonest, TaskRow, may
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.attendance import ThreeWayReview
from models.programme.case import Case, CaseEvent, Decision
from models.programme.client import Client
from models.programme.document import Report, ReportEvent
from models.programme.group import Member, Session

LOOK_BACK = timedelta(days=90)
AFTER_EVENT = timedelta(days=60)  # later the referrer has heard it another way
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


class Asked(NamedTuple):
    """A report that nobody began: of whom, of which kind, since when it is asked for, and for how long it is."""

    case: str
    report: str
    at: datetime
    lasts: timedelta


def due_for(work: Work, seat: ProgrammeSeat, case_id: str, kind: str) -> date | None:
    """The day by which a report of this kind is due, when the programme or an event asks for one now."""
    asked = _first(_asked(work, seat, (case_id,)))
    aside = put_aside(work, (case_id,)).get((case_id, kind))
    return _due_day(work, seat, asked[case_id, kind], aside) if (case_id, kind) in asked else None


def asked_until(work: Work, seat: ProgrammeSeat, case_id: str, kind: str) -> date | None:
    """The last day on which a report of this kind is asked for, when one is asked for now."""
    found = [one for one in _all_asked(work, seat, (case_id,)) if one.report == kind]
    return max((local_day(seat, one.at) + one.lasts for one in found), default=None)


def reports_of(work: Work, seat: ProgrammeSeat, cases: Collection[str]) -> Iterator[tuple[str, date, date]]:
    """Of each report that is asked for now or will be: whose it is, since when, and until when (P8)."""
    for one in _asked(work, seat, cases, is_ahead=True):
        day = local_day(seat, one.at)
        yield one.case, day, day + one.lasts


def _due_day(work: Work, seat: ProgrammeSeat, at: datetime, aside: PutAside | None) -> date:
    """So many days after it was first asked for; one that was put aside, on the day until which it was."""
    day = local_day(seat, at) + timedelta(days=number_setting(work.session, "report.due_days"))
    return max(day, aside.until) if aside is not None and aside.at >= at else day


def _first(found: Iterable[Asked]) -> dict[tuple[str, str], datetime]:
    """By case and report; the programme and an end may ask for the same."""
    first: dict[tuple[str, str], datetime] = {}
    for one in found:
        first[one.case, one.report] = min(one.at, first.get((one.case, one.report), one.at))
    return first


def _asked(work: Work, seat: ProgrammeSeat, cases: Collection[str], is_ahead: bool = False) -> list[Asked]:
    """What is asked for and lies not aside."""
    return list(_not_aside(work, seat, _all_asked(work, seat, cases, is_ahead), is_ahead))


def _all_asked(work: Work, seat: ProgrammeSeat, cases: Collection[str], is_ahead: bool = False) -> list[Asked]:
    """What the programme or an event asks for of these men and nobody began; `is_ahead`: what is still to come too.

    It is asked for so many days, whole ones: so it changes from one day to the next and not within one.
    """
    there = (Case.id.in_(cases), not_looked_up(Case.state).in_(ASKED_BY_PACK))
    versions = {tuple(row) for row in work.session.execute(select(Case.programme, Case.pack_version).where(*there))}
    found: list[Asked] = []
    for pack in [pack for pack in shelf_of(work).packs if (pack.code, pack.version) in versions]:
        for number, at in enumerate(pack.report_at):
            place = 1 + sum(one.report == at.report for one in pack.report_at[:number])
            reached = _of_a_place(pack, at, place).where(Member.case_id.in_(cases))
            ask = _after_block if at.after_block is not None else _after_weeks
            asked = ask(work, seat, (pack, at), reached, is_ahead)
            found += [Asked(case, at.report, moment, LOOK_BACK) for case, moment in asked]
    events = [query.where(Case.id.in_(cases)) for query in _after_events(work, seat)]
    told = work.session.execute(union_all(*events)) if events else ()
    return [*found, *(Asked(case, report, moment, AFTER_EVENT) for case, report, moment in told)]


def _not_aside(work: Work, seat: ProgrammeSeat, found: list[Asked], is_ahead: bool) -> Iterator[Asked]:
    """What nobody put aside since it was asked for; told ahead, the rest from the day until which it lies."""
    asides = put_aside(work, {one.case for one in found}) if found else {}
    for one in found:
        aside = asides.get((one.case, one.report))
        if aside is None or aside.at < one.at or aside.until <= seat.clock.today():
            yield one
        elif is_ahead:
            ends = local_day(seat, one.at) + one.lasts
            again = seat.clock.at(datetime.combine(aside.until, time()))
            yield Asked(one.case, one.report, again, ends - aside.until)


def _since(seat: ProgrammeSeat, long_ago: timedelta) -> datetime:
    """The beginning of the day so long ago."""
    return seat.clock.at(datetime.combine(seat.clock.today() - long_ago, time()))


def _after_events(work: Work, seat: ProgrammeSeat) -> Iterator[Select[str, str, datetime]]:
    """What a decision, an end and a three-way review ask for, whatever the programme (domain.md section 12, PATH-7).

    Nobody waits for a report on a man who came by himself, nor where the way to its reader is closed (REP-13). Who has
    begun is known to be taken on.
    """
    if setting(work.session, "report.by_event") is not True:
        return
    since = _since(seat, AFTER_EVENT)
    decided = (Decision.case_id == Case.id) & (Decision.at >= since)
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
        begun = exists().where(
            Report.case_id == Case.id, Report.type == kind, (Report.created_at >= day) | Report.state.not_in(GONE)
        )
        query = select(Case.id.label("case_id"), literal(kind).label("report"), func.max(day).label("day"))
        query = query.where(not_looked_up(Case.state).in_(states), Case.state_since >= since, ~begun)
        query = query.where(Case.source != ReferralSource.SELF.value, Case.reporting_route != Answer.NO.value)
        yield (query if also is None else query.where(also)).group_by(Case.id)


def _of_a_place(pack: Pack, at: ReportAt, place: int) -> Select[str]:
    """Who is or was in a group of this programme and had fewer reports of the kind than it asks for by this place."""
    had = select(func.count(Report.id)).where(Report.case_id == Member.case_id, Report.type == at.report)
    return (
        select(Member.case_id)
        .join(Case, Case.id == Member.case_id)
        .where(Case.programme == pack.code, Case.pack_version == pack.version)
        .where(had.scalar_subquery() < place, not_looked_up(Case.state).in_(ASKED_BY_PACK))
        .where(Case.reporting_route != Answer.NO.value)
    )


def _after_block(
    work: Work, seat: ProgrammeSeat, place: tuple[Pack, ReportAt], reached: Select[str], is_ahead: bool
) -> Iterable[tuple[str, datetime]]:
    """Who had the last session of this block, planned or held, while he was there; told ahead, the first of those."""
    pack, at = place
    block = next(one for one in pack.blocks if one.key == at.after_block)
    moment = func.min(Session.ends_at) if is_ahead else func.max(Session.ends_at)
    query = reached.join(Session, Session.group_id == Member.group_id).add_columns(moment)
    query = query.where(Session.case_id.is_(None), not_looked_up(Session.status).in_((PLANNED, HELD)))
    query = query.where(Session.key == block.key, Session.number == (block.count or 0))
    query = query.where(or_(Member.left_at.is_(None), Member.left_at >= Session.ends_at))
    query = query.where(Member.joined_at <= Session.ends_at, Session.ends_at >= _since(seat, LOOK_BACK))
    if not is_ahead:
        query = query.where(Session.ends_at <= seat.clock.now())
    return [(case, ends) for case, ends in work.session.execute(query.group_by(Member.case_id))]


def _after_weeks(
    work: Work, seat: ProgrammeSeat, place: tuple[Pack, ReportAt], reached: Select[str], is_ahead: bool
) -> Iterable[tuple[str, datetime]]:
    """Who has been in a group that meets for so many weeks, since the day on which they were over."""
    weeks = timedelta(weeks=place[1].after_week or 0)
    meets = exists().where(
        Session.group_id == Member.group_id, Session.case_id.is_(None), Session.ends_at >= Member.joined_at,
        not_looked_up(Session.status).in_((PLANNED, HELD)),
    )  # fmt: skip
    query = reached.add_columns(Member.joined_at, Member.left_at).where(meets)
    for case, joined, left in work.session.execute(query.where(Member.joined_at >= _since(seat, LOOK_BACK) - weeks)):
        over = joined + weeks
        if (left is None or left >= over) and (is_ahead or over <= seat.clock.now()):
            yield case, over


def _those_asked(round_: Round) -> Soonest | list[Line]:
    return round_.kept(Due.REPORT, round_.today, STATES) if _writes(round_) else []


def _writes(round_: Round) -> bool:
    return round_.seat.reach(Right.WRITE_REPORT) is not Reach.NONE


def _unbegun(round_: Round) -> Iterator[TaskRow]:
    """A report that the programme asks for and nobody has begun."""
    if not _writes(round_):
        return
    asked = _first(_asked(round_.work, round_.seat, round_.ids or ()))
    wanted = round_.with_clients(Case.state.in_(STATES), Case.id.in_({case for case, _report in asked}))
    men = {row.Case.id: (row.Case, row.Client) for row in round_.work.session.execute(wanted)} if asked else {}
    asides = put_aside(round_.work, set(men)) if men else {}
    for (id, report), day in asked.items():
        if id in men:
            case, client = men[id]
            words = _("Write the {report}: {name}").format(report=_called(report), name=short_name(client))
            aside = asides.get((id, report))
            due = _due_day(round_.work, round_.seat, day, aside)
            beside = _beside(case, route_of(round_.seat, case))
            if aside is not None and aside.at >= day:
                beside = f"{beside}, {_('put aside by {name}').format(name=aside.by)}"
            yield round_.row("report.draft", f"{id}/{report}", due, words, beside)


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


KINDS = (
    Kind("reports_due", _unbegun, _those_asked, is_kept=True, proves=may(Right.WRITE_REPORT)),
    Kind("reports", _at_hand),
)
