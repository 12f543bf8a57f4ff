"""Tells a programme that men come into half way: how, the planner of what was missed, the map of eight topics."""

from app.start.tour_cast import Day, Stop, programme_title
from app.start.tour_hands import by_palette, finish_register, move_to, open_case, open_register, refer
from app.start.tour_kept import EVERYBODY, Kept, code_of
from app.start.tour_pages import calendars, other_pages, pages_of_a_group, pages_of_a_man
from ui.shell.tour import Driver, Scene

GROUP, BEN, CARL = "WED-1", "P-0001", "P-0007"


def referred(see: Driver) -> None:
    """The first man, by probation."""
    person = {
        "First name": "Ben",
        "Family name": "Ashworth",
        "Date of birth": "4 April 1986",
        "His telephone": "07700 900131",
        "Reference on the papers": "X310131",
    }
    refer(see, programme_title(code_of("rolling")), "Probation", "Requirement of a court order", person)
    see.type_into("Ends on", "31 March 2028")
    see.click("Send to screening")
    see.sees("Can Ben A. join?")
    see.picture("screening")


def comes_in_half_way(see: Driver) -> None:
    """Between two topics a place is open to a newcomer: three best places, with what he has missed (SCH-30)."""
    by_palette(see, "Waiting list")
    see.choose_row("Waiting list", CARL)
    see.press("O")
    see.sees("A place for Carl V.")
    see.picture("a-place-half-way")
    see.press("1")
    see.press("Ctrl+Return")
    see.sees("He has the place.")


def plan_catch_ups(see: Driver) -> None:
    """Who owes what across groups: one session for two men, one for another."""
    by_palette(see, "Catch-ups")
    see.choose_row("Catch-ups", "Roy D.", "What abuse is 3")
    see.sees("1 more man owes the same")
    see.picture("catch-ups")
    see.click(f"Carl V.  ·  {CARL}  ·  {GROUP}")
    book(see, "19 February 2026")
    see.choose_row("Catch-ups", "Ian F.", "Choosing 2")
    book(see, "20 February 2026")
    see.choose("Which catch-ups", "Booked")
    see.choose_row("Catch-ups", "Carl V.", "What abuse is 3")
    see.sees("with Roy D.")
    see.picture("catch-ups-booked")


def book(see: Driver, day: str) -> None:
    """In the afternoon of this day."""
    see.type_into("Day", day)
    see.type_into("Time", "14:00")
    see.press("Ctrl+B")
    see.sees("Booked.")


def their_group(see: Driver) -> None:
    """Each part of the group, as its manager sees it."""
    pages_of_a_group(see, GROUP)


def one_of_them(see: Driver) -> None:
    """Each part of a man's page."""
    pages_of_a_man(see, BEN, "Ben A.")


def last_evening(see: Driver) -> None:
    """The twenty-sixth evening; one man stays away without a word."""
    open_register(see, GROUP)
    see.choose_row("Register", "Ian F.")
    see.press("5")
    finish_register(see, 3)
    see.picture("last-evening")


def coverage(see: Driver) -> None:
    """The map of the programme: what he came too late for is caught up (SCH-31)."""
    open_case(see, CARL, "Carl V.")
    see.choose_tab("Parts of this record", "Attendance")
    see.sees("26 of 26 had or caught up")
    see.read_to_the_end()
    see.picture("coverage-map")


def completed(see: Driver) -> None:
    """Eight topics covered: he may be completed, and is."""
    move_to(see, "Completed")


ROY, IAN = "Roy Dunne", "Ian Fell"
BOOKED = tuple(
    {"as": "priya", "do": "one_to_one.list", "with": {"case": f"$men.rows[name={name}].case"}, "save": saved}
    for name, saved in ((ROY, "of_roy"), (IAN, "of_ian"))
)
LAST = "2026-07-15T21:30"
ROLLING: tuple[Stop, ...] = (
    Day("2025-11-03T09:30", "priya", (Scene("A first referral", referred),)),
    Kept(
        "Five more men come, two groups",
        "1-way-in",
        by_hand=("referral.receive ben",),
        first=EVERYBODY,
        names={"ben": f"$found.rows[reference={BEN}]"},
    ),
    Kept("Clearances", "2-clearances.partner"),
    Kept("The first topic; a fifth man", "3-first-blocks", end="2026-01-22"),
    Day("2026-01-22T10:00", "priya", (Scene("A man comes in half way", comes_in_half_way),)),
    Kept("The second topic", "3-first-blocks", begin="2026-01-22", by_hand=("group.allocate 2026-01-22T10:00",)),
    Kept("His clearance", "4-newcomer.partner"),
    Kept(
        "What is owed",
        "5-to-the-end",
        end="2026-02-18T21:30",
        by_hand=("catch_up.book shared", "catch_up.book ian_makes_up"),
    ),
    Day("2026-02-18T09:30", "priya", (Scene("Catch-ups across groups", plan_catch_ups),)),
    Day(
        "2026-02-18T10:30",
        "jo",
        (
            Scene("Every part of a group", their_group),
            Scene("Every part of a man's page", one_of_them),
            Scene("Week, month, year", calendars),
            Scene("Every other page of delivery", other_pages),
        ),
    ),
    Kept(
        "Six more topics",
        "5-to-the-end",
        begin="2026-02-18T21:30",
        end=LAST,
        first=BOOKED,
        names={"shared": "$of_roy[kind=catch_up]", "ian_makes_up": "$of_ian[kind=catch_up]"},
    ),
    Day(LAST, "priya", (Scene("The last evening", last_evening),)),
    Day("2026-07-16T10:00", "priya", (Scene("The map of eight topics", coverage), Scene("Completed", completed))),
    Kept(
        "What the registers say",
        "5-to-the-end",
        begin=LAST,
        by_hand=(f"register.take {LAST}", "case.move Carl Vance"),
        proves={"carl_at_the_end.completion.on": "2026-07-15", "ian_at_the_end.completion.offered": False},
    ),
)
