"""Gathers what is true of one case when its gates are looked at, from the records and nothing else (GATE-1 to 7)."""

from datetime import date, datetime

from sqlalchemy import func, select

from app.core.language import _
from app.crypto.clearance import verify_clearance
from app.domain.answers import Answer
from app.domain.codes import MARKS, NoDetailsBecause, Verdict
from app.domain.pack import Pack
from app.programme import details
from app.programme.consents import newest_consent
from app.programme.office import closures, office_calendar, setting
from app.programme.rules.gates import Clearance, Consent, Gate, Standing, gates
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case, Decision, DetailsPassed, Hold, RiskResult, Screening
from models.programme.crossing import Clearance as ClearanceRow
from models.programme.crossing import ClearanceAsked
from models.programme.group import Member, Session


def case_gates(work: Work, seat: ProgrammeSeat, case: Case) -> tuple[Gate, ...]:
    """Every gate of this case's programme with its words, as it stands now."""
    office = office_calendar(work.session)
    return gates(pack_of(seat, case), standing_of(work, seat, case), office, closures(work.session))


def pack_of(seat: ProgrammeSeat, case: Case) -> Pack:
    """The programme of a case."""
    return seat.packs[case.programme]


def standing_of(work: Work, seat: ProgrammeSeat, case: Case) -> Standing:
    """What the gate rules ask about a case."""
    consent = newest_consent(work, case.id)
    passed = _newest_details(work, case.id)
    lawful = passed.lawful_reason if passed is not None else None
    current = str(setting(work.session, "consent.current_version"))
    verdict, is_current = _verdict(work, case.id)
    return Standing(
        today=seat.clock.today(),
        consent=_consent(consent.form_version, consent.signed_on, consent.witness) if consent else None,
        consent_version=current or (consent.form_version if consent else ""),
        details_given=_given(passed),
        no_details_because=NoDetailsBecause(lawful) if lawful else None,
        no_details_second=passed.second_user if passed is not None else None,
        clearance=clearance_of(work, seat, case.id),
        verdict=verdict,
        verdict_is_current=is_current,
        risk_tools=_risk_tools(work, case.id),
        reasons_no_seat=_reasons_no_seat(work, case.id),
    )


def clearance_of(work: Work, seat: ProgrammeSeat, case_id: str, group_id: str | None = None) -> Clearance | None:
    """Asked, given and used, for the case in this group or in the one he is in now; no more is known here (CLR-3)."""
    group = group_id or _group_of(work, case_id)
    if group is None:
        return None
    asked = _asked_at(work, case_id, group)
    if asked is None:
        return None
    given = _given_on(work, seat, case_id, group)
    return Clearance(local_day(seat, asked), given, _used_on(work, seat, case_id, group) if given else None)


def local_day(seat: ProgrammeSeat, at: datetime) -> date:
    """The office's calendar day of a moment."""
    return at.astimezone(seat.clock.zone).date()


def _consent(version: str, signed_on: date | None, witness: str | None) -> Consent:
    return Consent(version, Answer.YES if signed_on is not None else Answer.NO, Answer.YES if witness else Answer.NO)


def _newest_details(work: Work, case_id: str) -> DetailsPassed | None:
    query = select(DetailsPassed).where(DetailsPassed.case_id == case_id).order_by(DetailsPassed.at.desc())
    return work.session.scalars(query.limit(1)).one_or_none()


def _given(passed: DetailsPassed | None) -> Answer:
    if passed is None:
        return Answer.NOT_ASKED
    return {details.GIVEN: Answer.YES, details.REFUSED: Answer.NO}.get(passed.outcome, Answer.NOT_ASKED)


def _verdict(work: Work, case_id: str) -> tuple[Verdict | None, bool]:
    """The newest verdict, and whether no newer screening has been begun since (SCR-7)."""
    verdict = work.session.execute(
        select(Decision.verdict).where(Decision.case_id == case_id).order_by(Decision.at.desc()).limit(1)
    ).scalar()
    begun = select(func.count()).where(Screening.case_id == case_id, Screening.decided_at.is_(None))
    return Verdict(verdict) if verdict else None, work.session.execute(begun).scalar_one() == 0


def _risk_tools(work: Work, case_id: str) -> tuple[tuple[str, date | None], ...]:
    """The newest result of every tool, with the day on which it must be looked at again."""
    query = select(RiskResult.tool, RiskResult.review_on).where(RiskResult.case_id == case_id).order_by(RiskResult.at)
    newest = {row.tool: row.review_on for row in work.session.execute(query)}
    return tuple(newest.items())


def _reasons_no_seat(work: Work, case_id: str) -> tuple[str, ...]:
    held = select(func.count()).where(Hold.case_id == case_id, Hold.lifted_on.is_(None), Hold.may_attend.is_(False))
    return (_("The case is on hold."),) if work.session.execute(held).scalar_one() else ()


def _group_of(work: Work, case_id: str) -> str | None:
    query = select(Member.group_id).where(Member.case_id == case_id, Member.left_at.is_(None))
    return work.session.execute(query).scalar()


def _asked_at(work: Work, case_id: str, group: str) -> datetime | None:
    query = select(func.max(ClearanceAsked.asked_at)).where(
        ClearanceAsked.case_id == case_id, ClearanceAsked.about == group, ClearanceAsked.subject == "case"
    )
    asked: datetime | None = work.session.execute(query).scalar()
    return asked


def _given_on(work: Work, seat: ProgrammeSeat, case_id: str, group: str) -> date | None:
    """The day of the newest clearance that the safety team signed for exactly this case and group (E6, CLR-5)."""
    query = select(ClearanceRow.statement).where(ClearanceRow.case_id == case_id, ClearanceRow.about == group)
    roster = seat.ledger.roster(work)
    days = []
    for stored in work.session.scalars(query.order_by(ClearanceRow.given_at)):
        given = verify_clearance(bytes(stored), seat.ledger.inst, roster)
        if (given.case, given.subject, given.about) == (case_id, "case", group):
            days.append(local_day(seat, given.ts))
    return max(days, default=None)


def _used_on(work: Work, seat: ProgrammeSeat, case_id: str, group: str) -> date | None:
    """The day of his first attended session in the group."""
    came = [code.value for code, means in MARKS.items() if means.attended]
    query = (
        select(func.min(Session.starts_at))
        .join(Mark, Mark.session_id == Session.id)
        .where(Mark.case_id == case_id, Session.group_id == group, Mark.code.in_(came))
    )
    first: datetime | None = work.session.execute(query).scalar()
    return None if first is None else local_day(seat, first)
