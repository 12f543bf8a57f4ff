"""What a kit on paper says, and whether a restored list of staff is the one it speaks of (E8, E9)."""

from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import Damaged, InvalidInput
from app.core.language import _
from app.crypto.backup import Header, read_front
from app.crypto.keyring.slots import Opened
from app.crypto.kit import safety_number
from app.crypto.roster import Roster


@dataclass(frozen=True, slots=True)
class Paper:
    """What a kit says: user name, the code, and the safety number printed on it."""

    login: str
    code: str = field(repr=False)
    number: str


def check_number(roster: Roster, slot: Opened, paper: Paper) -> None:
    """The keys in this copy are those that the paper names; anybody could have put others into it."""
    person = roster.now.active(slot.user)
    if person is None:
        raise Damaged(_("The list of staff does not have this person any more. Nothing was opened."))
    number = safety_number(roster.inst, slot.user, person.x25519, person.ed25519)
    if _folded(number) != _folded(paper.number):
        words = _("This is not the safety number of this backup. Look at the kit again; if it is right, do not go on.")
        raise InvalidInput({"number": words})


def front_of(file: Path, side: str, other: str = "") -> Header:
    """What a file says of itself. Raises InvalidInput for none, or one of the other desk; `other`: words for that."""
    if not file.is_file():
        raise InvalidInput({"file": _("There is no such file.")})
    with file.open("rb") as stream:
        header = read_front(stream)
    if header.label.db != side:
        words = other or _("Put the programme desk's backup in place first, then the partner desk's.")
        raise InvalidInput({"file": words})
    return header


def _folded(number: str) -> str:
    return "".join(number.split()).replace("-", "").upper().translate(str.maketrans("OIL", "011"))
