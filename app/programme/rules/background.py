"""Names what is asked of a man's past, his needs and his background, and says what stands of each; pure, no tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from app.core.language import _
from app.core.shapes import Draft, LongText, PartialDateText
from app.domain import labels
from app.domain.answers import Answer, PartialDate
from app.domain.calendar import day_words
from app.domain.codes import SourceClass
from app.programme.rules.orders import names_a_place, place_words
from reports.kit.words import partial_day

Plain = Mapping[str, object]
Said = Literal["yes", "no", "unknown", "declined"]
DECLINED = "declined"
NOT_KNOWN = frozenset({"", Answer.UNKNOWN.value, DECLINED})


class Topic(StrEnum):
    """What is asked beside the referral itself (domain.md 4.1)."""

    INDEX_OFFENCE = "index_offence"
    CONVICTIONS = "convictions"
    BAIL = "bail"
    SUBSTANCES = "substances"
    MENTAL_HEALTH = "mental_health"
    HOUSING = "housing"
    WORK = "work"
    SERVICES = "services"
    INTERPRETER = "interpreter"
    LEARNING = "learning"
    LITERACY = "literacy"
    ETHNICITY = "ethnicity"
    DISABILITY = "disability"


OF_HIMSELF = frozenset({Topic.INTERPRETER, Topic.LEARNING, Topic.LITERACY, Topic.ETHNICITY, Topic.DISABILITY})
"""What goes with the person to a next case; all else belongs to one referral."""
MONITORED = frozenset({Topic.ETHNICITY, Topic.DISABILITY})
"""Asked so that figures can say whom a service reaches: nobody has to answer."""


class BackgroundGiven(Draft):
    """One of these as somebody said it, and who; what nobody knows is "unknown" (REF-7).

    `on`: the day of the offence, partial allowed. `until`: the last day of bail.
    """

    topic: Topic
    answer: Said | None = None
    text: LongText | None = None
    on: PartialDateText | None = None
    until: date | None = None
    source: SourceClass = SourceClass.REFERRER


@dataclass(frozen=True)
class Known:
    """What stands of one topic. `turns`: how often something was said of it, nought when nobody asked."""

    topic: Topic
    answer: str = ""
    text: str = ""
    on: str = ""
    until: date | None = None
    source: str = ""
    said_on: date | None = None
    by: str = ""
    turns: int = 0


def topics() -> dict[Topic, str]:
    """Each in words, in the order in which they are asked and shown."""
    return {
        Topic.INDEX_OFFENCE: _("Index offence"),
        Topic.CONVICTIONS: _("Convictions and cautions"),
        Topic.BAIL: _("Bail"),
        Topic.SUBSTANCES: _("Alcohol and drugs"),
        Topic.MENTAL_HEALTH: _("Mental health"),
        Topic.HOUSING: _("Housing"),
        Topic.WORK: _("Work and money"),
        Topic.SERVICES: _("Other services and workers"),
        Topic.INTERPRETER: _("Interpreter"),
        Topic.LEARNING: _("Learning needs"),
        Topic.LITERACY: _("Reading and writing"),
        Topic.ETHNICITY: _("Ethnicity"),
        Topic.DISABILITY: _("Disability"),
    }


def questions() -> dict[Topic, str]:
    """What is asked with yes, no or not known; of the others only words are kept."""
    return {
        Topic.INDEX_OFFENCE: _("Against a partner or ex-partner"),
        Topic.CONVICTIONS: _("Has convictions or cautions"),
        Topic.BAIL: _("Is on bail"),
        Topic.SUBSTANCES: _("Needs help with it"),
        Topic.MENTAL_HEALTH: _("Needs help with it"),
        Topic.HOUSING: _("Needs help with it"),
        Topic.WORK: _("Needs help with it"),
        Topic.INTERPRETER: _("Needs one"),
        Topic.LEARNING: _("Has learning needs"),
        Topic.LITERACY: _("Needs help with it"),
        Topic.DISABILITY: _("Has one"),
    }


def answer_words() -> dict[str, str]:
    """The answers in words; nobody has to say what is only counted."""
    return {
        Answer.YES.value: _("Yes"),
        Answer.NO.value: _("No"),
        Answer.UNKNOWN.value: _("Not known"),
        DECLINED: _("Does not want to say"),
    }


def known(*lists: Sequence[Plain]) -> dict[Topic, Known]:
    """What was said last of each topic; nothing that was said is ever written over (NEV-18)."""
    found: dict[Topic, Known] = {}
    for entry in (entry for entries in lists for entry in entries):
        topic = Topic(str(entry["topic"]))
        until = entry.get("until")
        found[topic] = Known(
            topic=topic,
            answer=str(entry.get("answer") or ""),
            text=str(entry.get("text") or ""),
            on=str(entry.get("on") or ""),
            until=date.fromisoformat(str(until)) if until else None,
            source=str(entry.get("source") or ""),
            said_on=date.fromisoformat(str(entry["said_on"])),
            by=str(entry.get("by") or ""),
            turns=found[topic].turns + 1 if topic in found else 1,
        )
    return found


def background_entry(given: BackgroundGiven, today: date, by: str) -> dict[str, object]:
    """The next entry of a topic: what is said now stands whole, and what stood stays before it."""
    said: dict[str, object] = {
        "answer": given.answer, "text": (given.text or "").strip(), "on": given.on,
        "until": given.until.isoformat() if given.until else None, "source": SourceClass(given.source).value,
    }  # fmt: skip
    kept = {name: value for name, value in said.items() if value}
    return {**kept, "topic": Topic(given.topic).value, "said_on": today.isoformat(), "by": by}


def background_problems(given: BackgroundGiven, today: date) -> dict[str, str]:
    """What is missing, cannot be, or must not stand in his record, by field (NEV-7, NEV-14)."""
    topic, text = Topic(given.topic), (given.text or "").strip()
    problems: dict[str, str] = {}
    if given.answer is None and not text:
        problems["text"] = _("Write what is known, or say that it is not known.")
    if given.answer == DECLINED and topic not in MONITORED:
        problems["answer"] = _("Choose yes, no or not known.")
    if topic is Topic.INTERPRETER and given.answer == Answer.YES.value and not text:
        problems["text"] = _("Write for which language.")
    if names_a_place(text):
        problems["text"] = place_words()
    if given.on is not None and _begins(given.on) > today:
        problems["on"] = _("This date lies after today.")
    return problems


def said_words(one: Known) -> str:
    """What stands of a topic in one line, without who said it; not asked and not known both read so (REF-7)."""
    if not one.turns:
        return _("Not known")
    question, answer = questions().get(one.topic, ""), answer_words().get(one.answer, "")
    until = _("until {day}").format(day=day_words(one.until)) if one.until else ""
    on = partial_day(one.on) if one.on else ""
    first = f"{question}: {answer.lower()}" if question and answer else answer
    return "; ".join(part for part in (first, one.text, on, until) if part)


def source_words(one: Known) -> str:
    """Who said it."""
    return labels.evidence_sources().get(SourceClass(one.source), "") if one.source else ""


def is_on_bail(one: Known | None, today: date) -> bool:
    """Whether he is on bail as far as anybody knows; without a known last day it goes on (NEV-14)."""
    return one is not None and one.answer == Answer.YES.value and (one.until is None or one.until >= today)


def _begins(text: str) -> date:
    try:
        return PartialDate.parse(text).range()[0]
    except ValueError:
        return date.max
