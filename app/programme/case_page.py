"""Gathers the one page on which a worker sees where a man stands; everything on it may be seen by him."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.shapes import CaseId, Row
from app.domain.answers import Answer
from app.domain.counts import percent
from app.domain.moves import CaseState, Cause, state_words
from app.domain.names import full_name
from app.domain.pack import Pack
from app.programme.case_file.way import PathwayStep, WayRow, hours_text, pathway, way_of
from app.programme.case_list import short_name
from app.programme.case_moves import facts_of
from app.programme.case_record import GoalRow, RecordRow, StripCell, goal_rows, recent_record, strip_cells
from app.programme.consents import consent_line
from app.programme.details import details_line
from app.programme.legal.shown import in_short
from app.programme.marks import marks_of
from app.programme.measures.substance import is_route
from app.programme.office import names_of
from app.programme.packs.shelf import pack_of
from app.programme.reporting.outcomes import other_routes, route_of
from app.programme.risks import level_of
from app.programme.rules.attendance import SessionKind, Totals, totals
from app.programme.rules.moves import targets_from
from app.programme.rules.progress import completion, started_on
from app.programme.screening_rows import GateRow, gate_rows
from app.programme.seat import ProgrammeSeat
from app.programme.standing import case_gates
from app.programme.task_rows import TaskRow
from app.programme.today import tasks
from app.programme.waiting.time_left import TimeLeft, times_left
from app.store.work import Work
from models.programme.case import Case, Hold, RiskResult
from models.programme.client import Client
from models.programme.group import Group, Member


class RiskRow(Row):
    """How high the risk stands: level, tool and dates, never a reason."""

    level: str
    tool: str
    taken_on: date | None
    review_on: date | None


class HoldRow(Row):
    """An open hold."""

    kind: str
    reason: str
    from_day: date
    review_on: date
    keeps_seat: bool
    may_attend: bool


class MoveRow(Row):
    """A state a person may move the case to from here."""

    to: str
    words: str


class ReaderRow(Row):
    """Whether another reader than the referrer may have reports today, why, and since when that is said (REF-8)."""

    reader: str
    route: Answer
    why: str
    said_on: date


class CasePage(Row):
    """The participant page."""

    case: CaseId
    reference: str
    version: int
    client: str
    name: str
    short_name: str
    date_of_birth: str
    gender: str
    language: str
    phone: str
    email: str
    address: str
    needs: str
    state: str
    state_words: str
    review_on: date | None
    programme: str
    programme_title: str
    pack_version: str
    source: str
    organisation: str
    officer: str
    officer_email: str
    legal_kind: str
    order_ends_on: date | None
    received_on: date
    external_reference: str
    reason: str
    group: str
    group_id: str
    lead: str
    started_on: date | None
    risk: RiskRow
    pathway: tuple[PathwayStep, ...]
    way: WayRow
    contacts_done: int
    contacts_of: int
    group_hours: str
    group_hours_of: str
    attended: int
    offered: int
    percent: int | None
    strip: tuple[StripCell, ...]
    record: tuple[RecordRow, ...]
    goals: tuple[GoalRow, ...]
    holds: tuple[HoldRow, ...]
    gates: tuple[GateRow, ...]
    clearance: str
    details_line: str
    consent_line: str
    completion_offered: bool
    moves: tuple[MoveRow, ...]
    do_next: tuple[TaskRow, ...]
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    results: tuple[RiskRow, ...] = ()
    takes_screen: bool = False
    client_version: int = 0
    time_left: TimeLeft = TimeLeft()
    route: Answer = Answer.UNKNOWN
    route_reason: str = ""
    route_now: Answer = Answer.UNKNOWN
    route_said_on: date | None = None
    other_readers: tuple[ReaderRow, ...] = ()
    courts: tuple[str, ...] = ()
    shares_address: str = "unknown"


def case_page(work: Work, seat: ProgrammeSeat, case: Case) -> CasePage:
    """The page of one case, built from records alone."""
    client = work.get(Client, case.client_id)
    pack, marks = pack_of(work, case), marks_of(work, seat, case.id)
    found = case_gates(work, seat, case)
    steps = pathway(pack, marks)
    in_group = [mark for mark in marks if mark.kind is SessionKind.GROUP]
    counted = totals(in_group)
    group_id, group_code = _group(work, case.id)
    names = names_of(work.session, (case.assigned_to,))
    return CasePage(
        case=CaseId(case.id),
        reference=case.reference,
        version=case.version,
        client=client.id,
        name=full_name(client.given_name, client.family_name),
        short_name=short_name(client),
        date_of_birth=client.date_of_birth,
        gender=client.gender,
        language=client.language or "",
        phone=client.phone or "",
        email=client.email or "",
        address=client.address or "",
        needs=client.needs or "",
        state=case.state,
        state_words=state_words(CaseState(case.state)),
        review_on=case.review_on,
        programme=case.programme,
        programme_title=pack.title,
        pack_version=case.pack_version,
        **_referral(work, seat, case),
        group=group_code,
        group_id=group_id,
        lead=names.get(case.assigned_to or "", ""),
        started_on=started_on(pack, marks),
        risk=_risk(work, case.id),
        pathway=steps,
        way=way_of(work, seat, pack, case.id, marks),
        contacts_done=sum(step.done for step in steps),
        contacts_of=pack.totals().contacts,
        group_hours=hours_text(counted.hours),
        group_hours_of=hours_text(pack.totals().group_hours),
        **_attended(counted),
        strip=strip_cells(work, group_id, marks),
        record=recent_record(work, case.id),
        goals=goal_rows(work, case.id),
        holds=_holds(work, case.id),
        gates=gate_rows(found),
        clearance=next((gate.words for gate in found if gate.key == "clearance"), ""),
        details_line=details_line(work, seat, case.id),
        consent_line=consent_line(work, case.id),
        completion_offered=completion(pack, marks).is_offered and case.state == CaseState.ON_PROGRAMME.value,
        moves=_moves(work, seat, case, pack),
        do_next=tasks(work, seat, case.id),
        **_names(client),
        results=_results(work, case.id),
        takes_screen=is_route(pack, case),
        client_version=client.version,
        time_left=times_left(work, seat, [case]).get(case.id, TimeLeft()),
    )


def _names(client: Client) -> dict[str, Any]:
    return {
        "given_name": client.given_name, "family_name": client.family_name, "known_as": client.known_as or "",
        "shares_address": client.shares_address,
    }  # fmt: skip


def _attended(counted: Totals) -> dict[str, Any]:
    """Came, of how many, and the share; never a share of nothing (STA-1)."""
    share = percent(counted.attended, counted.offered) if counted.offered else None
    return {"attended": counted.attended, "offered": counted.offered, "percent": share}


def _referral(work: Work, seat: ProgrammeSeat, case: Case) -> dict[str, Any]:
    return {
        "source": case.source,
        "organisation": case.referrer_organisation or "",
        "officer": case.referrer_officer or "",
        "officer_email": case.referrer_email or "",
        "legal_kind": case.legal_kind,
        "order_ends_on": case.order_ends_on,
        "received_on": case.received_on,
        "external_reference": case.external_reference or "",
        "reason": case.reason or "",
        "route": Answer(case.reporting_route),
        "route_reason": case.reporting_reason or "",
        "route_now": route_of(seat, case),
        "route_said_on": case.reporting_said_on,
        "other_readers": tuple(
            ReaderRow(reader=one.reader, route=one.route, why=one.why, said_on=one.said_on)
            for one in other_routes(seat, case)
        ),
        "courts": in_short(work, seat.clock.today(), case),
    }


def _group(work: Work, case_id: str) -> tuple[str, str]:
    query = (
        select(Group.id, Group.code)
        .join(Member, Member.group_id == Group.id)
        .where(Member.case_id == case_id)
        .order_by(Member.left_at.is_not(None), Member.joined_at.desc())
    )
    row = work.session.execute(query.limit(1)).one_or_none()
    return (row.id, row.code) if row else ("", "")


def _risk(work: Work, case_id: str) -> RiskRow:
    found = level_of(work, case_id)
    if found is None:
        return RiskRow(level=Answer.UNKNOWN.value, tool="", taken_on=None, review_on=None)
    return RiskRow(level=found.level, tool=found.tool, taken_on=found.taken_on, review_on=found.review_on)


def _results(work: Work, case_id: str) -> tuple[RiskRow, ...]:
    """Every recorded result, newest first: tool, level and days."""
    query = select(RiskResult).where(RiskResult.case_id == case_id)
    rows = work.session.scalars(query.order_by(RiskResult.taken_on.desc(), RiskResult.at.desc()))
    return tuple(
        RiskRow(level=row.level, tool=row.tool, taken_on=row.taken_on, review_on=row.review_on) for row in rows
    )


def _holds(work: Work, case_id: str) -> tuple[HoldRow, ...]:
    rows = work.session.scalars(select(Hold).where(Hold.case_id == case_id, Hold.lifted_on.is_(None)))
    return tuple(
        HoldRow(
            kind=row.kind,
            reason=row.reason,
            from_day=row.from_day,
            review_on=row.review_on,
            keeps_seat=row.keeps_seat,
            may_attend=row.may_attend,
        )
        for row in rows
    )


def _moves(work: Work, seat: ProgrammeSeat, case: Case, pack: Pack) -> tuple[MoveRow, ...]:
    targets = targets_from(pack, facts_of(work, seat, case), Cause.MANUAL)
    return tuple(MoveRow(to=target.value, words=state_words(target)) for target in targets)
