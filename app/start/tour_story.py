"""Tells the tour's story up to the first session: who comes when, and what is done by hand at the programme desk."""

from app.start.tour_cast import HER, PASSWORDS, Acts, Day, Stop, There, others_come, others_placed, programme_title
from app.start.tour_delivery import allocate, open_group, preview_group
from ui.shell.tour import Driver, Scene


def doors(see: Driver) -> None:
    """Nothing is set up yet."""
    see.sees("Nothing is set up on this computer yet.")
    see.picture("first-run")
    see.click("Create an office")


def create_office(see: Driver) -> None:
    """Name, region, the two founders."""
    see.type_into("Office name", "Northgate")
    see.choose("Region", "England and Wales")
    for who, name, user in (("First manager", "Jo Adeyemi", "jo"), ("First safety officer", "Maya Okafor", "maya")):
        see.type_into(f"{who}: name", name)
        see.type_into(f"{who}: user name", user)
        see.type_into(f"{who}: password", PASSWORDS[user])
        see.type_into(f"{who}: password again", PASSWORDS[user])
    see.picture("new-office")
    see.press("Ctrl+Return")
    see.sees("Programme desk")
    see.sees("User name")
    see.picture("sign-in")


def empty_today(see: Driver) -> None:
    """The first page of somebody who has nothing to do yet."""
    see.sees("Priya Nair")
    see.picture("today-empty")


def keep_kit(see: Driver) -> None:
    """The recovery kit of a worker is written down, and two groups of it are typed back."""
    see.press("Ctrl+K")
    see.type_here("Recovery kit")
    see.press("Return")
    see.sees("Type two groups back")
    see.picture("recovery-kit")
    groups = see.text_after("Code").split()
    for name in [one for one in see.names() if one.startswith("Group ")]:
        see.type_into(name, groups[int(name.split()[1]) - 1])
    see.type_into("Your password", PASSWORDS["priya"])
    see.click("Kit is kept")
    see.sees("Your kit is confirmed.")


HIS_CASE = (
    ("First name", "Daniel"),
    ("Family name", "Okoro"),
    ("Date of birth", "12 April 1988"),
    ("His telephone", "07700 900101"),
    ("His address", "4 Mill Lane"),
    ("Reference on the papers", "X310204"),
)
SENT_BY = (
    ("Organisation", "Northmarsh Probation"),
    ("Officer", "J. Marsh"),
    ("Officer’s e-mail", "j.marsh@example.org"),
)


def receive(see: Driver, person: tuple[tuple[str, str], ...] = HIS_CASE) -> None:
    """Who he is, who sends him and on what ground, and why."""
    see.click("Referrals")
    see.press("Ctrl+N")
    for name, text in person:
        see.type_into(name, text)
    see.choose("Gender", "Man")
    see.choose("Programme", programme_title())
    see.choose("Referred by", "Probation")
    for name, text in SENT_BY:
        see.type_into(name, text)
    see.choose("Legal ground", "Requirement of a court order")
    see.type_into("Order or licence", "ORD-2025-114")
    see.type_into("Ends on", "30 June 2027")
    see.type_into("Reason for referral", "Hit his partner on 3 May 2025. Convicted of assault.")
    see.go_to("First name")
    see.sees("About him")
    see.picture("referral")


def one_way_box(see: Driver) -> None:
    """What he says of her goes in and cannot be read back here."""
    see.choose("Details", "Given")
    see.click("Add a person")
    first = "Person 1"
    see.choose(f"{first}: Relation to him", "Ex-partner")
    see.type_into(f"{first}: Their first name", HER["given"])
    see.type_into(f"{first}: Their family name", HER["family"])
    see.type_into(f"{first}: Their telephone", HER["phone"])
    see.picture("one-way-box")
    see.sees("Partner details he gives")


def consent(see: Driver) -> None:
    """Limited confidentiality is explained and signed; then everything is sent, and her details are gone."""
    see.choose("Statement", "Signed")
    see.type_into("Version of the form", "3")
    see.type_into("Explained on", "5 January 2026")
    see.type_into("Signed on", "5 January 2026")
    see.type_into("Witness", "Kofi Mensah")
    see.picture("consent")
    see.click("Send to screening")
    see.sees("Can Daniel O. join?")
    see.picture("screening-begins")
    for word in HER.values():
        see.sees_not(word)


def risk_result(see: Driver) -> None:
    """The referrer's own assessment, as it came."""
    see.click("Risk results")
    see.type_into("Tool", "SARA")
    see.type_into("Taken on", "10 December 2025")
    see.type_into("Assessed by", "J. Marsh")
    see.choose("Risk to a partner", "High")
    see.choose("Risk to children", "Not known")
    see.click("The referrer")
    see.picture("risk-result")
    see.press("Ctrl+S")
    see.sees("SARA")
    see.press("Alt+Left")


def screen(see: Driver) -> None:
    """Every criterion has its answer and its reason; nothing is chosen for anybody."""
    see.go_to("Offended within a heterosexual relationship")
    for key in ("Y", "Y", "Y", "Down", "Y"):
        see.press(key)
    see.type_into("What it stands on", "He says that he wants to stop.")
    see.choose("Who says so", "Himself")
    see.press("Ctrl+S")
    see.sees("Saved.")
    see.sees("Not known")
    see.picture("screening")


def rate_denial(see: Driver) -> None:
    """How he speaks of it: a grade, forms heard, his words, what it stands on."""
    see.choose("Denial grade", "Partial")
    see.choose("He admits", "Only what he was convicted of")
    see.click("Minimises harm")
    see.type_into("His words", "It was one push, nothing more.")
    see.type_into("Latest he admits", "3 May 2025")
    see.choose("Wants to change", "Because he sees why it matters")
    see.type_into("Stands on", "Interview, 5 January 2026")
    see.press("Ctrl+S")
    see.sees("Suggested: suitable")
    see.picture("denial")


def decide_suitable(see: Driver) -> None:
    """A person decides; the suggestion is only beside it."""
    see.click("Suitable")
    see.click("Record verdict")
    see.sees("Record this verdict: suitable?")
    see.picture("verdict")
    see.press("Ctrl+Return")
    see.sees("Daniel O.")
    see.picture("participant")


SECOND_MAN = (
    ("First name", "Marcus"),
    ("Family name", "Bell"),
    ("Date of birth", "1979"),
    ("His telephone", "07700 900102"),
    ("Reference on the papers", "X310977"),
)


def second_man(see: Driver) -> None:
    """Somebody else comes; he wants nothing of it."""
    receive(see, SECOND_MAN)
    see.click("Send to screening")
    see.sees("Can Marcus B. join?")
    see.go_to("Offended within a heterosexual relationship")
    for key in ("Y", "Y", "Y", "Down", "N"):
        see.press(key)
    see.press("Ctrl+S")
    see.sees("Saved.")


def decide_with_second(see: Driver) -> None:
    """A decision that blocks him needs a reason and another person's own password."""
    see.click("Not suitable")
    see.choose("Reason", "Attitude")
    see.type_into("In one sentence", "He does not see a reason to change and says so.")
    see.type_into("Look again on", "1 June 2026")
    see.click("Record verdict")
    see.press("Tab")
    see.click("Record verdict")
    see.sees("A second name is needed")
    see.type_into("Second person's user name", "jo")
    see.type_into("Second person's password", "not the right words")
    see.click("Agree")
    see.sees_not("Marcus B.")
    see.picture("second-person")
    see.type_into("Second person's password", PASSWORDS["jo"])
    see.click("Agree")
    see.sees("Marcus B.")
    see.picture("not-suitable")


FIRST_DAY = "2026-01-05T09:30"
WAY_IN: tuple[Stop, ...] = (
    Day("", "", (Scene("First run", doors), Scene("Create an office", create_office))),
    Day(
        FIRST_DAY,
        "priya",
        (
            Scene("Today", empty_today),
            Scene("The recovery kit", keep_kit),
            Scene("Receive a referral", receive),
            Scene("One-way box", one_way_box),
            Scene("Consent", consent),
            Scene("Risk result", risk_result),
            Scene("Screening", screen),
            Scene("Denial", rate_denial),
            Scene("Verdict", decide_suitable),
        ),
    ),
    Day(
        "2026-01-06T09:30",
        "priya",
        (
            Scene("A second referral", second_man),
            Scene("Verdict with a second person", decide_with_second),
        ),
    ),
    Acts(
        "Five more men",
        "Five more men come, are screened and found suitable by the same acts as the window’s, for time.",
        others_come("2026-01-06T10:00"),
    ),
    Day(
        "2026-01-06T11:00",
        "priya",
        (
            Scene("A new group, previewed", preview_group),
            Scene("The group", open_group),
            Scene("A place in the group", allocate),
        ),
    ),
    Acts(
        "Places for five more men",
        "Five more places are given by the same act as the window’s, for time.",
        others_placed("2026-01-06T11:30"),
    ),
    There("record", "2026-01-08T09:40"),
    There("run", "2026-01-20T12:30"),
)
