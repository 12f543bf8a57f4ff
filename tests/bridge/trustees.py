"""Appoints trustees in a test's office as people do: an officer draws a paper, a manager compares the number (E9)."""

from app.bridge.desk import BridgeDesk
from app.bridge.team import extend
from app.crypto.kit import code_bytes
from app.crypto.roster import remove_subject
from app.desk.catalogue import perform
from tests.offices import Office

NAMES = ("Chair", "Solicitor", "Safeguarding lead")
Papers = dict[str, str]


def alone(office: Office) -> None:
    """Maya is the only officer: the list of staff says so, and no key was changed yet."""
    seat = office.partner_desk().leavers.seat
    gone = remove_subject(office.people["wendy"].id)
    extend(seat, office.roster_now(), "remove", gone, seat.person.id, seat.ledger.seed)


def drawn(office: Office, name: str, login: str = "maya", at: BridgeDesk | None = None) -> str:
    """An officer's half; gives the code on the paper."""
    desk = at or office.partner_desk(login)
    paper = desk.seat.trustee_codes.draw(name, office.clock.today())
    groups = tuple(paper.code.split()[at] for at in paper.asked)
    perform(desk, "team.trustee", {"label": name, "groups": groups})
    assert code_bytes(paper.code)
    return paper.code


def approved(office: Office, name: str) -> None:
    """A manager's half."""
    desk = office.desk("jo")
    (row,) = [one for one in perform(desk, "people.waiting", {}) if one.label == name]
    perform(desk, "people.admit", {"person": row.person, "safety_number": row.safety_number})


def appointed(office: Office, names: tuple[str, ...] = NAMES) -> Papers:
    """These people are trustees; gives their codes by name."""
    papers = {}
    for name in names:
        papers[name] = drawn(office, name)
        approved(office, name)
    return papers
