"""Plays the stories of `resources/demo/tour` as the command `script` does, at both desks; remembers what was told."""

import json
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core.paths import Profile
from app.core.shapes import to_json
from app.desk.script import filled
from app.domain.codes import MARKS, MarkCode
from app.programme.desk import ProgrammeDesk
from app.start.commands import moment, played
from app.start.opening import ProgrammeReception, programme_reception
from tests.start.profiles import PASSWORDS, STORIES, handrail

HERS = ".partner."


@dataclass
class Story:
    """What was saved by name, and every mark that keeps somebody away or tells of trouble, with its case and day."""

    saved: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    away: set[tuple[str, date]] = field(default_factory=set)

    def hear(self, steps: list[dict[str, Any]], lines: list[dict[str, Any]]) -> None:
        """Take in one file's answers. What one file saved is its own, so a name may come again."""
        here: dict[str, Any] = {}
        today = date.min
        for step, line in zip(steps, lines, strict=True):
            today = datetime.fromisoformat(step["at"]).date() if "at" in step else today
            if "result" not in line:
                continue
            result = line["result"]
            self.note(step["do"], filled(step.get("with", {}), here), result, today)
            if name := step.get("save"):
                here[name] = result
        self.saved |= here

    def note(self, act: str, given: dict[str, Any], result: Any, today: date) -> None:
        """What is needed later of one step: whose session a 1-2-1 is, and who was away (ATT-10)."""
        if act == "one_to_one.book":
            self.sessions[result["session"]] = result["case"]
        elif act == "one_to_one.record" and is_told(MarkCode(result["mark"])):
            self.away.add((self.sessions[result["session"]], today))
        elif act == "register.take":
            self.away |= {(one["case"], today) for one in given["marks"] if is_told(MarkCode(one["code"]))}

    def to_be_told(self) -> set[tuple[str, date]]:
        """The number and the day of each who was away: the safety team knows cases by their number."""
        numbers = {row["case"]: row["reference"] for row in self.saved["everybody"]["rows"]}
        return {(numbers[case], day) for case, day in self.away}


def is_told(code: MarkCode) -> bool:
    """Whether the safety team hears of this mark."""
    return not MARKS[code].attended or code in (MarkCode.ATSH, MarkCode.AFTC)


def files_of(programme: str) -> list[Path]:
    """The files of a story in their order."""
    return sorted((STORIES / programme).glob("*.json"))


def tell(profile: Profile, programme: str) -> Story:
    """Play every file of a programme; each step must go as it says."""
    files, story = files_of(programme), Story()
    first = json.loads(files[0].read_text("utf-8"))["steps"][0]["at"]
    with programme_reception(profile, PASSWORDS, moment(first)) as office:
        for file in files:
            steps = json.loads(file.read_text("utf-8"))["steps"]
            lines = told_there(profile, file) if HERS in file.name else told_here(profile, file, office)
            assert all(line["ok"] for line in lines), (file.name, lines[-1])
            story.hear(steps, lines)
    return story


def told_here(profile: Profile, file: Path, office: ProgrammeReception) -> list[dict[str, Any]]:
    """One file at the programme desk; people stay signed in from one file to the next, for time."""
    lines = played(file.read_bytes(), ProgrammeDesk, lambda *_given: nullcontext(office), profile, PASSWORDS)
    return [json.loads(to_json(line)) for line in lines]


def told_there(profile: Profile, file: Path) -> list[dict[str, Any]]:
    """One file at the safety desk, in its own program."""
    ran = handrail("script", str(file), "--profile", str(profile.folder), "--passwords", "0", program="partner")
    assert ran.returncode == 0, ran.stderr or ran.stdout.splitlines()[-1]
    return [json.loads(line) for line in ran.stdout.splitlines()]
