"""Reads typed scores and works out what they add up to; an answer nobody gave is never nought (TOP-1, 13.2 to 13.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.core.language import _
from app.domain.answers import Answer
from app.domain.counts import percent_change
from app.domain.questionnaires import (
    DAYS_IN_A_WEEK,
    TOTAL,
    WEEKS,
    Alarm,
    Asks,
    Item,
    Questionnaire,
    Scoring,
    exact,
)

UNKNOWN = Answer.UNKNOWN.value
ANSWERS = (Answer.YES.value, Answer.NO.value)
CORE_ITEMS = 10
CORE_MISSING_AT_MOST = 1
LONGEST_WORDS = 200

Given = int | float | str | None | Sequence[int | str | None]
Score = int | float | str | list[int | str]


def read_scores(asked: Questionnaire, given: Mapping[str, Given]) -> tuple[dict[str, Score], dict[str, str]]:
    """The scores as they are kept, and what is wrong by field; what nobody answered is kept as unknown (REF-7)."""
    problems: dict[str, str] = {}
    scores: dict[str, Score] = {}
    for key, value in given.items():
        item = asked.item(key)
        if item is None:
            known = ", ".join(one.key for one in asked.items)
            problems[f"scores.{key}"] = _("There is no such field. It can be: {fields}.").format(fields=known)
            continue
        score, problem = _read(item, value)
        if problem:
            problems[f"scores.{key}"] = problem
        elif score is not None:
            scores[key] = score
    if not problems and all(is_unknown(score) for score in scores.values()):
        problems["scores"] = _("Write at least one answer; one that nobody gave is “unknown”.")
    return scores, problems


def is_unknown(score: Score) -> bool:
    """Nobody answered it, in no week."""
    return all(one == UNKNOWN for one in score) if isinstance(score, list) else score == UNKNOWN


def _read(item: Item, value: Given) -> tuple[Score | None, str]:
    if value in (None, UNKNOWN):
        return UNKNOWN, ""
    if item.asks is Asks.DAYS:
        return _read_days(value)
    if item.asks is Asks.NUMBER:
        return _read_number(item, value)
    if item.asks is Asks.WORDS:
        fits = isinstance(value, str) and len(value) <= LONGEST_WORDS
        words = _("Write at most {most} characters.").format(most=LONGEST_WORDS)
        return (str(value), "") if fits else (None, words)
    allowed = ANSWERS if item.asks is Asks.ANSWER else item.choices
    if value in allowed:
        return str(value), ""
    return None, _("It can be: {values}.").format(values=", ".join((*allowed, UNKNOWN)))


def _read_days(value: Given) -> tuple[Score | None, str]:
    """The days of weeks 4, 3, 2 and 1, each 0 to 7 or unknown."""
    wrong = _("Write the days of weeks 4, 3, 2 and 1, each from 0 to 7, or “unknown”.")
    if isinstance(value, str | int | float) or value is None or len(value) != WEEKS:
        return None, wrong
    days: list[int | str] = []
    for one in value:
        if one in (None, UNKNOWN):
            days.append(UNKNOWN)
        elif isinstance(one, int) and 0 <= one <= DAYS_IN_A_WEEK:
            days.append(one)
        else:
            return None, wrong
    return days, ""


def _read_number(item: Item, value: Given) -> tuple[Score | None, str]:
    kind = int if item.is_whole else int | float
    if isinstance(value, kind) and item.low <= value <= item.high:
        return value, ""
    whole, any_ = _("Write a whole number from {low} to {high}."), _("Write a number from {low} to {high}.")
    return None, (whole if item.is_whole else any_).format(low=item.low, high=item.high)


def days_in_all(weeks: Sequence[int | str]) -> int | None:
    """The days of four weeks; a week that was not answered makes the total unknown, nought is an answer (TOP-1)."""
    known = [one for one in weeks if isinstance(one, int)]
    return sum(known) if len(known) == len(weeks) == WEEKS else None


def core_score(items: Iterable[int | None]) -> Fraction | None:
    """The clinical score of ten items: with one missing the mean times ten, with two or more none (CORE-10, 13.3)."""
    known = [one for one in items if one is not None]
    if len(known) < CORE_ITEMS - CORE_MISSING_AT_MOST:
        return None
    return Fraction(sum(known) * CORE_ITEMS, len(known))


@dataclass(frozen=True)
class Figure:
    """One number that can be compared over time, and the most it can be; None when it is not known."""

    key: str
    words: str
    value: Fraction | None
    of: int


def figures(asked: Questionnaire, scores: Mapping[str, Score]) -> tuple[Figure, ...]:
    """Every number of one entry that may be compared: its totals, scales and days."""
    if asked.scoring is Scoring.PRORATED:
        return (Figure(TOTAL, _("Clinical score"), _clinical(scores), 40),)
    return tuple(
        Figure(item.key, item.words, _value(item, scores.get(item.key, UNKNOWN)), item.high)
        for item in asked.items
        if item.is_figure and item.asks in (Asks.DAYS, Asks.NUMBER)
    )


def _clinical(scores: Mapping[str, Score]) -> Fraction | None:
    """From the ten items when any is there, else the total of the paper."""
    items = [scores.get(f"item_{number}", UNKNOWN) for number in range(1, CORE_ITEMS + 1)]
    if any(not is_unknown(one) for one in items):
        return core_score(one if isinstance(one, int) else None for one in items)
    return _number(scores.get(TOTAL, UNKNOWN))


def _value(item: Item, score: Score) -> Fraction | None:
    if item.asks is Asks.DAYS:
        total = days_in_all(score) if isinstance(score, list) else None
        return None if total is None else Fraction(total)
    return _number(score)


def _number(score: Score) -> Fraction | None:
    return exact(score) if isinstance(score, int | float) else None


@dataclass(frozen=True)
class Change:
    """How a number differs from start to end among those who have both; the percentage is of the means (TOP-2)."""

    n: int
    mean_start: Fraction
    mean_end: Fraction
    percent: int | None


def change(pairs: Iterable[tuple[Fraction | None, Fraction | None]]) -> Change | None:
    """n with both points, both means, percent of the means; None when nobody has both (TOP-2)."""
    both = [(start, end) for start, end in pairs if start is not None and end is not None]
    if not both:
        return None
    start = sum((one for one, _end in both), Fraction(0)) / len(both)
    end = sum((one for _start, one in both), Fraction(0)) / len(both)
    return Change(len(both), start, end, percent_change(start, end) if start else None)


def alarms_of(asked: Questionnaire, scores: Mapping[str, Score]) -> tuple[Alarm, ...]:
    """The answers that must be looked at today: above nought, or a plain “no”; unknown rings nothing (10.2, SUB-5)."""
    return tuple(alarm for alarm in asked.alarms if _rings(alarm, scores.get(alarm.item, UNKNOWN)))


def _rings(alarm: Alarm, score: Score) -> bool:
    if alarm.on_no:
        return score == Answer.NO.value
    days = score if isinstance(score, list) else [score]
    return any(isinstance(one, int | float) and one > 0 for one in days)


def source_problems(scores: Mapping[str, Score]) -> dict[str, str]:
    """An answer about violence says whether it comes from himself or the police; nothing else is a source (SUB-5)."""
    answered = scores.get("violence_stopped", UNKNOWN) in ANSWERS
    if answered and is_unknown(scores.get("violence_source", UNKNOWN)):
        return {"scores.violence_source": _("Say how we know: from himself, or from the police.")}
    return {}


def plain(value: Fraction) -> str:
    """A figure with at most one decimal, cut and never rounded over a limit (STA-2)."""
    tenths = int(abs(value) * 10)
    text = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return f"-{text}" if value < 0 and tenths else text
