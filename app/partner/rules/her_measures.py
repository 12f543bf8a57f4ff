"""Keeps what she says of six areas at five time points; six figures of our own, never added up (13.4, 13.5)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from app.core.language import _
from app.core.shapes import Row
from app.domain.questionnaires import questionnaires

HIGHEST = 10
SIX = "mirabal_six"
UNKNOWN = "unknown"


class Stage(StrEnum):
    """The five time points; an office may word them, their order is fixed."""

    T0 = "t0"
    T1 = "t1"
    T2 = "t2"
    T3 = "t3"
    T4 = "t4"


class HerMeasure(Row, frozen=True):
    """What she said at one time point; an area she left out is `unknown`, never 0 (NEV-14)."""

    stage: Stage
    on: date
    scores: dict[str, int | str]
    words: str = ""


def area_words() -> dict[str, str]:
    """Each area in words, in its order: the same six as on his side, which never stand beside these (13.4)."""
    return {item.key: item.words for item in questionnaires()[SIX].items}


def problems(on: date, scores: Mapping[str, int | str], today: date) -> dict[str, str]:
    """What stands against keeping it, by field."""
    found: dict[str, str] = {}
    if on > today:
        found["on"] = _("This lies in the future.")
    known = area_words()
    for area, value in scores.items():
        is_score = isinstance(value, int) and 0 <= value <= HIGHEST
        if area not in known or not (is_score or value == UNKNOWN):
            found[area if area in known else "scores"] = _("A whole number from 0 to 10, or not known.")
    if not found and not any(isinstance(value, int) for value in scores.values()):
        found["scores"] = _("Write at least one figure. She need not answer all.")
    return found
