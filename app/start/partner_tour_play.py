"""Plays the safety desk's parts of a tour in its own window, off screen; what it kept is told to whoever asked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from app.bridge.desk import BridgeDesk
from app.bridge.figures import as_it_would_leave
from app.bridge.papers import FileDecided, as_it_would_read
from app.core.paths import Profile
from app.core.shapes import Nothing
from app.partner.partners import OfPartner
from app.start.application import application
from app.start.partner_window import PartnerWindow, Screens
from ui.kit.tokens import Accent
from ui.shell.tour import Driver, Scene, play_scene, sign_in

DESK, OFFICER, LAST = "partner", "maya", "report_run"
CASES = ("P-0001", "P-0003", "P-0004", "P-0005", "P-0006", "P-0007")
ABSENT = "He was absent"
SHE_SAID, BAG = "20 January 2026", "A bag stands at her sister’s."
OF_THE_HOUSE = {
    "Settings of the team": "Safety clearances for cases are given at these times",
    "Keeping and deleting": "Certificates",
    "Backups": "Backups",
    "Recovery kit": "Recovery kit",
    "Change my password": "Change my password",
}
SHE, NUMBER = "Amara Lindqvist", "07700 900517"


@dataclass(frozen=True, slots=True)
class Visit:
    """Which part, when, and the number of its first step."""

    part: str
    at: str
    first: int


def play_visit(
    visit: Visit, profile: Profile, out: Path, passwords: Mapping[str, str], screens: Screens
) -> list[dict[str, object]]:
    """One visit of the officer; gives a line for each step. Her window locks at its end, as it does for her."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = application(Accent.PLUM)
    running = PartnerWindow(profile, screens, datetime.fromisoformat(visit.at), leave=lambda: None)
    running.show()
    driver = Driver(app, running.jobs.is_idle, out)
    arrive = Scene("Sign in at the partner desk", lambda see: sign_in(see, OFFICER, passwords))
    try:
        for number, scene in enumerate((arrive, *PARTS[visit.part]), visit.first):
            if not play_scene(driver, scene, number):
                break
        if visit.part == LAST and running.desk is not None:
            keep_papers(running.desk, out / "papers")
    finally:
        running.window.lock()
        running.close()
    return [{"desk": DESK, "by": "window", "at": visit.at, **step.told()} for step in driver.steps]


def keep_papers(desk: BridgeDesk, folder: Path) -> None:
    """What this desk prints, as files of the practice office: the sheet of a quarter, and her own file for her."""
    folder.mkdir(exist_ok=True)
    her = next(one.partner for one in desk.partners.list(Nothing()) if one.name == SHE)
    page = desk.papers.show(OfPartner(partner=her))
    for item in [one.item for one in page.items if not one.outcome]:
        desk.papers.decide(FileDecided(partner=her, item=item, outcome="give"))
    (folder / "figures.pdf").write_bytes(as_it_would_leave(desk.figures.seat))
    (folder / "her-file.pdf").write_bytes(as_it_would_read(desk.papers.seat, her))


def inbox(see: Driver) -> None:
    """What he gave through the one-way box came in here, and only here."""
    see.sees("He gave details of people at risk")
    see.picture("partner-today")
    see.choose_row("What came in", "P-0001", "He gave details of people at risk")
    see.press("Return")
    see.sees(SHE)
    see.picture("partner-inbox")


def open_record(see: Driver) -> None:
    """A record begins with what he said; none of it is known to be safe."""
    see.click("Open a new record")
    see.sees("He gave these details.")
    see.picture("partner-new-record")
    see.press("Ctrl+S")
    see.sees("S-0001")
    see.sees("There is no safe-contact plan")


def set_plan(see: Driver) -> None:
    """How she may be reached, as she says it; old and new stand side by side before it holds."""
    see.press("F2")
    see.type_into("Call", NUMBER)
    see.choose("A message may be left", "No")
    see.type_into("Safe times", "Tue, Thu 09:30 to 11:30")
    see.type_into("Never at", "Mon 18:00 to 22:00")
    see.type_into("If someone else answers", "Say it is a survey and end the call.")
    see.type_into("What she says if she is alone", "Is it about the parcel?")
    see.type_into("If the call drops", "Do not ring back. She sends a text.")
    see.type_into("Checked with her on", "8 January 2026")
    see.picture("partner-plan")
    see.press("Ctrl+S")
    see.sees("Did she tell you this herself, today?")
    see.click("She told me this herself, today")
    see.picture("partner-plan-before-after")
    see.click("Save plan")
    see.sees("Now is inside a safe time")
    see.picture("partner-record")


def contact(see: Driver) -> None:
    """Rules first; her number only then, for 20 seconds; then what was said."""
    see.click("Start contact")
    see.sees("Now is inside a safe time")
    see.sees("Say it is a survey and end the call.")
    see.sees("Her number is masked.")
    see.sees_not(NUMBER)
    see.picture("partner-contact-masked")
    see.click("I have read this and it is safe to call now")
    see.press("Alt+S")
    see.sees(NUMBER)
    see.picture("partner-contact-number")
    see.choose("Outcome", "Spoke with her")
    see.choose("How safe she feels", "About the same")
    see.type_into("Notes, her words", "She wants to know when he begins.")
    see.choose("Safe-contact rules", "Checked with her, no change")
    see.press("Ctrl+S")
    see.sees("Saved.")
    see.sees_not(NUMBER)
    see.picture("partner-contact")


def mark_clearance(see: Driver) -> None:
    """Every case is marked the same way and waits for the run that was drawn for it."""
    see.click("Clearances")
    for case in CASES:
        see.choose_row("Cases waiting for a run", case)
        see.press("Space")
    see.sees("Ready. It goes out")
    see.sees_not("Waiting")
    see.picture("partner-clearances")


def clearance_run(see: Driver) -> None:
    """Its run has been made: it happened by itself, at its time."""
    see.click("Clearances")
    see.sees("Given")
    see.picture("partner-clearance-given")


def same_day(see: Driver) -> None:
    """She hears of his absence the evening it was recorded; nobody had to tell her."""
    see.sees("23 Mar")
    see.picture("partner-absence-today")
    see.choose_row("What came in", "P-0001", ABSENT)
    see.press("Return")
    see.picture("partner-absence")


def her_day(see: Driver) -> None:
    """Whose safe time closes first, and one record: his case read only, what was said, what is known of her safety."""
    see.click("Contacts due")
    see.sees("S-0001")
    see.picture("partner-contacts-due")
    see.click("Partner records")
    see.choose_row("Partner records", "S-0001")
    see.picture("partner-records")
    see.press("Return")
    see.sees("She wants to know when he begins.")
    see.picture("partner-record-later")


def palette(see: Driver, page: str) -> None:
    """A page that stands on no rail."""
    see.press("Ctrl+K")
    see.type_here(page)
    see.press("Return")


def keep_for_named(see: Driver) -> None:
    """Not everybody of the team may know: the record gets a key that the team's does not open."""
    hers(see, "Named officers", "The whole team opens this record")
    see.click("Maya Okafor  ·  safety officer  ·  you")
    see.press("Ctrl+Return")
    see.sees("Only these open it: Maya Okafor")
    see.picture("partner-named-officers")


def check_report(see: Driver) -> None:
    """The words are compared with what is known here; what is found is shown here and nowhere else."""
    see.click("Clearances")
    see.click("Report checks")
    see.sees("Nothing that is known here was found.")
    see.picture("partner-report-check")
    see.click("Clear")
    see.sees("Clear. It goes out")


def report_run(see: Driver) -> None:
    """Its run has been made at its time."""
    see.click("Clearances")
    see.click("Report checks")
    see.sees("Given")
    see.picture("partner-report-given")


def hers(see: Driver, keys: str, says: str) -> None:
    """From the list to her record, and on to one of its pages: by its key, or by its name in the palette."""
    see.click("Partner records")
    see.choose_row("Partner records", "S-0001")
    see.press("Return")
    see.sees("S-0001")
    if keys.startswith("Ctrl+"):
        see.press(keys)
    else:
        palette(see, keys)
    see.sees(says)


def fill(see: Driver, typed: Mapping[str, str], chosen: Mapping[str, str] = MappingProxyType({})) -> None:
    """What is chosen first: some of what is typed is asked for only then."""
    for name, words in chosen.items():
        see.choose(name, words)
    for name, text in typed.items():
        see.type_into(name, text)


def danger(see: Driver) -> None:
    """A DASH result, answer by answer, and her safety plan from what matters most to her; Marac stands beside."""
    hers(see, "Ctrl+Shift+S", "Safety of S-0001")
    see.choose("Safe to talk", "Yes")
    fill(see, {"Date": SHE_SAID, "Form": "Local form 3"}, {"How": "By telephone", "You judge: refer": "No"})
    see.choose("Decision", "Do not refer")
    see.go_to("Number 1")
    for key in "NYNNKNNNYNNNNNNNNYNNNNNN":
        see.press(key)
    see.picture("partner-dash")
    see.press("Ctrl+S")
    see.sees("Saved.")
    see.choose("What to record", "Safety plan")
    fill(see, {"What matters most": "The children", "Steps she takes": BAG, "Made with her on": SHE_SAID})
    see.press("Ctrl+S")
    see.sees(BAG)
    see.picture("partner-safety-plan")
    see.choose("What to record", "Marac")
    see.picture("partner-marac")


def their_needs(see: Driver) -> None:
    """Her children, with what never leaves this desk."""
    hers(see, "Ctrl+Shift+K", "Children of S-0001")
    child = {"Name": "Noor", "Born": "2019", "Needs": "Sleep", "School": "Larch Primary"}
    fill(see, child | {"Written down for": SHE_SAID})
    see.press("Ctrl+S")
    see.sees("Noor")
    see.sees_not("Larch Primary")
    see.go_to("Name")
    see.picture("partner-children")


def her_view(see: Driver) -> None:
    """Six areas as she sees them, when she wants to; what she leaves out is not known."""
    hers(see, "Ctrl+Shift+M", "View of S-0001 over time")
    scores = {"Respectful communication": "3", "Space for action": "4", "Safety and freedom from violence": "2"}
    fill(see, {"Date": SHE_SAID, **scores, "In her words": "I watch the door."}, {"Time point": "T0, first contact"})
    see.press("Ctrl+S")
    see.sees("I watch the door.")
    see.picture("partner-her-view")


def her_wish(see: Driver) -> None:
    """What she wants to hear of him, and by which way."""
    hers(see, "Ctrl+Shift+U", "What S-0001 is told")
    see.choose("She wants to hear", "Everything")
    see.click("Keep what she wants")
    see.sees("Saved.")
    see.picture("partner-told")


def ask_release(see: Driver) -> None:
    """New words without a source, for named readers; in a team of one it waits until there are trustees (E6)."""
    hers(see, "Ctrl+Shift+R", "What cannot wait is told by telephone")
    see.click("Priya Nair  ·  facilitator")
    text = "Please plan his 1-2-1s without asking about the holidays."
    chosen = {"What the reader needs it for": "Plan the work with him", "Lawful basis": "Safeguarding"}
    written = {"New words, without a source": text, "Holds until": "20 March 2026", "Note": "She plans a trip."}
    fill(see, {**written, "Why it holds": "To keep a plan from failing."}, chosen)
    see.go_to("New words, without a source")
    see.picture("partner-release-new")
    see.press("Ctrl+Return")
    see.sees("Author and approver must be two people.")
    see.picture("partner-release-needs-two")
    see.click("Releases")
    see.click("Leave without saving")
    see.sees_not(text)
    see.picture("partner-releases")


def her_own_file(see: Driver) -> None:
    """She asks for what is kept of her: every item is decided before two of the team sign (RET-8)."""
    hers(see, "Her own file", "She asks for her file")
    fill(see, {"She asked on": "2 November 2026"})
    see.click("Take the request in")
    see.sees("This item")
    see.choose("Decision", "Give it")
    see.press("Alt+S")
    see.picture("partner-her-file")
    hers(see, "Erase or hold", "What goes")
    see.picture("partner-erase-or-hold")


def his_words(see: Driver) -> None:
    """He asked for his file: what he told us of others is a paper of its own, after a look at the risk (RET-9)."""
    see.click("Today")
    see.choose_row("What came in", "P-0004", "He asked for his file")
    see.press("Return")
    see.click("His own words for him")
    see.sees("Look at the risk first")
    see.picture("partner-his-own-words")


def our_half(see: Driver) -> None:
    """Our half of a case meeting, in step with theirs by case number; it stays here (MTG-1)."""
    see.click("Meetings")
    see.sees("P-0001")
    fill(see, {"Risk now": "As before. Ask before each change of his days."}, {"Decision": "No change"})
    see.press("Ctrl+S")
    see.sees("Saved. It stays here.")
    see.picture("partner-meeting")


def figures(see: Driver) -> None:
    """What women say, reach, told the same day; one sheet a quarter, with small numbers hidden (W13)."""
    see.click("Outcomes")
    see.sees("What women told the safety team")
    see.picture("partner-outcomes")
    see.click("Preview the sheet")
    see.sees("As it would be printed.")
    see.picture("partner-sheet")


def house(see: Driver) -> None:
    """The log, the team, its trustees and settings, what is kept and for how long, and the check of it all."""
    see.click("Access log")
    see.sees("Showed her number")
    see.picture("partner-access-log")
    see.click("Team and keys")
    see.sees("In the team")
    see.picture("partner-team")
    see.press("Ctrl+T")
    see.sees("What trustees are for")
    see.picture("partner-trustees")
    for page, says in OF_THE_HOUSE.items():
        palette(see, page)
        see.sees(says)
        see.picture(f"partner-{page.lower().replace(' ', '-')}")
    palette(see, "Check the records")
    see.press("Ctrl+Return")
    see.sees("Everything is as the logs left it.")
    see.picture("partner-check-the-records")


PARTS: Mapping[str, tuple[Scene, ...]] = {
    "record": (
        Scene("What came in", inbox),
        Scene("Her record", open_record),
        Scene("Her safe-contact plan", set_plan),
        Scene("A contact", contact),
        Scene("The case is marked for its run", mark_clearance),
    ),
    "absence": (
        Scene("Told of his absence the same day", same_day),
        Scene("Her day", her_day),
        Scene("A record for named officers", keep_for_named),
    ),
    "report": (Scene("The report is checked", check_report),),
    "report_run": (
        Scene("The report’s run", report_run),
        Scene("Her own file", her_own_file),
        Scene("His own words", his_words),
        Scene("Our half of a meeting", our_half),
        Scene("Figures and their sheet", figures),
        Scene("The house of the safety team", house),
    ),
    "run": (
        Scene("The run", clearance_run),
        Scene("What is known of danger", danger),
        Scene("Her children", their_needs),
        Scene("Her view", her_view),
        Scene("What she wants to hear", her_wish),
        Scene("A release is asked for", ask_release),
    ),
}
