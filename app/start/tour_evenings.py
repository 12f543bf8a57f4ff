"""Tells two groups that peer workers lead: at the door, an evening, talks, away and back; twelve steps in any order."""

from app.start.tour_cast import Day, Stop
from app.start.tour_hands import finish_register, move_to, open_case
from app.start.tour_kept import EVERYBODY, Kept
from ui.shell.tour import Driver, Scene

GROUP, TWELVE = "PEER-1", "STEP-1"
HASSAN = "P-0002"


def my_group(see: Driver, group: str) -> None:
    """From the list of one's groups to this one."""
    see.click("My groups")
    see.choose_row("My groups", group)
    see.press("Return")
    see.sees(group)


def at_the_door(see: Driver, group: str, name: str) -> None:
    """A first name, how he heard, two questions, the agreements: Enter takes him in (F13)."""
    my_group(see, group)
    see.press("Ctrl+N")
    see.type_into("First name", name)
    for key in ("F", "N", "N", "Space"):
        see.press(key)
    see.picture("at-the-door")
    see.press("Return")
    see.sees(name)
    see.picture("my-group")


def hassan_comes(see: Driver) -> None:
    """The first man of the group."""
    at_the_door(see, GROUP, "Hassan")


def meeting_night(see: Driver) -> None:
    """Ten men take ten keys; a time-out lies over the mark, as a skill that was used (PEER-6)."""
    my_group(see, GROUP)
    see.press("Ctrl+R")
    see.go_to("Register")
    see.choose_row("Register", "Omar")
    for key in ("1", "Up", "T", "1"):
        see.press(key)
    see.picture("meeting-night")
    finish_register(see, 5)
    see.picture("meeting-night-saved")


def themes(see: Driver) -> None:
    """What was spoken of, and no names."""
    my_group(see, GROUP)
    see.go_to("The last meetings")
    see.press("Return")
    see.type_into("Spoken of", "Walking out in time")
    see.click("Hope")
    see.press("Ctrl+S")
    see.sees("Saved.")
    see.picture("themes")


def fourth_meeting(see: Driver) -> None:
    """After four meetings: a talk about what he takes responsibility for (PEER-5)."""
    my_group(see, GROUP)
    see.choose_row("Men of this group", "Hassan")
    see.sees("Fourth meeting: talk with Hassan")
    see.picture("fourth-meeting")
    see.choose("The talk", "In part: talk again")
    see.click("Save the talk")
    see.sees("Saved.")


def away(see: Driver) -> None:
    """He goes away for now; nobody drops out of a group that he may return to."""
    open_case(see, HASSAN, "Hassan")
    move_to(see, "Left, may return", "His own request")
    see.picture("away-for-now")


def welcome_back(see: Driver) -> None:
    """One button: no new intake, and clearance is asked anew (PEER-7)."""
    my_group(see, GROUP)
    see.sees("Away for now")
    see.picture("away")
    see.click("Welcome back: Hassan")
    see.sees("He is back in the group. He takes part once safety clearance is given.")
    see.picture("back")


def last_meeting(see: Driver) -> None:
    """The eleventh meeting; everybody came."""
    my_group(see, GROUP)
    see.press("Ctrl+R")
    see.go_to("Register")
    see.press("1")
    finish_register(see, 4)
    my_group(see, GROUP)
    see.picture("the-group-goes-on")


def ade_comes(see: Driver) -> None:
    """The first man of the twelve steps."""
    at_the_door(see, TWELVE, "Ade")


def third_step(see: Driver) -> None:
    """The meeting has its step; a man chooses his own (13.6)."""
    my_group(see, TWELVE)
    see.press("Ctrl+R")
    see.go_to("Register")
    see.choose_row("Register", "Cor")
    for key in ("4", "1"):
        see.press(key)
    finish_register(see, 4)
    my_group(see, TWELVE)
    see.choose_row("Men of this group", "Ade")
    see.choose("Step he chose", "3. Trust")
    see.picture("step-chosen")
    see.click("Record the step")
    see.sees("Steps he took: Trust → Honesty → Trust")


def roles_of_the_evening(see: Driver) -> None:
    """Who took which part; the process guard stopped the evening."""
    my_group(see, TWELVE)
    see.go_to("The last meetings")
    see.press("Return")
    see.choose("Process guard", "Priya Nair")
    see.type_into("Stopped by the guard: why", "Two men shouted.")
    see.picture("roles-of-the-evening")
    see.press("Ctrl+S")
    see.sees("Saved.")


def twelfth_step(see: Driver) -> None:
    """The last of twelve meetings, and the steps each man took."""
    my_group(see, TWELVE)
    see.press("Ctrl+R")
    see.go_to("Register")
    see.press("1")
    finish_register(see, 4)
    my_group(see, TWELVE)
    see.choose_row("Men of this group", "Bill")
    see.sees("Steps he took: Service → Hope")
    see.picture("steps-taken")


EVENINGS: tuple[Stop, ...] = (
    Kept("A group with a clinical partner", "1-at-the-door", end="2025-12-15"),
    Day("2025-12-15T09:00", "robin", (Scene("A man at the door", hassan_comes),)),
    Kept(
        "Four more men",
        "1-at-the-door",
        begin="2025-12-15",
        by_hand=("peer.welcome hassan",),
        first=EVERYBODY,
        names={"hassan": f"$found.rows[reference={HASSAN}]"},
    ),
    Kept("Clearances", "2-clearances.partner"),
    Kept("Two meetings", "3-meetings", end="2026-02-10"),
    Day("2026-02-10T21:30", "robin", (Scene("Meeting night", meeting_night), Scene("Themes of the evening", themes))),
    Kept(
        "The fourth meeting",
        "3-meetings",
        begin="2026-02-10",
        end="2026-02-25",
        by_hand=("register.take 2026-02-10T21:30", "responsibility.review Hassan"),
    ),
    Day("2026-02-24T22:00", "robin", (Scene("After four meetings", fourth_meeting),)),
    Kept("One blames only others; a fifth meeting", "3-meetings", begin="2026-02-25", end="2026-03-11"),
    Day("2026-03-11T10:00", "priya", (Scene("Away for now", away),)),
    Kept(
        "Two meetings without him",
        "3-meetings",
        begin="2026-03-11T10:00",
        end="2026-04-08",
        by_hand=("case.move Hassan",),
    ),
    Day("2026-04-08T18:00", "robin", (Scene("Welcome back", welcome_back),)),
    Kept("Stood down until he is cleared", "3-meetings", begin="2026-04-08", by_hand=("peer.welcome_back",)),
    Kept("Cleared anew", "4-back-again.partner"),
    Kept("Two more meetings", "5-and-on", end="2026-06-02"),
    Day("2026-06-02T21:30", "robin", (Scene("The eleventh meeting", last_meeting),)),
    Kept(
        "What the registers say",
        "5-and-on",
        begin="2026-06-02",
        by_hand=("register.take 2026-06-02T21:30",),
        proves={"hassan_at_the_end.attended": 8, "hassan_at_the_end.minutes": 960, "omar_at_the_end.attended": 11},
    ),
)
STEPS: tuple[Stop, ...] = (
    Kept("A group with a clinical partner", "1-at-the-door", end="2025-12-15"),
    Day("2025-12-15T09:00", "robin", (Scene("A man at the door", ade_comes),)),
    Kept(
        "Four more men; the office asks for an earlier programme",
        "1-at-the-door",
        begin="2025-12-15",
        by_hand=("peer.welcome ade",),
        first=EVERYBODY,
        names={"ade": "$found.rows[reference=P-0001]"},
    ),
    Kept("Clearances", "2-clearances.partner"),
    Kept("Two meetings", "3-twelve-meetings", end="2026-02-12"),
    Day("2026-02-12T21:30", "robin", (Scene("The third meeting and his step", third_step),)),
    Kept(
        "Three meetings",
        "3-twelve-meetings",
        begin="2026-02-12",
        end="2026-04-09",
        by_hand=("register.take 2026-02-12T21:30", "step.record 2026-02-12T21:30", "evening.record stopped"),
    ),
    Day("2026-03-26T22:00", "robin", (Scene("The roles of the evening", roles_of_the_evening),)),
    Kept("Five meetings", "3-twelve-meetings", begin="2026-04-09", end="2026-06-18"),
    Day("2026-06-18T21:30", "robin", (Scene("The twelfth meeting", twelfth_step),)),
    Kept(
        "What the registers say",
        "3-twelve-meetings",
        begin="2026-06-18",
        by_hand=("register.take 2026-06-18T21:30",),
        proves={"ade_steps.taken": ["Trust", "Honesty", "Trust", "Justice"], "ade_at_the_end.attended": 12},
    ),
)
