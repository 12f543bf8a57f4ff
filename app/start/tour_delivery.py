"""Tells the tour's story from the first talk with him to the report: what is done by hand, what by acts between."""

from typing import Any

from app.start.tour_cast import Acts, Day, Papers, Stop, There, programme_title
from app.start.tour_hands import add_record, open_case, open_register
from app.start.tour_report import as_printed, ask_reader, deliver, draft_report, issue, sign_off, write_to_him
from ui.shell.tour import Driver, Scene

WORKER, CASE, NAME, GROUP = "priya", "P-0001", "Daniel O.", "Monday evening"
FORMAT = "handrail-script/1"
BROTHER = "Ring my brother when it gets loud"
HIM = f"$men.rows[reference={CASE}].case"
OTHERS = tuple(f"$men.rows[reference=P-000{number}].case" for number in range(3, 8))


def open_contacts(see: Driver) -> None:
    """From the list of participants to his page, and on to his own contacts."""
    add_record(see, CASE, NAME, "1-2-1 or review")
    see.sees("1-2-1 and review with Daniel O.")


def book(see: Driver, what: str, day: str, time: str) -> None:
    """A contact gets its day and time."""
    see.press("Ctrl+B")
    see.choose("Which contact", what)
    see.type_into("Day", day)
    see.type_into("Time", time)
    see.press("Ctrl+S")
    see.sees("Booked.")


def first_talk(see: Driver) -> None:
    """The pre-group 1-2-1: what was said, and the first goals in his words."""
    open_contacts(see)
    book(see, "Pre-group 1-2-1 1", "3 March 2026", "10:00")
    see.choose("The contact was", "Held")
    see.type_into("What happened", "Spoke about 3 May and what he wants to be different.")
    see.type_into("Next goal, in his words", "Walk out before I shout")
    see.type_into("Second goal", BROTHER)
    see.choose("How he sees it", "3")
    see.choose("How you see it", "3")
    see.picture("pre-group-1-2-1")
    see.press("Ctrl+S")
    see.sees("Walk out before I shout")
    see.sees("Held")


def second_talk(see: Driver) -> None:
    """The second pre-group 1-2-1 looks at the goals of the first."""
    open_contacts(see)
    book(see, "Pre-group 1-2-1 2", "10 March 2026", "10:00")
    see.choose("How far: Walk out before I shout", "Part")
    see.type_into("What shows it: Walk out before I shout", "Left the room once, on 7 March.")
    see.choose("The contact was", "Held")
    see.type_into("What happened", "He tells how the week went.")
    see.press("Ctrl+S")
    see.sees("Part")
    see.picture("goals")


def first_register(see: Driver) -> None:
    """One key marks a man; the head count must agree."""
    open_register(see, GROUP)
    for key in ("1", "2", "1", "1"):  # the second man is late: by 5 minutes
        see.press(key)
    see.sees("Present")
    see.press("Ctrl+Shift+P")
    see.sees("6 of 6 recorded")
    see.type_into("Head count", "6")
    see.picture("register")
    see.press("Ctrl+S")
    see.sees("Saved.")
    see.picture("register-saved")


def absent(see: Driver) -> None:
    """He does not come and nobody knows why; somebody who should know is told in the same moment."""
    open_register(see, GROUP)
    see.choose_row("Register", "Daniel O.")
    see.press("5")
    see.sees("Absent, no reason yet")
    see.press("Ctrl+Shift+P")
    see.type_into("Head count", "5")
    see.press("Ctrl+S")
    see.sees("Saved.")
    see.picture("register-absent")


def correct(see: Driver) -> None:
    """A mark is corrected with a reason; the earlier one stays."""
    open_register(see, GROUP)
    see.choose_row("Register", "Daniel O.")
    see.press("F2")
    see.choose("The mark should be", "Absent, accepted: medical")
    see.type_into("Reason of the mark", "Hospital letter of 23 March")
    see.type_into("Reason", "He brought the hospital’s letter.")
    see.picture("correction")
    see.click("See what it changes")
    see.sees("What this correction changes")
    see.picture("correction-before-after")
    see.click("Save correction")
    see.sees("Corrected. The earlier mark stays in the record.")


def mid_talk(see: Driver) -> None:
    """The 1-2-1 after My Thinking looks at each goal."""
    open_contacts(see)
    book(see, "1-2-1 after My Thinking", "30 June 2026", "10:00")
    see.choose("How far: Walk out before I shout", "Kept")
    see.type_into("What shows it: Walk out before I shout", "Three evenings in June, named by day.")
    see.choose("The contact was", "Held")
    see.type_into("What happened", "He sees what he tells himself before he shouts.")
    see.choose("How he sees it", "4")
    see.choose("How you see it", "4")
    see.picture("mid-1-2-1")
    see.press("Ctrl+S")
    see.sees("Held")


def three_way(see: Driver) -> None:
    """He, his officer and we look at what was agreed; nobody from elsewhere attends."""
    open_contacts(see)
    book(see, "Three-way review", "2 November 2026", "14:00")
    for goal, shown in (
        ("Walk out before I shout", "No shouting since July, by his count."),
        (BROTHER, "Rang him on 12 and 19 September."),
    ):
        see.choose(f"How far: {goal}", "Kept")
        see.type_into(f"What shows it: {goal}", shown)
    see.type_into("Facilitator", "Priya Nair")
    see.type_into("His officer", "J. Marsh")
    for who in ("He", "Facilitator", "Officer"):
        see.click(who)
    see.choose("His mark", "Came and took part")
    see.type_into("What remains", "Keeps up the calls to his brother")
    see.type_into("Onward plan", "A support group from January")
    see.picture("three-way-review")
    see.press("Ctrl+S")
    see.sees("Held")


def pathway(see: Driver) -> None:
    """His whole way on one page."""
    open_case(see, CASE, NAME)
    see.picture("pathway")


def preview_group(see: Driver) -> None:
    """Every date of a new group is seen before anything is stored; bank holidays are skipped."""
    see.click("Groups")
    see.press("Ctrl+N")
    see.choose("Programme", programme_title())
    see.type_into("Name of the group", "Monday evening")
    see.click("Monday")
    see.type_into("Starts at", "18:30")
    see.choose("Place", "Northgate")
    see.type_into("First day", "2 March 2026")
    see.choose("Leads the group", "Priya Nair")
    see.click("Kofi Mensah")
    see.picture("new-group")
    see.press("Ctrl+Return")
    see.sees("Check the dates before you create the group")
    see.sees("Foundation 1")
    see.sees("Easter Monday")
    see.picture("group-preview")


def open_group(see: Driver) -> None:
    """The group is made exactly as it was shown."""
    see.press("Ctrl+Return")
    see.sees("The group is created.")
    see.sees("Monday evening")
    see.picture("group")


def allocate(see: Driver) -> None:
    """He gets a place; the clearance line is the same for every man."""
    see.choose_tab("Parts of this group", "Candidates")
    see.choose_row("Candidates", "P-0001")
    see.sees("Safety clearance is asked as he is placed, for every man alike.")
    see.picture("waiting-for-a-place")
    see.click("Give him the place")
    see.sees("He has the place.")
    see.choose_tab("Parts of this group", "People")
    see.sees("Awaiting safety clearance")
    see.picture("group-people")


def step(at: str, act: str, given: dict[str, Any], save: str = "") -> dict[str, Any]:
    """One step of a script."""
    return {"at": at, "as": WORKER, "do": act, "with": given} | ({"save": save} if save else {})


def evenings(dates: tuple[str, ...], first: int) -> list[dict[str, Any]]:
    """One register an evening; everybody is there. `first` is the place of the first evening in the plan."""
    begin = f"{dates[0]}T22:00"
    steps = [
        step(begin, "case.list", {}, "men"),
        step(begin, "group.list", {}, "groups"),
        step(begin, "group.show", {"group": "$groups.0.group"}, "group"),
    ]
    came = {"code": "ATTC", "minutes": 150, "engagement": 4, "task": "yes", "note": "Took part."}
    for at, day in enumerate(dates, first):
        marks = [{"case": case, **came} for case in (HIM, *OTHERS)]
        given = {"session": f"$group.sessions.{at}.session", "marks": marks, "head_count": len(marks)}
        steps.append(step(f"{day}T22:00", "register.take", given))
    return steps


def talk(day: str) -> list[dict[str, Any]]:
    """The 1-2-1 after My Emotions."""
    booked = {"case": HIM, "key": "one_to_one_b", "starts_at": f"{day}T10:00"}
    said = {
        "session": "$talk.session",
        "happened": True,
        "goals": [],
        "summary": "He names what he feels before it grows.",
    }
    return [step(f"{day}T11:00", "one_to_one.book", booked, "talk"), step(f"{day}T11:05", "one_to_one.record", said)]


def script(*parts: list[dict[str, Any]]) -> dict[str, Any]:
    """A script file of these steps."""
    return {"format": FORMAT, "steps": [one for part in parts for one in part]}


SPRING = (
    "2026-03-30", "2026-04-13", "2026-04-20", "2026-04-27", "2026-05-11", "2026-05-18", "2026-06-01", "2026-06-08",
    "2026-06-15", "2026-06-22",
)  # fmt: skip
SUMMER = ("2026-07-06", "2026-07-13", "2026-07-20", "2026-07-27", "2026-08-03", "2026-08-10")
AUTUMN = ("2026-08-24", "2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05")
SPRING_AT, SUMMER_AT, AUTUMN_AT = 4, 15, 22
BY_ACTS = (
    "{count} registers of the weeks between are taken by the same act as the window’s, without the window, for time."
)
MANY = {"spring": len(SPRING), "summer": len(SUMMER) + len(AUTUMN)}


def meeting_and_request(at: str) -> dict[str, Any]:
    """What the safety desk answers next: its half of a meeting, and his own words (MTG-1, RET-9)."""
    case, other = "$men.rows[reference=P-0001].case", "$men.rows[reference=P-0004].case"
    steps: list[dict[str, Any]] = [
        {"at": at, "as": "jo", "do": "case.list", "with": {}, "save": "men"},
        {"as": "jo", "do": "meeting.prepare", "with": {"on": "2026-11-09", "cases": [case]}},
        {"as": "jo", "do": "subject_access.prepare", "with": {"case": other, "requested_on": "2026-11-02"}},
    ]
    return {"format": "handrail-script/1", "steps": steps}


DELIVERY: tuple[Stop, ...] = (
    Day("2026-03-03T11:30", WORKER, (Scene("Pre-group 1-2-1", first_talk),)),
    Papers("Papers before the group begins", "2026-03-05T10:00"),
    Day("2026-03-10T11:30", WORKER, (Scene("Second pre-group 1-2-1", second_talk),)),
    Day("2026-03-16T21:10", WORKER, (Scene("The first register", first_register),)),
    Day("2026-03-23T21:10", WORKER, (Scene("An absence", absent),)),
    There("absence", "2026-03-23T21:40"),
    Day("2026-03-24T09:30", WORKER, (Scene("A correction", correct),)),
    Acts("Registers from March to June", BY_ACTS.format(count=MANY["spring"]), script(evenings(SPRING, SPRING_AT))),
    Day("2026-06-30T11:30", WORKER, (Scene("1-2-1 after My Thinking", mid_talk),)),
    Acts(
        "Registers from July to October",
        BY_ACTS.format(count=MANY["summer"]) + " So is the 1-2-1 after My Emotions.",
        script(evenings(SUMMER, SUMMER_AT), talk("2026-08-18"), evenings(AUTUMN, AUTUMN_AT)),
    ),
    Day("2026-11-02T15:30", WORKER, (Scene("Three-way review", three_way), Scene("His way on one page", pathway))),
    Day(
        "2026-11-03T09:30",
        WORKER,
        (
            Scene("A report is drafted", draft_report),
            Scene("The report as printed", as_printed),
            Scene("A second reader is asked", ask_reader),
        ),
    ),
    Day("2026-11-03T10:15", "kofi", (Scene("The second reader signs off", sign_off),)),
    There("report", "2026-11-03T10:40"),
    Acts(
        "A meeting and a request",
        "A case meeting is prepared and his request for his file taken in by the same acts as the windows’, for time.",
        meeting_and_request("2026-11-03T11:00"),
    ),
    There("report_run", "2026-11-03T12:05"),
    Day(
        "2026-11-03T13:00",
        WORKER,
        (
            Scene("The report is issued", issue),
            Scene("A copy for its reader", deliver),
            Scene("A letter to him", write_to_him),
        ),
    ),
)
