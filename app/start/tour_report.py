"""Plays the way of one report by hand: drafted, read by a second person, issued once it is cleared, copied."""

from app.start.tour_hands import open_case
from ui.shell.tour import Driver

CASE = "P-0001"


def draft_report(see: Driver) -> None:
    """A progress report begins with what the registers say; a person writes the rest."""
    see.click("Reports")
    see.press("Ctrl+N")
    see.choose("Participant", f"Daniel O.  ·  {CASE}")
    see.click("Start the draft")
    see.sees("Progress report for Daniel O.")
    see.sees("24 of 24")
    parts = [name for name in see.names() if name[:1].isdigit()]
    for part, written in zip(parts, WRITTEN, strict=False):
        see.type_into(part, written)
    see.check("every part is written by a person", len(parts) == len(WRITTEN))
    see.press("Ctrl+S")
    see.sees("The draft is saved.")
    see.picture("report-draft")


def as_printed(see: Driver) -> None:
    """The pages as they will be printed, marked as a draft."""
    see.press("Ctrl+P")
    see.sees("A draft: each page says so, and nothing of it may be used.")
    see.picture("report-as-printed")
    see.press("Ctrl+P")


def ask_reader(see: Driver) -> None:
    """Somebody who wrote none of it reads it."""
    see.choose("Who reads it second", "Kofi Mensah  ·  facilitator")
    see.press("Ctrl+Return")
    see.sees("It lies with the second reader.")
    see.picture("report-second-reader")


def sign_off(see: Driver) -> None:
    """The second reader reads to the end and signs off."""
    open_report(see)
    see.read_to_the_end()
    see.picture("report-read")
    see.press("Ctrl+Return")
    see.sees("Signed off. It now awaits safety clearance, as every report does.")
    see.sees("Awaiting safety clearance")


def open_report(see: Driver) -> None:
    """From the board to the report."""
    see.click("Reports")
    see.choose_row("Reports", CASE)
    see.press("Return")
    see.sees("Progress report for Daniel O.")


def issue(see: Driver) -> None:
    """The report is cleared; from here on nothing in it can change."""
    open_report(see)
    see.sees("Safety clearance given")
    see.picture("report-cleared")
    see.press("Ctrl+Return")
    see.sees("Issue this report?")
    see.picture("report-issue")
    see.click("Issue report")
    see.sees("Issued. Now make the copy for its reader.")


def deliver(see: Driver) -> None:
    """A copy for one named reader, with a password of its own that is shown once."""
    before = set(see.out.glob("*.pdf"))
    see.type_into("For", "J. Marsh, Northmarsh Probation")
    see.choose("Lawful basis", "Court order")
    see.type_into("Why it is needed", "The order asks for it at the end of the programme.")
    see.choose("How it goes", "Secure e-mail")
    see.click("A person read the address back")
    see.type_into("Folder for the copy", str(see.out))
    see.press("Ctrl+Return")
    see.sees("is made. Tell its password another way than you send it.")
    papers = [one for one in see.out.glob("*.pdf") if one not in before and one.read_bytes().startswith(b"%PDF-")]
    see.check("a PDF lies in the folder that was named", len(papers) == 1)
    see.check("its pages cannot be read without the password", all(b"/Encrypt" in one.read_bytes() for one in papers))
    see.picture("report-delivered")


def write_to_him(see: Driver) -> None:
    """A letter to him, of fixed words and facts, seen as it is printed; his address is read back (REP-12)."""
    open_case(see, CASE, "Daniel O.")
    see.choose_tab("Parts of this record", "Papers")
    see.click("Letters to him")
    see.choose("Another letter to him", "Your attendance")
    see.sees("As it would be printed. Nothing in it can be typed.")
    see.choose("How it goes", "Post")
    see.click("I have read the address back to him, or from his own writing")
    see.type_into("Folder for the file", str(see.out))
    see.picture("letter")
    see.press("Ctrl+Return")
    see.sees("The letter is made and noted as sent.")
    see.check("a letter lies in the folder that was named", len(list(see.out.glob("Letter-*.pdf"))) == 1)
    see.picture("letter-sent")


WRITTEN = (
    "He came to 23 of 24 group sessions and took part in all that he came to.",
    "Agreed two goals: to walk out before he shouts, and to ring his brother.",
    "Can say what abuse is and names what he did on 3 May 2025.",
    "Wrote down what he tells himself before he shouts, and what else is true.",
    "Showed three evenings in June on which he walked out in time.",
    "Names anger when it is still small; practised a time-out with the group.",
    "Kept both goals through July and August.",
    "Spoke about trust and what it costs to win it back.",
    "Officer, he and we agreed what remains: the calls to his brother.",
    "None raised in the sessions.",
    "A peer support group from January 2027.",
)
