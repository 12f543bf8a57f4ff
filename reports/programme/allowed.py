"""Says which words a report may carry, so that the leak gate can trace each one (R8)."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from app.core.language import Speaking, _
from app.core.shapes import Row
from reports.kit import gate
from reports.kit.gate import A_DAY, A_MOMENT, fixed_words
from reports.kit.traces import forms, tokens
from reports.kit.words import hours, of
from reports.programme.documents import DOCUMENTS, Kind, Report, has
from reports.programme.headings import ending_words, verdict_words
from reports.programme.pages import laid_out
from reports.programme.parts import Attendance, Ending, Verdict
from reports.programme.words import all_minutes, monthly, out_of_words


def leaks(data: Report, pdf: bytes) -> tuple[str, ...]:
    """What stands in this paper and comes from nowhere in its data; empty means it may go on (R8)."""
    return gate.problems(pdf, allowed(data), template_words(data.kind, data.language), logo=data.logo)


def allowed(data: Report) -> tuple[str, ...]:
    """Every form in which a value of this report may stand on its pages, for the leak gate (R8)."""
    with Speaking(data.language):
        return (*forms(data), *_counted(data))


def _counted(data: Report) -> Iterator[str]:
    """The figures that a page works out of the values it was given."""
    seen: Attendance | None = getattr(data, "attendance", None)
    if seen is not None:
        done = all_minutes(seen)
        times = (done, seen.group_minutes, seen.one_to_one_minutes, seen.catch_up_minutes, seen.required_minutes)
        yield from map(hours, times)
        yield of(seen.attended, seen.offered)
        yield of(seen.compliant, seen.offered)
        yield of(done, seen.required_minutes)
    for month in monthly(getattr(data, "sessions", ())):
        yield out_of_words(month.came, month.held)
    if has(data.kind, "required_minutes"):
        yield hours(getattr(data, "required_minutes", 0))


@cache
def template_words(kind: Kind, language: str) -> frozenset[str]:
    """The fixed words of this report, gathered by printing samples that hold no value of anybody (R8)."""
    with Speaking(language):
        return fixed_words(laid_out(sample) for sample in samples_of(kind, language)) | _other_outcomes(kind)


def _other_outcomes(kind: Kind) -> frozenset[str]:
    """The words of every outcome, and of what is left open: a sample can have one only."""
    words = [*map(verdict_words, Verdict)] if has(kind, "decided") else []
    words += [*map(ending_words, Ending)] if has(kind, "ended") else []
    words += [_("Not named")] if has(kind, "goals") else []
    return tokens(" ".join(words))


def samples_of(kind: Kind, language: str) -> tuple[Report, Report]:
    """A draft that says nothing, and a signed report that uses every fixed word once."""
    shape, fixed = DOCUMENTS[kind], {"kind": kind, "language": language, "logo": None}
    draft = _filled(shape, 0, 0)
    signed = {**_filled(shape, 1, 0), "cleared_on": None}
    return shape(**{**draft, **fixed, "is_draft": True}), shape(**{**signed, **fixed, "is_draft": False})


def _filled(shape: type[Row], fill: int, turn: int) -> dict[str, Any]:
    """A value for every field: nothing of anything, or one of each."""
    return {name: _value(kind, fill, turn) for name, kind in get_type_hints(shape).items()}


def _value(kind: Any, fill: int, turn: int) -> Any:  # noqa: ANN401 - whatever a field holds
    if get_origin(kind) is UnionType:
        wanted = next(one for one in get_args(kind) if one is not NoneType)
        return _value(wanted, fill, turn) if fill else None
    if get_origin(kind) is tuple:
        wanted = get_args(kind)[0]
        return tuple(_value(wanted, fill, at) for at in range(_variants(wanted))) if fill else ()
    if issubclass(kind, StrEnum):
        members = tuple(kind)
        return members[turn % len(members)]
    if issubclass(kind, Row):
        return kind(**_filled(kind, fill, turn))
    return {
        bytes: b"",
        str: str(fill or ""),
        int: 0 if turn else fill,
        bool: bool(fill),
        date: A_DAY,
        datetime: A_MOMENT,
    }[kind]


def _variants(kind: Any) -> int:  # noqa: ANN401 - whatever a tuple holds
    """How many samples show every word that this can bring: as many as its longest list of words has."""
    if issubclass(kind, StrEnum):
        return len(kind)
    if issubclass(kind, Row):
        return max((_variants(one) for one in get_type_hints(kind).values() if isinstance(one, type)), default=1)
    return 1
