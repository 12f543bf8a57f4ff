"""Records danger and safety with her: DASH results, Marac, her safety plan; none of it leaves this desk (RSK-11)."""

from datetime import date, datetime
from typing import Annotated

from app.core.errors import InvalidInput
from app.core.shapes import Draft, Line, LongText, Meta, PartnerId, Row, ShortText
from app.desk.act import Kind, act
from app.domain.answers import Answer, Outcome
from app.partner.entries import SafetyRecord, entries, keep_entry
from app.partner.partners import OfPartner, PartnerRecord, shown_name
from app.partner.rights import Right
from app.partner.rules import dash, her_plan, marac
from app.partner.rules.dash import SLOTS, DashResult, Local
from app.partner.rules.her_plan import HerPlan
from app.partner.rules.marac import Dated, MaracStep, Sort, Step
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work

MODES = ("in_person", "call", "video")
Mode = Annotated[str, Meta(pattern="^(in_person|call|video)$")]
Decision = Annotated[str, Meta(pattern="^(refer|not_refer)$")]
Answers = Annotated[tuple[Answer, ...], Meta(min_length=SLOTS, max_length=SLOTS)]
Count = Annotated[int, Meta(ge=0, le=999)]


class DashTaken(Draft):
    """A result as taken with her, an answer for each number of the form; not its questions (RSK-8)."""

    partner: PartnerId
    version: ShortText
    on: date
    mode: Mode
    safe_to_talk: Answer
    answers: Answers
    judgement: Answer
    decision: Decision
    judgement_words: LongText = ""
    incidents: Count | None = None
    reason: LongText = ""
    review_on: date | None = None


class MaracMade(Draft):
    """A referral that went, a new incident, or why an incident is not referred (RSK-10)."""

    partner: PartnerId
    step: Step
    on: date
    words: LongText = ""
    incident_on: date | None = None


class HerPlanSet(Draft):
    """Her safety plan, whole at each change; her priorities in her order."""

    partner: PartnerId
    on: date
    priorities: tuple[Line, ...]
    steps: LongText
    turns_to: LongText = ""
    children: LongText = ""
    review_on: date | None = None


class CriterionRow(Row):
    """One reason for a referral, and whether it is met."""

    key: str
    outcome: Outcome
    words: str


class DashRow(Row):
    """One result with what follows from it by the local numbers of today."""

    entry: str
    result: DashResult
    band: str
    highest_band: str
    criteria: tuple[CriterionRow, ...]
    by: str


class MaracRow(Row):
    """One step; what an incident or a referral counts as, by the referral before it."""

    entry: str
    step: MaracStep
    sort: Sort
    by: str


class PlanRow(Row):
    """The plan that holds, and who wrote it down with her."""

    plan: HerPlan
    by: str


class SafetyPage(Row):
    """Everything of one record about danger, newest first, and what still waits for a decision (NEV-12)."""

    partner: PartnerId
    number: str
    name: str
    results: tuple[DashRow, ...]
    steps: tuple[MaracRow, ...]
    flag_until: date | None
    waiting: tuple[str, ...]
    bands: tuple[str, ...]
    ticks_limit: int
    incidents_limit: int
    plan: PlanRow | None = None


class DangerSaved(Row):
    """The new entry, whether a referral is called for, and until when an incident is a repeat."""

    entry: str
    referral_needed: bool
    flag_until: date | None


class Dangers(PartnerNoun):
    """What a safety officer records with her about danger."""

    @act("dash.record", Right.WRITE_PARTNER)
    def record_dash(self, work: Work, draft: DashTaken) -> DangerSaved:
        """Record a DASH result. Refused without asking first, and when it hides a referral (RSK-8, NEV-12)."""
        result = DashResult(
            version=draft.version, on=draft.on, mode=draft.mode, answers=draft.answers, judgement=draft.judgement,
            referred=draft.decision == "refer", judgement_words=draft.judgement_words, incidents=draft.incidents,
            reason=draft.reason, review_on=draft.review_on,
        )  # fmt: skip
        numbers, today = local(self.seat), self.seat.clock.today()
        if found := dash.problems(result, numbers, draft.safe_to_talk, today):
            raise InvalidInput(found)
        entry = keep_entry(work, self.seat, draft.partner, dash=result)
        needed = result.referred or dash.speaks_for_referral(result, numbers) is Outcome.MET
        return DangerSaved(entry=entry, referral_needed=needed, flag_until=self._flag(work, draft.partner))

    @act("marac.record", Right.WRITE_PARTNER)
    def record_marac(self, work: Work, draft: MaracMade) -> DangerSaved:
        """Record a referral, a new incident, or why one is not referred; inside the year it asks (RSK-10)."""
        step = MaracStep(step=draft.step, on=draft.on, words=draft.words, incident_on=draft.incident_on)
        if found := marac.problems(step, self.seat.clock.today()):
            raise InvalidInput(found)
        entry = keep_entry(work, self.seat, draft.partner, marac=step)
        still = waiting_for(entries(work, self.seat, draft.partner), self.seat)
        return DangerSaved(entry=entry, referral_needed=bool(still), flag_until=self._flag(work, draft.partner))

    @act("safety_plan.set", Right.WRITE_PARTNER)
    def set_plan(self, work: Work, draft: HerPlanSet) -> DangerSaved:
        """Set her safety plan as made with her; the one before is kept."""
        wanted = tuple(one.strip() for one in draft.priorities if one.strip())
        plan = HerPlan(
            on=draft.on, priorities=wanted, steps=draft.steps, turns_to=draft.turns_to, children=draft.children,
            review_on=draft.review_on,
        )  # fmt: skip
        if found := her_plan.problems(plan, self.seat.clock.today()):
            raise InvalidInput(found)
        entry = keep_entry(work, self.seat, draft.partner, plan=plan)
        return DangerSaved(entry=entry, referral_needed=False, flag_until=self._flag(work, draft.partner))

    @act("safety.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: OfPartner) -> SafetyPage:
        """Show her safety plan, her DASH results, the steps of Marac, and what still waits for a decision."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        found, numbers = entries(work, self.seat, draft.partner), local(self.seat)
        days = marac.referral_days(_steps(found))
        return SafetyPage(
            partner=draft.partner, number=record.reference, name=shown_name(record),
            results=tuple(
                _dash_row(id, one.dash, one.by_label, numbers) for id, one in found if one.dash is not None
            ),
            steps=tuple(
                _marac_row(id, one.marac, one.by_label, days, numbers) for id, one in found if one.marac is not None
            ),
            flag_until=self._flag(work, draft.partner), waiting=waiting_for(found, self.seat),
            plan=newest_plan(found), bands=numbers.bands, ticks_limit=numbers.ticks, incidents_limit=numbers.incidents,
        )  # fmt: skip

    def _flag(self, work: Work, partner: str) -> date | None:
        return marac_year(entries(work, self.seat, partner), self.seat)


def local(seat: PartnerSeat) -> Local:
    """The local partnership's numbers, as the office set them."""
    bands = seat.setting("dash.bands")
    ticks, incidents, months = seat.numbers("dash.referral_ticks", "dash.referral_incidents", "marac.repeat_months")
    return Local(
        bands=bands if isinstance(bands, tuple) else (), ticks=ticks, incidents=incidents, repeat_months=months
    )


def marac_year(found: tuple[tuple[str, SafetyRecord], ...], seat: PartnerSeat) -> date | None:
    """Until when a new incident is a repeat; None outside the year of a referral (RSK-10)."""
    return marac.flag_until(marac.referral_days(_steps(found)), seat.clock.today(), local(seat).repeat_months)


def waiting_for(found: tuple[tuple[str, SafetyRecord], ...], seat: PartnerSeat) -> tuple[str, ...]:
    """What of these entries still waits for a referral or a reason, in words (NEV-12)."""
    results = [(datetime.fromisoformat(one.at), one.dash) for _id, one in found if one.dash is not None]
    return marac.waiting(_steps(found), results, local(seat).repeat_months)


def newest_plan(found: tuple[tuple[str, SafetyRecord], ...]) -> PlanRow | None:
    """The plan that was written down last; None when there is none yet."""
    plans = [one for _id, one in found if one.plan is not None]
    last = max(plans, key=lambda one: one.at, default=None)
    return PlanRow(plan=last.plan, by=last.by_label) if last is not None and last.plan is not None else None


def _steps(found: tuple[tuple[str, SafetyRecord], ...]) -> tuple[Dated, ...]:
    return tuple(
        Dated(at=datetime.fromisoformat(one.at), step=one.marac) for _id, one in found if one.marac is not None
    )


def _dash_row(entry: str, result: DashResult, by: str, numbers: Local) -> DashRow:
    return DashRow(
        entry=entry, result=result, band=dash.band(result.ticks, numbers.bands),
        highest_band=dash.highest_band(result, numbers.bands), by=by,
        criteria=tuple(
            CriterionRow(key=one.key, outcome=one.outcome, words=one.words) for one in dash.criteria(result, numbers)
        ),
    )  # fmt: skip


def _marac_row(entry: str, step: MaracStep, by: str, days: tuple[date, ...], numbers: Local) -> MaracRow:
    before = [on for on in days if on < step.on] if step.step is Step.REFERRAL else days
    return MaracRow(entry=entry, step=step, sort=marac.sort_of(step.about, before, numbers.repeat_months), by=by)
