"""Says which keys a pack file may hold and of what type, and finds every key that does not fit."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from re import compile as pattern
from typing import Any

from app.core.language import _
from app.domain import pack_parts as parts
from app.domain.pack_lines import Lines, Path

_AT_LINE = pattern(r" *\(at (?:line (\d+), column \d+|end of document)\)")
LARGEST = 256 * 1024
LARGEST_NUMBER = 1_000_000
TESTS = tuple(test.value for test in parts.Test)
ITEM_WORDING = frozenset({"items", "item", "questions", "wording", "text", "statements"})


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a pack file: code, key, line where it can be found, words, and what is allowed."""

    code: str
    key: str
    words: str
    line: int | None = None
    allowed: str = ""

    @property
    def is_warning(self) -> bool:
        """True for what its author should see and may leave as it is."""
        return self.code.startswith("W-")

    def __str__(self) -> str:
        place = _("line {line}, {key}").format(line=self.line, key=self.key) if self.line else self.key
        allowed = " " + _("Allowed: {allowed}.").format(allowed=self.allowed) if self.allowed else ""
        return f"{self.code} {place}: {self.words}{allowed}"


class Is(StrEnum):
    """The types a value in a pack can have."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "true or false"
    TEXTS = "list of texts"
    INTEGERS = "list of integers"
    NUMBERS = "list of numbers"
    TABLE = "table"
    TABLES = "list of tables"


@dataclass(frozen=True)
class Key:
    """What one key may hold; a key without default must be there."""

    kind: Is
    needed: bool = False
    one_of: tuple[str, ...] = ()


def _words(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in kind)


_CRITERION = {
    "key": Key(Is.TEXT, needed=True),
    "text": Key(Is.TEXT, needed=True),
    "source": Key(Is.TEXT),
    "required": Key(Is.FLAG),
    "local": Key(Is.FLAG),
    "when_not_met": Key(Is.TEXT, True, _words(parts.WhenNotMet)),
    "answer": Key(Is.TEXT, one_of=("yes", "no")),
    "equals": Key(Is.TABLE),
    "value_at_least": Key(Is.TABLE),
    "within_months": Key(Is.TABLE),
    "denial_at_most": Key(Is.INTEGER),
    "any_of": Key(Is.TEXTS),
    "all_of": Key(Is.TEXTS),
    "not": Key(Is.TEXT),
}
_BLOCK = {
    "key": Key(Is.TEXT, needed=True),
    "title": Key(Is.TEXT),
    "titles": Key(Is.TEXTS),
    "kind": Key(Is.TEXT, True, _words(parts.BlockKind)),
    "count": Key(Is.INTEGER),
    "minutes": Key(Is.INTEGER, needed=True),
    "required": Key(Is.FLAG),
    "takes_slot": Key(Is.FLAG),
    "gap_before_weeks": Key(Is.INTEGER),
    "gap_after_weeks": Key(Is.INTEGER),
    "date_is": Key(Is.TEXT, one_of=_words(parts.DatesAre)),
    "coverage": Key(Is.TEXTS),
    "meeting_order": Key(Is.TEXTS),
}
ITEMS: dict[str, dict[str, Key]] = {
    "pack.coverage": {"key": Key(Is.TEXT, needed=True), "title": Key(Is.TEXT, needed=True)},
    "pack.block": _BLOCK,
    "pack.report_at": {
        "report": Key(Is.TEXT, needed=True),
        "after_block": Key(Is.TEXT),
        "after_week": Key(Is.INTEGER),
    },
    "pack.measure": {
        "key": Key(Is.TEXT, needed=True),
        "stages": Key(Is.TEXTS, needed=True),
        "side": Key(Is.TEXT, True, ("client", "partner")),
        "licence": Key(Is.TEXT, needed=True),
    },
    "pack.letter": {name: Key(Is.TEXT, needed=True) for name in ("key", "template", "version", "language")},
    "pack.task": {
        "key": Key(Is.TEXT, needed=True),
        "when": Key(Is.TEXT, needed=True),
        "days": Key(Is.INTEGER, needed=True),
        "role": Key(Is.TEXT, needed=True),
    },
    "screening.criterion": _CRITERION,
}
TABLES: dict[str, dict[str, Key]] = {
    "pack": {
        "schema": Key(Is.INTEGER, needed=True),
        **{name: Key(Is.TEXT, needed=True) for name in ("code", "title", "discreet_title", "version")},
        "intervention": Key(Is.TEXT, True, _words(parts.Intervention)),
        "sources": Key(Is.TEXTS, needed=True),
        "block": Key(Is.TABLES, needed=True),
        **{name: Key(Is.TABLES) for name in ("coverage", "report_at", "measure", "letter", "task")},
    },
    "lifecycle": {
        "state": Key(Is.TEXT, True, _words(parts.PackState)),
        "clinical_partner": Key(Is.TEXT),
        "next_review_months": Key(Is.INTEGER),
        "pilot_groups_max": Key(Is.INTEGER),
    },
    "group": {
        "entry": Key(Is.TEXT, True, _words(parts.Entry)),
        "min": Key(Is.INTEGER, needed=True),
        "max": Key(Is.INTEGER, needed=True),
        **{
            name: Key(Is.INTEGER)
            for name in ("facilitators_min", "interval_weeks", "holiday_step_weeks", "slots_min", "slots_max")
        },
        "mixed_facilitators": Key(Is.FLAG),
        "max_warns": Key(Is.FLAG),
        "evening_from": Key(Is.TEXT),
        "roles": Key(Is.TEXTS),
        "return_guarantee": Key(Is.FLAG),
        "start_counts_from": Key(Is.TEXT, one_of=_words(parts.StartCountsFrom)),
    },
    "entry": {"requires": Key(Is.TEXTS)},
    "completion": {
        "kind": Key(Is.TEXT, True, _words(parts.CompletionKind)),
        "hours": Key(Is.NUMBER),
        "needs_review": Key(Is.FLAG),
    },
    "dose": {"milestones_hours": Key(Is.NUMBERS)},
    "attendance": {
        "max_consecutive": Key(Is.INTEGER),
        "max_total": Key(Is.INTEGER),
        "warnings": Key(Is.INTEGERS),
        "catch_up_by": Key(Is.TEXT, one_of=_words(parts.CatchUpBy)),
        "late_after_min": Key(Is.INTEGER),
        "min_share_present": Key(Is.NUMBER),
        "count_only_unacceptable": Key(Is.FLAG),
    },
    "screening": {"source": Key(Is.TEXT), "criterion": Key(Is.TABLES)},
    "denial": {"stages": Key(Is.TEXTS), "motivation_stages": Key(Is.TEXTS)},
    "gates": {"required": Key(Is.TEXTS, needed=True)},
    "risk": {"result_required": Key(Is.TEXTS), "review_at": Key(Is.TEXTS)},
    "review": {"required_attendees": Key(Is.TEXTS)},
}
NEEDED_TABLES = ("pack", "lifecycle", "group", "completion", "gates")


def read_toml(text: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The tables of a pack file, or E-SYNTAX with the line. Nothing that a text can say raises here."""
    if len(text) > LARGEST:
        return {}, (syntax(_("This file is larger than a programme can be.")),)
    try:
        return tomllib.loads(text), ()
    except tomllib.TOMLDecodeError as bad:
        found = _AT_LINE.search(str(bad))
        line = int(found.group(1)) if found and found.group(1) else len(text.splitlines()) or None
        return {}, (syntax(_("This is not TOML: {why}.").format(why=_AT_LINE.sub("", str(bad))), line),)
    except (ValueError, RecursionError):
        return {}, (syntax(_("A number is longer, or a list deeper, than a programme can need.")),)


def syntax(words: str, line: int | None = None) -> Problem:
    """The problem of a file that cannot be read at all."""
    return Problem("E-SYNTAX", _("file"), words, line)


def shape_problems(tables: Mapping[str, Any], lines: Lines) -> tuple[Problem, ...]:
    """Every key that is unknown, missing, empty or of the wrong type (E-KEY, E-TYPE, E-LICENCE)."""
    return tuple(_walk(tables, lines))


def _walk(tables: Mapping[str, Any], lines: Lines) -> Iterator[Problem]:
    for name in NEEDED_TABLES:
        if name not in tables:
            yield Problem("E-KEY", name, _("This table is missing."), None, ", ".join(TABLES))
    for name, table in tables.items():
        if name not in TABLES:
            yield Problem("E-KEY", name, _("This table is not known."), lines.of(name), ", ".join(TABLES))
        elif not isinstance(table, dict):
            yield Problem("E-TYPE", name, _("This must be a table."), lines.of(name), Is.TABLE.value)
        else:
            yield from _fields(table, TABLES[name], (name,), lines)
            for key in table:
                yield from _list_items(table[key], (name, key), lines)


def _list_items(entries: object, path: tuple[str, str], lines: Lines) -> Iterator[Problem]:
    known = ITEMS.get(".".join(path))
    if known and isinstance(entries, list) and _fits(entries, Is.TABLES):
        for place, entry in enumerate(entries):
            yield from _fields(entry, known, (*path, place), lines)


def _fields(given: Mapping[str, Any], known: Mapping[str, Key], path: Path, lines: Lines) -> Iterator[Problem]:
    where = named(path, given)
    for name in known.keys() - given.keys():
        if known[name].needed:
            line = lines.of(*path)
            yield Problem("E-KEY", f"{where}.{name}", _("This key is missing."), line, known[name].kind.value)
    for name, value in given.items():
        line = lines.of(*path, name)
        if path[:2] == ("pack", "measure") and name in ITEM_WORDING:
            yield Problem("E-LICENCE", f"{where}.{name}", _("A measure may not hold the wording of its items."), line)
        elif name not in known:
            yield Problem("E-KEY", f"{where}.{name}", _("This key is not known."), line, ", ".join(known))
        else:
            yield from _value_problems(value, known[name], f"{where}.{name}", line)


def _value_problems(value: object, key: Key, where: str, line: int | None) -> Iterator[Problem]:
    if not _fits(value, key.kind):
        yield Problem("E-TYPE", where, _("This has the wrong type."), line, key.kind.value)
    elif any(abs(number) > LARGEST_NUMBER for number in _numbers_in(value)):
        yield Problem("E-NUMBER", where, _("This number is larger than a programme can need."), line)
    elif key.one_of and value not in key.one_of:
        yield Problem("E-TYPE", where, _("This word is not allowed here."), line, ", ".join(key.one_of))
    elif key.needed and value == "":
        yield Problem("E-KEY", where, _("This is empty."), line)


def named(path: Path, item: Mapping[str, Any]) -> str:
    """How a table is called in a problem: by its name, or by its list and its own key, else by its place."""
    words = ".".join(str(part) for part in path[:2])
    return words if len(path) < _LISTED else f"{words}[{item.get('key', int(path[2]) + 1)}]"


_LISTED = 3


def _fits(value: object, kind: Is) -> bool:
    if kind in _LISTS:
        return isinstance(value, list) and all(_fits(one, _LISTS[kind]) for one in value)
    if kind is Is.NUMBER:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and not (isinstance(value, float) and isnan(value))
    is_flag = isinstance(value, bool)
    return is_flag if kind is Is.FLAG else isinstance(value, _PLAIN[kind]) and not is_flag


def _numbers_in(value: object) -> tuple[int | float, ...]:
    """The numbers of a value or a list."""
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values if isinstance(one, int | float) and not isinstance(one, bool))


_LISTS = {Is.TEXTS: Is.TEXT, Is.INTEGERS: Is.INTEGER, Is.NUMBERS: Is.NUMBER, Is.TABLES: Is.TABLE}
_PLAIN: dict[Is, type] = {Is.TEXT: str, Is.INTEGER: int, Is.TABLE: dict}
