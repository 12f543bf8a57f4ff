"""Gives drafts, rows and ids their shape, and JSON its way in and out; the only import of msgspec."""

import os
import re
from typing import Annotated, Any, NewType, TypeVar, dataclass_transform

import msgspec
from msgspec import UNSET, Meta, UnsetType

from app.core.errors import InvalidInput
from app.core.language import _

T = TypeVar("T")
PlainValue = Any  # what JSON can carry; the checks are in the shapes, not in the type

ClientId = NewType("ClientId", str)
CaseId = NewType("CaseId", str)
GroupId = NewType("GroupId", str)
SessionId = NewType("SessionId", str)
ReportId = NewType("ReportId", str)
UserId = NewType("UserId", str)
PartnerId = NewType("PartnerId", str)
ItemId = NewType("ItemId", str)

PartialDateText = Annotated[str, Meta(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
ShortText = Annotated[str, Meta(max_length=200)]
LINE_LENGTH, TEXT_LENGTH = 500, 10_000
Line = Annotated[str, Meta(max_length=LINE_LENGTH)]
LongText = Annotated[str, Meta(max_length=TEXT_LENGTH)]

__all__ = ["UNSET", "Meta", "UnsetType", "field"]
field = msgspec.field


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person hands to an act: frozen, strict, no unknown field."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What an act hands back: plain frozen values, never a table's object."""


class Nothing(Draft):
    """The input of an act that needs none."""


def new_id() -> str:
    """16 random bytes from the operating system as 32 lower-case hex characters (SEC-10)."""
    return os.urandom(16).hex()


def to_json(value: object) -> bytes:
    """JSON bytes of a draft, a row or plain values."""
    return msgspec.json.encode(value)


def from_json(shape: type[T], text: bytes | str) -> T:
    """Read JSON strictly into a shape. Raises InvalidInput naming the first field that does not fit."""
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError) as bad:
        raise _refused(bad) from bad


def in_one_spelling(text: bytes) -> PlainValue:
    """The map in this JSON, whose keys stand sorted and which would be written just so again; else `UNSET`.

    Texts, yes and no, nothing, and numbers that any reader keeps exactly, at most eight deep. It is quick; the caller
    sees to what it is not strict about: letters beyond ASCII, and those escaped by number.
    """
    try:
        value = _MAP.decode(text)
    except msgspec.DecodeError:
        return UNSET
    return value if _SORTED.encode(value) == text else UNSET


def _map_of_plain_values() -> Any:  # noqa: ANN401  a type, built as it goes
    exact = Annotated[int, Meta(gt=-(2**53), lt=2**53)]
    inner: Any = str | bool | exact | None
    for _depth in range(7):
        inner = str | bool | exact | list[inner] | dict[str, inner] | None
    return dict[str, inner]


_MAP, _SORTED = msgspec.json.Decoder(_map_of_plain_values()), msgspec.json.Encoder(order="sorted")


def convert(value: object, shape: type[T]) -> T:
    """Turn plain values (from JSON) strictly into a shape. Raises InvalidInput naming the first field."""
    try:
        return msgspec.convert(value, type=shape, strict=True)
    except msgspec.ValidationError as bad:
        raise _refused(bad) from bad


def to_builtins(value: object) -> PlainValue:
    """Plain dicts, lists and strings, as JSON would carry them."""
    return msgspec.to_builtins(value)


def replaced(row: T, **changes: object) -> T:
    """The same row with some fields changed."""
    return msgspec.structs.replace(row, **changes)  # type: ignore[type-var]


def schema(shape: object) -> dict[str, Any]:
    """JSON Schema of a shape, for the catalogue of acts."""
    return msgspec.json.schema(shape)


def fields_of(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    """The field names of a draft or row, in order."""
    return shape.__struct_fields__


def written_fields_of(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    """How the fields are called outside, in the catalogue and in scripts: `from` and `with` are words of Python."""
    return shape.__struct_encode_fields__


def _refused(bad: Exception) -> InvalidInput:
    """The library's message as our error; it names a path and what is wrong, never the value typed."""
    said, at, path = str(bad).partition(" - at `$")
    name = path.strip("`").lstrip(".") if at else ""
    if not name and ("unknown field" in said or "missing required field" in said):
        name = said.rpartition("`")[0].rpartition("`")[2]
    words = _plain_words(said)
    where = f"{name}: {words}" if name else words
    return InvalidInput({name or "input": words}, _("This input does not fit. {why}").format(why=where))


def _plain_words(said: str) -> str:
    """What the library says, as a sentence for whoever typed it."""
    for pattern, words in _sentences():
        if found := re.search(pattern, said):
            return words.format(**found.groupdict())
    if kind := re.match(r"Expected `([a-z]+)", said):
        return _("This must be {kind}.").format(kind=_kinds().get(kind[1], _("written in another way")))
    return said if said.endswith(".") else f"{said}."


def _sentences() -> tuple[tuple[str, str], ...]:
    """What the library may say, and what a person reads instead; the first that fits counts."""
    return (
        (r"unknown field `(?P<field>\w+)`", _("There is no field {field} here.")),
        (r"missing required field `(?P<field>\w+)`", _("{field} is missing.")),
        (r"of length <= (?P<bound>\d+)", _("This is too long: at most {bound}.")),
        (r"of length >= (?P<bound>\d+)", _("This is too short: at least {bound}.")),
        (r"<= (?P<bound>\S+)$", _("This is too much: at most {bound}.")),
        (r">= (?P<bound>\S+)$", _("This is too little: at least {bound}.")),
        (r"RFC3339 encoded datetime", _("There is no such date. Write it like 2026-03-14T18:30.")),
        (r"RFC3339 encoded date", _("There is no such date. Write it like 2026-03-14.")),
        (r"^Invalid enum value", _("This is none of the values that are allowed.")),
        (r"matching regex", _("This is not written as it must be.")),
        (r"^JSON is malformed.*byte (?P<place>\d+)", _("This is not JSON, from byte {place} on.")),
        (r"^(JSON is malformed|Input data was truncated)", _("This is not JSON: it ends too early.")),
    )


def _kinds() -> dict[str, str]:
    """What a person calls the kinds of value that JSON knows."""
    return {
        "int": _("a whole number"),
        "float": _("a number"),
        "str": _("text"),
        "bool": _("yes or no"),
        "array": _("a list"),
        "object": _("a group of named values"),
        "date": _("a date like 2026-03-14"),
        "datetime": _("a date and time like 2026-03-14T18:30"),
        "null": _("left out"),
    }
