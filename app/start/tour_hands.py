"""Holds what a person does in several programmes of the tour: finds a man, a group, a page, and marks a register."""

from ui.shell.tour import Driver


def open_case(see: Driver, reference: str, name: str) -> None:
    """From the list of participants to his page."""
    see.click("Participants")
    see.choose_row("Participants", reference)
    see.press("Return")
    see.sees(name)


def add_record(see: Driver, reference: str, name: str, what: str) -> None:
    """On to what is recorded about him."""
    open_case(see, reference, name)
    see.click("Add record")
    see.click(what)


def open_register(see: Driver, group: str) -> None:
    """From the group to the register that is due."""
    see.click("Groups")
    see.choose_row("Groups", group)
    see.press("Return")
    see.click("Record register")
    see.go_to("Register")


def finish_register(see: Driver, present: int) -> None:
    """The rest was there; the head count agrees; saved. Somebody is marked already: that is asked before the rest."""
    see.press("Ctrl+Shift+P")
    see.type_into("Head count", str(present))
    see.press("Ctrl+S")
    see.sees("Saved.")


def by_palette(see: Driver, place: str) -> None:
    """Somewhere the rail has no room for."""
    see.press("Ctrl+K")
    see.type_here(place)
    see.press("Return")
    see.sees(place)


def refer(see: Driver, programme: str, source: str, ground: str, person: dict[str, str]) -> None:
    """A referral with as little as it takes; it goes to screening."""
    see.click("Referrals")
    see.press("Ctrl+N")
    for name, text in person.items():
        see.type_into(name, text)
    see.choose("Gender", "Man")
    see.choose("Programme", programme)
    see.choose("Referred by", source)
    see.choose("Legal ground", ground)


def fill_in(see: Driver, what: str, stage: str, on: str, scores: dict[str, str]) -> None:
    """A questionnaire from paper."""
    see.choose("Which questionnaire", what)
    see.choose("Stage", stage)
    see.type_into("Filled in on", on)
    for name, text in scores.items():
        see.type_into(name, text)


def move_to(see: Driver, state: str, reason: str = "") -> None:
    """His case moves; the page of his case is open."""
    see.click("Change")
    see.choose("Move to", state)
    if reason:
        see.choose("Reason", reason)
    see.press("Ctrl+S")
    see.sees(state)
