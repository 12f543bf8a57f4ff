"""Writes the way in of one invented man: referral, consent, screening, verdict, and how he stands without a group."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.shapes import CaseId
from app.domain.codes import Verdict
from app.domain.moves import CaseState, ReasonCode
from app.domain.pack_parts import Test
from app.ops.lots import Lots, stock
from app.programme.crowd.ground import Diary, Ground, Worker
from app.programme.crowd.population import Man, state_without
from app.programme.rules.denial import EXTREME_GRADE
from models.programme.case import (
    Case,
    Consent,
    CriterionAnswer,
    Decision,
    DenialRating,
    DetailsPassed,
    Hold,
    RiskResult,
    Screening,
)
from models.programme.client import Client

S = CaseState
SOURCES = (
    ("probation", 40), ("court", 18), ("childrens_services", 14), ("family_court", 8), ("self", 12), ("police", 4),
    ("health", 4),
)  # fmt: skip
ORDERED = {"probation": "court_requirement", "court": "court_requirement", "family_court": "family_direction"}
LEVELS = (("low", 25), ("medium", 50), ("high", 20), ("unknown", 5))
LEFT_EARLY = ("personal", "transfer", "not_enough_time", "motivation", "moved_away", "own_request", "health")
TO_DETAILS, TO_CONSENT, TO_RISK, TO_INTERVIEW, TO_VERDICT = 1, 2, 4, 5, 7
VERDICTS = {S.NOT_READY: Verdict.NOT_READY, S.NOT_SUITABLE: Verdict.NOT_SUITABLE, S.NOT_ELIGIBLE: Verdict.NOT_ELIGIBLE}


@dataclass
class Arrived:
    """A man who is in the records: his ids, his diary, and the row of his case, kept until its state is known."""

    man: Man
    case: str
    worker: Worker
    diary: Diary
    lots: Lots
    values: dict[str, object]

    def keep(self, ground: Ground, state: CaseState, since: datetime, review_on: date | None = None) -> None:
        """Write the case as it now stands."""
        ground.bulk.keep(Case, state=state.value, state_since=since, review_on=review_on, **self.values)


def arrive(ground: Ground, man: Man, worker: Worker | None = None) -> Arrived:
    """The person and his referral; the case itself is written when the caller knows how it stands."""
    lots = man.lots("man")
    client, case = lots.id(), CaseId(lots.id())
    source = lots.weighed(SOURCES)
    given, family = lots.one_of(stock().given), lots.one_of(stock().family)
    ground.bulk.keep(
        Client, id=client, given_name=given, family_name=family, known_as=given[:3] if lots.happens(4) else None,
        date_of_birth=_born(lots), gender="man", language=None, phone=ground.phone(man.number),
        email=f"{_plain(given)}.{_plain(family)}.{man.number}@example.org" if lots.happens(40) else None,
        address=f"{1 + lots.number(180)} {lots.one_of(stock().streets)}",
        children=[{"name": "", "born": str(2008 + lots.number(14))}] if lots.happens(45) else [],
    )  # fmt: skip
    worker = worker or ground.worker(man.number)
    ends = man.came_on + timedelta(days=360 + lots.number(540))
    received = ground.at(man.came_on, 9, 10 + lots.number(40))
    values: dict[str, object] = {
        "id": case, "client_id": client, "number": man.number, "programme": man.pack.code,
        "pack_version": man.pack.version, "source": source, "legal_kind": ORDERED.get(source, "voluntary"),
        "legal_reference": f"ORD-{man.number}" if source in ORDERED else None,
        "order_ends_on": ends if source in ORDERED else None, "received_on": man.came_on,
        "referrer_organisation": "Area probation office" if source == "probation" else None,
        "referrer_officer": lots.one_of(stock().officers) if source in ORDERED else None,
        "reason": lots.one_of(stock().reasons), "family_proceedings": "yes" if source == "family_court" else "no",
        "external_reference": f"CR{man.number + 100_000}" if source in ORDERED else None, "assigned_to": worker.id,
        "created_at": received, "created_by": worker.id,
    }  # fmt: skip
    diary = Diary(ground, case)
    diary.note(lots.id(), received, "received", worker, move=(None, S.REFERRED.value))
    return Arrived(man, case, worker, diary, lots, values)


def come_alone(ground: Ground, man: Man) -> None:
    """Somebody who never came into a group: as far as he got, and where he stands."""
    days = (ground.today - man.came_on).days
    one = arrive(ground, man)
    state = state_without(days, man.lots("state"))
    if state is S.REFERRED:
        if one.lots.happens(15):
            one.values["assigned_to"] = None
        one.keep(ground, state, ground.at(man.came_on, 10))
        return
    if state is S.ASSESSING:
        since = _assess(ground, one, days)
        one.keep(ground, state, since)
        return
    verdict = VERDICTS.get(state, Verdict.SUITABLE)
    since, review_on = screened(ground, one, verdict)
    if state in {S.WITHDRAWN, S.BACK_TO_REFERRER}:
        later = min(ground.today - timedelta(days=1), since.date() + timedelta(days=10 + one.lots.number(80)))
        since, review_on = _move(one, ground.at(later, 15), (S.WAITING, state), one.lots.one_of(LEFT_EARLY)), None
    one.keep(ground, state, since, review_on)
    if state is S.WAITING and one.lots.happens(6):
        lay_hold(ground, one, since)


def screened(ground: Ground, one: Arrived, verdict: Verdict = Verdict.SUITABLE) -> tuple[datetime, date | None]:
    """Everything up to the verdict; gives since when he stands where it put him, and when it is looked at again."""
    _assess(ground, one, TO_VERDICT)
    day = one.man.came_on
    at = ground.at(day + timedelta(days=TO_VERDICT), 9, 30)
    if verdict is Verdict.NOT_READY:
        review_on: date | None = max(day + timedelta(days=90), ground.today - timedelta(days=3))
    else:
        review_on = day + timedelta(days=180) if verdict is Verdict.NOT_SUITABLE else None
    _decide(ground, one, verdict, at, review_on)
    target = S.WAITING if verdict is Verdict.SUITABLE else S(verdict.value)
    reason = None if verdict is Verdict.SUITABLE else ReasonCode.OPERATIONAL.value
    second = ground.manager if verdict in {Verdict.NOT_SUITABLE, Verdict.NOT_ELIGIBLE} else None
    return _move(one, at, (S.ASSESSING, target), reason, second), review_on


def lay_hold(ground: Ground, one: Arrived, since: datetime) -> None:
    """A pause over where he stands, to be looked at again in some weeks."""
    day = max(since.date(), ground.today - timedelta(days=20 + one.lots.number(20)))
    ground.bulk.keep(
        Hold, id=one.lots.id(), case_id=one.case, kind=one.lots.one_of(("health", "legal", "service")),
        reason=one.lots.one_of(stock().hold_reasons), from_day=day,
        review_on=ground.today + timedelta(days=one.lots.number(60) - 2), keeps_seat=True, may_attend=False,
        at=ground.at(day, 11), by_user=one.worker.id,
    )  # fmt: skip


def _assess(ground: Ground, one: Arrived, days: int) -> datetime:
    """The steps of an assessment that were due in so many days; the newest men stand somewhere on the way."""
    day, lots, worker = one.man.came_on, one.lots, one.worker
    at = ground.at(day + timedelta(days=TO_DETAILS), 11)
    begun = _move(one, at, (S.REFERRED, S.ASSESSING))
    if days < TO_VERDICT + 3 and lots.happens(30):
        return begun
    ground.bulk.keep(
        DetailsPassed, id=lots.id(), case_id=one.case, outcome="given", people=1 + lots.number(2), at=at,
        by_user=worker.id,
    )  # fmt: skip
    explained = day + timedelta(days=TO_CONSENT)
    ground.bulk.keep(
        Consent, id=lots.id(), case_id=one.case, kind="statement_of_understanding", form_version="3",
        explained_on=explained, signed_on=explained, witness=ground.manager.label, at=ground.at(explained, 14),
        by_user=worker.id,
    )  # fmt: skip
    taken, level = day + timedelta(days=TO_RISK), lots.weighed(LEVELS)
    again = taken + timedelta(days=365 * 6) if lots.happens(80) else None
    ground.bulk.keep(
        RiskResult, id=lots.id(), case_id=one.case, tool="SARA", tool_version="3", taken_on=taken,
        assessor=lots.one_of(stock().officers), results={"summary": level}, sources_used=["document", "police"],
        level=level, review_on=again, at=ground.at(taken, 10), by_user=worker.id,
    )  # fmt: skip
    return begun


def _decide(ground: Ground, one: Arrived, verdict: Verdict, at: datetime, review_on: date | None) -> None:
    """One round of screening with its answers, the rating of denial, and the verdict that closes it."""
    lots, worker, bulk = one.lots, one.worker, ground.bulk
    screening, interview = lots.id(), one.man.came_on + timedelta(days=TO_INTERVIEW)
    bulk.keep(Screening, id=screening, case_id=one.case, number=1, assessed_on=interview, decided_at=at)
    asked = [criterion for criterion in one.man.pack.criteria if criterion.test is Test.ANSWER and not criterion.local]
    for turn, criterion in enumerate(asked):
        is_no = verdict in {Verdict.NOT_ELIGIBLE, Verdict.NOT_READY} and turn == 0
        bulk.keep(
            CriterionAnswer, id=lots.id(), screening_id=screening, criterion=criterion.key,
            answer="no" if is_no else criterion.wanted[0], source_class="his_own", at=ground.at(interview, 10),
            by_user=worker.id,
        )  # fmt: skip
    is_extreme = verdict is Verdict.NOT_SUITABLE
    grade = EXTREME_GRADE if is_extreme else lots.number(EXTREME_GRADE)
    for turn, rater in enumerate((worker, ground.manager) if is_extreme else (worker,)):
        bulk.keep(
            DenialRating, id=lots.id(), case_id=one.case, screening_id=screening,
            admits="none" if is_extreme else "both",
            latest_admitted_on="unknown" if is_extreme else (interview - timedelta(days=100)).isoformat(),
            forms=["harm"] if grade else [], grade=grade, motivation="identified", pressures=[],
            basis=f"interview {interview.isoformat()}", at=ground.at(interview, 11, turn), by_user=rater.id,
            by_label=rater.label,
        )  # fmt: skip
    second = ground.manager if verdict in {Verdict.NOT_SUITABLE, Verdict.NOT_ELIGIBLE} else None
    bulk.keep(
        Decision, id=lots.id(), case_id=one.case, screening_id=screening, verdict=verdict.value,
        suggested=verdict.value, reason_code=None if verdict is Verdict.SUITABLE else ReasonCode.OPERATIONAL.value,
        review_on=review_on, frozen={"assessed_on": interview.isoformat(), "denial": {"grade": grade}},
        pack_version=one.man.pack.version, at=at, by_user=worker.id, by_label=worker.label,
        second_user=second.id if second else None, second_label=second.label if second else None,
    )  # fmt: skip


def _move(
    one: Arrived,
    at: datetime,
    way: tuple[CaseState, CaseState],
    reason: str | None = None,
    second: Worker | None = None,
) -> datetime:
    states = (way[0].value, way[1].value)
    return one.diary.note(one.lots.id(), at, "move", one.worker, move=states, reason=reason, second=second)


def _born(lots: Lots) -> str:
    """His date of birth; of one in twelve only the year is known."""
    year, month, day = 1955 + lots.number(50), 1 + lots.number(12), 1 + lots.number(28)
    return str(year) if lots.happens(8) else f"{year}-{month:02d}-{day:02d}"


def _plain(name: str) -> str:
    """A name as an address has it."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in folded if letter.isalpha()) or "name"
