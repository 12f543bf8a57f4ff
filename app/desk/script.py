"""Plays a file of acts without a window (acts.md): one JSON line per step, stopping at the first that goes wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from app.core import log
from app.core.clock import FrozenClock
from app.core.errors import AppError, InvalidInput, NotAllowed, error_name
from app.core.language import _
from app.core.shapes import Draft, Meta, PlainValue, from_json, to_builtins, written_fields_of
from app.core.shapes import field as member
from app.desk.catalogue import acts_of, draft_of, perform, read_draft
from app.desk.seat import Desk

FORMAT = "handrail-script/1"
ERRORS = ("InvalidInput", "NotAllowed", "Missing", "Stale", "Locked", "Unavailable", "Damaged", "Newer")


class Step(Draft):
    """One step: who does what with which input, when, and what should come of it; a note is for the reader."""

    as_user: str = member(name="as")
    do: str
    given: dict[str, Any] = member(name="with", default_factory=dict)
    at: str | None = None
    save: str | None = None
    expect: str | None = None
    note: str | None = None


class ScriptFile(Draft):
    """A whole script; what it is about is for the reader."""

    format: Annotated[str, Meta(pattern="^handrail-script/1$")]
    steps: list[Step]
    clock: str | None = None
    about: str | None = None


@dataclass
class Stage:
    """What a script plays on: which desk, how somebody takes the seat, and whether time may be told (T18)."""

    desk: type[Desk]
    take_seat: Callable[[str], Desk]
    is_practice: bool
    clock: FrozenClock | None = None
    saved: dict[str, Any] = field(default_factory=dict)


def read_script(text: bytes, desk: type[Desk]) -> ScriptFile:
    """A script whose every step names an act and fields that exist. Raises InvalidInput with step and field."""
    script = from_json(ScriptFile, text)
    acts = acts_of(desk)
    for number, step in enumerate(script.steps, 1):
        where = _("Step {number}").format(number=number)
        if step.do not in acts:
            raise InvalidInput(
                {
                    f"steps[{number}].do": _("{where}: there is no act called {name} here.").format(
                        where=where, name=step.do
                    )
                }
            )
        if step.expect is not None and step.expect not in ERRORS:
            raise InvalidInput(
                {
                    f"steps[{number}].expect": _("{where}: expect is one of {names}.").format(
                        where=where, names=", ".join(ERRORS)
                    )
                }
            )
        _check_fields(where, number, step, draft_of(acts[step.do]))
    return script


def _check_fields(where: str, number: int, step: Step, shape: type[Draft]) -> None:
    """Every field is one the act takes; when nothing is filled in later, every value fits too."""
    allowed = written_fields_of(shape)
    if unknown := sorted(set(step.given) - set(allowed)):
        words = _("{where}: {act} has no field {field}. It takes {allowed}.")
        told = words.format(where=where, act=step.do, field=unknown[0], allowed=", ".join(allowed) or "-")
        raise InvalidInput({f"steps[{number}].with.{unknown[0]}": told})
    if "$" not in str(step.given) and step.expect != "InvalidInput":
        try:
            read_draft(step.given, shape)
        except InvalidInput as bad:
            problems = {f"steps[{number}].with.{name}": f"{where}: {words}" for name, words in bad.problems.items()}
            raise InvalidInput(problems) from bad


def play(script: ScriptFile, stage: Stage) -> Iterator[dict[str, Any]]:
    """Run the steps in order and yield one line each; the last line has `ok` false when the script must stop."""
    if not stage.is_practice and (script.clock or any(step.at for step in script.steps)):
        raise NotAllowed(
            _("In a live office nobody sets the clock of an act. Scripts with dates run in a practice profile only.")
        )
    if script.clock and stage.clock is not None:
        stage.clock.move_to(datetime.fromisoformat(script.clock))
    for number, step in enumerate(script.steps, 1):
        if step.at and stage.clock is not None:
            stage.clock.move_to(datetime.fromisoformat(step.at))
        line = {"step": number, "do": step.do, **_one(step, stage)}
        yield line
        if not line["ok"]:
            return


def _one(step: Step, stage: Stage) -> dict[str, Any]:
    """Run one step; what was expected to fail and did counts as gone right."""
    try:
        given = filled(step.given, stage.saved)
        result = to_builtins(perform(stage.take_seat(step.as_user), step.do, given))
    except AppError as refused:
        told: dict[str, Any] = {"type": error_name(refused), "message": str(refused)}
        if isinstance(refused, InvalidInput):
            told["problems"] = refused.problems
        return {"ok": step.expect == error_name(refused), "error": told}
    if step.save:
        stage.saved[step.save] = result
    if step.expect is not None:
        message = _("{expected} was expected, but the act went through.").format(expected=step.expect)
        return {"ok": False, "result": result, "error": {"type": "Expected", "message": message}}
    log.event("script.step", step.do)
    return {"ok": True, "result": result}


def filled(given: PlainValue, saved: Mapping[str, PlainValue]) -> PlainValue:
    """The input with every `$name.path` replaced by what an earlier step gave back."""
    if isinstance(given, str) and given.startswith("$"):
        return _looked_up(given[1:], saved)
    if isinstance(given, dict):
        return {key: filled(value, saved) for key, value in given.items()}
    if isinstance(given, list):
        return [filled(value, saved) for value in given]
    return given


def _looked_up(path: str, saved: Mapping[str, PlainValue]) -> PlainValue:
    """Follow `name.field.0.field` and `name.list[key=value].field`. Raises InvalidInput where the path breaks."""
    value: PlainValue = saved
    for part in path.split("."):
        name, bracket, condition = part.partition("[")
        try:
            value = value[int(name)] if isinstance(value, list | tuple) else value[name]
            if bracket:
                key, _equals, wanted = condition.rstrip("]").partition("=")
                value = next(item for item in value if str(item.get(key)) == wanted)
        except (KeyError, IndexError, ValueError, TypeError, StopIteration) as broken:
            raise InvalidInput({path: _("${path} was not saved by an earlier step.").format(path=path)}) from broken
    return value
