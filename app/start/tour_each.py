"""Plays the tour of every programme, each in a program of its own, as many at once as this computer has cores."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.core.language import _
from app.core.paths import Profile
from app.start.child import HERE, program_command
from app.start.tour_play import make_tour_office

LOOK_AGAIN_S = 0.2


def run_each(out: Path, codes: Sequence[str]) -> bool:
    """A folder for each programme and one summary over all; True when every step of each showed what it should."""
    out.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="handrail-tour-") as folder:
        office = Profile(Path(folder) / "office")
        make_tour_office(office)
        play_all(out, codes, office.folder)
    told = {code: summary_of(out / code) for code in codes}
    is_good = all(bool(one["ok"]) for one in told.values())
    programmes = {
        code: {"ok": one["ok"], "seconds": one["seconds"], "folder": code, "notes": one["notes"]}
        for code, one in told.items()
    }
    steps = [{"programme": code, **step} for code, one in told.items() for step in one["steps"]]
    seconds = round(time.perf_counter() - begun, 1)
    summary = {"format": "handrail-tour/1", "ok": is_good, "seconds": seconds, "programmes": programmes, "steps": steps}
    (out / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False), "utf-8")
    return is_good


def play_all(out: Path, codes: Sequence[str], office: Path) -> None:
    """Start one program a core, and the next as one ends."""
    waiting, running = list(codes), list[subprocess.Popen[bytes]]()
    while waiting or running:
        running = [one for one in running if one.poll() is None]
        while waiting and len(running) < (os.cpu_count() or 1):
            running.append(begin(out, waiting.pop(0), office))
        time.sleep(LOOK_AGAIN_S)


def begin(out: Path, code: str, office: Path) -> subprocess.Popen[bytes]:
    """The same command for one programme, in a copy of the office."""
    command = [*program_command(HERE), "tour", "--programme", code, "--out", str(out / code), "--profile", str(office)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  our own program


def summary_of(folder: Path) -> dict[str, Any]:
    """What a programme's tour told; one that ended before it could tell anything was not good."""
    try:
        found: dict[str, Any] = json.loads((folder / "summary.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {
            "ok": False,
            "seconds": 0,
            "notes": [_("The tour of this programme did not come to its end.")],
            "steps": [],
        }
    return found
