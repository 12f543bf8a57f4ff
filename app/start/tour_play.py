"""Plays one man's way through both desks in the real windows, off screen; keeps pictures, papers and a summary."""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from app.core.language import _
from app.core.paths import Profile
from app.core.shapes import from_json, replaced, to_json
from app.ops.demonstration import Part
from app.ops.office import OfficeFile, OfficeUser
from app.programme.finding.lists import CasesWanted
from app.programme.imports import SheetGiven, SheetTaken
from app.programme.rules.incoming import ImportOutcome
from app.start.application import application
from app.start.child import run_neighbour
from app.start.opening import programme_reception
from app.start.programme_commands import make_office
from app.start.programme_window import Making, ProgrammeWindow, Screens
from app.start.stage import play_story
from app.start.tour_cast import PASSWORDS, WORKERS, Acts, Day, Papers, Sheet, Stop, Story, There
from app.start.tour_delivery import DELIVERY
from app.start.tour_evenings import EVENINGS, STEPS
from app.start.tour_hours import HOURS
from app.start.tour_kept import TELLS, Kept, code_of, play_kept
from app.start.tour_papers import play_papers, what_letters_are_about
from app.start.tour_rolling import ROLLING
from app.start.tour_story import WAY_IN
from ui.kit.tokens import Accent
from ui.shell.tour import Driver, Scene, play_scene, put_away, sign_in

DESK = "programme"
HER_NUMBERS = "07700 9005"
HELD_WORDS = "Mill Road"
PAPERS: tuple[Stop, ...] = (
    Acts(
        "What letters are about",
        "An absence, dates ahead, a breach, a pause and ends come by the same acts as the window’s, for time.",
        what_letters_are_about("2026-11-22T10:30"),
    ),
    Papers("Every paper", "2026-11-23T16:00", is_last=True),
)
SHEET = Sheet("An office’s own sheet", "2026-11-22T10:00", "referrals-2026.csv")


def stories() -> dict[str, Story]:
    """The way of each programme, by its code."""
    known = known_passwords()
    told = {"hours": HOURS, "rolling": ROLLING, "evenings": EVENINGS, "steps": STEPS}
    kept = {code_of(shape): Story(stops, known, code_of(shape)) for shape, stops in told.items()}
    return {code_of("blocks"): Story((*WAY_IN, *DELIVERY, SHEET, *PAPERS)), **kept}


@dataclass(frozen=True, slots=True)
class Trip:
    """Where a tour plays and what it has told so far: one line for each step, in order."""

    profile: Profile
    out: Path
    screens: Screens
    story: Story
    told: list[dict[str, object]] = field(default_factory=list)
    saved: dict[str, object] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """True while every step showed what it should."""
        return all(bool(line["ok"]) for line in self.told)


def run_tour(out: Path, screens: Screens, story: Story, office: Path | None = None) -> bool:
    """The whole way on a fresh practice office, or a copy of one; True when every step showed what it should."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)  # the office of a tour leaves nothing in a person's keychain
    out.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="handrail-tour-") as folder:
        trip = Trip(Profile(Path(folder) / "office"), out.absolute(), screens, story)
        if story.folder and office is not None:
            shutil.copytree(office, trip.profile.folder)
        elif story.folder:
            make_tour_office(trip.profile)
        for stop in story.stops:
            play_stop(trip, stop)
            if not trip.is_good:
                break
    acts = [stop.words for stop in story.stops if isinstance(stop, Acts)]
    summary = {
        "format": "handrail-tour/1", "ok": trip.is_good, "seconds": round(time.perf_counter() - begun, 1),
        "notes": [made_words(is_typed=not story.folder), *acts], "steps": trip.told,
    }  # fmt: skip
    (out / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False), "utf-8")
    return trip.is_good


def make_tour_office(profile: Profile) -> None:
    """The practice office in which kept stories are played."""
    make_office(profile, (TELLS / "office.json").read_bytes(), known_passwords())


def known_passwords() -> dict[str, str]:
    """Who signs in with what in the kept stories."""
    known: dict[str, str] = json.loads((TELLS / "passwords.json").read_text("utf-8"))
    return known


def made_words(*, is_typed: bool) -> str:
    """How the tour comes to its office."""
    if not is_typed:
        return _("The office is a practice office with everybody in it, made as by the command `init`.")
    return _(
        "The office typed on the first page is made as a practice office, so that its clock can stand where the "
        "story is, and two facilitators are added to it."
    )


def play_stop(trip: Trip, stop: Stop) -> None:
    """One visit at a desk, or what was done by acts between two visits."""
    if isinstance(stop, There):
        folders = ["--profile", str(trip.profile.folder), "--out", str(trip.out)]
        when = ["--part", stop.part, "--at", stop.at, "--first", str(len(trip.told) + 1)]
        trip.told.extend(json.loads(run_neighbour(["tour", *folders, *when], trip.story.passwords)))
    elif isinstance(stop, Kept):
        trip.told.append(play_kept(stop, trip.story.folder, trip.profile, trip.story.passwords, trip.saved))
    elif isinstance(stop, Sheet):
        trip.told.append(play_sheet(trip.profile, stop))
    elif isinstance(stop, Papers):
        trip.told.append(play_papers(trip.profile, stop, trip.out))
    elif isinstance(stop, Acts):
        begun = time.perf_counter()
        play_story(trip.profile, [Part(DESK, stop.script)], trip.story.passwords)
        ms = round((time.perf_counter() - begun) * 1000, 1)
        line = {"name": stop.name, "desk": DESK, "by": "acts", "keys": 0, "ms": ms}
        trip.told.append({**line, "checked": [{"check": stop.words, "ok": True}], "ok": True})
    else:
        trip.told.extend(visit(trip, stop))


def visit(trip: Trip, day: Day) -> list[dict[str, object]]:
    """One visit at the programme desk: the window opens, somebody signs in, everything is done by hand."""
    app = application(Accent.TEAL)
    at = datetime.fromisoformat(day.at) if trip.profile.about.exists() else None
    making = Making(make_practice_office, lambda _profile: None)
    running = ProgrammeWindow(trip.profile, trip.screens, making, at)
    running.show()
    driver = Driver(app, running.jobs.is_idle, trip.out)
    known = trip.story.passwords
    arrive = [Scene(f"Sign in as {day.login}", lambda see: sign_in(see, day.login, known))] if day.login else []
    try:
        for number, scene in enumerate([*arrive, *day.scenes], len(trip.told) + 1):
            if not play_scene(driver, scene, number):
                break
    finally:
        running.close()
        put_away(*(one for one in (running.window, running) if one is not None))
    return [{"desk": DESK, "by": "window", "at": day.at, **step.told()} for step in driver.steps]


def make_practice_office(profile: Profile, text: bytes, passwords: Mapping[str, str]) -> None:
    """The office that was typed, as a practice office in which time can stand, with the workers of the story."""
    typed = from_json(OfficeFile, text)
    workers = tuple(OfficeUser(name=name, label=label, role=role) for name, label, role in WORKERS)
    office = replaced(typed, practice=True, users=(*typed.users, *workers))
    make_office(profile, to_json(office), {**PASSWORDS, **passwords})


def play_sheet(profile: Profile, sheet: Sheet) -> dict[str, object]:
    """One line of the summary: every row has its outcome, a dry run says the same, a second import changes nothing."""
    begun = time.perf_counter()
    at = datetime.fromisoformat(sheet.at)
    found = as_file(files("resources") / "demo" / sheet.file)
    with found as path, programme_reception(profile, PASSWORDS, at) as reception:
        desk = reception.take_seat("jo")
        before = desk.cases.list(CasesWanted()).total
        seen = desk.imports.referrals(SheetGiven(file=str(path), dry_run=True))
        untouched = desk.cases.list(CasesWanted()).total
        taken = desk.imports.referrals(SheetGiven(file=str(path)))
        after = desk.cases.list(CasesWanted()).total
        again = desk.imports.referrals(SheetGiven(file=str(path)))
        last = desk.cases.list(CasesWanted()).total
    told = str([(row.outcome, row.problems) for row in (*seen.rows, *taken.rows, *again.rows)])
    checks = {
        "a dry run writes nothing": untouched == before,
        "a dry run says what the import then does": outcomes(seen) == outcomes(taken),
        "rows are imported, imported with questions, known already or refused": every_kind(taken, again),
        "what was imported is in the list": after - before == sum(map(is_new, outcomes(taken))) > 0,
        "a second import changes nothing": last == after and not any(map(is_new, outcomes(again))),
        "no number of hers and no held note is repeated": HER_NUMBERS not in told and HELD_WORDS not in told,
    }
    ms = round((time.perf_counter() - begun) * 1000, 1)
    checked = [{"check": words, "ok": is_so} for words, is_so in checks.items()]
    line: dict[str, object] = {"name": sheet.name, "desk": "programme", "by": "acts", "keys": 0, "ms": ms}
    return {**line, "checked": checked, "ok": all(checks.values())}


def every_kind(*sheets: SheetTaken) -> bool:
    """Whether all four outcomes came up and no other."""
    return {one for taken in sheets for one in outcomes(taken)} == {kind.value for kind in ImportOutcome}


def outcomes(taken: SheetTaken) -> list[str]:
    """What became of each row, in order."""
    return [str(row.outcome) for row in taken.rows]


def is_new(outcome: str) -> bool:
    """Whether a row made a case."""
    return outcome in {"imported", "imported_with_questions"}
