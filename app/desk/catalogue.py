"""Lists every act of a desk and is the door for JSON: scripts, the command line and the matrix test use it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args, get_type_hints

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, convert, schema
from app.desk.act import Act
from app.desk.seat import Desk, nouns_of

_TO_THE_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$")


def acts_of(desk: type[Desk]) -> dict[str, Act]:
    """Every act of a desk by its stable name, in the order of its nouns."""
    found: dict[str, Act] = {}
    for noun in nouns_of(desk).values():
        for base in reversed(noun.__mro__):
            for member in vars(base).values():
                if isinstance(this := getattr(member, "__act__", None), Act):
                    found[this.name] = this
    return found


def draft_of(this: Act) -> type[Draft]:
    """The type of an act's input."""
    hints = [hint for name, hint in get_type_hints(this.method).items() if name != "return"]
    shape: type[Draft] = hints[-1]
    return shape


def result_of(this: Act) -> object:
    """The type of an act's result."""
    return get_type_hints(this.method)["return"]


def door_of(desk: Desk, name: str) -> tuple[Callable[[Draft], object], type[Draft]]:
    """The bound act and its draft type. Raises InvalidInput for a name that this desk does not have."""
    for attribute, noun in nouns_of(type(desk)).items():
        for key in dir(noun):
            this = getattr(getattr(noun, key, None), "__act__", None)
            if isinstance(this, Act) and this.name == name:
                return getattr(getattr(desk, attribute), key), draft_of(this)
    raise InvalidInput({"do": _("There is no act called {name} at this desk.").format(name=name)})


def perform(desk: Desk, name: str, given: object) -> object:
    """Run an act by name on plain JSON values; the same checks as from a window."""
    door, shape = door_of(desk, name)
    return door(read_draft(given, shape))


def read_draft(given: object, shape: type[Draft]) -> Draft:
    """Plain JSON values as an act's input; a moment may be written without seconds (acts.md)."""
    if isinstance(given, dict):
        moments = {name for name, hint in get_type_hints(shape).items() if datetime in (hint, *get_args(hint))}
        to_the_minute = {name for name in moments & set(given) if _TO_THE_MINUTE.match(str(given[name]))}
        given = {**given, **{name: f"{given[name]}:00" for name in to_the_minute}}
    return convert(given, shape)


def describe(desk: type[Desk]) -> list[dict[str, Any]]:
    """The catalogue: name, right, kind, one-line purpose, input and result schema."""
    return [
        {
            "name": name,
            "right": str(this.right.value),
            "kind": this.kind.value,
            "purpose": (this.method.__doc__ or "").strip().split("\n")[0],
            "input": schema(draft_of(this)),
            "result": schema(result_of(this)),
        }
        for name, this in sorted(acts_of(desk).items())
    ]
