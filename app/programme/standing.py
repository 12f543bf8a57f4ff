"""Gathers what is true of one case when its gates are looked at, from the records and nothing else (GATE-1 to 7)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row as RowOf
from sqlalchemy import func, select

from app.domain.answers import Answer
from app.domain.codes import CAME, NoDetailsBecause, Verdict
from app.programme import details
from app.programme.consents import KINDS
from app.programme.office import closures, number_setting, office_calendar, setting
from app.programme.packs.shelf import pack_of
from app.programme.rules.gates import Clearance, Consent, Gate, Standing, gates, reasons_no_seat
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case, Decision, DetailsPassed, Hold, RiskResult, Screening
from models.programme.case import Consent as ConsentRow
from models.programme.client import Client
from models.programme.crossing import Clearance as ClearanceRow
from models.programme.crossing import ClearanceAsked
from models.programme.group import Member, Session

NOT_WITH = "not_with"
Place = tuple[str, str]  # a case in a group
Beside = tuple[str, str, frozenset[str]]  # a case, whose it is, and whom he must not meet
Found = RowOf[*tuple[Any, ...]]


def case_gates(work: Work, seat: ProgrammeSeat, case: Case) -> tuple[Gate, ...]:
    """Every gate of this case's programme with its words, as it stands now."""
    return gates_of_all(work, seat, [case])[case.id]


def gates_of_all(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, tuple[Gate, ...]]:
    """The gates of several cases at once, by case."""
    office, closed, found = office_calendar(work.session), closures(work.session), standings(work, seat, cases)
    return {case.id: gates(pack_of(work, case), found[case.id], office, closed) for case in cases}


def standing_of(work: Work, seat: ProgrammeSeat, case: Case) -> Standing:
    """What the gate rules ask about a case."""
    return standings(work, seat, [case])[case.id]


def standings(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, Standing]:
    """What the gate rules ask about several cases, each thing asked once for all of them."""
    ids = [case.id for case in cases]
    consents, passed = _newest_consents(work, ids), _newest_details(work, ids)
    beside = _beside(work, ids)
    asked = frozenset(ids)
    groups = {case: group for group, members in beside.items() for case, *_known in members if case in asked}
    cleared, verdicts, begun = _clearances(work, seat, groups), _verdicts(work, ids), _being_screened(work, ids)
    tools, held, apart = _risk_tools(work, ids), _held(work, seat, ids), _must_not_meet(beside)
    current = str(setting(work.session, "consent.current_version"))
    lapses = number_setting(work.session, "clearance.lapse_weeks")
    ages = number_setting(work.session, "clearance.age_line_days")
    return {
        id: Standing(
            today=seat.clock.today(),
            consent=_consent(consents.get(id)),
            consent_version=current or (consents[id].form_version if id in consents else ""),
            details_given=_given(passed.get(id)),
            no_details_because=_lawful(passed.get(id)),
            no_details_second=passed[id].second_user if id in passed else None,
            clearance=cleared.get(id),
            verdict=verdicts.get(id),
            verdict_is_current=id not in begun,
            risk_tools=tools[id],
            reasons_no_seat=reasons_no_seat(is_held=id in held, meets_somebody=id in apart),
            clearance_lapses_weeks=lapses,
            clearance_age_days=ages,
        )
        for id in ids
    }


def local_day(seat: ProgrammeSeat, at: datetime) -> date:
    """The office's calendar day of a moment."""
    return at.astimezone(seat.clock.zone).date()


def _consent(given: Found | None) -> Consent | None:
    if given is None:
        return None
    is_signed = Answer.YES if given.signed_on is not None else Answer.NO
    return Consent(given.form_version, is_signed, Answer.YES if given.witness else Answer.NO)


def _newest_consents(work: Work, cases: Collection[str]) -> dict[str, Found]:
    """Of the newest of each what the gate looks at."""
    columns = (ConsentRow.case_id, ConsentRow.form_version, ConsentRow.signed_on, ConsentRow.witness)
    query = select(*columns).where(ConsentRow.case_id.in_(cases), ConsentRow.kind.in_(KINDS)).order_by(ConsentRow.at)
    return {row.case_id: row for row in work.session.execute(query)}


def _newest_details(work: Work, cases: Collection[str]) -> dict[str, Found]:
    """Of the newest of each what the gate looks at."""
    columns = (
        DetailsPassed.case_id, DetailsPassed.outcome, DetailsPassed.lawful_reason, DetailsPassed.second_user,
    )  # fmt: skip
    query = select(*columns).where(DetailsPassed.case_id.in_(cases)).order_by(DetailsPassed.at)
    return {row.case_id: row for row in work.session.execute(query)}


def _lawful(passed: Found | None) -> NoDetailsBecause | None:
    lawful = passed.lawful_reason if passed is not None else None
    return NoDetailsBecause(lawful) if lawful else None


def _given(passed: Found | None) -> Answer:
    if passed is None:
        return Answer.NOT_ASKED
    return {details.GIVEN: Answer.YES, details.REFUSED: Answer.NO}.get(passed.outcome, Answer.NOT_ASKED)


def _verdicts(work: Work, cases: Collection[str]) -> dict[str, Verdict]:
    """The newest verdict of each."""
    query = select(Decision.case_id, Decision.verdict).where(Decision.case_id.in_(cases)).order_by(Decision.at)
    newest = {row.case_id: row.verdict for row in work.session.execute(query)}
    return {id: Verdict(verdict) for id, verdict in newest.items() if verdict}


def _being_screened(work: Work, cases: Collection[str]) -> frozenset[str]:
    """Those for whom a screening has been begun and not decided: their verdict is an earlier one (SCR-7)."""
    query = select(Screening.case_id).where(Screening.case_id.in_(cases), Screening.decided_at.is_(None))
    return frozenset(work.session.scalars(query))


def _risk_tools(work: Work, cases: Collection[str]) -> dict[str, tuple[tuple[str, date | None], ...]]:
    """The newest result of every tool, with the day on which it must be looked at again."""
    query = select(RiskResult.case_id, RiskResult.tool, RiskResult.review_on).where(RiskResult.case_id.in_(cases))
    newest: dict[str, dict[str, date | None]] = {id: {} for id in cases}
    for row in work.session.execute(query.order_by(RiskResult.at)):
        newest[row.case_id][row.tool] = row.review_on
    return {id: tuple(tools.items()) for id, tools in newest.items()}


def _held(work: Work, seat: ProgrammeSeat, cases: Collection[str]) -> frozenset[str]:
    """Those on a hold that has begun, who may not attend meanwhile (CASE-10)."""
    query = select(Hold.case_id).where(
        Hold.case_id.in_(cases), Hold.lifted_on.is_(None), Hold.may_attend.is_(False),
        Hold.from_day <= seat.clock.today(),
    )  # fmt: skip
    return frozenset(work.session.scalars(query))


def _beside(work: Work, cases: Collection[str]) -> dict[str, list[Beside]]:
    """By group everybody who is now in one that one of these is in."""
    theirs = select(Member.group_id).where(Member.case_id.in_(cases), Member.left_at.is_(None))
    query = select(Member.group_id, Member.case_id, Client.id, Client.availability)
    query = query.join(Case, Case.id == Member.case_id).join(Client, Client.id == Case.client_id)
    query = query.where(Member.group_id.in_(theirs), Member.left_at.is_(None))
    beside: dict[str, list[Beside]] = {}
    for group, case, client, said in work.session.execute(query):
        beside.setdefault(group, []).append((case, client, frozenset(said.get(NOT_WITH, ()))))
    return beside


def _must_not_meet(beside: Mapping[str, Collection[Beside]]) -> frozenset[str]:
    """Those in a group with somebody they must not meet, whichever of the two it was said of (GATE-6, NEV-9)."""
    return frozenset(
        case
        for members in beside.values()
        for case, client, apart in members
        if any(client in other_apart or other in apart for _case, other, other_apart in members if other != client)
    )


def _clearances(work: Work, seat: ProgrammeSeat, groups: Mapping[str, str]) -> dict[str, Clearance]:
    """Asked, given and used, for each case in the group he is in now; no more is known here (CLR-3).

    Only what was given after it was last asked counts: who comes back is cleared anew (CLR-1).
    """
    places = set(groups.items())
    asked = {place: at for place, at in _asked_at(work, groups).items() if place in places}
    given = _given_on(work, seat, asked)
    used = _used_on(work, seat, {place: asked[place] for place in given})
    return {place[0]: Clearance(local_day(seat, at), given.get(place), used.get(place)) for place, at in asked.items()}


def _asked_at(work: Work, cases: Collection[str]) -> dict[Place, datetime]:
    query = select(ClearanceAsked.case_id, ClearanceAsked.about, func.max(ClearanceAsked.asked_at).label("at"))
    query = query.where(ClearanceAsked.case_id.in_(cases), ClearanceAsked.subject == "case")
    rows = work.session.execute(query.group_by(ClearanceAsked.case_id, ClearanceAsked.about))
    return {(row.case_id, row.about): row.at for row in rows}


def _given_on(work: Work, seat: ProgrammeSeat, asked: Mapping[Place, datetime]) -> dict[Place, date]:
    """The day of the newest clearance that the safety team signed for exactly this case and group (E6, CLR-5)."""
    if not asked:
        return {}
    query = select(ClearanceRow.case_id, ClearanceRow.about, ClearanceRow.statement)
    query = query.where(ClearanceRow.case_id.in_({case for case, _group in asked}))
    roster, days = seat.ledger.roster(work), dict[Place, date]()
    for row in work.session.execute(query):
        place = (row.case_id, row.about)
        if place not in asked:
            continue
        given = seat.cleared(bytes(row.statement), roster)
        is_for_it = (given.case, given.subject, given.about) == (row.case_id, "case", row.about)
        if is_for_it and given.ts >= asked[place]:
            day = local_day(seat, given.ts)
            days[place] = max(day, days.get(place, day))
    return days


def _used_on(work: Work, seat: ProgrammeSeat, asked: Mapping[Place, datetime]) -> dict[Place, date]:
    """The day of each man's newest attended session in the group since his clearance was asked."""
    if not asked:
        return {}
    cases, groups = {case for case, _group in asked}, {group for _case, group in asked}
    query = (
        select(Mark.case_id, Session.group_id, func.max(Session.starts_at).label("last"))
        .join(Session, Session.id == Mark.session_id)
        .where(Mark.case_id.in_(cases), Session.group_id.in_(groups), Mark.code.in_(CAME))
        .group_by(Mark.case_id, Session.group_id)
    )
    rows = {(row.case_id, row.group_id): row.last for row in work.session.execute(query)}
    return {
        place: local_day(seat, last)
        for place, last in rows.items()
        if last is not None and place in asked and last >= asked[place]
    }
