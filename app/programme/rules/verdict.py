"""Judges every screening criterion with its reason, suggests a verdict, and never decides (SCR-1 to 11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.core.language import _
from app.domain.answers import Answer, Outcome, PartialDate, all_of, any_of, not_, outcome_of
from app.domain.answers import words as answer_words
from app.domain.calendar import age_on, day_words, months_before
from app.domain.codes import Verdict
from app.domain.pack import Pack
from app.domain.pack_parts import Criterion, Test, WhenNotMet
from app.programme.rules.denial import MEETS_AT_MOST, DenialRating, DenialView, judge_denial
from app.programme.rules.gates import Gate

Value = str | int | Fraction | Decimal | PartialDate
NEVER_OVERRIDDEN = ("consent", "partner_details", "risk_result")


@dataclass(frozen=True)
class Screened:
    """What is known when a screening is judged: answers by criterion, facts by name, denial, and the day.

    A fact that is absent is not known; it is never taken for "no" or zero (SCR-2, REF-7).
    """

    assessed_on: date
    answers: Mapping[str, Answer] = field(default_factory=dict)
    facts: Mapping[str, Value] = field(default_factory=dict)
    born: PartialDate | None = None
    ratings: tuple[DenialRating, ...] = ()


@dataclass(frozen=True)
class Judged:
    """One criterion with its outcome, the reason in words and the pack's source line (SCR-1)."""

    key: str
    text: str
    outcome: Outcome
    reason: str
    source: str
    when_not_met: WhenNotMet
    required: bool


@dataclass(frozen=True)
class Suggestion:
    """What the rules suggest and why; `missing` names what is not known yet (SCR-3)."""

    verdict: Verdict
    because: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """What a person decides, before it is saved; `second` is the other person's id (SCR-5)."""

    verdict: Verdict
    decided_by: str
    reason: str = ""
    second: str | None = None
    review_on: date | None = None


def judge(pack: Pack, screened: Screened, switched_on: Iterable[str] = ()) -> tuple[Judged, ...]:
    """Every criterion of the pack in order; a local one only where the office switched it on (SCR-1)."""
    on = set(switched_on)
    used = {one.key: one for one in pack.criteria if not one.local or one.key in on}
    return tuple(
        Judged(one.key, one.text, outcome, reason, one.source, one.when_not_met, one.required)
        for one in used.values()
        for outcome, reason in [_judge_one(one, used, screened)]
    )


def denial_view(pack: Pack, ratings: tuple[DenialRating, ...]) -> DenialView:
    """What the ratings say against the limit of this pack (DEN-1)."""
    limits = [int(one.limit) for one in pack.criteria if one.test is Test.DENIAL_AT_MOST]
    return judge_denial(ratings, min(limits, default=MEETS_AT_MOST))


def suggest(judged: Iterable[Judged]) -> Suggestion:
    """The first that fits of SCR-3; a `warn` criterion never changes it."""
    counted = [one for one in judged if one.when_not_met is not WhenNotMet.WARN]
    failed = [one for one in counted if one.outcome is Outcome.NOT_MET]
    unknown = [one for one in counted if one.outcome is Outcome.UNKNOWN and one.required]
    missing = tuple(one.key for one in unknown)
    for when, verdict in (
        (WhenNotMet.NOT_ELIGIBLE, Verdict.NOT_ELIGIBLE),
        (WhenNotMet.NOT_SUITABLE, Verdict.NOT_SUITABLE),
    ):
        because = tuple(one.reason for one in failed if one.when_not_met is when)
        if because:
            return Suggestion(verdict, because, missing)
    if unknown:
        return Suggestion(Verdict.CANNOT_DECIDE, tuple(one.reason for one in unknown), missing)
    if failed:
        return Suggestion(Verdict.NOT_READY, tuple(one.reason for one in failed), ())
    return Suggestion(Verdict.SUITABLE, (), ())


def is_override(verdict: Verdict, suggestion: Suggestion) -> bool:
    """True when the person decides otherwise than suggested, or without knowing enough (SCR-5, SCR-6)."""
    return verdict is not suggestion.verdict


def needs_second(verdict: Verdict, suggestion: Suggestion, *, also_for_suitable: bool = False) -> bool:
    """Whether a second named person must agree (SCR-5); `also_for_suitable` is an office setting."""
    if verdict in {Verdict.NOT_SUITABLE, Verdict.NOT_ELIGIBLE} or is_override(verdict, suggestion):
        return True
    return also_for_suitable and verdict is Verdict.SUITABLE


def reasons_not_to_decide(
    decided: Decided,
    suggestion: Suggestion,
    gates: Iterable[Gate],
    denial: DenialView,
    *,
    also_for_suitable: bool = False,
) -> tuple[str, ...]:
    """Empty when the decision may be saved (SCR-4, SCR-5, SCR-6, DEN-1, DEN-3)."""
    if decided.verdict is Verdict.CANNOT_DECIDE:
        return (_("This is a suggestion, not a decision. Choose a verdict or wait."),)
    reasons = []
    if needs_second(decided.verdict, suggestion, also_for_suitable=also_for_suitable):
        if decided.second is None:
            reasons.append(_("A second person must agree to this decision."))
        elif decided.second == decided.decided_by:
            reasons.append(_("The second person must be somebody else."))
    if is_override(decided.verdict, suggestion) and not decided.reason.strip():
        reasons.append(_("You decide otherwise than suggested. Write why."))
    reasons.extend(_denial_reasons(decided, denial))
    if decided.verdict is Verdict.NOT_READY and decided.review_on is None:
        reasons.append(_("Set a review date: suitable, but not ready yet."))
    if decided.verdict is Verdict.SUITABLE:
        reasons.extend(gate.words for gate in gates if gate.key in NEVER_OVERRIDDEN and not gate.passed)
    return tuple(reasons)


def _denial_reasons(decided: Decided, denial: DenialView) -> list[str]:
    """Extreme denial: second rater before a refusal, a review date, and never suitable (DEN-1, DEN-3)."""
    if denial.outcome is Outcome.MET or denial.grade is None:
        return []
    reasons = []
    if decided.verdict is Verdict.NOT_SUITABLE and denial.needs_second_rater:
        reasons.append(_("A second worker must rate denial before this is decided."))
    if decided.verdict is Verdict.NOT_SUITABLE and decided.review_on is None:
        reasons.append(_("Set a review date: denial is looked at again."))
    if decided.verdict is Verdict.SUITABLE and denial.outcome is Outcome.NOT_MET:
        reasons.append(_("He discusses nothing he did. No place can be given until this changes."))
    return reasons


def _judge_one(one: Criterion, used: Mapping[str, Criterion], screened: Screened) -> tuple[Outcome, str]:
    match one.test:
        case Test.ANSWER:
            return _answered(one, screened.answers.get(one.key, Answer.NOT_ASKED))
        case Test.EQUALS:
            return _said(one, screened) or _equals(one, screened.facts.get(one.about))
        case Test.VALUE_AT_LEAST:
            return _said(one, screened) or _at_least(one, screened)
        case Test.WITHIN_MONTHS:
            return _said(one, screened) or _within(one, screened.facts.get(one.about), screened.assessed_on)
        case Test.DENIAL_AT_MOST:
            view = judge_denial(screened.ratings, int(one.limit))
            return view.outcome, view.reason
        case Test.ANY_OF | Test.ALL_OF | Test.NOT:
            return _combined(one, used, screened)


def _answered(one: Criterion, answer: Answer) -> tuple[Outcome, str]:
    outcome = outcome_of(answer, wanted=Answer(one.wanted[0]))
    if outcome is Outcome.UNKNOWN:
        return outcome, _("{criterion}: not known.").format(criterion=one.text)
    return outcome, _("{criterion}: {answer}.").format(criterion=one.text, answer=answer_words(answer))


def _said(one: Criterion, screened: Screened) -> tuple[Outcome, str] | None:
    """Where no fact is recorded at all, a person's plain yes or no stands; a recorded fact always goes before it."""
    said = screened.answers.get(one.key, Answer.NOT_ASKED)
    recorded = screened.born if one.about == "age" else screened.facts.get(one.about)
    if recorded is not None or not said.is_known:
        return None
    words = _("{criterion}: {answer}.").format(criterion=one.text, answer=answer_words(said))
    return outcome_of(said), words


def _equals(one: Criterion, value: Value | None) -> tuple[Outcome, str]:
    if value is None or value in {Answer.UNKNOWN.value, Answer.NOT_ASKED.value, ""}:
        return Outcome.UNKNOWN, _("{criterion}: not known.").format(criterion=one.text)
    outcome = Outcome.MET if str(value) in one.wanted else Outcome.NOT_MET
    words = _("{criterion}: recorded as {value}; asked for {wanted}.")
    return outcome, words.format(criterion=one.text, value=value, wanted=", ".join(one.wanted))


def _at_least(one: Criterion, screened: Screened) -> tuple[Outcome, str]:
    """A number against its lower limit; an age from a partial date of birth only if both ends agree (SCR-9)."""
    if one.about == "age":
        return _age(one, screened)
    value = screened.facts.get(one.about)
    if not isinstance(value, int | Fraction | Decimal):
        return Outcome.UNKNOWN, _("{criterion}: not known.").format(criterion=one.text)
    outcome = Outcome.MET if Fraction(value) >= one.limit else Outcome.NOT_MET
    words = _("{criterion}: {value}; the limit is {limit} or more.")
    return outcome, words.format(criterion=one.text, value=value, limit=one.limit)


def _age(one: Criterion, screened: Screened) -> tuple[Outcome, str]:
    if screened.born is None:
        return Outcome.UNKNOWN, _("{criterion}: date of birth not known.").format(criterion=one.text)
    earliest, latest = screened.born.range()
    oldest, youngest = age_on(earliest, screened.assessed_on), age_on(latest, screened.assessed_on)
    on = day_words(screened.assessed_on)
    if youngest < one.limit <= oldest:
        words = _("Between {youngest} and {oldest} years old on {on}; the limit is {limit} or more.")
        return Outcome.UNKNOWN, words.format(youngest=youngest, oldest=oldest, on=on, limit=one.limit)
    outcome = Outcome.MET if youngest >= one.limit else Outcome.NOT_MET
    if youngest == oldest:
        words = _("{years} years old on {on}; the limit is {limit} or more.")
        return outcome, words.format(years=oldest, on=on, limit=one.limit)
    words = _("Between {youngest} and {oldest} years old on {on}; the limit is {limit} or more.")
    return outcome, words.format(youngest=youngest, oldest=oldest, on=on, limit=one.limit)


def _within(one: Criterion, value: Value | None, assessed_on: date) -> tuple[Outcome, str]:
    """On or after the same calendar day so many months before; a partial date must agree as a whole (SCR-8)."""
    if not isinstance(value, PartialDate):
        return Outcome.UNKNOWN, _("{criterion}: no date is known.").format(criterion=one.text)
    since = months_before(assessed_on, int(one.limit))
    first, last = value.range()
    given = day_words(first) if value.is_complete else str(value)
    if first > assessed_on:
        words = _("{criterion}: {given} lies after the assessment.")
        return Outcome.UNKNOWN, words.format(criterion=one.text, given=given)
    if first < since <= last:
        words = _("{criterion}: {given} may lie before or after {since}.")
        return Outcome.UNKNOWN, words.format(criterion=one.text, given=given, since=day_words(since))
    words = _("{criterion}: {given}; the limit is {since} or later.")
    reason = words.format(criterion=one.text, given=given, since=day_words(since))
    return (Outcome.MET if first >= since else Outcome.NOT_MET), reason


def _combined(one: Criterion, used: Mapping[str, Criterion], screened: Screened) -> tuple[Outcome, str]:
    """Any of, all of, not: by the outcomes of the criteria named; one that is switched off does not count (SCR-2)."""
    parts = [_judge_one(used[key], used, screened) for key in one.wanted if key in used]
    if not parts:
        return Outcome.UNKNOWN, _("{criterion}: not known.").format(criterion=one.text)
    outcomes = [outcome for outcome, _reason in parts]
    outcome = {Test.ANY_OF: any_of, Test.ALL_OF: all_of}.get(one.test, lambda given: not_(next(iter(given))))(outcomes)
    telling = [reason for part, reason in parts if part is outcome] or [reason for _part, reason in parts]
    return outcome, " ".join(telling)
