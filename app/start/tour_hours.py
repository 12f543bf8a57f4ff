"""Tells a programme that counts hours: in through a drug and alcohol service, TOP, thirty hours, sixty, a review."""

from app.start.tour_cast import Day, Stop, programme_title
from app.start.tour_hands import add_record, fill_in, finish_register, move_to, open_case, open_register, refer
from app.start.tour_kept import EVERYBODY, Kept, code_of
from ui.shell.tour import Driver, Scene

REFERENCE, NAME, GROUP = "P-0001", "Gareth H.", "DAY-1"
SERVICE = "Northmarsh drug and alcohol service"


def referred(see: Driver) -> None:
    """A worker of the service sends him."""
    person = {
        "First name": "Gareth",
        "Family name": "Hughes",
        "Date of birth": "14 May 1983",
        "His telephone": "07700 900121",
    }
    refer(see, programme_title(code_of("hours")), "Alcohol or drug service", "Of his own will", person)
    see.picture("referral")
    see.click("Send to screening")
    see.sees("Can Gareth H. join?")


def brief_tool(see: Driver, result: str) -> None:
    """What the service's own brief tool said; its items are nobody's business here."""
    add_record(see, REFERENCE, NAME, "Substance screen")
    see.type_into("Tool", "Brief tool")
    see.type_into("Version", "2")
    see.type_into("Used on", "12 January 2026")
    see.type_into("Used by", "K. Reed")
    see.choose("Result", result)
    see.picture("substance-screen")
    see.press("Ctrl+S")
    see.sees(result)


def declined(see: Driver) -> None:
    """He would not answer it: nobody knows, which is neither yes nor no."""
    brief_tool(see, "He declined")


def clear_sign(see: Driver) -> None:
    """He answers it after all; the first result stays beside the second."""
    brief_tool(see, "Clear sign")
    see.sees("He declined")


def decide(see: Driver) -> None:
    """The route is open: a person decides."""
    add_record(see, REFERENCE, NAME, "Screening")
    see.sees("Can Gareth H. join?")
    see.picture("screening-by-route")
    see.click("Suitable")
    see.click("Record verdict")
    see.sees("Record this verdict: suitable?")
    see.press("Ctrl+Return")
    see.sees(NAME)


def top_at_start(see: Driver) -> None:
    """TOP from paper at the start: days of four weeks, and what one day is."""
    add_record(see, REFERENCE, NAME, "Questionnaire")
    scores = {
        "Filled in by": SERVICE,
        "Alcohol, amount on a using day": "12",
        "Alcohol": "7 7 5 6",
        "Quality of life": "8",
    }
    fill_in(see, "TOP", "Start", "9 February 2026", scores)
    see.picture("top-at-start")
    see.press("Ctrl+S")
    see.sees("25")


def twelfth(see: Driver) -> None:
    """The twelfth session; minutes are what counts here."""
    open_register(see, GROUP)
    see.press("1")
    see.picture("register-by-hours")
    finish_register(see, 3)


def thirty_hours(see: Driver) -> None:
    """His way is a bar of hours; the first mark on it is reached."""
    open_case(see, REFERENCE, NAME)
    see.sees("30")
    see.picture("thirty-hours")


def milestone(see: Driver) -> None:
    """At thirty hours two questions of our own."""
    add_record(see, REFERENCE, NAME, "Questionnaire")
    fill_in(see, "Expectation review", "At the milestone", "14 April 2026", {})
    see.choose("Physical and sexual violence has stopped", "Yes")
    see.choose("How we know", "Himself")
    see.choose("Substance use as a means has stopped or is much less", "Yes")
    see.picture("milestone")
    see.press("Ctrl+S")
    see.sees("Saved.")


def top_at_review(see: Driver) -> None:
    """TOP again: a week that nobody answered leaves its total unknown (TOP-1)."""
    add_record(see, REFERENCE, NAME, "Questionnaire")
    scores = {"Filled in by": SERVICE, "Alcohol": "3 ? 2 2", "Quality of life": "11"}
    fill_in(see, "TOP", "Review", "14 April 2026", scores)
    see.press("Ctrl+S")
    see.choose_row("Questionnaires filled in", "TOP", "Review")
    see.sees("TOP: alcohol")
    see.picture("top-over-time")


def last_session(see: Driver) -> None:
    """The last session; one man works now and is excused."""
    open_register(see, GROUP)
    see.choose_row("Register", "Leon O.")
    see.press("4")
    see.press("2")
    see.sees("Work")
    finish_register(see, 2)
    see.picture("last-session")


def review(see: Driver) -> None:
    """He came of his own will and has no officer: that is said, and printed."""
    add_record(see, REFERENCE, NAME, "1-2-1 or review")
    see.press("Ctrl+B")
    see.choose("Which contact", "Three-way review")
    see.type_into("Day", "5 June 2026")
    see.type_into("Time", "14:00")
    see.press("Ctrl+S")
    see.sees("Booked.")
    see.type_into("Facilitator", "Priya Nair")
    see.type_into("Reason if missing", "He came of his own will and has no officer.")
    see.choose("His mark", "Came and took part")
    see.type_into("Onward plan", "A group of peers")
    see.press("Ctrl+S")
    see.sees("Held")
    see.picture("review")


def top_at_exit(see: Driver) -> None:
    """TOP at the end, and the figure over time."""
    add_record(see, REFERENCE, NAME, "Questionnaire")
    scores = {
        "Filled in by": SERVICE,
        "Alcohol, amount on a using day": "4",
        "Alcohol": "1 0 0 0",
        "Quality of life": "14",
    }
    fill_in(see, "TOP", "Exit", "5 June 2026", scores)
    see.press("Ctrl+S")
    see.sees("25")
    see.picture("top-at-exit")


def completed(see: Driver) -> None:
    """Sixty hours and the review: he may be completed, and is."""
    open_case(see, REFERENCE, NAME)
    see.picture("sixty-hours")
    move_to(see, "Completed")
    see.picture("completed")


GARETH = "Gareth Hughes"
HOURS: tuple[Stop, ...] = (
    Day(
        "2026-01-12T09:30",
        "priya",
        (Scene("A referral by the service", referred), Scene("A screen he declines", declined)),
    ),
    Kept(
        "Five more men come",
        "1-way-in",
        end="2026-02-09",
        by_hand=("referral.receive gareth", "substance.screen $gareth.case", "screening.decide $gareth.case"),
        first=EVERYBODY,
        names={"gareth": f"$found.rows[reference={REFERENCE}]"},
    ),
    Day("2026-01-12T16:00", "priya", (Scene("The screen again", clear_sign), Scene("Verdict", decide))),
    Kept("A group, and places", "1-way-in", begin="2026-02-09", by_hand=("measure.record gareth_top_start",)),
    Day("2026-02-09T11:00", "priya", (Scene("TOP at the start", top_at_start),)),
    Kept("Clearances", "2-clearances.partner"),
    Kept("Eleven sessions", "3-course", end="2026-04-14T13:00"),
    Day(
        "2026-04-14T13:10",
        "priya",
        (
            Scene("The twelfth session", twelfth),
            Scene("Thirty hours", thirty_hours),
            Scene("The milestone", milestone),
            Scene("TOP at the review", top_at_review),
        ),
    ),
    Kept(
        "Thirteen sessions more",
        "3-course",
        begin="2026-04-14T13:00",
        end="2026-06-02",
        by_hand=("register.take 2026-04-14T13:00", "measure.record 2026-04-14T13:00"),
        proves={"gareth_at_twelve.minutes": 1800, "leon_at_twelve.milestones": []},
    ),
    Day("2026-06-02T13:10", "priya", (Scene("The last session", last_session),)),
    Kept(
        "The hours are there, the review is not",
        "3-course",
        begin="2026-06-02",
        end="2026-06-05",
        by_hand=("register.take 2026-06-02T13:00",),
    ),
    Day(
        "2026-06-05T15:30",
        "priya",
        (Scene("Three-way review", review), Scene("TOP at the end", top_at_exit), Scene("Completed", completed)),
    ),
    Kept(
        "What the registers say",
        "3-course",
        begin="2026-06-05",
        by_hand=(f"three_way.record {GARETH}", "measure.record gareth_top_exit", f"case.move {GARETH}"),
        proves={
            "gareth_at_the_end.completion.on": "2026-06-05",
            "gareth_at_the_end.minutes": 3660,
            "leon_at_the_end.completion.hours_short": 0.1,
            "gareth_measures.entries[stage=review].figures[key=alcohol].value": "unknown",
            "gareth_measures.entries[stage=exit].figures[key=alcohol].value": 1.0,
        },
    ),
)
