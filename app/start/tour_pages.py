"""Walks through the pages of the programme desk on which delivery is seen; a picture of each and of its parts."""

from app.start.tour_hands import by_palette, open_case
from ui.shell.tour import Driver

OF_A_GROUP = ("Register", "People", "Candidates", "Who held it", "Details", "Plan")
OF_A_MAN = ("Attendance", "1-2-1s and goals", "Risk", "Measures", "Records", "Papers", "History", "Overview")
BY_PALETTE = (
    "Waiting list", "Catch-ups", "What is owed", "Packs", "Outcomes", "Letters", "Lists and figures",
    "What has left the building", "Many reports at once",
)  # fmt: skip


def pages_of_a_group(see: Driver, group: str) -> None:
    """The list of groups, and the six parts of one."""
    see.click("Groups")
    see.sees(group)
    see.picture("groups")
    see.choose_row("Groups", group)
    see.press("Return")
    for part in OF_A_GROUP:
        see.choose_tab("Parts of this group", part)
        see.picture(f"group-{slug(part)}")


def pages_of_a_man(see: Driver, reference: str, name: str) -> None:
    """The list of participants, and the eight parts of one."""
    see.click("Participants")
    see.sees(reference)
    see.picture("participants")
    open_case(see, reference, name)
    for part in OF_A_MAN:
        see.choose_tab("Parts of this record", part)
        see.picture(f"participant-{slug(part)}")


def calendars(see: Driver) -> None:
    """A week, a month and the year of all groups."""
    see.click("Schedule")
    for view in ("Week", "Month", "Year"):
        see.choose("How much to show", view)
        see.sees("Schedule")
        see.picture(f"schedule-{slug(view)}")


def other_pages(see: Driver) -> None:
    """What the rail has no room for."""
    for page in BY_PALETTE:
        by_palette(see, page)
        see.picture(slug(page))


def slug(words: str) -> str:
    """The name of a picture."""
    return words.lower().replace(" ", "-")
