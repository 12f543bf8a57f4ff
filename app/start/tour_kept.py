"""Plays what lies between two visits of a tour: a piece of a programme's kept story, by the windows' own acts."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from app.core.clock import FrozenClock
from app.core.language import ngettext
from app.core.paths import Profile
from app.core.shapes import to_json
from app.desk.script import Stage, filled
from app.ops.demonstration import Part
from app.programme.desk import ProgrammeDesk
from app.start.commands import Passwords, moment
from app.start.opening import programme_reception
from app.start.stage import play_here, play_there

TELLS = files("resources") / "demo" / "tour"
FORMAT, HERS = "handrail-script/1", ".partner"
Step = dict[str, Any]
EVERYBODY: tuple[Step, ...] = ({"as": "priya", "do": "case.list", "save": "found"},)


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece of one file of a kept story, from one moment up to another.

    `by_hand` names what a person did in a window instead: `act`, or `act` and a word of it: its time, the name it is
    saved under, or whom it is about. `first` are steps played before, `names` what the file calls something of them.
    `proves` are values that the registers must give at its end, by path.
    """

    name: str
    file: str
    begin: str = ""
    end: str = ""
    by_hand: tuple[str, ...] = ()
    first: tuple[Step, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    proves: Mapping[str, object] = field(default_factory=dict)


def code_of(shape: str) -> str:
    """The programme whose story shows groups of this shape: in blocks, by hours, rolling, evenings, steps."""
    shapes: dict[str, str] = json.loads((TELLS / "shapes.json").read_text("utf-8"))
    return shapes[shape]


def steps_of(kept: Kept, folder: str) -> list[Step]:
    """The steps that are played, each with its time. Raises ValueError when something done by hand is not there."""
    told: list[Step] = json.loads((TELLS / folder / f"{kept.file}.json").read_text("utf-8"))["steps"]
    found, left = [], set(kept.by_hand)
    for step in timed(told):
        if kept.begin <= step["at"] and (not kept.end or step["at"] < kept.end):
            done = next((one for one in kept.by_hand if is_meant(step, one)), None)
            left.discard(done or "")
            if done is None:
                found.append(step)
    if left:
        raise ValueError(f"{kept.file} has no step {', '.join(sorted(left))} there")
    return found


def timed(steps: list[Step]) -> Iterator[Step]:
    """Each step with the time at which the story stands there."""
    at = ""
    for step in steps:
        at = step.get("at", at)
        yield {**step, "at": at}


def is_meant(step: Step, words: str) -> bool:
    """Whether a step is the one that these words name."""
    act, _space, hint = words.partition(" ")
    about = str(step.get("with", {}).get("case", ""))
    return step["do"] == act and (hint in ("", step["at"], step.get("save"), about) or f"={hint}]" in about)


def play_kept(
    kept: Kept, folder: str, profile: Profile, passwords: Passwords, saved: dict[str, Any]
) -> dict[str, object]:
    """Play it at its desk; gives its line of the summary. What the programme desk saved goes into `saved`."""
    begun, steps = time.perf_counter(), steps_of(kept, folder)
    desk = "partner" if kept.file.endswith(HERS) else "programme"
    part = Part(desk, {"format": FORMAT, "steps": [*({**one, "at": steps[0]["at"]} for one in kept.first), *steps]})
    if desk == "partner":
        play_there(profile, part, passwords)
    else:
        with programme_reception(profile, passwords, moment(steps[0]["at"])) as office:
            clock = office.clock if isinstance(office.clock, FrozenClock) else None
            stage = Stage(ProgrammeDesk, office.take_seat, office.is_practice, clock, saved)
            if kept.first:
                play_here(Part(desk, {**part.script, "steps": part.script["steps"][: len(kept.first)]}), stage)
                saved |= {name: filled(path, saved) for name, path in kept.names.items()}
            play_here(Part(desk, {**part.script, "steps": steps}), stage)
    ms = round((time.perf_counter() - begun) * 1000, 1)
    checked = [{"check": words_of(len(steps), f"{folder}/{kept.file}"), "ok": True}]
    for path, value in kept.proves.items():
        checked.append({"check": f"{path} is {value}", "ok": to_json(filled(f"${path}", saved)) == to_json(value)})
    is_good = all(bool(one["ok"]) for one in checked)
    return {"name": kept.name, "desk": desk, "by": "acts", "keys": 0, "ms": ms, "checked": checked, "ok": is_good}


def words_of(count: int, file: str) -> str:
    """What was done without a window, and from which file."""
    words = ngettext(
        "{count} step of {file} is done by the same act as the window’s, without the window, for time.",
        "{count} steps of {file} are done by the same acts as the window’s, without the window, for time.",
        count,
    )
    return words.format(count=count, file=f"resources/demo/tour/{file}.json")
