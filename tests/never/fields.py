"""Remembers each text that both desks took in and each record that hers sealed, field by field as declared."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.core.shapes import Draft, Row, schema, to_builtins
from app.desk import catalogue
from app.desk.catalogue import acts_of, door_of, draft_of
from app.desk.seat import Desk
from app.partner.vault import Vault
from tests.house.floors import TOP

Node = Mapping[str, Any]
Seen = dict[str, dict[str, set[str]]]
NAMED = {"enum", "const", "pattern", "format"}
"""A text with one of these is a code, a day or a moment: it cannot carry what somebody said."""

READS = {"read", "read_for_team", "each", "of_each", "each_record", "each_link", "convert"}
AT_MOST = {"each_record"}
OF_HERS = ("app.partner.", "app.bridge.")


@dataclass
class Taken:
    """What was given to which field of which act, and what was sealed in which field of which record."""

    given: Seen = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)), repr=False)
    sealed: Seen = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)), repr=False)


@contextmanager
def everything_taken() -> Iterator[Taken]:
    """Everything that goes through the doors and into the envelopes of this process meanwhile."""
    taken, sealing = Taken(), Vault.seal_under

    def door(desk: Desk, name: str) -> tuple[Any, type[Draft]]:
        opened, shape = door_of(desk, name)

        def through(draft: Draft) -> object:
            note(taken.given[name], shape, draft)
            return opened(draft)

        return through, shape

    def seal(vault: Vault, key: Any, row: Any, body: Row) -> bytes:
        note(taken.sealed[type(body).__name__], type(body), body)
        return sealing(vault, key, row, body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "door_of", door)
        patch.setattr(Vault, "seal_under", seal)
        yield taken


def note(seen: dict[str, set[str]], shape: type, value: object) -> None:
    """Put each text of this value where its field is declared."""
    for path, text in texts_of(shape, to_builtins(value)):
        if text:
            seen[path].add(text)


def texts_of(shape: type, value: object = None) -> Iterator[tuple[str, str | None]]:
    """Every field of a shape in which free words may stand, with the words of `value`; without a value, every field."""
    whole = schema(shape)
    return _walk(whole, whole.get("$defs", {}), "", value, anything=value is None)


def fields_of(shape: type) -> set[str]:
    """The paths of all fields in which free words may stand."""
    return {path for path, _text in texts_of(shape)}


def shapes_read_from_envelopes() -> dict[str, type[Row]]:
    """Every shape that the code of her desk reads an envelope of hers into, by name."""
    found, known = set(), {one.__name__: one for one in _below(Row) if one.__module__.startswith(OF_HERS)}
    for file in sorted(one for folder in ("partner", "bridge") for one in (TOP / "app" / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            shape = call.args[1 if name in AT_MOST else -1]
            if name in READS and isinstance(shape, ast.Name) and shape.id[:1].isupper():
                found.add(shape.id)
    return {name: known[name] for name in found}


def _below(shape: type) -> Iterator[type]:
    for one in shape.__subclasses__():
        yield one
        yield from _below(one)


def changes(desk: type[Desk]) -> Iterator[tuple[str, set[str]]]:
    """Every act of this desk that changes something, with the fields of its input in which free words may stand."""
    for name, this in acts_of(desk).items():
        if this.kind.value == "change":
            yield name, fields_of(draft_of(this))


def _walk(node: Node, defs: Node, path: str, value: Any, *, anything: bool) -> Iterator[tuple[str, str | None]]:
    if "$ref" in node:
        yield from _walk(defs[node["$ref"].rpartition("/")[2]], defs, path, value, anything=anything)
    for one in node.get("anyOf", ()):
        yield from _walk(one, defs, path, value, anything=anything)
    if node.get("type") == "string" and not NAMED & set(node) and (anything or isinstance(value, str)):
        yield path, value
    for name, inner in node.get("properties", {}).items():
        inside = value.get(name) if isinstance(value, dict) else None
        yield from _walk(inner, defs, f"{path}.{name}".lstrip("."), inside, anything=anything)
    for key, inside in (("items", value if isinstance(value, list | tuple) else ()),
                        ("additionalProperties", value.values() if isinstance(value, dict) else ())):  # fmt: skip
        if isinstance(inner := node.get(key), dict):
            for one in [None] if anything else inside:
                yield from _walk(inner, defs, f"{path}[]", one, anything=anything)
