"""Says in words which gates stand open before any contact of a programme is held (GATE-1 to 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.language import _
from app.domain.answers import Answer
from app.domain.calendar import Closure, OfficeCalendar, day_words
from app.domain.codes import MARKS, MarkCode, NoDetailsBecause, Verdict
from app.domain.pack import Pack

CLEARANCE_WEEKS = 8
ANOTHER_GROUP_AFTER = 10


@dataclass(frozen=True)
class Gate:
    """One gate: passed or not, with the words a person reads."""

    key: str
    passed: bool
    words: str


@dataclass(frozen=True)
class Consent:
    """The statement of understanding as it stands; only the version in force counts (GATE-1)."""

    version: str
    is_signed: Answer
    is_witnessed: Answer


@dataclass(frozen=True)
class Clearance:
    """The one neutral clearance of a case in a group: asked, given, used (CLR-1, CLR-5). It says nothing more."""

    asked_on: date
    given_on: date | None = None
    used_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """What is true of one case when its gates are looked at."""

    today: date
    consent: Consent | None = None
    consent_version: str = ""
    details_given: Answer = Answer.NOT_ASKED
    no_details_because: NoDetailsBecause | None = None
    no_details_second: str | None = None
    clearance: Clearance | None = None
    verdict: Verdict | None = None
    verdict_is_current: bool = True
    risk_tools: tuple[tuple[str, date | None], ...] = ()
    reasons_no_seat: tuple[str, ...] = ()
    clearance_lapses_weeks: int = CLEARANCE_WEEKS
    clearance_age_days: int = ANOTHER_GROUP_AFTER


def gates(pack: Pack, standing: Standing, office: OfficeCalendar, closures: Iterable[Closure] = ()) -> tuple[Gate, ...]:
    """Every gate the pack requires, in its order (domain.md 5.3)."""
    found = {
        "consent": _consent(standing),
        "partner_details": _details(standing),
        "clearance": clearance_gate(standing, office, closures),
        "decision": _decision(standing),
        "risk_result": _risk(pack, standing),
        "seat": _seat(standing),
    }
    return tuple(found[key] for key in pack.gates)


def reasons_not_to_mark(code: MarkCode, open_gates: Iterable[Gate]) -> tuple[str, ...]:
    """While a gate is open every attended code is refused, naming the gate (GATE-7, NEV-3)."""
    if not MARKS[code].attended:
        return ()
    return tuple(gate.words for gate in open_gates if not gate.passed)


def _consent(standing: Standing) -> Gate:
    given = standing.consent
    if given is None or given.is_signed is not Answer.YES:
        return Gate("consent", passed=False, words=_("The statement of understanding is not signed."))
    if given.is_witnessed is not Answer.YES:
        return Gate("consent", passed=False, words=_("The statement of understanding is signed, but not witnessed."))
    if given.version != standing.consent_version:
        words = _("An earlier version of the statement of understanding is signed. Explain and sign the current one.")
        return Gate("consent", passed=False, words=words)
    return Gate("consent", passed=True, words=_("Consent passed."))


def _details(standing: Standing) -> Gate:
    """Given, or a lawful reason with a second name; refused and not known are both not passed (GATE-2)."""
    has_reason = standing.no_details_because is not None
    if standing.details_given is Answer.YES or (has_reason and standing.no_details_second):
        return Gate("partner_details", passed=True, words=_("Partner details passed."))
    if has_reason:
        words = _("A second person must agree that there are no partner details to give.")
        return Gate("partner_details", passed=False, words=words)
    if standing.details_given is Answer.NO:
        return Gate("partner_details", passed=False, words=_("He refuses to give partner details."))
    return Gate("partner_details", passed=False, words=_("Partner details are not given yet."))


def clearance_gate(standing: Standing, office: OfficeCalendar, closures: Iterable[Closure] = ()) -> Gate:
    """One text when given, one while waiting; another only by age alone, the same for every case (CLR-3, CLR-4)."""
    clearance = standing.clearance
    if clearance is not None and _is_in_date(clearance, standing):
        words = _("Safety clearance given, {date}").format(date=day_words(clearance.given_on or standing.today))
        return Gate("clearance", passed=True, words=words)
    words = _("Awaiting safety clearance")
    if clearance is not None and clearance.given_on is None:
        waited = office.working_days_between(clearance.asked_on, standing.today, closures)
        if waited > standing.clearance_age_days:
            words = _("Choose another group or wait")
    return Gate("clearance", passed=False, words=words)


def reasons_no_seat(*, is_held: bool, meets_somebody: bool) -> tuple[str, ...]:
    """What shuts the seat gate for him: a hold that keeps him away, or somebody he must not meet (GATE-6)."""
    reasons = []
    if is_held:
        reasons.append(_("There is an open hold, and he may not attend while it lasts."))
    if meets_somebody:
        reasons.append(_("Somebody in this group must not meet him."))
    return tuple(reasons)


def _is_in_date(clearance: Clearance, standing: Standing) -> bool:
    """A clearance that was not used within 8 weeks (a setting) has lapsed; a used one holds (CLR-5)."""
    if clearance.given_on is None or clearance.given_on > standing.today:
        return False
    unused = (standing.today - clearance.given_on).days
    return clearance.used_on is not None or unused <= 7 * standing.clearance_lapses_weeks


def _decision(standing: Standing) -> Gate:
    if standing.verdict is Verdict.SUITABLE and standing.verdict_is_current:
        return Gate("decision", passed=True, words=_("Decision passed."))
    if standing.verdict is Verdict.SUITABLE:
        return Gate("decision", passed=False, words=_("A newer screening is not decided yet."))
    return Gate("decision", passed=False, words=_("There is no decision that he is suitable."))


def _risk(pack: Pack, standing: Standing) -> Gate:
    """The pack's result must be there and not be past its review (GATE-5)."""
    wanted = pack.risk.result_required
    results = [(tool, until) for tool, until in standing.risk_tools if "any" in wanted or tool in wanted]
    current = {tool for tool, until in results if until is None or until >= standing.today}
    lacking = [tool for tool in wanted if tool != "any" and tool not in current]
    if not lacking and (current or "any" not in wanted):
        return Gate("risk_result", passed=True, words=_("Risk result passed."))
    if results:
        return Gate("risk_result", passed=False, words=_("A risk result is past its review date, or one is missing."))
    return Gate("risk_result", passed=False, words=_("There is no risk result."))


def _seat(standing: Standing) -> Gate:
    if standing.reasons_no_seat:
        return Gate("seat", passed=False, words=" ".join(standing.reasons_no_seat))
    return Gate("seat", passed=True, words=_("Seat passed."))
